"""What was known before: the tables from which the history of facts and of their evidence is carried on.

Here belong finding the last state that people saw (the warehouse, or the newest release where it is lost), what of it
differs from the new frames, and the older versions of documents. What the history's tables hold is in `models/*_history.sql`
and `models/fact_freshness.sql`. A run that fails before the swap leaves no trace in it.
"""

import shutil
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import catalog, causes, schema, shelf
from warehouse.catalog import Table
from warehouse.connections import in_memory
from warehouse.durable import private_path
from warehouse.schema import literal, quoted

DOCUMENTS = "dim_document"
CARRIED = ("evidence", "fact_freshness", "fact_history", "evidence_history", "correction_report")
# What DuckDB says of a file that another program has open for writing.
HELD_BY_ANOTHER = "Could not set lock"
TEXTS_AT_A_TIME = 2_000
# Takes what is wanted of the tables of a state; the second argument names each of them in SQL.
Taken = TypeVar("Taken")
Taking = Callable[[duckdb.DuckDBPyConnection, Callable[[str], str]], Taken]
# A document's text is neither compared nor carried on: it stays in dim_document.
NOT_COMPARED = {"text"}


@dataclass(frozen=True)
class Before:
    """The last state and the day of this run; without a day there is no history to carry on."""

    tables: Mapping[str, pa.Table]
    day: date | None


def before(warehouse: Path, exports: Path, today: date) -> Before:
    """The last state that people saw: the warehouse's, or without one the newest release's, or none."""
    tables = _of_warehouse(warehouse, _read_tables) or _of_release(exports, _read_tables) or nothing().tables
    checked = tables["fact_freshness"]["last_checked"].to_pylist()
    # Where the clock went back, time stands still rather than running backwards.
    return Before(tables, max([today, *checked]))


def nothing() -> Before:
    """No state before this one, and no day: the history's tables stay empty."""
    return Before({table.name: _empty(table) for table in _tables()}, None)


def write_known_documents(warehouse: Path, exports: Path, target: Path) -> bool:
    """Write the documents of the last state, with their texts, as Parquet; False where there is no such state, or none with documents.

    Out: dim_document's given columns, without the sources whose words a person has withdrawn, of which no older version is kept.
    """
    write = partial(_write_documents, target=target, withdrawn=shelf.withdrawn_sources(exports))
    return bool(_of_warehouse(warehouse, write) or _of_release(exports, write))


def _write_documents(connection: duckdb.DuckDBPyConnection, source_of: Callable[[str], str], target: Path, withdrawn: set[str]) -> bool:
    """Some of the texts are in memory at a time."""
    table, source = catalog.load()[DOCUMENTS], source_of(DOCUMENTS)
    wanted = schema.arrow_schema(table.given)
    there = _columns(connection, source)
    # A release has no text that it may not hand on: such a version cannot be quoted any more.
    readable = " AND ".join(["(status <> 'loaded' OR text IS NOT NULL)", *(f"source_id <> {literal(each)}" for each in sorted(withdrawn))])
    cells = _cells(wanted.names, there)
    rows = connection.sql(f"SELECT {cells} FROM {source} WHERE {readable}") if there else None  # noqa: S608
    with pq.ParquetWriter(target, wanted) as writer:
        for batch in rows.to_arrow_reader(TEXTS_AT_A_TIME) if rows else ():
            writer.write_table(pa.table(batch).cast(wanted))
    return rows is not None


def _tables() -> tuple[Table, ...]:
    described = catalog.load()
    return (*described.of_kind("fact"), described[DOCUMENTS], *(described[name] for name in CARRIED))


def _empty(table: Table) -> pa.Table:
    return schema.arrow_schema(table.given if table.origin == "frame" else table.columns).empty_table()


def _of_warehouse(file: Path, take: Taking[Taken]) -> Taken | None:
    if not file.is_file():
        return None
    try:
        return _attached(file, take)
    except duckdb.Error as error:
        # Whatever is wrong with the file, the newest release has the same tables, and this run makes the file anew.
        return _of_copy(file, take) if HELD_BY_ANOTHER in str(error) else None


def _of_copy(file: Path, take: Taking[Taken]) -> Taken | None:
    """Where somebody has the file open for writing, a copy can be read; a release would not have the words that it may not hand on."""
    with private_path(file) as copy:
        shutil.copyfile(file, copy)
        try:
            return _attached(copy, take)
        except duckdb.Error:
            return None


def _attached(file: Path, take: Taking[Taken]) -> Taken:
    with in_memory() as connection:
        connection.execute(f"ATTACH {literal(str(file))} AS known (READ_ONLY)")
        return take(connection, lambda name: f"known.{quoted(name)}")


