"""How many rows the tables of a finished warehouse have.

Belongs here: counting, for Dagster to show. Does not belong here: any other look into the database.
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb


def count_rows(warehouse: Path, names: Iterable[str]) -> dict[str, int]:
    """Return how many rows each of these tables and views has."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {name: connection.table(name).count("*").fetchall()[0][0] for name in names}
