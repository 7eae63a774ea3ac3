"""Builds the DuckDB file: a fresh one in private, swapped in whole.

Here belong loading frames, running `models/*.sql` and the swap. What a table is stands in the catalogue, what it
holds in the models, whether it is right in `warehouse.checks`; nothing here reads a document or decides a fact.
Nobody may open the public file for writing: a reader of the old file keeps it, a new reader gets the new one.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from warehouse import catalog, durable, history, reference, schema
from warehouse.amending import TextGoneError, amend
from warehouse.catalog import Catalog, Table
from warehouse.connections import MANY_ROWS, copied_database, is_well_kept, new_database
from warehouse.history import Before
from warehouse.modelled import RowsOf, keep_at_hand, model, modelled_rows, view
from warehouse.schema import Staged

Connection: TypeAlias = duckdb.DuckDBPyConnection


class MissingFrameError(KeyError):
    """A table that the warehouse needs was not given."""


class BuildError(RuntimeError):
    """A table could not be made; the message says which, and what the database said."""


def build_warehouse(
    frames: Mapping[str, pd.DataFrame | Path],
    target: Path,
    reference_folder: Path | None = None,
    known: Before | None = None,
    former: Path | None = None,
) -> None:
    """Build the warehouse file from frames and reference seeds, and swap it onto `target`.

    In: a frame for every catalogue table of origin `frame` (but those that may be absent), with its given columns, or the Parquet
    file that holds it, of which the database then reads as much at a time as fits into its memory;
    tables of `reference_folder` (default seeds/reference) unless given as frames; the state before this one, without
    which the history stays empty; `former` as in `write_database`. Nothing is swapped on an error.
    """
    staged = stage(frames, catalog.load(), reference_folder)

    def prepare(connection: duckdb.DuckDBPyConnection) -> None:
        for name, rows in staged.items():
            schema.stage(connection, f"staged_{name}", rows)
        history.lay_out(connection, known or history.nothing())

    with durable.private_path(target) as building:
        write_database(building, sum(map(_count, frames.values())), former=former, prepare=prepare)
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


def write_database(
    file: Path, rows: int, rows_of: RowsOf | None = None, former: Path | None = None, prepare: Callable[[Connection], None] | None = None
) -> None:
    """Write a database with every public table, view and macro, for some number of rows.

    `rows_of` gives a table's rows as SQL; without it they come of the staged tables and the models. `former` is a file that the
    same catalogue made: of many rows then only those are written that differ from it. `prepare` is done before anything is asked.
    """
    if former and rows >= MANY_ROWS and _is_amended(file, former, rows_of, prepare):
        return
    durable.remove(file)
    durable.remove(wal(file))
    with new_database(file, rows) as connection:
        if prepare:
            prepare(connection)
        fill(connection, catalog.load(), rows_of)


def _is_amended(file: Path, former: Path, rows_of: RowsOf | None, prepare: Callable[[Connection], None] | None) -> bool:
    """Whether the file could be made of a copy of the former one; not where that was for few rows, or much of it lies empty by now."""
    try:
        with copied_database(former, file) as connection:
            if not is_well_kept(connection):
                return False
            if prepare:
                prepare(connection)
            amend(connection, catalog.load(), rows_of)
    except (duckdb.Error, TextGoneError):
        # Rows that refer to one another cannot always be put right one by one; what is wrong with them is told when all are written.
        return False
    return True


def fill(connection: Connection, described: Catalog, rows_of: RowsOf | None = None) -> None:
    """Create and fill every public table, view and macro, in build order; `rows_of` as in `write_database`."""
    connection.begin()  # one transaction: a log entry a statement would take ten times as long
    for table in (table for table in described if table.public):
        try:
            for statement in chain(_statements(connection, table, rows_of or modelled_rows), schema.comments(table)):
                connection.execute(statement)
            if not rows_of:
                keep_at_hand(connection, (table,))
        except duckdb.Error as error:
            raise BuildError(f"{table.name} could not be made: {error}") from error
    connection.commit()


def _statements(connection: Connection, table: Table, rows_of: RowsOf) -> Iterator[str]:
    if table.kind == "view":
        yield f"CREATE VIEW {schema.quoted(table.name)} AS {view(table)}"
    elif table.kind == "macro":
        yield model(table.name)
    else:
        yield schema.create_table(table)
        insert = f"INSERT INTO {schema.quoted(table.name)} BY NAME"
        for rows in schema.in_order(connection, table, rows_of(table)):
            yield f"{insert} {rows}"


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
