"""Releases: immutable folders below exports/, the pointer to the newest moved last.

Here belong the version, the manifest, the question whether there is anything new, and the order in which things
become visible. How a table becomes a file is `warehouse.export`'s; how a release differs from the one before is
`warehouse.changes`'.

exports/<YYYY.MM.DD[.n]>/  parquet/ csv/ manifest.json      latest.json {"version", "path" below exports}
releases.json              every release with its date, size, rows and what changed
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from warehouse import catalog, durable, export
from warehouse.catalog import CONTENT_KINDS, Table
from warehouse.export import Exported

MANIFEST = "manifest.json"
LATEST = "latest.json"
RELEASES = "releases.json"
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
    counting, others = _counting_and_others()
    with durable.private_path(exports / PRIVATE) as folder, export.opened(warehouse) as connection:
        tables = {table.name: export.export_table(connection, table, folder) for table in counting}
        newest = newest_manifest(exports)
        if newest and newest["content"] == content_of(tables):
            return ReleaseResult(newest["version"], exports / newest["version"], created=False)
        tables |= {table.name: export.export_table(connection, table, folder) for table in others}
        version = next_version(exports, today)
        durable.write_json(folder / MANIFEST, _manifest(folder, version, today, fingerprints, tables))
        durable.replace(folder, exports / version)
    announce(exports)
    return ReleaseResult(version, exports / version, created=True)


def _counting_and_others() -> tuple[list[Table], list[Table]]:
    """The tables that decide whether there is news, and the rest, which need not be written where there is none."""
    tables = released_tables()
    counting = [table for table in tables if table.kind in CONTENT_KINDS]
    return counting, [table for table in tables if table not in counting]


def released_tables() -> list[Table]:
    """The tables and views of a release, in build order."""
    return [table for table in catalog.load() if table.released]


def content_of(tables: Mapping[str, Exported]) -> dict[str, str]:
    """Hashes of what counts as news: facts, dimensions, bridges and evidence."""
    described = catalog.load()
    return {name: exported.content for name, exported in tables.items() if described[name].kind in CONTENT_KINDS}


def _manifest(folder: Path, version: str, today: date, fingerprints: Mapping[str, str], tables: Mapping[str, Exported]) -> dict[str, Any]:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {
        "version": version,
        "date": today.isoformat(),
        "fingerprints": dict(fingerprints),
        "content": content_of(tables),
        "rows": {name: exported.rows for name, exported in tables.items()},
        "files": {file.relative_to(folder).as_posix(): _file_entry(file, tables) for file in files},
    }


def _file_entry(file: Path, tables: Mapping[str, Exported]) -> dict[str, Any]:
    entry: dict[str, Any] = {"bytes": file.stat().st_size, "sha256": export.sha256(file)}
    return entry | ({"rows": tables[file.stem].rows} if file.stem in tables else {})


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
    return {**{key: manifest[key] for key in ("version", "date", "rows")}, "path": manifest["version"], "bytes": size}


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
