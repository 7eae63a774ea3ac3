"""What pages a release gives, told by the database: what each pair has, and a print of all that a page shows.

Here belongs what is asked of all rows at once, in SQL, so that no more of them is in memory than a few figures a page. The rows
themselves are handed out by `warehouse.site.parts`.
"""

from dataclasses import dataclass

import duckdb
import pyarrow.parquet as pq

from warehouse import catalog, schema
from warehouse.catalog import Table
from warehouse.site import columns, listing, words
from warehouse.site.corrections import COUNTRIES
from warehouse.site.facts import KEYS, PREFIX, SOURCES, Pair, page_of
from warehouse.site.store import Release

# What pages show beside the facts' own tables.
BESIDE = ("evidence", "dim_document", "dim_person", "bridge_event_person", "mart_conflict", "mart_rejected")
OF_DOCUMENTS = ("reading_issue", "evidence_history")
COUNTED = {"fact_event": "event", "fact_relation": "relation", "fact_trade": "trade figure", "fact_trade_product": "product"}


@dataclass(frozen=True)
class Outline:
    """What is told of a pair (or of a state alone), in figures."""

    countries: Pair
    name: str
    counts: dict[str, int]
    conflicts: int
    documents: int
    first_year: int | None
    last_year: int | None

    @property
    def page(self) -> str:
        """Its page."""
        return page_of(self.countries)

    @property
    def facts(self) -> int:
        """How many facts its page shows."""
        return sum(self.counts.values())

    @property
    def summary(self) -> str:
        """How many facts of which kinds: 3 relations and 12 events."""
        return words.listed(words.counted(self.counts[table], name) for table, name in COUNTED.items() if self.counts[table])

    @property
    def span(self) -> str:
        """The years of its dated facts."""
        if self.first_year is None:
            return ""
        return str(self.first_year) if self.first_year == self.last_year else f"{self.first_year}\N{EN DASH}{self.last_year}"


def lay_out(connection: duckdb.DuckDBPyConnection, release: Release) -> None:
    """Make the release's tables known as released_<table>, and of them: fact, told, document, outline, and a print of every page."""
    for name in (*SOURCES.values(), *BESIDE, *OF_DOCUMENTS):
        _open(connection, release, catalog.load()[name])
    facts = " UNION ALL ".join(_facts(table) for table in SOURCES)
    connection.execute(f"CREATE TEMP TABLE fact AS {facts}")
    connection.execute(_TOLD)
    connection.execute(f"CREATE TABLE outline AS {_OUTLINES}")
    connection.execute(f"CREATE TEMP TABLE page_print AS {_PAGE_PRINTS}")
    connection.execute(f"CREATE TEMP TABLE document_print AS {_DOCUMENT_PRINTS}")
    listing.lay_out(connection)


def _open(connection: duckdb.DuckDBPyConnection, release: Release, table: Table) -> None:
    """What pages show of a table. A release that is older than it has no row of it, one that is older than a column no value."""
    file = release.folder / "parquet" / f"{table.name}.parquet"
    there = set(pq.read_schema(file).names) if file.exists() else set()
    cells = ", ".join(
        schema.quoted(column.name) if column.name in there else f"CAST(NULL AS {column.type}) AS {schema.quoted(column.name)}"
        for column in columns.seen(table)
    )
    rows = f"FROM read_parquet({schema.literal(str(file))})" if there else "WHERE false"
    connection.execute(f"CREATE TEMP VIEW released_{table.name} AS SELECT {cells} {rows}")


def _facts(table: str) -> str:
    """The facts of a table: page, id, years, and a print of the whole row."""
    one, other = COUNTRIES[table]
    start, end = (f"{PREFIX[table]}_{side}" for side in ("start", "end"))
    # How long a relation stands is not when something happened.
    last = "NULL" if table == "fact_relation" else f"year({end})"
    return f"""
        SELECT '{table}' AS fact_table, {KEYS[table]} AS fact_id, {_page(one, other)} AS page,
            year({start}) AS first_year, {last} AS last_year, hash(row) AS print
        FROM released_{SOURCES[table]} AS row
    """  # noqa: S608 - names come from this package


def _page(one: str, other: str) -> str:
    """The countries of a page as one key: AZE-DJI, AZE, or nothing where no state acts."""
    return f"array_to_string(list_sort(list_distinct([{one}, {other}])), '-')"


