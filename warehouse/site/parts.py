"""The rows of a release cut into parts, each what some pages need and no more than fits into memory many times over.

Here belongs which rows lie in which part of which kind: `facts` (pages of pairs and of states), `documents`, `tables` (a part a
table). They are laid into a database beside the pages in the making, of which any process takes a part. What becomes of them is
decided elsewhere.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import duckdb
import pyarrow as pa

from warehouse import catalog, schema
from warehouse.connections import in_memory
from warehouse.site.facts import KEYS, PREFIX, SOURCES
from warehouse.site.store import Release, Row

# Passages a part: some megabytes of rows.
WEIGHT = 4_000
# Rows of a table that pages show: nobody turns more of them than these fill, and the files of the release have all.
MOST_ROWS = 10_000
TABLE_OF = {source: table for table, source in SOURCES.items()}
BY_DOCUMENT = ("dim_document", "reading_issue", "evidence_history")
# In the order in which they are cut: people follow from the parts that they took.
CUT = (*TABLE_OF, "evidence", *BY_DOCUMENT, "mart_conflict", "bridge_event_person", "dim_person", "mart_rejected")
KINDS = ("facts", "documents", "tables")
# The part of the list of all documents, and how many passages each of them has.
LISTED, PASSAGES = "documents", "passages"


@dataclass(frozen=True)
class Part(Release):
    """A release of which the tables that were cut have the rows of one part alone."""

    cut: Mapping[str, list[Row]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        """The rows of this part; all of a table that is not cut."""
        return self.cut[table] if table in self.cut else super().rows(table)


def take(connection: duckdb.DuckDBPyConnection, release: Release, kind: str, part: str) -> Part:
    """One part of a kind, out of the database that `cut` filled."""
    where = f"WHERE part = {schema.literal(part)} ORDER BY number"
    asked = {name: f"SELECT * EXCLUDE (part, number) FROM {kind}.{name} {where}" for name in CUT}  # noqa: S608
    if part == LISTED:
        asked[PASSAGES] = f"FROM {kind}.{PASSAGES}"
    rows = {name: connection.sql(sql).to_arrow_table().to_pylist() for name, sql in asked.items()}
    return Part(release.folder, release.manifest, rows)


def nothing(release: Release) -> Part:
    """A part without a row."""
    return Part(release.folder, release.manifest, {name: [] for name in CUT})


def with_facts(release: Release, ids: Collection[str]) -> Part:
    """A part that has these facts and nothing else."""
    with in_memory() as connection:
        connection.register("wanted", pa.table({"id": pa.array(sorted(ids), pa.string())}))
        files = {source: schema.literal(str(release.folder / "parquet" / f"{source}.parquet")) for source in TABLE_OF}
        asked = {source: f"FROM read_parquet({files[source]}) WHERE {KEYS[table]} IN (FROM wanted)" for source, table in TABLE_OF.items()}
        rows = {source: connection.sql(sql).to_arrow_table().to_pylist() for source, sql in asked.items()}
    bare = nothing(release)
    return replace(bare, cut={**bare.cut, **rows})


def members(connection: duckdb.DuckDBPyConnection, kind: str) -> dict[str, list[str]]:
    """The parts of a kind, each with the keys of its pages in their order: countries of a page, or ids of documents."""
    found = connection.sql(f"SELECT part, list(key ORDER BY number) FROM {kind}.member GROUP BY part ORDER BY min(number)").fetchall()  # noqa: S608
    return dict(found)


def cut(connection: duckdb.DuckDBPyConnection, pages: Collection[str], documents: Collection[str]) -> None:
    """Cut what these pages of countries and these documents show, and the beginnings of the tables, into parts."""
    for kind in KINDS:
        connection.execute(f"CREATE SCHEMA {kind}")
    _number(connection, "facts", "SELECT page AS key, page AS place, weight FROM page_print", pages)
    _number(connection, "documents", "SELECT document_id AS key, place, weight FROM document_print", documents)
    for kind in KINDS:
        connection.execute(f"CREATE TEMP TABLE fact_in_{kind} AS SELECT DISTINCT part, fact_table, fact_id FROM ({_FACTS[kind]})")  # noqa: S608
        connection.execute(f"CREATE TEMP TABLE document_in_{kind} AS SELECT DISTINCT part, document_id FROM ({_DOCUMENTS[kind]})")  # noqa: S608
        for name in CUT:
            connection.execute(f"CREATE TABLE {kind}.{name} AS {_numbered(name, _rows(kind, name))}")
    counted = f"SELECT document_id, count(*) AS passages FROM told SEMI JOIN ({_LISTED}) USING (document_id) GROUP BY document_id"  # noqa: S608
    connection.execute(f"CREATE TABLE tables.{PASSAGES} AS {counted}")


def _number(connection: duckdb.DuckDBPyConnection, kind: str, known: str, wanted: Collection[str]) -> None:
    """Share the pages out to parts of about the same weight."""
    connection.execute(f"CREATE TEMP TABLE wanted_{kind} AS SELECT unnest(CAST(? AS VARCHAR[])) AS key", [list(wanted)])
    connection.execute(f"""
        CREATE TABLE {kind}.member AS
        SELECT key, row_number() OVER run AS number, CAST(CAST(sum(weight) OVER run AS BIGINT) // {WEIGHT} AS VARCHAR) AS part
        FROM ({known}) JOIN wanted_{kind} USING (key)
        WINDOW run AS (ORDER BY place, key ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    """)  # noqa: S608


def _numbered(name: str, rows: str) -> str:
    """Rows with their number in the table's own order; those of a part lie together, so that no other has to be looked at."""
    table = catalog.load()[name]
    order = ", ".join(f"{schema.quoted(column)} NULLS FIRST" for column in dict.fromkeys((*table.sort, *table.key)))
    return f"SELECT *, row_number() OVER (ORDER BY part, {order}) AS number FROM ({rows}) ORDER BY number"  # noqa: S608


def _rows(kind: str, name: str) -> str:
    """The rows of a table with the part that each is in."""
    joined = f"FROM released_{name} AS row JOIN fact_in_{kind}"
    if name in TABLE_OF:
        table = TABLE_OF[name]
        return f"SELECT part, row.* {joined} ON fact_id = {KEYS[table]} AND fact_table = '{table}'"
    if name in BY_DOCUMENT or (name == "evidence" and kind == "documents"):
        return f"SELECT part, {_cells(kind, name)} FROM released_{name} AS row JOIN document_in_{kind} USING (document_id)"  # noqa: S608
    if name == "bridge_event_person":
        return f"SELECT part, row.* {joined} ON fact_id = event_id"
    if name == "dim_person":
        listed = f"SELECT 'people' AS part, person_id FROM ({_PEOPLE})"  # noqa: S608
        named = listed if kind == "tables" else f"SELECT DISTINCT part, person_id FROM {kind}.bridge_event_person"  # noqa: S608
        return f"SELECT part, row.* FROM released_{name} AS row JOIN ({named}) USING (person_id)"  # noqa: S608
    if name == "mart_rejected":
        return f"SELECT 'rejected' AS part, * FROM ({_REJECTED if kind == 'tables' else 'FROM released_mart_rejected WHERE false'})"  # noqa: S608
    return f"SELECT part, row.* {joined} USING (fact_table, fact_id)"


def _cells(kind: str, name: str) -> str:
    """A document has the newest of its source beside it; tables quote no text, and the texts of all their documents would be many."""
    if (kind, name) == ("documents", "dim_document"):
        return "row.*, (SELECT min(document_id) FROM document AS other WHERE other.source_id = row.source_id AND is_current) AS newest"
    return "row.* REPLACE (NULL AS text)" if (kind, name) == ("tables", "dim_document") else "row.*"


def _first_of(source: str) -> str:
    """The first facts of a table, dated ones in order of time."""
    table = TABLE_OF[source]
    dates = ", ".join(f"{PREFIX[table]}_{side} NULLS LAST" for side in ("start", "end"))
    title = "" if source == table else "title, "
    first = f"SELECT {KEYS[table]} AS fact_id FROM released_{source} ORDER BY {dates}, {title}fact_id LIMIT {MOST_ROWS}"  # noqa: S608
    return f"SELECT '{table}' AS part, '{table}' AS fact_table, fact_id FROM ({first})"  # noqa: S608


_CONFLICTS = f"FROM released_mart_conflict ORDER BY country_a NULLS FIRST, country_b NULLS FIRST, kind, conflict_id LIMIT {MOST_ROWS}"
_PEOPLE = f"SELECT person_id FROM released_dim_person ORDER BY name, person_id LIMIT {MOST_ROWS}"  # noqa: S608
_REJECTED = f"FROM released_mart_rejected ORDER BY what, file_name, char_start NULLS FIRST, rejected_id LIMIT {MOST_ROWS}"
_EVENTS_OF_PEOPLE = f"SELECT event_id FROM released_bridge_event_person SEMI JOIN ({_PEOPLE}) USING (person_id)"  # noqa: S608
_LISTED = f"SELECT document_id FROM document ORDER BY place, document_id LIMIT {MOST_ROWS}"  # noqa: S608
_FACTS = {
    "facts": "SELECT part, fact_table, fact_id FROM fact JOIN facts.member ON page = key",
    "documents": """
        SELECT part, fact_table, fact_id FROM told JOIN documents.member ON document_id = key
        UNION ALL SELECT part, fact_table, fact_id FROM released_evidence_history JOIN documents.member ON document_id = key
    """,
    "tables": " UNION ALL ".join(
        (
            *map(_first_of, TABLE_OF),
            f"SELECT 'conflicts', fact_table, unnest([fact_id, other_fact_id]) FROM ({_CONFLICTS})",  # noqa: S608
            f"SELECT 'people', 'fact_event', event_id FROM ({_EVENTS_OF_PEOPLE})",  # noqa: S608
        )
    ),
}
_DOCUMENTS = {
    "facts": "SELECT part, document_id FROM told JOIN facts.member ON page = key",
    "documents": "SELECT part, key AS document_id FROM documents.member",
    "tables": f"""
        SELECT part, document_id FROM told JOIN fact_in_tables USING (fact_table, fact_id)
        UNION ALL SELECT 'rejected', document_id FROM ({_REJECTED})
        UNION ALL SELECT 'documents', document_id FROM ({_LISTED})
    """,  # noqa: S608
}
