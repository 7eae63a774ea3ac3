"""The rows of a release cut into parts, each what some pages need and no more than fits into memory many times over.

Here belongs which rows lie in which part of which kind: `facts` (pages of pairs and of states), `documents`, `tables` (a part for
each name in `warehouse.site.listing`). They are laid into a database beside the pages in the making, of which any process takes a
part. What becomes of them is decided elsewhere.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import duckdb
import pyarrow as pa

from warehouse import catalog, schema
from warehouse.connections import in_memory
from warehouse.site.columns import MARKING, NAMING
from warehouse.site.facts import KEYS, SOURCES
from warehouse.site.listing import LISTINGS
from warehouse.site.store import Release, Row

# Passages a part: some megabytes of rows, and work for a second or two, beside which opening the database is little.
WEIGHT = 12_000
TABLE_OF = {source: table for table, source in SOURCES.items()}
BY_DOCUMENT = ("dim_document", "reading_issue", "evidence_history")
# What the pages of each kind show, in the order in which it is cut: people follow from the parts that they took.
PEOPLE = ("bridge_event_person", "dim_person")
CUT = {
    "facts": (*TABLE_OF, "evidence", "dim_document", "mart_conflict", *PEOPLE),
    "documents": (*TABLE_OF, "evidence", *BY_DOCUMENT),
    "tables": (*TABLE_OF, "dim_document", "mart_conflict", *PEOPLE, "mart_rejected"),
}
KINDS = tuple(CUT)
ALL = tuple(dict.fromkeys(name for names in CUT.values() for name in names))


@dataclass(frozen=True)
class Part(Release):
    """A release of which the tables that were cut have the rows of one part alone."""

    cut: Mapping[str, list[Row]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        """The rows of this part; all of a table that is not cut."""
        return self.cut[table] if table in self.cut else super().rows(table)


def take(connection: duckdb.DuckDBPyConnection, release: Release, kind: str, part: str) -> Part:
    """One part of a kind, out of the database that `cut` filled: of each table the rows in its own order, those of `tables` as listed."""
    rows = {}
    for name in CUT[kind]:
        cells, order = ("* EXCLUDE (part, number)", "number") if kind == "tables" else ("* EXCLUDE (part)", _order(name))
        sql = f"SELECT {cells} FROM {kind}.{name} WHERE part = {schema.literal(part)} ORDER BY {order}"  # noqa: S608
        rows[name] = connection.sql(sql).to_arrow_table().to_pylist()
    bare = nothing(release)
    return replace(bare, cut={**bare.cut, **rows})


def _order(name: str) -> str:
    table = catalog.load()[name]
    return ", ".join(f"{schema.quoted(column)} NULLS FIRST" for column in dict.fromkeys((*table.sort, *table.key)))


def nothing(release: Release) -> Part:
    """A part without a row."""
    return Part(release.folder, release.manifest, {name: [] for name in ALL})


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


def cut(connection: duckdb.DuckDBPyConnection, wanted: Mapping[str, Collection[str]]) -> None:
    """Cut what these pages of each kind show into parts."""
    # The parts are read once and gone a minute later: packing them would take longer than all the rest of it.
    connection.execute("SET force_compression = 'uncompressed'")
    for kind in KINDS:
        connection.execute(f"CREATE SCHEMA {kind}")
        connection.execute(f"CREATE TEMP TABLE wanted_{kind} AS SELECT unnest(CAST(? AS VARCHAR[])) AS key", [list(wanted[kind])])
    _number(connection, "facts", "SELECT page AS key, page AS place, weight FROM page_print")
    _number(connection, "documents", "SELECT document_id AS key, place, weight FROM document_print")
    connection.execute(_SHOWN)
    for kind in KINDS:
        connection.execute(f"CREATE TEMP TABLE fact_in_{kind} AS SELECT DISTINCT part, fact_table, fact_id FROM ({_FACTS[kind]})")  # noqa: S608
        connection.execute(f"CREATE TEMP TABLE document_in_{kind} AS SELECT DISTINCT part, document_id FROM ({_DOCUMENTS[kind]})")  # noqa: S608
        for name in CUT[kind]:
            # Those of a part lie together, so that no other has to be looked at.
            rows = _listed(name) if kind == "tables" else f"{_rows(kind, name)} ORDER BY part"
            connection.execute(f"CREATE TABLE {kind}.{name} AS {rows}")


def _number(connection: duckdb.DuckDBPyConnection, kind: str, known: str) -> None:
    """Share the pages out to parts of about the same weight."""
    connection.execute(f"""
        CREATE TABLE {kind}.member AS
        SELECT key, row_number() OVER run AS number, CAST(CAST(sum(weight) OVER run AS BIGINT) // {WEIGHT} AS VARCHAR) AS part
        FROM ({known}) JOIN wanted_{kind} USING (key)
        WINDOW run AS (ORDER BY place, key ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    """)  # noqa: S608


def _rows(kind: str, name: str) -> str:
    """The rows of a table with the part that each is in."""
    rows = f"SELECT part, {_cells(kind, name)} FROM released_{name} AS row"  # noqa: S608
    if name in TABLE_OF:
        return f"{rows} JOIN fact_in_{kind} ON fact_id = {KEYS[TABLE_OF[name]]} AND fact_table = '{TABLE_OF[name]}'"
    if name in BY_DOCUMENT or (name == "evidence" and kind == "documents"):
        return f"{rows} JOIN document_in_{kind} USING (document_id)"
    if name == "bridge_event_person":
        return f"{rows} JOIN fact_in_{kind} ON fact_id = event_id"
    if name == "dim_person":
        return f"{rows} JOIN (SELECT DISTINCT part, person_id FROM {kind}.bridge_event_person) USING (person_id)"  # noqa: S608
    return f"{rows} JOIN fact_in_{kind} USING (fact_table, fact_id)"


def _cells(kind: str, name: str) -> str:
    """What the pages show of a row; the page of a document has the newest of its source beside it, and of facts their names."""
    if kind == "documents" and name == "dim_document":
        return "row.*, (SELECT min(document_id) FROM document AS other WHERE other.source_id = row.source_id AND is_current) AS newest"
    if kind == "documents" and name == "evidence":
        return ", ".join(f"row.{column}" for column in MARKING)
    if kind == "documents" and name in NAMING:
        return ", ".join(f"row.{column}" for column in NAMING[name])
    return "row.*"


def _listed(name: str) -> str:
    """The rows that tables list, each numbered by its place, and what they name beside; tables quote no passage."""
    if name in TABLE_OF:
        of_fact = f"fact_table = '{TABLE_OF[name]}' AND fact_id = {KEYS[TABLE_OF[name]]}"
        rows = f"released_{name} AS row JOIN fact_in_tables ON {of_fact} LEFT JOIN told_in USING (fact_table, fact_id)"
        return f"SELECT part, place AS number, row.*, told_in FROM {rows} LEFT JOIN shown ON shown.name = part AND id = fact_id"  # noqa: S608
    if name == "dim_document":
        rows = "released_dim_document AS row JOIN document_in_tables USING (document_id) LEFT JOIN telling USING (document_id)"
        cells = "part, place AS number, row.* REPLACE (NULL AS text), passages"
        return f"SELECT {cells} FROM {rows} LEFT JOIN shown ON shown.name = part AND id = document_id"  # noqa: S608
    if name == "bridge_event_person":
        return "SELECT part, 0 AS number, row.* FROM released_bridge_event_person AS row JOIN fact_in_tables ON fact_id = event_id"
    listed = next(listed for listed, listing in LISTINGS.items() if name == listing.table)
    joined = f"JOIN shown ON shown.name = '{listed}' AND id = {LISTINGS[listed].key}"
    return f"SELECT '{listed}' AS part, place AS number, row.* FROM released_{name} AS row {joined}"  # noqa: S608


# The pages of tables that are wanted, and the rows on them.
_SHOWN = """
    CREATE TABLE tables.member AS
    SELECT key, name AS part, row_number() OVER (ORDER BY name, page) AS number FROM table_print SEMI JOIN wanted_tables USING (key);
    CREATE TEMP TABLE shown AS SELECT name, id, place FROM listed WHERE concat(name, '-', page) IN (SELECT key FROM tables.member);
"""
_FACTS = {
    "facts": "SELECT part, fact_table, fact_id FROM fact JOIN facts.member ON page = key",
    "documents": """
        SELECT part, fact_table, fact_id FROM told JOIN documents.member ON document_id = key
        UNION ALL SELECT part, fact_table, fact_id FROM released_evidence_history JOIN documents.member ON document_id = key
    """,
    "tables": """
        SELECT name AS part, fact_table, fact_id FROM shown JOIN fact ON name = fact_table AND id = fact_id
        UNION ALL SELECT name, fact_table, fact_id FROM shown JOIN side ON name = 'conflicts' AND id = conflict_id
        UNION ALL SELECT name, 'fact_event', event_id FROM shown JOIN released_bridge_event_person ON name = 'people' AND id = person_id
    """,
}
_DOCUMENTS = {
    "facts": "SELECT part, document_id FROM told JOIN facts.member ON page = key",
    "documents": "SELECT part, key AS document_id FROM documents.member",
    "tables": f"""
        SELECT name AS part, id AS document_id FROM shown WHERE name = 'documents'
        UNION ALL SELECT name, document_id
            FROM shown JOIN released_mart_rejected ON name = 'rejected' AND id = {LISTINGS["rejected"].key}
    """,  # noqa: S608
}
