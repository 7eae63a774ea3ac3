"""Connections to DuckDB, all with the same settings.

Here belongs how a database is opened; what is asked of it does not. No connection ever fetches an extension, and what
does not fit into memory is never spilled into the folder that somebody happens to stand in.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

# The file format of DuckDB 1.5: every client from there on reads it, which it would not with 2.0's own default.
STORAGE_VERSION = "v1.5.0"
# A block is the least that a table or index takes up: with large ones a handful of facts fill 20 MB, with small ones many rows
# take three times as long to be packed.
BLOCK_SIZE, BLOCK_SIZE_OF_MANY_ROWS, MANY_ROWS = 16_384, 262_144, 50_000
# Of the blocks of a database that is put right again and again.
MOST_FREE = 0.4
# Of one database at a time: what is more is spilled to disk. The variable is for machines that have more, or less, to give.
MEMORY, MEMORY_VARIABLE = "1GB", "DYADIC_DATABASE_MEMORY"


def check_memory() -> None:
    """Raise duckdb.Error where the variable says nothing that a database can be opened with."""
    try:
        in_memory().close()
    except duckdb.Error as error:
        raise duckdb.Error(f"{MEMORY_VARIABLE}={os.environ.get(MEMORY_VARIABLE)}: {str(error).splitlines()[0]}") from None


def in_memory() -> duckdb.DuckDBPyConnection:
    """A database of its own, gone when it is closed."""
    return duckdb.connect(config=_settings(Path(tempfile.gettempdir())))


@contextmanager
def reading(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A reader of a database file."""
    connection = duckdb.connect(str(file), read_only=True, config=_settings(Path(tempfile.gettempdir())))
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def new_database(file: Path, rows: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose current database is a new file in the pinned storage version, for some number of rows; checkpointed and closed."""
    block = BLOCK_SIZE if rows < MANY_ROWS else BLOCK_SIZE_OF_MANY_ROWS
    with _writing(file, f"(STORAGE_VERSION '{STORAGE_VERSION}', BLOCK_SIZE {block})") as connection:
        yield connection


@contextmanager
def copied_database(former: Path, file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose current database is a copy of a file; checkpointed and closed."""
    shutil.copyfile(former, file)
    with _writing(file) as connection:
        yield connection


@contextmanager
def _writing(file: Path, options: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(config=_settings(file.parent))
    try:
        path = "'" + str(file).replace("'", "''") + "'"
        connection.execute(f"ATTACH {path} AS warehouse {options}")
        connection.execute("USE warehouse")
        yield connection
        connection.execute("CHECKPOINT warehouse")
        connection.execute("USE memory")
        connection.execute("DETACH warehouse")
    finally:
        connection.close()


def is_well_kept(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the current database has the blocks for many rows, and most are in use: those of rows that went are never given back."""
    size, free, total = connection.execute(
        "SELECT block_size, free_blocks, total_blocks FROM pragma_database_size() WHERE database_name = current_database()"
    ).fetchall()[0]
    return bool(size == BLOCK_SIZE_OF_MANY_ROWS and free <= MOST_FREE * total)


def _settings(spill: Path) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "true",
        "memory_limit": os.environ.get(MEMORY_VARIABLE) or MEMORY,
        # Made only when something is spilled, and removed with the connection.
        "temp_directory": str(spill / f".dyadic-spill-{os.getpid()}"),
    }
