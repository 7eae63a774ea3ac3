"""Builds the DuckDB file: a fresh one in private, swapped in whole.

Here belong loading frames, running `models/*.sql` and the swap. What a table is stands in the catalogue, what it
holds in the models, whether it is right in `warehouse.checks`; nothing here reads a document or decides a fact.
Nobody may open the public file for writing: a reader of the old file keeps it, a new reader gets the new one.
"""

import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from warehouse import catalog, reference, schema
from warehouse.catalog import Catalog, Table

MODELS = Path(__file__).parent / "models"
# The file format of DuckDB 1.5: every client from there on reads it, which it would not with 2.0's own default.
STORAGE_VERSION = "v1.5.0"
PRIVATE_MARK = ".building-"
# Extensions would be fetched from the network; nothing here needs one.
SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "true",
}


class MissingFrameError(KeyError):
    """A table that the warehouse needs was not given."""


class BuildError(RuntimeError):
    """A table could not be made; the message says which, and what the database said."""


def build_warehouse(frames: Mapping[str, pd.DataFrame], target: Path, reference_folder: Path | None = None) -> None:
    """Build the warehouse file from frames and reference seeds, and swap it onto `target`.

    In: a frame for every catalogue table of origin `frame` (but those that may be absent), with its given columns;
    tables of `reference_folder` (default seeds/reference) unless given as frames. Nothing is swapped on an error.
    """
    described = catalog.load()
    staged = stage(frames, described, reference_folder)
    with private_file(target) as building:
        with new_database(building) as connection:
            for name, rows in staged.items():
                connection.register(f"staged_{name}", rows)
            fill(connection, described)
        swap_in(building, target)


def stage(frames: Mapping[str, pd.DataFrame], described: Catalog, reference_folder: Path | None = None) -> dict[str, pa.Table]:
    """Every given table as Arrow in the catalogue's types: table name -> its given columns."""
    seeds = reference.load(reference_folder)
    given = {**seeds, **frames}
    return {
        table.name: schema.conform(_frame_of(table, given), table)
        for table in described.of_origin("seed", "frame")
        if table.name != "claims"  # the facts are made of them; their passages are kept as evidence
    }


def _frame_of(table: Table, given: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    if table.name in given:
        return given[table.name]
    if table.may_be_absent:
        return pd.DataFrame({column.name: pd.Series(dtype=object) for column in table.given})
    raise MissingFrameError(f"no frame was given for {table.name}")


def fill(connection: duckdb.DuckDBPyConnection, described: Catalog) -> None:
    """Create and fill every public table, view and macro, in build order, from the staged tables."""
    connection.begin()  # one transaction: a log entry a statement would take ten times as long
    for table in (table for table in described if table.public):
        try:
            for statement in (*_statements(table), *schema.comments(table)):
                connection.execute(statement)
        except duckdb.Error as error:
            raise BuildError(f"{table.name} could not be made: {error}") from error
    connection.commit()


def _statements(table: Table) -> tuple[str, ...]:
    if table.kind == "view":
        return (f"CREATE VIEW {schema.quoted(table.name)} AS {_in_catalog_order(table)}",)
    if table.kind == "macro":
        return (model(table.name),)
    return schema.create_table(table), _insert(table)


def model(name: str) -> str:
    """The SQL of models/<name>.sql."""
    return (MODELS / f"{name}.sql").read_text("utf-8")


def _insert(table: Table) -> str:
    has_model = (MODELS / f"{table.name}.sql").exists()
    source = model(table.name) if has_model else f"FROM staged_{table.name}"
    order = ", ".join(f"{schema.quoted(name)} NULLS FIRST" for name in table.sort)
    return f"INSERT INTO {schema.quoted(table.name)} BY NAME SELECT * FROM (\n{source}\n) ORDER BY {order}"  # noqa: S608


def _in_catalog_order(view: Table) -> str:
    columns = ", ".join(schema.quoted(column.name) for column in view.columns)
    return f"SELECT {columns} FROM (\n{model(view.name)}\n)"  # noqa: S608 - names come from the catalogue


@contextmanager
def new_database(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose current database is a new file in the pinned storage version; checkpointed and closed."""
    connection = duckdb.connect(config={**SETTINGS, "threads": "2"})
    try:
        path = schema.literal(str(file))
        connection.execute(f"ATTACH {path} AS warehouse (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute("USE warehouse")
        yield connection
        connection.execute("CHECKPOINT warehouse")
        connection.execute("USE memory")
        connection.execute("DETACH warehouse")
    finally:
        connection.close()


@contextmanager
def private_file(target: Path) -> Iterator[Path]:
    """A unique private name in the target's folder; what is left of it (or of a dead process's) is removed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(target)
    private = target.with_name(f".{target.name}{PRIVATE_MARK}{os.getpid()}-{uuid.uuid4().hex[:8]}")
    try:
        yield private
    finally:
        for litter in (private, wal(private)):
            litter.unlink(missing_ok=True)


def remove_leftovers(target: Path) -> None:
    """Remove what builds of this target left behind whose process is dead."""
    for litter in target.parent.glob(f".{target.name}{PRIVATE_MARK}*"):
        pid = litter.name.split(PRIVATE_MARK)[1].split("-")[0]
        if not pid.isdigit() or not is_alive(int(pid)):
            litter.unlink(missing_ok=True)


def is_alive(pid: int) -> bool:
    """Whether a process of that id runs (one of another user counts as running)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def wal(file: Path) -> Path:
    """The write-ahead log that DuckDB keeps beside a file."""
    return file.with_name(file.name + ".wal")


def swap_in(building: Path, target: Path) -> None:
    """Put a finished file in the target's place, on disk for good."""
    if wal(building).exists():
        raise RuntimeError(f"{building.name} was not checkpointed: its log is still there")
    fsync(building)
    # A log left beside the public name (a writer was killed) would make the new file unreadable.
    wal(target).unlink(missing_ok=True)
    os.replace(building, target)  # noqa: PTH105 - the one call that is atomic
    fsync(target.parent)


def fsync(path: Path) -> None:
    """Have a file or folder written to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
