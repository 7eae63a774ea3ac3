"""Releases: immutable folders below exports/, the pointer to the newest moved last.

Here belong the version, the manifest, the question whether there is anything new, and the order in which things
become visible. How a table becomes a file is `warehouse.export`'s; how a release differs from the one before is
`warehouse.changes`'.

exports/<YYYY.MM.DD[.n]>/  parquet/ csv/ csv-excel/ dyadic.xlsx dyadic.duckdb changes.* README.md manifest.json ...
latest.json                {"version", "path" below exports}
releases.json              every release with its date, size, rows and what changed
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from warehouse import catalog, changes, descriptions, durable, export, schema, spreadsheets
from warehouse.build import SETTINGS, STORAGE_VERSION, fill, new_database
from warehouse.catalog import CONTENT_KINDS, Table
from warehouse.checks.measures import DOCUMENTS
from warehouse.descriptions import Edition
from warehouse.export import Exported

MANIFEST = "manifest.json"
LATEST = "latest.json"
RELEASES = "releases.json"
SUMS = "SHA256SUMS"
DATABASE = "dyadic.duckdb"
WORKBOOK = "dyadic.xlsx"
PRIVATE = "release"


@dataclass(frozen=True)
class ReleaseResult:
    """The newest release: its version and folder, and whether this call made it."""

    version: str
    path: Path
    created: bool


def publish(warehouse: Path, exports: Path, fingerprints: Mapping[str, str], today: date) -> ReleaseResult:
    """Publish a warehouse file as a release, unless no public fact, dimension or evidence row differs from the last.

    `fingerprints` names the seeds and code that made it; they and `today` stand in the manifest. A reader sees the
    last release or the new one, whole: the folder is built in private, renamed, and latest.json moved last.
    """
    announce(exports)
    with durable.private_path(exports / PRIVATE) as folder, export.opened(warehouse) as connection:
        newest = newest_manifest(exports)
        content = _export(connection, folder, counting=True)
        if newest and newest["content"] == _hashes(content):
            return ReleaseResult(newest["version"], exports / newest["version"], created=False)
        exported = content | _export(connection, folder, counting=False)
        draft = Draft(folder, next_version(exports, today), today, fingerprints, exported, newest)
        _complete(connection, draft, exports)
        durable.replace(folder, exports / draft.version)
    announce(exports)
    return ReleaseResult(draft.version, exports / draft.version, created=True)


@dataclass(frozen=True)
class Draft:
    """A release in the making: its private folder, and what its descriptions and manifest tell."""

    folder: Path
    version: str
    today: date
    fingerprints: Mapping[str, str]
    exported: Mapping[str, Exported]
    previous: Mapping[str, Any] | None

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        return {name: each.rows for name, each in self.exported.items()}


def _export(connection: duckdb.DuckDBPyConnection, folder: Path, *, counting: bool) -> dict[str, Exported]:
    """Export the tables that decide whether there is news; or the rest, which need not be written where there is none."""
    wanted = [table for table in released_tables() if (table.kind in CONTENT_KINDS) is counting]
    return {table.name: export.export_table(connection, table, folder) for table in wanted}


def released_tables() -> list[Table]:
    """The tables and views of a release, in build order."""
    return [table for table in catalog.load() if table.released]


def _hashes(exported: Mapping[str, Exported]) -> dict[str, str]:
    return {name: each.content for name, each in exported.items()}


def _complete(connection: duckdb.DuckDBPyConnection, draft: Draft, exports: Path) -> None:
    """Write all that a release has beside its tables, the checksums last."""
    folder, tables = draft.folder, released_tables()
    for table in tables:
        spreadsheets.write_excel_csv(connection, table, folder / "csv-excel" / f"{table.name}.csv")
    in_the_book = [table for table in tables if table.kind in spreadsheets.WORKBOOK_KINDS]
    too_long = spreadsheets.write_workbook(connection, in_the_book, folder / WORKBOOK)
    changed = _write_changes(draft, exports)
    before = draft.previous["version"] if draft.previous else None
    edition = Edition(draft.version, draft.today, before, tables, draft.rows, too_long)
    descriptions.write(edition, connection, folder)
    seal(draft.folder, edition, _manifest(connection, draft, changed))


def _write_changes(draft: Draft, exports: Path) -> dict[str, dict[str, int]]:
    old = exports / draft.previous["version"] if draft.previous else None
    rows = changes.compare(old, draft.folder)
    table = catalog.load()[changes.NAME]
    with duckdb.connect(config={**SETTINGS}) as connection:
        connection.register(changes.NAME, rows)
        export.write_parquet(connection, table, draft.folder / f"{changes.NAME}.parquet")
        export.write_csv(connection, table, table.columns, draft.folder / f"{changes.NAME}.csv")
    return changes.summary(rows)


def _manifest(connection: duckdb.DuckDBPyConnection, draft: Draft, changed: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    read = connection.execute("SELECT count(*) FROM dim_document WHERE status = 'loaded'").fetchall()[0][0]
    counting = {t.name for t in catalog.load().of_kind(*CONTENT_KINDS)}
    return {
        "version": draft.version,
        "previous": draft.previous["version"] if draft.previous else None,
        "date": draft.today.isoformat(),
        "fingerprints": dict(draft.fingerprints),
        "content": {name: hash_ for name, hash_ in _hashes(draft.exported).items() if name in counting},
        "rows": draft.rows,
        "volumes": {DOCUMENTS: read, **draft.rows},
        "changes": changed,
        "database": {"path": DATABASE, "storage_version": STORAGE_VERSION},
    }


def seal(folder: Path, edition: Edition, manifest: Mapping[str, Any]) -> None:
    """Write what depends on the other files: the database, the packages, the manifest and the checksums.

    A DuckDB file never has the same bytes twice, so its checksum stands beside it and not in the manifest.
    """
    described = {name: _file_entry(folder / name, edition.rows) for name in _files(folder)}
    (folder / "datapackage.json").write_text(descriptions.datapackage(edition, described, manifest["fingerprints"]), "utf-8")
    (folder / "croissant.json").write_text(descriptions.croissant(edition, described), "utf-8")
    files = {name: _file_entry(folder / name, edition.rows) for name in _files(folder)}
    (folder / MANIFEST).write_text(durable.to_json({**manifest, "files": files}), "utf-8")
    (folder / SUMS).write_text(_sums(folder, _files(folder)), "utf-8")
    write_database(folder)
    (folder / f"{DATABASE}.sha256").write_text(_sums(folder, [DATABASE]), "utf-8")


def _files(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def _sums(folder: Path, names: Sequence[str]) -> str:
    """Checksums as `sha256sum -c` reads them."""
    return "".join(f"{export.sha256(folder / name)}  {name}\n" for name in names)


def write_database(folder: Path) -> None:
    """Make the release's DuckDB file of its Parquet files: what is withheld there is not in it either."""

    def rows_of(table: Table) -> str:
        file = schema.literal(str(folder / "parquet" / f"{table.name}.parquet"))
        return f"SELECT * FROM read_parquet({file})"  # noqa: S608

    with new_database(folder / DATABASE) as connection:
        fill(connection, catalog.load(), rows_of)


