"""Tables of a warehouse file as Parquet and CSV, the same rows always the same bytes.

Here belong the writers and the rule of what may leave the house (a document's text only under an open licence).
Which tables, where to, and whether a release is made of them is `warehouse.release`'s.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from warehouse import schema
from warehouse.catalog import Column, Table
from warehouse.licences import allows_text

ROW_GROUP = 100_000
ZSTD_LEVEL = 9


@dataclass(frozen=True)
class Exported:
    """What was written of one table: its rows, and a hash of its lasting content (volatile columns left out)."""

    rows: int
    content: str


def export_table(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> Exported:
    """Write parquet/<table>.parquet and csv/<table>.csv below `folder`."""
    rows = write_parquet(connection, table, folder / "parquet" / f"{table.name}.parquet")
    file = folder / "csv" / f"{table.name}.csv"
    write_csv(connection, table, table.columns, file)
    return Exported(rows, _content(connection, table, file))


def write_parquet(connection: duckdb.DuckDBPyConnection, table: Table, file: Path) -> int:
    """Write a table as Parquet: zstd, sorted by its key, descriptions in the metadata. Returns the rows."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = connection.sql(released_rows(connection, table)).to_arrow_table()
    described = schema.arrow_schema(table.columns).with_metadata({"description": table.description})
    pq.write_table(rows.cast(described), file, compression="zstd", compression_level=ZSTD_LEVEL, row_group_size=ROW_GROUP)
    return int(rows.num_rows)


def write_csv(connection: duckdb.DuckDBPyConnection, table: Table, columns: tuple[Column, ...], file: Path) -> None:
    """Write columns of a table as CSV: UTF-8 without a byte-order mark, exact values, an empty cell for NULL."""
    file.parent.mkdir(parents=True, exist_ok=True)
    cells = ", ".join(_cell(column) for column in columns)
    rows = f"SELECT {cells} FROM ({released_rows(connection, table)})"  # noqa: S608 - names come from the catalogue
    connection.execute(f"COPY ({rows}) TO {schema.literal(str(file))} (FORMAT csv, HEADER true)")


def released_rows(connection: duckdb.DuckDBPyConnection, table: Table) -> str:
    """A table's rows as SQL, in order, with what its licence keeps in the house as NULL."""
    columns = ", ".join(_released(connection, table, column) for column in table.columns)
    rows = f"SELECT {columns} FROM {schema.quoted(table.name)}"  # noqa: S608 - names come from the catalogue
    return schema.in_order(table, rows)


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


def _content(connection: duckdb.DuckDBPyConnection, table: Table, file: Path) -> str:
    lasting = tuple(column for column in table.columns if not column.volatile)
    if lasting == table.columns:
        return sha256(file)
    without = file.with_suffix(".lasting")
    write_csv(connection, table, lasting, without)
    digest = sha256(without)
    without.unlink()
    return digest


def sha256(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
