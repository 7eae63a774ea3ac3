"""Which columns of a release's tables the pages show: no other is read, compared or handed out to them.

Here belong names of columns alone. A page that asks for another one fails in the making, so what it shows is always compared too.
"""

from warehouse.catalog import Column, Table

# What no page of facts, of a document or of a table's rows shows; the files of the release have all.
UNSEEN = {
    "v_event": (
        *("source_name", "target_name", "organization_id", "location_country", "date_precision", "quad_class"),
        *("quote", "file_name"),
    ),
    "v_relation": (
        *("subject_name", "object_name", "organization_id", "via_country", "since_precision", "until_precision"),
        *("as_of_end", "as_of_precision", "cow_level", "quote", "quote_language", "file_name"),
    ),
    "v_trade": ("reporter_name", "partner_name", "period_precision", "quote", "quote_language", "file_name"),
    "fact_trade_product": ("period_precision",),
    "evidence": ("attribution",),
    "evidence_history": ("char_start", "char_end", "rule_id", "confidence", "current_document_id"),
    "reading_issue": ("char_start", "char_end", "rule_id"),
    "dim_document": ("retrieved_at", "bytes"),
    "mart_conflict": ("saying_document_id", "quote", "file_name", "other_quote", "other_file_name"),
    "mart_rejected": ("char_end", "rule_id"),
}
# Of a fact, what it is called and where its card stands: all that the page of a document shows of it.
NAMING = {
    "v_event": ("event_id", "event_type", "event_label", "title", "source_country", "target_country", "in_conflict"),
    "v_relation": (
        *("relation_id", "relation_type", "relation_label", "title", "subject_country", "object_country", "in_conflict"),
        *("since_edtf", "until_edtf"),
    ),
    "v_trade": ("trade_id", "flow", "title", "period_edtf", "reporter_country", "partner_country", "in_conflict"),
    "fact_trade_product": ("trade_product_id", "product_id", "rank", "exporter_country", "importer_country", "in_conflict"),
}
# Of a passage, what the page of its document shows.
MARKING = ("evidence_id", "fact_id", "document_id", "char_start", "char_end", "quote", "language", "rule_id")


def seen(table: Table) -> list[Column]:
    """The columns of a table that pages show."""
    return [column for column in table.columns if column.name not in UNSEEN.get(table.name, ())]
