"""Builds the DuckDB file: a fresh one in private, swapped in whole.

Here belong loading frames, running `models/*.sql` and the swap. What a table is stands in the catalogue, what it
holds in the models, whether it is right in `warehouse.checks`; nothing here reads a document or decides a fact.
Nobody may open the public file for writing: a reader of the old file keeps it, a new reader gets the new one.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, pairwise
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from warehouse import catalog, durable, history, reference, schema
from warehouse.catalog import Catalog, Table
from warehouse.connections import new_database
from warehouse.history import Before
from warehouse.schema import Staged

MODELS = Path(__file__).parent / "models"
# Bytes of text.
SORTED_AT_ONCE = 64_000_000


class MissingFrameError(KeyError):
    """A table that the warehouse needs was not given."""


class BuildError(RuntimeError):
    """A table could not be made; the message says which, and what the database said."""


def build_warehouse(
    frames: Mapping[str, pd.DataFrame | Path], target: Path, reference_folder: Path | None = None, known: Before | None = None
) -> None:
    """Build the warehouse file from frames and reference seeds, and swap it onto `target`.

    In: a frame for every catalogue table of origin `frame` (but those that may be absent), with its given columns, or the Parquet
    file that holds it, of which the database then reads as much at a time as fits into its memory;
    tables of `reference_folder` (default seeds/reference) unless given as frames; the state before this one, without
    which the history stays empty. Nothing is swapped on an error.
    """
    described = catalog.load()
    staged = stage(frames, described, reference_folder)
    with durable.private_path(target) as building:
        with new_database(building, sum(map(_count, frames.values()))) as connection:
            for name, rows in staged.items():
                schema.stage(connection, f"staged_{name}", rows)
            history.lay_out(connection, known or history.nothing())
            fill(connection, described)
        swap_in(building, target)


def _count(frame: pd.DataFrame | Path) -> int:
    return int(pq.read_metadata(frame).num_rows) if isinstance(frame, Path) else len(frame)


def stage(frames: Mapping[str, pd.DataFrame | Path], described: Catalog, reference_folder: Path | None = None) -> dict[str, Staged]:
    """Every given table in the catalogue's types, as Arrow or as SQL of its file: table name -> its given columns."""
    given = {**reference.load(reference_folder), **frames}
    unknown = set(given) - set(described.tables)
    if unknown:
        raise schema.SchemaError(f"frames that are not in the catalogue: {', '.join(sorted(unknown))}")
    # Claims stay where they are: the facts are made of them, their passages are kept as evidence.
    wanted = [table for table in described.of_origin("seed", "frame") if table.name != "claims"]
    return {table.name: _staged(_frame_of(table, given), table) for table in wanted}


def _staged(frame: pd.DataFrame | Path, table: Table) -> Staged:
    return schema.conform_file(frame, table) if isinstance(frame, Path) else schema.conform(frame, table)


def _frame_of(table: Table, given: Mapping[str, pd.DataFrame | Path]) -> pd.DataFrame | Path:
    if table.name in given:
        return given[table.name]
    if table.may_be_absent:
        return pd.DataFrame({column.name: pd.Series(dtype=object) for column in table.given})
    raise MissingFrameError(f"no frame was given for {table.name}")


def fill(connection: duckdb.DuckDBPyConnection, described: Catalog, rows_of: Callable[[Table], str] | None = None) -> None:
    """Create and fill every public table, view and macro, in build order.

    `rows_of` gives a table's rows as SQL; without it they come of the staged tables and the models.
    """
    rows_of = rows_of or modelled_rows
    connection.begin()  # one transaction: a log entry a statement would take ten times as long
    for table in (table for table in described if table.public):
        try:
            for statement in chain(_statements(connection, table, rows_of), schema.comments(table)):
                connection.execute(statement)
        except duckdb.Error as error:
            raise BuildError(f"{table.name} could not be made: {error}") from error
    connection.commit()


def _statements(connection: duckdb.DuckDBPyConnection, table: Table, rows_of: Callable[[Table], str]) -> Iterator[str]:
    if table.kind == "view":
        yield f"CREATE VIEW {schema.quoted(table.name)} AS {_in_catalog_order(table)}"
    elif table.kind == "macro":
        yield model(table.name)
    else:
        yield schema.create_table(table)
        insert = f"INSERT INTO {schema.quoted(table.name)} BY NAME"
        for rows in _portions(connection, table, rows_of(table)) if table.has_texts else [rows_of(table)]:
            yield f"{insert} {schema.sorted_rows(table, rows)}"


def _portions(connection: duckdb.DuckDBPyConnection, table: Table, rows: str) -> list[str]:
    """Rows (SQL) cut by their key into portions of texts that are sorted in memory: the database cannot sort them on disk."""
    key, text = (schema.quoted(name) for name in (table.key[0], next(column.name for column in table.columns if column.licensed)))
    # Materialized: else the texts themselves go through the window, and do not fit.
    lengths = f"WITH length AS MATERIALIZED (SELECT {key} AS key, strlen({text}) AS bytes FROM ({rows}))"  # noqa: S608
    portions = f"SELECT key, sum(coalesce(bytes, 0)) OVER (ORDER BY key) // {SORTED_AT_ONCE} AS portion FROM length"  # noqa: S608
    starts = [row[0] for row in connection.sql(f"{lengths} SELECT min(key) FROM ({portions}) GROUP BY portion ORDER BY ALL").fetchall()]  # noqa: S608
    return [
        f"SELECT * FROM ({rows}) WHERE {key} >= {schema.literal(start)}" + (f" AND {key} < {schema.literal(end)}" if end else "")  # noqa: S608
        for start, end in pairwise([*starts, None])
    ]


def modelled_rows(table: Table) -> str:
    """A table's rows: what its model selects, or without a model what was staged."""
    has_model = (MODELS / f"{table.name}.sql").exists()
    return model(table.name) if has_model else f"FROM staged_{table.name}"


def model(name: str) -> str:
    """The SQL of models/<name>.sql."""
    return (MODELS / f"{name}.sql").read_text("utf-8")


def _in_catalog_order(view: Table) -> str:
    columns = ", ".join(schema.quoted(column.name) for column in view.columns)
    return f"SELECT {columns} FROM (\n{model(view.name)}\n)"  # noqa: S608 - names come from the catalogue


def wal(file: Path) -> Path:
    """The write-ahead log that DuckDB keeps beside a file."""
    return file.with_name(file.name + ".wal")


def swap_in(building: Path, target: Path) -> None:
    """Put a finished file in the target's place, on disk for good."""
    if wal(building).exists():
        raise BuildError(f"{building.name} was not checkpointed: its log is still there")
    # A log left beside the public name (a writer was killed) would make the new file unreadable.
    wal(target).unlink(missing_ok=True)
    durable.replace(building, target)
