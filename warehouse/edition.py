"""Everything that one release folder contains, written in the order in which it depends on one another.

Here belongs the making of the folder from an open database. When a release is made, and how it becomes visible, is
`warehouse.release`'s; each file's own form is the writers' (`export`, `spreadsheets`, `changes`, `descriptions`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import build, catalog, changes, descriptions, durable, export, schema, spreadsheets
from warehouse.catalog import CONTENT_KINDS, Table
from warehouse.checks.measures import DOCUMENTS
from warehouse.connections import STORAGE_VERSION, in_memory
from warehouse.descriptions import Edition
from warehouse.export import Exported
from warehouse.former import Former
from warehouse.shelf import MANIFEST, SUMS

DATABASE = "dyadic.duckdb"
WORKBOOK = "dyadic.xlsx"


@dataclass(frozen=True)
class Draft:
    """A release in the making: what its descriptions and manifest tell."""

    version: str
    previous: str | None
    day: date
    fingerprints: Mapping[str, str]
    exported: Mapping[str, Exported]
    withdrawn_sources: Sequence[Mapping[str, str]] = ()

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        return {name: each.rows for name, each in self.exported.items()}

    @property
    def content(self) -> dict[str, str]:
        """Hashes of what counts as news: facts, dimensions, bridges and evidence."""
        counting = {table.name for table in catalog.load().of_kind(*CONTENT_KINDS)}
        return {name: each.content for name, each in self.exported.items() if name in counting}


def export_tables(
    connection: duckdb.DuckDBPyConnection, folder: Path, *, counting: bool, former: Former | None = None
) -> dict[str, Exported]:
    """Export the tables that decide whether there is news; or the rest, which need not be written where there is none."""
    wanted = [table for table in released_tables() if (table.kind in CONTENT_KINDS) is counting]
    return {table.name: export.export_table(connection, table, folder, former) for table in wanted}


def released_tables() -> list[Table]:
    """The tables and views of a release, in build order."""
    return [table for table in catalog.load() if table.released]


def complete(connection: duckdb.DuckDBPyConnection, folder: Path, draft: Draft, changed: pa.Table, former: Former | None = None) -> None:
    """Write all that a release has beside its tables: copies, changes, descriptions, checksums, and the database."""
    tables = released_tables()
    for table in tables:
        if not (former and former.take_over(table.name, f"csv-excel/{table.name}.csv", folder)):
            spreadsheets.write_excel_csv(connection, table, folder)
    in_the_book = [table for table in tables if table.kind in spreadsheets.WORKBOOK_KINDS]
    too_long = spreadsheets.write_workbook(connection, in_the_book, folder, folder / WORKBOOK)
    _write_changes(folder, changed)
    edition = Edition(draft.version, draft.day, draft.previous, tables, draft.rows, too_long)
    descriptions.write(edition, connection, folder)
    _write_packages(folder, edition, draft)
    news = {"changes": changes.summary(changed), "reasons": changes.reasons(changed)}
    _write_manifest(folder, {**_figures(connection, draft), **news}, draft.rows)
    write_database(folder, former)


def _write_changes(folder: Path, changed: pa.Table) -> None:
    table = catalog.load()[changes.NAME]
    with in_memory() as connection:
        connection.register(changes.NAME, changed)
        export.write_parquet(connection, table, folder / f"{changes.NAME}.parquet")
        export.write_csv(connection, export.released_rows(connection, table), table.columns, folder / f"{changes.NAME}.csv")


def _write_packages(folder: Path, edition: Edition, draft: Draft) -> None:
    files = _entries(folder, draft.rows)
    package = descriptions.datapackage(edition, files, draft.fingerprints)
    (folder / "datapackage.json").write_text(package, "utf-8")
    (folder / "croissant.json").write_text(descriptions.croissant(edition, files), "utf-8")


def _figures(connection: duckdb.DuckDBPyConnection, draft: Draft) -> dict[str, Any]:
    read = connection.execute("SELECT count(*) FROM dim_document WHERE status = 'loaded' AND is_current").fetchall()[0][0]
    return {
        "version": draft.version,
        "previous": draft.previous,
        "date": draft.day.isoformat(),
        "fingerprints": dict(draft.fingerprints),
        "content": draft.content,
        "rows": draft.rows,
        "volumes": {DOCUMENTS: read, **draft.rows},
        "database": {"path": DATABASE, "storage_version": STORAGE_VERSION},
        "withdrawn_sources": list(draft.withdrawn_sources),
    }


def _write_manifest(folder: Path, figures: Mapping[str, Any], rows: Mapping[str, int]) -> None:
    content = durable.to_json({**figures, "files": _entries(folder, rows)})
    (folder / MANIFEST).write_text(content, "utf-8")
    (folder / SUMS).write_text(_sums(folder, files_below(folder)), "utf-8")


def _entries(folder: Path, rows: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """Bytes, sha256 and (of a table's file) rows of every file."""
    return {name: _entry(folder / name, rows) for name in files_below(folder)}


def _entry(file: Path, rows: Mapping[str, int]) -> dict[str, Any]:
    entry: dict[str, Any] = {"bytes": file.stat().st_size, "sha256": export.sha256(file)}
    return entry | ({"rows": rows[file.stem]} if file.stem in rows and file.suffix != ".json" else {})


def files_below(folder: Path) -> list[str]:
    """The files of a folder and of those in it, by their paths below it."""
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def _sums(folder: Path, names: Sequence[str]) -> str:
    """Checksums as `sha256sum --check` reads them."""
    return "".join(f"{export.sha256(folder / name)}  {name}\n" for name in names)


def write_database(folder: Path, former: Former | None = None) -> None:
    """Make the release's DuckDB file of its Parquet files, or of a former release's: what is withheld there is not in it either.

    A DuckDB file never has the same bytes twice, so its checksum stands beside it and not in the manifest.
    """

    def rows_of(table: Table) -> str:
        return export.exported_rows(folder, table.name)

    rows = sum(pq.read_metadata(file).num_rows for file in (folder / "parquet").glob("*.parquet"))
    known = former.folder / DATABASE if former and _has_its_database(former.folder) else None
    build.write_database(folder / DATABASE, rows, rows_of, known)
    (folder / f"{DATABASE}.sha256").write_text(_sums(folder, [DATABASE]), "utf-8")


def _has_its_database(folder: Path) -> bool:
    """Whether a release's database is as it was written."""
    file, told = folder / DATABASE, folder / f"{DATABASE}.sha256"
    return file.is_file() and told.is_file() and told.read_text("utf-8") == _sums(folder, [DATABASE])


def parquet(folder: Path, name: str) -> str:
    """A release's table as SQL."""
    return f"read_parquet({schema.literal(str(folder / 'parquet' / f'{name}.parquet'))})"