def _of_release(exports: Path, take: Taking[Taken]) -> Taken | None:
    manifest = shelf.newest_manifest(exports) if exports.is_dir() else None
    if manifest is None:
        return None
    folder = exports / manifest["version"] / "parquet"
    with in_memory() as connection:
        return take(connection, lambda name: f"read_parquet({literal(str(folder / f'{name}.parquet'))})")


def _read_tables(connection: duckdb.DuckDBPyConnection, source_of: Callable[[str], str]) -> dict[str, pa.Table]:
    return {table.name: _read(connection, table, source_of(table.name)) for table in _tables()}


def _read(connection: duckdb.DuckDBPyConnection, table: Table, source: str) -> pa.Table:
    """The table in the catalogue's columns and types; what an older state lacks is NULL, or the whole table empty.

    Of facts such a column is left out: nobody could say whether it has changed.
    """
    wanted, there = _empty(table).schema, _columns(connection, source) - NOT_COMPARED
    if not there:
        return wanted.empty_table()
    if table.kind == "fact":
        wanted = pa.schema([field for field in wanted if field.name in there])
    rows = connection.sql(f"SELECT {_cells(wanted.names, there)} FROM {source}").to_arrow_table()  # noqa: S608
    return rows.cast(pa.schema([field.with_nullable(True) for field in wanted]))


def _columns(connection: duckdb.DuckDBPyConnection, source: str) -> set[str]:
    """The columns of a table; none where there is no such table."""
    try:
        return set(connection.sql(f"FROM {source}").columns)
    except (duckdb.CatalogException, duckdb.IOException):
        return set()


def _cells(names: Iterable[str], there: Container[str]) -> str:
    return ", ".join(quoted(name) if name in there else f"NULL AS {quoted(name)}" for name in names)


# --- what the models ask for


def lay_out(connection: duckdb.DuckDBPyConnection, known: Before) -> None:
    """Put the last state beside the staged tables: before_<table>, history_day, and what has changed since."""
    for name, rows in known.tables.items():
        connection.register(f"before_{name}", rows)
    days = [] if known.day is None else [known.day]
    connection.register("history_day", pa.table({"day": pa.array(days, pa.date32())}))
    facts = catalog.load().of_kind("fact")
    connection.execute(f"CREATE TEMP VIEW standing_fact AS {' UNION ALL '.join(map(_ids, facts))}")
    connection.execute(f"CREATE TEMP TABLE changed_fact AS {' UNION ALL '.join(_changed(f, known.tables[f.name]) for f in facts)}")
    connection.execute(f"CREATE TEMP TABLE moved_document AS {_MOVED}")
    causes.lay_out(connection, facts)


def _ids(fact: Table) -> str:
    return f"SELECT {literal(fact.name)} AS fact_table, {quoted(fact.key[0])} AS fact_id FROM staged_{fact.name}"  # noqa: S608


def _changed(fact: Table, known: pa.Table) -> str:
    """The facts of before whose rows differ or are gone, with the row that they had, as JSON of texts."""
    key, names = quoted(fact.key[0]), known.column_names
    cells = ", ".join(f"{literal(name)}: CAST(o.{quoted(name)} AS VARCHAR)" for name in names)
    differs = " OR ".join(f"o.{quoted(name)} IS DISTINCT FROM n.{quoted(name)}" for name in names)
    return f"""
        SELECT {literal(fact.name)} AS fact_table, o.{key} AS fact_id,
            CASE WHEN n.{key} IS NULL THEN 'removed' ELSE 'changed' END AS change,
            CAST(to_json({{{cells}}}) AS VARCHAR) AS former_row
        FROM before_{fact.name} AS o LEFT JOIN staged_{fact.name} AS n USING ({key})
        WHERE n.{key} IS NULL OR {differs}
    """  # noqa: S608


# Documents that no longer count, and those that count now and did not before.
_MOVED = """
    SELECT o.document_id,
        CASE WHEN EXISTS (FROM staged_dim_document AS n WHERE n.source_id = o.source_id AND n.is_current AND n.status = 'loaded')
            THEN 'source_changed' ELSE 'source_removed' END AS reason
    FROM before_dim_document AS o
    WHERE o.is_current AND o.status = 'loaded' AND NOT EXISTS (
        FROM staged_dim_document AS n WHERE n.document_id = o.document_id AND n.is_current AND n.status = 'loaded')
    UNION ALL
    SELECT n.document_id, 'source_added' FROM staged_dim_document AS n
    WHERE n.is_current AND n.status = 'loaded' AND NOT EXISTS (
        FROM before_dim_document AS o WHERE o.document_id = n.document_id AND o.is_current AND o.status = 'loaded')
"""
