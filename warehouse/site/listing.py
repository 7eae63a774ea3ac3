"""Which rows the pages of tables list, in which order and on which page, told by the database.

Here belongs the choice of rows, and a print of all that each page shows. What stands in the columns is `warehouse.site.tables`'.
"""

from dataclasses import dataclass

import duckdb

from warehouse.site.facts import KEYS, PREFIX, SOURCES

# Rows of a table that pages show: nobody turns more of them than these fill, and the files of the release have all.
MOST_ROWS = 10_000
# Rows that a browser sorts in no time.
ROWS_A_PAGE = 1_000


@dataclass(frozen=True)
class Listing:
    """The rows of a table of the release that pages list: of which table, by which key, in which order."""

    table: str
    key: str
    order: str


def _in_order_of_time(table: str) -> Listing:
    """Dated facts first; products have no title of their own."""
    dates = ", ".join(f"{PREFIX[table]}_{side} NULLS LAST" for side in ("start", "end"))
    title = "" if SOURCES[table] == table else "title, "
    return Listing(SOURCES[table], KEYS[table], f"{dates}, {title}{KEYS[table]}")


# By the name that a listed table has among the parts.
LISTINGS = {
    **{table: _in_order_of_time(table) for table in KEYS},
    "conflicts": Listing("mart_conflict", "conflict_id", "country_a NULLS FIRST, country_b NULLS FIRST, kind, conflict_id"),
    "people": Listing("dim_person", "person_id", "name, person_id"),
    "rejected": Listing("mart_rejected", "concat(what, ' ', rejected_id)", "what, file_name, char_start NULLS FIRST, rejected_id"),
    "documents": Listing("dim_document", "document_id", "coalesce(path, file_name), document_id"),
}


def lay_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Make known, of what `warehouse.site.overview` has laid out: listed, told_in, telling, side, table_print."""
    rows = " UNION ALL ".join(_rows(name, listing) for name, listing in LISTINGS.items())
    connection.execute(f"CREATE TEMP TABLE listed AS {rows}")
    connection.execute(_BESIDE)
    connection.execute(f"CREATE TEMP TABLE table_print AS {_PRINTS}", [list(LISTINGS)])


def _rows(name: str, listing: Listing) -> str:
    """The rows of a table that are listed, each at its place on its page."""
    first = f"FROM released_{listing.table} ORDER BY {listing.order} LIMIT {MOST_ROWS}"
    return f"""
        SELECT '{name}' AS name, {listing.key} AS id, row_number() OVER (ORDER BY {listing.order}) - 1 AS place,
            place // {ROWS_A_PAGE} AS page, hash(row, place, (SELECT count(*) FROM released_{listing.table})) AS print
        FROM ({first}) AS row
    """  # noqa: S608 - names come from this package


# The language of each fact's surest passage, how many passages each document has, and the two facts of each contradiction.
_BESIDE = """
    CREATE TEMP TABLE told_in AS
    SELECT fact_table, fact_id, first(language ORDER BY confidence DESC, document_id, char_start, char_end, evidence_id) AS told_in
    FROM released_evidence SEMI JOIN listed ON name = fact_table AND id = fact_id GROUP BY fact_table, fact_id;
    CREATE TEMP TABLE telling AS SELECT document_id, count(*) AS passages FROM told GROUP BY document_id;
    CREATE TEMP TABLE side AS SELECT conflict_id, fact_table, unnest([fact_id, other_fact_id]) AS fact_id FROM released_mart_conflict;
"""
# A table without a row has a page, too. Sums, as in `warehouse.site.overview`.
_PRINTS = """
    SELECT concat(name, '-', page) AS key, name, page, CAST(sum(CAST(print AS HUGEINT)) AS VARCHAR) AS print
    FROM (
        SELECT name, page, print FROM listed
        UNION ALL SELECT unnest(CAST(? AS VARCHAR[])), 0, 0
        UNION ALL SELECT name, page, hash(id, told_in) FROM listed JOIN told_in ON name = fact_table AND id = fact_id
        UNION ALL SELECT name, page, hash(id, passages) FROM listed JOIN telling ON name = 'documents' AND id = document_id
        UNION ALL SELECT name, page, hash(id, language)
            FROM listed JOIN released_mart_rejected ON name = 'rejected' AND id = concat(what, ' ', rejected_id)
            JOIN released_dim_document USING (document_id)
        UNION ALL SELECT name, listed.page, hash(id, fact.print)
            FROM listed JOIN side ON name = 'conflicts' AND id = conflict_id
            JOIN fact USING (fact_table, fact_id)
        UNION ALL SELECT name, listed.page, hash(part, fact.print)
            FROM listed JOIN released_bridge_event_person AS part ON name = 'people' AND id = person_id
            JOIN fact ON fact.fact_id = part.event_id
    )
    GROUP BY name, page
"""
