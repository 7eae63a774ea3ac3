"""What the catalogue means to Arrow and to DuckDB: typed frames and DDL.

Here belong the two translations of `warehouse.catalog` (a frame made exactly of a table's columns, `CREATE TABLE`
with keys and comments): building is `warehouse.build`, checking `warehouse.checks`.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.catalog import Column, Table

ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "BOOLEAN": pa.bool_(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


# Bytes of text.
SORTED_AT_ONCE = 64_000_000
# Rows of a table in the catalogue's types: in memory, or as SQL that reads them where they lie.
Staged: TypeAlias = pa.Table | str


class SchemaError(ValueError):
    """A frame is not what the catalogue says: a column is missing, too many, or holds what its type cannot."""


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type of a catalogue column."""
    if column.type.startswith("DECIMAL"):
        width, scale = column.type.removeprefix("DECIMAL(").rstrip(")").split(",")
        return pa.decimal128(int(width), int(scale))
    return ARROW_TYPES[column.type]


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """The Arrow schema of columns, each field carrying its description (Parquet keeps it)."""
    return pa.schema([pa.field(c.name, arrow_type(c), c.nullable, {"description": c.description}) for c in columns])


def conform(frame: pd.DataFrame, table: Table) -> pa.Table:
    """A table's frame as Arrow, its given columns in catalogue order and type.

    In: exactly the columns of `table.given`, in any order; money as Decimal or decimal text, dates as `date`,
    ISO text or datetime64. Raises SchemaError where a column is missing, unknown, or not of its type.
    """
    wrong = column_differences(frame.columns, table)
    if wrong:
        raise SchemaError(f"{table.name}: " + "; ".join(wrong))
    arrays = [to_array(frame[column.name], column, table.name) for column in table.given]
    return pa.Table.from_arrays(arrays, names=[column.name for column in table.given])


def conform_file(file: Path, table: Table) -> str:
    """A table's Parquet file as SQL, its given columns in catalogue order and type; the rows stay where they are.

    In: exactly the columns of `table.given`, in any order. Raises SchemaError where a column is missing or unknown, or money a float;
    a value that is not of its type is told by the database when it comes to it.
    """
    there = pq.read_schema(file)
    wrong = column_differences(there.names, table)
    money = [c.name for c in table.given if c.name in there.names and c.type.startswith("DECIMAL")]
    floats = [name for name in money if pa.types.is_floating(there.field(name).type)]
    wrong += [f"{name} is a float, and money as a float has lost its exactness" for name in floats]
    if wrong:
        raise SchemaError(f"{table.name}: " + "; ".join(wrong))
    return f"SELECT {typed_cells(table.given)} FROM read_parquet({literal(str(file))})"  # noqa: S608 - names come from the catalogue


def typed_cells(columns: Iterable[Column]) -> str:
    """Columns (SQL) in the catalogue's types, of rows that have them in any."""
    return ", ".join(f"CAST({quoted(column.name)} AS {column.type}) AS {quoted(column.name)}" for column in columns)


def same_key(table: Table, one: str, other: str) -> str:
    """SQL that holds for rows of two sides that have the same key."""
    return " AND ".join(f"{one}.{quoted(key)} IS NOT DISTINCT FROM {other}.{quoted(key)}" for key in table.key)


def stage(connection: duckdb.DuckDBPyConnection, name: str, rows: Staged) -> None:
    """Give a connection a table under a name: Arrow as it is, SQL as a view."""
    if isinstance(rows, str):
        connection.execute(f"CREATE TEMP VIEW {quoted(name)} AS {rows}")
    else:
        connection.register(name, rows)


def column_differences(columns: Iterable[str], table: Table) -> list[str]:
    """What is wrong with a frame's column names, in words; empty where nothing is."""
    wanted, found = [column.name for column in table.given], list(columns)
    missing = [name for name in wanted if name not in found]
    unknown = [str(name) for name in found if name not in wanted]
    double = sorted({str(name) for name in found if found.count(name) > 1})
    named = (("missing columns", missing), ("columns that are not in the catalogue", unknown), ("doubled", double))
    return [f"{what}: {', '.join(names)}" for what, names in named if names]


def to_array(values: "pd.Series[Any]", column: Column, table_name: str = "") -> pa.Array:
    """One column as Arrow of its catalogue type; SchemaError says which column and why where it cannot be."""
    wanted = arrow_type(column)
    try:
        array = _plain(values, column)
        if pa.types.is_decimal(wanted) and pa.types.is_floating(array.type):
            raise pa.ArrowInvalid("money as a float has lost its exactness: give Decimal or text")
        return array if array.type == wanted else array.cast(wanted)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise SchemaError(f"{table_name}.{column.name} is not {column.type}: {error}") from error


