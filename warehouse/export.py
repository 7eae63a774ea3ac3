"""Tables of a warehouse file as Parquet and CSV, the same rows always the same bytes.

Here belong the writers and the rule of what may leave the house (a document's text only under an open licence).
Which tables, where to, and whether a release is made of them is `warehouse.release`'s.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import schema
from warehouse.catalog import Column, Table
from warehouse.licences import allows_text

if TYPE_CHECKING:
    from warehouse.former import Former

ROW_GROUP = 100_000
# Of a table with whole texts: a group is in memory at once, with whoever writes it and whoever reads it.
ROW_GROUP_OF_TEXTS = 2_000
# The usual one: 9 takes three times as long for a twelfth of the bytes.
ZSTD_LEVEL = 3


@dataclass(frozen=True)
class Exported:
    """What was written of one table: its rows, and a hash of its lasting content (volatile columns left out)."""

    rows: int
    content: str


def export_table(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path, former: "Former | None" = None) -> Exported:
    """Write parquet/<table>.parquet and csv/<table>.csv below `folder`, the latter as a former release has it of the same rows."""
    rows = write_parquet(connection, table, folder / "parquet" / f"{table.name}.parquet")
    name = f"csv/{table.name}.csv"
    if not (former and former.take_over(table.name, name, folder)):
        write_csv(connection, exported_rows(folder, table.name), table.columns, folder / name)
    return Exported(rows, _content(connection, table, folder))


def write_parquet(connection: duckdb.DuckDBPyConnection, table: Table, file: Path) -> int:
    """Write a table as Parquet: zstd, sorted by its key, descriptions in the metadata. Returns the rows."""
    file.parent.mkdir(parents=True, exist_ok=True)
    described = schema.arrow_schema(table.columns).with_metadata({"description": table.description})
    size = ROW_GROUP_OF_TEXTS if table.has_texts else ROW_GROUP
    count = 0
    with pq.ParquetWriter(file, described, compression="zstd", compression_level=ZSTD_LEVEL) as writer:
        for group in _groups(_batches(connection, table, size), size):
            writer.write_table(group.cast(described), row_group_size=size)
            count += group.num_rows
    return count


def _batches(connection: duckdb.DuckDBPyConnection, table: Table, size: int) -> Iterator[pa.Table]:
    """The rows in their order."""
    for rows in schema.in_order(connection, table, released_rows(connection, table)):
        yield from map(pa.table, connection.sql(rows).to_arrow_reader(size))


def _groups(batches: Iterator[pa.Table], size: int) -> Iterator[pa.Table]:
    """The rows in tables of this size, whatever the sizes of the batches: the same rows give the same bytes."""
    waiting: list[pa.Table] = []
    for batch in batches:
        waiting = [pa.concat_tables([*waiting, batch])]
        while waiting[0].num_rows >= size:
            yield waiting[0].slice(0, size)
            waiting = [waiting[0].slice(size)]
    yield from (rows for rows in waiting if rows.num_rows)


def write_csv(connection: duckdb.DuckDBPyConnection, rows: str, columns: tuple[Column, ...], file: Path) -> None:
    """Write columns of rows (SQL) as CSV: UTF-8 without a byte-order mark, exact values, an empty cell for NULL."""
    file.parent.mkdir(parents=True, exist_ok=True)
    cells = ", ".join(_cell(column) for column in columns)
    wanted = f"SELECT {cells} FROM ({rows})"  # noqa: S608 - names come from the catalogue
    connection.execute(f"COPY ({wanted}) TO {schema.literal(str(file))} (FORMAT csv, HEADER true)")


def exported_rows(folder: Path, name: str) -> str:
    """A table that was written as Parquet below a folder, as SQL: in order, and without what stays in the house."""
    return f"FROM read_parquet({schema.literal(str(folder / 'parquet' / f'{name}.parquet'))})"


def released_rows(connection: duckdb.DuckDBPyConnection, table: Table) -> str:
    """A table's rows as SQL, with what its licence keeps in the house as NULL."""
    columns = ", ".join(_released(connection, table, column) for column in table.columns)
    return f"SELECT {columns} FROM {schema.quoted(table.name)}"  # noqa: S608 - names come from the catalogue


def _released(connection: duckdb.DuckDBPyConnection, table: Table, column: Column) -> str:
    name = schema.quoted(column.name)
    if not column.licensed:
        return name
    found = connection.execute(
        f"SELECT DISTINCT licence FROM {schema.quoted(table.name)} ORDER BY licence"  # noqa: S608
    ).fetchall()
    open_ones = ", ".join(schema.literal(licence) for (licence,) in found if allows_text(licence))
    return f"CASE WHEN licence IN ({open_ones}) THEN {name} END AS {name}" if open_ones else f"NULL AS {name}"


def _cell(column: Column) -> str:
    name = schema.quoted(column.name)
    if column.decimal_scale:
        # 10600000 rather than 10600000.000: the same number, as a person writes it
        return f"rtrim(rtrim(CAST({name} AS VARCHAR), '0'), '.') AS {name}"
    return name


def _content(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> str:
    file = folder / "csv" / f"{table.name}.csv"
    lasting = tuple(column for column in table.columns if not column.volatile)
    if lasting == table.columns:
        return sha256(file)
    without = file.with_suffix(".lasting")
    write_csv(connection, exported_rows(folder, table.name), lasting, without)
    digest = sha256(without)
    without.unlink()
    return digest


def sha256(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal; one that this process has summed, and that nobody has written since, is not read again."""
    state = file.stat()
    return _sha256(file, state.st_ino, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=4096)
def _sha256(file: Path, inode: int, size: int, written: int) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
