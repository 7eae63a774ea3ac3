"""How many rows the tables of a finished warehouse have.

Belongs here: counting, for Dagster to show. Does not belong here: any other look into the database.
"""

from pathlib import Path

import duckdb


def count_rows(warehouse: Path) -> dict[str, dict[str, int]]:
    """Return Dagster's row count entry for every table and view of the database."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = [name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()]
        return {name: {"dagster/row_count": connection.table(name).count("*").fetchall()[0][0]} for name in names}