def _plain(values: "pd.Series[Any]", column: Column) -> pa.Array:
    if column.type == "TIMESTAMP":
        # "2026-11-22T03:00:00Z" and naive stamps alike become naive UTC.
        stamps = pd.to_datetime(values, utc=True, format="ISO8601" if values.dtype.kind in "OTU" else None)
        return pa.array(stamps.dt.tz_localize(None).astype("datetime64[us]"), from_pandas=True)
    if column.type.startswith("DECIMAL") and values.dtype == object:
        # A column may mix Decimal and text: Arrow takes only the one or the other.
        return pa.array([None if pd.isna(v) else _exact(v) for v in values], pa.string())
    array = pa.array(values, from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _exact(value: Any) -> str:
    if isinstance(value, float):
        raise TypeError("money as a float has lost its exactness: give Decimal or text")
    return f"{Decimal(str(value)):f}"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def create_table(table: Table) -> str:
    """`CREATE TABLE` with types, NOT NULL, enumerations, the key, and foreign keys to tables built before."""
    lines = [_column_line(column) for column in table.columns]
    unique = "PRIMARY KEY" if not any(table.column(name).nullable for name in table.key) else "UNIQUE"
    lines.append(f"{unique} ({', '.join(map(quoted, table.key))})")
    lines += [_foreign_key(column) for column in table.columns if column.foreign_key]
    return f"CREATE TABLE {quoted(table.name)} (\n  " + ",\n  ".join(lines) + "\n)"


def _column_line(column: Column) -> str:
    line = f"{quoted(column.name)} {column.type}"
    if not column.nullable:
        line += " NOT NULL"
    if column.values:
        line += f" CHECK ({quoted(column.name)} IN ({', '.join(map(literal, column.values))}))"
    return line


def _foreign_key(column: Column) -> str:
    parent, parent_column = (column.foreign_key or "").split(".")
    return f"FOREIGN KEY ({quoted(column.name)}) REFERENCES {quoted(parent)} ({quoted(parent_column)})"


def comments(table: Table) -> Iterator[str]:
    """`COMMENT ON` statements for a table, view or macro and (but for a macro) each of its columns."""
    what = {"view": "VIEW", "macro": "MACRO TABLE"}.get(table.kind, "TABLE")
    yield f"COMMENT ON {what} {quoted(table.name)} IS {literal(f'{table.description} One row: {table.grain}.')}"
    for column in table.columns if table.kind != "macro" else ():
        name = f"{quoted(table.name)}.{quoted(column.name)}"
        yield f"COMMENT ON COLUMN {name} IS {literal(column.description)}"


def in_order(connection: duckdb.DuckDBPyConnection, table: Table, rows: str) -> list[str]:
    """Rows (SQL) of a table in its own order; where it has whole texts, one portion after the other, each of which is sorted in memory."""
    portions = _portions(connection, table, rows) if table.has_texts else [rows]
    return [sorted_rows(table, portion) for portion in portions]


def _portions(connection: duckdb.DuckDBPyConnection, table: Table, rows: str) -> list[str]:
    """Rows (SQL) cut by their key into portions of so much text: the database cannot sort it on disk."""
    key, text = (quoted(name) for name in (table.key[0], next(column.name for column in table.columns if column.licensed)))
    # Materialized: else the texts themselves go through the window, and do not fit.
    lengths = f"WITH length AS MATERIALIZED (SELECT {key} AS key, strlen({text}) AS bytes FROM ({rows}))"  # noqa: S608
    portions = f"SELECT key, sum(coalesce(bytes, 0)) OVER (ORDER BY key) // {SORTED_AT_ONCE} AS portion FROM length"  # noqa: S608
    starts = [row[0] for row in connection.sql(f"{lengths} SELECT min(key) FROM ({portions}) GROUP BY portion ORDER BY ALL").fetchall()]  # noqa: S608
    return [
        f"SELECT * FROM ({rows}) WHERE {key} >= {literal(start)}" + (f" AND {key} < {literal(end)}" if end else "")  # noqa: S608
        for start, end in pairwise([*starts, None])
    ] or [rows]


def sorted_rows(table: Table, rows: str) -> str:
    """Rows (SQL) sorted into the table's own order, which is total: its sort columns, then its key."""
    order = dict.fromkeys((*table.sort, *table.key))
    keys = ", ".join(f"{quoted(name)} NULLS FIRST" for name in order)
    return f"SELECT * FROM (\n{rows}\n) ORDER BY {keys}"  # noqa: S608 - names come from the catalogue