_TOLD = """
    CREATE TEMP TABLE told AS
    SELECT fact.fact_table, fact.fact_id, fact.page, row.document_id, hash(row) AS print, fact.print AS fact_print
    FROM released_evidence AS row JOIN fact USING (fact_table, fact_id);
    CREATE TEMP TABLE document AS
    SELECT document_id, source_id, coalesce(path, file_name) AS place, is_current, hash(row) AS print FROM released_dim_document AS row;
    CREATE TEMP TABLE contradiction AS
    SELECT array_to_string(list_sort(list_distinct([country_a, country_b])), '-') AS page, hash(row) AS print
    FROM released_mart_conflict AS row;
"""
_KINDS = ", ".join(f"count(*) FILTER (fact_table = '{table}') AS {table}" for table in KEYS)
_OUTLINES = f"""
    SELECT counted.*, coalesce(conflicts, 0) AS conflicts, documents
    FROM (
        SELECT page, {_KINDS},
            least(min(first_year), min(last_year)) AS first_year, greatest(max(first_year), max(last_year)) AS last_year
        FROM fact GROUP BY page
    ) AS counted
    JOIN (SELECT page, count(DISTINCT document_id) AS documents FROM told GROUP BY page) USING (page)
    LEFT JOIN (SELECT page, count(*) AS conflicts FROM contradiction GROUP BY page) USING (page)
    ORDER BY page
"""  # noqa: S608 - names come from this package
# A state's page lists its pairs, and is there for them alone, too. Sums, as the order of the rows must make no difference.
_PAGE_PRINTS = """
    SELECT page, CAST(sum(CAST(print AS HUGEINT)) AS VARCHAR) AS print, count(*) AS weight
    FROM (
        SELECT page, hash(print) AS print FROM fact
        UNION ALL SELECT told.page, hash(told.print, document.print) FROM told JOIN document USING (document_id)
        UNION ALL SELECT page, hash(print, 'conflict') FROM contradiction SEMI JOIN fact USING (page)
        UNION ALL SELECT fact.page, hash(part, person)
            FROM released_bridge_event_person AS part
            JOIN released_dim_person AS person USING (person_id)
            JOIN fact ON fact.fact_id = part.event_id
        UNION ALL SELECT unnest(string_split(page, '-')), hash(row, 'pair') FROM outline AS row WHERE contains(page, '-')
    )
    GROUP BY page ORDER BY page
"""
_DOCUMENT_PRINTS = """
    SELECT document_id, any_value(place) AS place, CAST(sum(CAST(parts.print AS HUGEINT)) AS VARCHAR) AS print, count(*) AS weight
    FROM (
        SELECT document_id, print FROM document
        UNION ALL SELECT document_id, hash(print, fact_print) FROM told
        UNION ALL SELECT document_id, hash(row, 'issue') FROM released_reading_issue AS row
        UNION ALL SELECT document_id, hash(row, fact.print) FROM released_evidence_history AS row LEFT JOIN fact USING (fact_table, fact_id)
        UNION ALL SELECT old.document_id, hash(newest.document_id)
            FROM document AS old JOIN document AS newest USING (source_id) WHERE newest.is_current
    ) AS parts
    JOIN document USING (document_id)
    GROUP BY document_id ORDER BY place, document_id
"""


def outlines(connection: duckdb.DuckDBPyConnection, release: Release) -> list[Outline]:
    """Every pair, state alone, and what no state did, of which something is told."""
    found = connection.sql("FROM outline ORDER BY page").to_arrow_table().to_pylist()
    return [
        Outline(
            countries := tuple(filter(None, row["page"].split("-"))),
            release.named(countries),
            {table: row[table] for table in KEYS},
            row["conflicts"],
            row["documents"],
            row["first_year"],
            row["last_year"],
        )
        for row in found
    ]


def prints(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Of every page of facts (by its countries), of a document (by its id) and of a table (by name and number) a print of all it shows."""
    return {
        "facts": dict(connection.sql("SELECT page, print FROM page_print ORDER BY page").fetchall()),
        "documents": dict(connection.sql("SELECT document_id, print FROM document_print ORDER BY document_id").fetchall()),
        "tables": dict(connection.sql("SELECT key, print FROM table_print ORDER BY key").fetchall()),
    }
