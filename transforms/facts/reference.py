"""What a person decided about countries and words, read from `seeds/reference` for the facts room.

Here: reading those files, once. Not here: any use of them.
"""

import csv
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@lru_cache(maxsize=8)
def table_rows(table: str) -> tuple[Mapping[str, str], ...]:
    """The rows of `seeds/reference/<table>.csv`."""
    with (SEEDS / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@lru_cache(maxsize=8)
def names(table: str) -> Mapping[str, str]:
    """Identifier to English name, of `seeds/reference/<table>.csv` (its first column and `name_en`)."""
    return {next(iter(row.values())): row["name_en"] for row in table_rows(table)}


@lru_cache(maxsize=8)
def settings(name: str) -> Mapping[str, Any]:
    """The contents of `seeds/reference/<name>.toml`."""
    return tomllib.loads((SEEDS / "reference" / f"{name}.toml").read_text("utf-8"))
