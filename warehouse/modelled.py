"""What the rows of each table are, as SQL: what its model selects, or what was staged.

Here belongs the finding of `models/*.sql`. What a model selects stands there; where the rows are written is `warehouse.build`'s.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from warehouse import schema
from warehouse.catalog import Table

MODELS = Path(__file__).parent / "models"
RowsOf = Callable[[Table], str]


def modelled_rows(table: Table) -> str:
    """A table's rows: what its model selects, or without a model what was staged."""
    has_model = (MODELS / f"{table.name}.sql").exists()
    return model(table.name) if has_model else f"FROM staged_{table.name}"


def model(name: str) -> str:
    """The SQL of models/<name>.sql."""
    return (MODELS / f"{name}.sql").read_text("utf-8")


def view(table: Table) -> str:
    """The rows of a view, its columns in the catalogue's order."""
    columns = ", ".join(schema.quoted(column.name) for column in table.columns)
    return f"SELECT {columns} FROM (\n{model(table.name)}\n)"  # noqa: S608 - names come from the catalogue


def keep_at_hand(connection: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> None:
    """Compute the rows of views that many others ask once, for this connection: under their names these stand before the views."""
    for table in tables:
        if table.asked_often:
            connection.execute(f"CREATE TEMP TABLE {schema.quoted(table.name)} AS FROM {schema.quoted(table.name)}")
