"""Releases: made where there is news, and visible only when they are whole.

Here belongs the order in which a release becomes visible. What a folder contains is `warehouse.edition`'s, what lies
in exports/ `warehouse.shelf`'s, taking back `warehouse.withdrawal`'s.

exports/<YYYY.MM.DD[.n]>/  parquet/ csv/ csv-excel/ dyadic.xlsx dyadic.duckdb changes.* README.md manifest.json ...
exports/latest.json        {"version", "path" below exports}: moved last
exports/releases.json      every release with its date, size, rows and what changed

Retention: a release is kept until a person withdraws it; `warehouse.shelf.RETENTION` says so in releases.json and in each README.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from warehouse import catalog, changes, durable, edition, shelf
from warehouse.connections import reading
from warehouse.edition import Draft
from warehouse.former import former_release
from warehouse.modelled import keep_at_hand
from warehouse.shelf import ReleaseError, announce, newest_manifest

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
    with durable.private_path(exports / PRIVATE) as folder, reading(warehouse) as connection:
        last = newest_manifest(exports)
        before = str(last["version"]) if last else None
        former = former_release(exports, last, fingerprints)
        keep_at_hand(connection, catalog.load())
        tables = edition.export_tables(connection, folder, counting=True, former=former)
        draft = Draft(shelf.next_version(exports, today), before, today, fingerprints, tables)
        if last and last["content"] == draft.content:
            return ReleaseResult(last["version"], exports / last["version"], created=False)
        exported = {**tables, **edition.export_tables(connection, folder, counting=False, former=former)}
        made_alike = last is not None and last["fingerprints"] == dict(fingerprints)
        changed = changes.compare(exports / before if before else None, folder, made_alike)
        edition.complete(connection, folder, replace(draft, exported=exported), changed, former)
        durable.replace(folder, exports / draft.version)
    announce(exports)
    return ReleaseResult(draft.version, exports / draft.version, created=True)


__all__ = ["ReleaseError", "ReleaseResult", "announce", "newest_manifest", "publish"]