def _file_entry(file: Path, rows: Mapping[str, int]) -> dict[str, Any]:
    entry: dict[str, Any] = {"bytes": file.stat().st_size, "sha256": export.sha256(file)}
    return entry | ({"rows": rows[file.stem]} if file.stem in rows else {})


def announce(exports: Path) -> None:
    """Make releases.json and latest.json say what lies in the folder.

    A folder is renamed to its version only when it is whole: one that is not listed yet belongs to a run that was
    killed between the rename and the list, and is announced by the next.
    """
    releases = [_listed(manifest) for manifest in manifests(exports)]
    if releases:
        _write_if_new(exports / RELEASES, {"releases": releases[::-1]})
        newest = releases[-1]["version"]
        _write_if_new(exports / LATEST, {"version": newest, "path": newest})


def _listed(manifest: Mapping[str, Any]) -> dict[str, Any]:
    size = sum(entry["bytes"] for entry in manifest["files"].values())
    told = {key: manifest[key] for key in ("version", "previous", "date", "rows", "changes")}
    return {**told, "path": manifest["version"], "bytes": size}


def _write_if_new(file: Path, content: Any) -> None:
    if not file.exists() or file.read_text("utf-8") != durable.to_json(content):
        durable.write_json(file, content)


def manifests(exports: Path) -> list[dict[str, Any]]:
    """The manifests of all releases, oldest first."""
    found = [json.loads(file.read_text("utf-8")) for file in exports.glob(f"[0-9]*/{MANIFEST}")]
    return sorted(found, key=lambda manifest: version_key(manifest["version"]))


def newest_manifest(exports: Path) -> dict[str, Any] | None:
    """The manifest of the newest release, None where there is none."""
    return next(iter(manifests(exports)[::-1]), None)


def version_key(version: str) -> tuple[int, ...]:
    """What versions are ordered by: 2026.11.22.2 before 2026.11.22.10."""
    return tuple(int(part) for part in version.split("."))


def next_version(exports: Path, today: date) -> str:
    """The day's version, with .1, .2 ... where it is taken; never before the newest, also when the clock went back."""
    taken = [version_key(folder.name) for folder in exports.glob("[0-9]*.[0-9]*.[0-9]*")]
    day = max([(today.year, today.month, today.day), *(version[:3] for version in taken)])
    same_day = [version for version in taken if version[:3] == day]
    if not same_day:
        return "{:04}.{:02}.{:02}".format(*day)
    counter = max(version[3] if len(version) > 3 else 0 for version in same_day) + 1
    return "{:04}.{:02}.{:02}.{}".format(*day, counter)
