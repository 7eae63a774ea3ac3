"""The frames that the facts room hands out: their columns, in order, and their types.

Here: names and types, and a table made from rows. Not here: what the columns mean (the warehouse's catalogue says it) and
how a row comes to be.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

MONEY = pd.ArrowDtype(pa.decimal128(24, 3))
TEXT, FLAG, COUNT, SHARE = "string", "boolean", "Int64", "Float64"

COLUMNS: dict[str, dict[str, Any]] = {
    "fact_relation": {
        "relation_id": TEXT, "relation_type": TEXT, "subject_country": TEXT, "object_country": TEXT,
        "organization_id": TEXT, "via_country": TEXT, "holds": FLAG, "since_edtf": TEXT, "until_edtf": TEXT,
        "as_of_edtf": TEXT, "confidence": SHARE, "document_count": COUNT, "in_conflict": FLAG,
    },
    "fact_event": {
        "event_id": TEXT, "event_type": TEXT, "source_country": TEXT, "target_country": TEXT, "organization_id": TEXT,
        "location_country": TEXT, "location_city": TEXT, "instrument": TEXT, "subject": TEXT, "level": TEXT,
        "date_edtf": TEXT, "status": TEXT, "title": TEXT, "confidence": SHARE, "document_count": COUNT,
        "in_conflict": FLAG,
    },
    "fact_trade": {
        "trade_id": TEXT, "reporter_country": TEXT, "partner_country": TEXT, "flow": TEXT, "exporter_country": TEXT,
        "importer_country": TEXT, "product_id": TEXT, "period_edtf": TEXT, "value": MONEY, "currency": TEXT,
        "bound": TEXT, "restated_value": MONEY, "is_suspect": FLAG, "suspect_reason": TEXT, "confidence": SHARE,
        "document_count": COUNT, "in_conflict": FLAG,
    },
    "fact_trade_product": {
        "trade_product_id": TEXT, "exporter_country": TEXT, "importer_country": TEXT, "product_id": TEXT, "rank": TEXT,
        "period_edtf": TEXT, "confidence": SHARE, "document_count": COUNT, "in_conflict": FLAG,
    },
    "evidence": {
        "evidence_id": TEXT, "fact_table": TEXT, "fact_id": TEXT, "document_id": TEXT, "char_start": COUNT,
        "char_end": COUNT, "quote": TEXT, "language": TEXT, "rule_id": TEXT, "confidence": SHARE,
    },
    "reading_issue": {
        "issue_id": TEXT, "document_id": TEXT, "char_start": COUNT, "char_end": COUNT, "quote": TEXT, "language": TEXT,
        "kind": TEXT, "reason": TEXT, "rule_id": TEXT,
    },
    "conflict": {
        "conflict_id": TEXT, "kind": TEXT, "country_a": TEXT, "country_b": TEXT, "fact_table": TEXT, "fact_id": TEXT,
        "other_fact_id": TEXT, "explanation": TEXT, "saying_document_id": TEXT, "saying": TEXT,
    },
    "dim_person": {"person_id": TEXT, "name": TEXT, "country_id": TEXT, "names": TEXT},
    "bridge_event_person": {"event_id": TEXT, "person_id": TEXT, "role": TEXT},
    "merge_log": {"fact_table": TEXT, "fact_id": TEXT, "merged_id": TEXT, "rule": TEXT, "explanation": TEXT},
    "correction_report": {
        "correction_id": TEXT, "action": TEXT, "status": TEXT, "claims": COUNT, "reason": TEXT, "decided_by": TEXT,
        "decided_on": TEXT, "explanation": TEXT, "passages": TEXT,
    },
    "fact_alias": {"fact_table": TEXT, "alias_id": TEXT, "fact_id": TEXT},
}  # fmt: skip

# Two frames that stay in this room. What somebody did: in which event, office and language, and in which year.
ACTS = {"event_id": TEXT, "name": TEXT, "country_id": TEXT, "role": TEXT, "language": TEXT, "year": COUNT}
# Claims that are no fact, as far as a reading issue is made of them.
LACKING = {
    "document_id": TEXT, "char_start": COUNT, "char_end": COUNT, "quote": TEXT, "language": TEXT, "claim_type": TEXT,
    "reason": TEXT, "rule_id": TEXT,
}  # fmt: skip
# The EDTF columns that get bounds beside them.
DATED = {
    "fact_relation": ("since", "until", "as_of"), "fact_event": ("date",), "fact_trade": ("period",),
    "fact_trade_product": ("period",),
}  # fmt: skip
ID_COLUMN = {name: next(iter(COLUMNS[name])) for name in ("fact_relation", "fact_event", "fact_trade", "fact_trade_product")}
# By what frames are sorted whose first column may come twice.
ORDER = {
    "conflict": ["conflict_id", "explanation"], "merge_log": ["fact_id", "merged_id", "rule", "explanation"],
    "bridge_event_person": ["event_id", "person_id", "role"], "acts": list(ACTS),
    "lacking": ["document_id", "char_start", "char_end", "claim_type", "reason", "rule_id"],
}  # fmt: skip
# How a column's values lie on their way from a batch to the frame.
STORED = {TEXT: pa.large_string(), FLAG: pa.bool_(), COUNT: pa.int64(), SHARE: pa.float64(), MONEY: MONEY.pyarrow_dtype}


def in_columns(rows: Sequence[Sequence[Any]], columns: Mapping[str, Any]) -> pa.Table:
    """Rows, each in the order of the columns, as a table."""
    by_column = zip(*rows, strict=True) if rows else [()] * len(columns)
    typed = zip(columns.items(), by_column, strict=True)
    return pa.table({name: pa.array(values, STORED[dtype], from_pandas=True) for (name, dtype), values in typed})
