"""One release, opened for the pages: its manifest, its rows, and look-ups between them.

Here belongs reading the release's files. What is made of the rows is not decided here.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pyarrow.parquet as pq

from warehouse import changes, shelf
from warehouse.connections import in_memory
from warehouse.schema import literal
from warehouse.shelf import ReleaseError

Row = dict[str, Any]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Release:
    """A release's folder and manifest, with its tables as rows in their order."""

    folder: Path
    manifest: Row

    @property
    def version(self) -> str:
        """The release's version."""
        return str(self.manifest["version"])

    def rows(self, table: str) -> list[Row]:
        """All rows of a table, with exact values; none where the release is older than the table."""
        file = self.folder / "parquet" / f"{table}.parquet"
        return list(pq.read_table(file).to_pylist()) if file.exists() else []

    def first_changes(self, most: int) -> list[Row]:
        """What differs from the release before: of each table so many rows at most."""
        file = literal(str(self.folder / f"{changes.NAME}.parquet"))
        number = "row_number() OVER (PARTITION BY table_name ORDER BY row_key)"
        with in_memory() as connection:
            rows = f"FROM read_parquet({file}) QUALIFY {number} <= {most} ORDER BY table_name, row_key"
            return list(connection.sql(rows).to_arrow_table().to_pylist())

    @cached_property
    def countries(self) -> dict[str, Row]:
        """Countries by their code."""
        return keyed(self.rows("dim_country"), "country_id")

    @cached_property
    def documents(self) -> dict[str, Row]:
        """Documents by their id; `text` only where its licence allows it."""
        return keyed(self.rows("dim_document"), "document_id")

    @cached_property
    def evidence(self) -> list[Row]:
        """Every passage, in the order of the texts."""
        return sorted(self.rows("evidence"), key=lambda row: (row["document_id"], row["char_start"], row["char_end"], row["evidence_id"]))

    def name(self, country: str | None) -> str:
        """A country's English name."""
        return str(self.countries[country]["name_en"]) if country else ""

    def named(self, countries: Iterable[str]) -> str:
        """The names of a page's countries."""
        return " and ".join(sorted(map(self.name, countries))) or "Organisations alone"


def newest_release(exports: Path) -> Release:
    """The newest release that is whole."""
    manifest = shelf.newest_manifest(exports)
    if manifest is None:
        raise ReleaseError(f"there is no release in {exports}")
    return Release(exports / manifest["version"], manifest)


def announced(exports: Path) -> list[Row]:
    """What releases.json tells of every release, the newest first."""
    return list(json.loads((exports / shelf.RELEASES).read_text("utf-8"))["releases"])


def keyed(rows: Iterable[Row], column: str) -> dict[str, Row]:
    """Rows by the values of their key."""
    return {str(row[column]): row for row in rows}


def grouped(items: Iterable[Item], key: Callable[[Item], Any]) -> dict[Any, list[Item]]:
    """Items by a key, each group in the order in which they come."""
    groups: dict[Any, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups
