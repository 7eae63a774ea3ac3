"""What lies in exports/: the releases, their versions, and the two files that announce them.

Here belongs reading the folder and saying what is in it; what a release contains is `warehouse.edition`'s, when one is
made or taken back `warehouse.release`'s. The folders are the truth: releases.json and latest.json are made of them, so
that a run killed between two steps is put right by the next.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from warehouse import durable
from warehouse.export import sha256

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
TOMBSTONE = "WITHDRAWN.json"
LATEST = "latest.json"
RELEASES = "releases.json"
RETENTION = "A release is kept until a person withdraws it; none is ever deleted for its age."
VERSION_GLOB = "[0-9]*.[0-9]*.[0-9]*"
REPLACING = ".replacing-"
ASKED_OF_MANIFEST = {
    "version": str, "previous": str | None, "date": str, "fingerprints": dict, "content": dict, "rows": dict, "volumes": dict,
    "changes": dict, "files": dict, "withdrawn_sources": list,
}  # fmt: skip


class ReleaseError(ValueError):
    """There is no such release, or it is not one that this can be done with."""


def announce(exports: Path) -> None:
    """Make releases.json, and latest.json last, say what lies in the folder; first finish what a killed run began."""
    _finish_replacements(exports)
    sizes = _sizes(exports)
    listed = [_listed(folder, sizes.get(folder.name, 0)) for folder in versions(exports)]
    if not listed:
        return
    _write_if_new(exports / RELEASES, {"releases": listed[::-1], "retention": RETENTION})
    standing = [entry["version"] for entry in listed if entry["status"] == "published"]
    if standing:
        _write_if_new(exports / LATEST, {"version": standing[-1], "path": standing[-1]})
    else:
        (exports / LATEST).unlink(missing_ok=True)


def versions(exports: Path) -> list[Path]:
    """The folders of all releases, withdrawn and damaged ones too, oldest first."""
    return sorted(exports.glob(VERSION_GLOB), key=lambda folder: version_key(folder.name))


def _sizes(exports: Path) -> dict[str, int]:
    """What the list that stands says of the releases' bytes."""
    entries = (_read(exports / RELEASES) or {}).get("releases")
    told = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return {str(entry.get("version")): entry["bytes"] for entry in told if isinstance(entry.get("bytes"), int)}


def _listed(folder: Path, size: int) -> dict[str, Any]:
    """What the list says of a release; `size`: its bytes, where only its manifest lies here and the rest elsewhere."""
    entry = {"version": folder.name, "path": folder.name}
    if (folder / TOMBSTONE).exists():
        return {**entry, "status": "withdrawn", **(_read(folder / TOMBSTONE) or {"reason": f"{TOMBSTONE} cannot be read"})}
    manifest = manifest_of(folder)
    if manifest is None:
        return {**entry, "status": "damaged", "reason": f"{MANIFEST} cannot be read"}
    told = {key: manifest[key] for key in ("previous", "date", "rows", "changes", "withdrawn_sources")}
    told["reasons"] = manifest.get("reasons", {})  # a release of an older day does not say why
    if (folder / SUMS).is_file():
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {**entry, "status": "published", **told, "bytes": size}


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """A release's manifest; None where it is withdrawn or cannot be read (releases.json then says so)."""
    manifest = None if (folder / TOMBSTONE).exists() else _read(folder / MANIFEST)
    return manifest if manifest and _is_manifest(manifest) and manifest["version"] == folder.name else None


def _read(file: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _is_manifest(content: dict[str, Any]) -> bool:
    """Whether everything is there that is asked of a manifest: a disk may have eaten a letter of it, a person a line."""
    if not all(isinstance(content.get(key), kind) for key, kind in ASKED_OF_MANIFEST.items()) or not isinstance(
        content.get("reasons", {}), dict
    ):
        return False
    entries = all(
        isinstance(e, dict) and isinstance(e.get("bytes"), int) and isinstance(e.get("sha256"), str) for e in content["files"].values()
    )
    return entries and all(isinstance(note, dict) and "source_id" in note for note in content["withdrawn_sources"])


def newest_manifest(exports: Path) -> dict[str, Any] | None:
    """The manifest of the newest release whose tables are as they were written; None where there is none."""
    for folder in versions(exports)[::-1]:
        manifest = manifest_of(folder)
        if manifest and is_whole(folder, manifest):
            return manifest
    return None


def is_whole(folder: Path, manifest: dict[str, Any]) -> bool:
    """Whether a release's tables are as they were written."""
    return all(_is_as_written(folder / name, entry) for name, entry in _tables(manifest))


def withdrawn_sources(exports: Path) -> set[str]:
    """The sources whose words a person has taken out of any release."""
    manifests = (manifest_of(folder) for folder in versions(exports))
    return {note["source_id"] for manifest in manifests if manifest for note in manifest["withdrawn_sources"]}


def _tables(manifest: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((name, entry) for name, entry in manifest["files"].items() if name.startswith("parquet/"))


def _is_as_written(file: Path, entry: dict[str, Any]) -> bool:
    return file.is_file() and file.stat().st_size == entry["bytes"] and sha256(file) == entry["sha256"]


def version_key(version: str) -> tuple[int, ...]:
    """What versions are ordered by: 2026.11.22.2 before 2026.11.22.10."""
    return tuple(int(part) for part in version.split("."))


def next_version(exports: Path, today: date) -> str:
    """The day's version, with .1, .2 ... where it is taken; never before the newest, also when the clock went back."""
    taken = [version_key(folder.name) for folder in versions(exports)]
    day = max([(today.year, today.month, today.day), *(version[:3] for version in taken)])
    same_day = [version for version in taken if version[:3] == day]
    if not same_day:
        return "{:04}.{:02}.{:02}".format(*day)
    counter = max(version[3] if len(version) > 3 else 0 for version in same_day) + 1
    return "{:04}.{:02}.{:02}.{}".format(*day, counter)


def _write_if_new(file: Path, content: Any) -> None:
    if not file.exists() or file.read_bytes() != durable.to_json(content).encode():
        durable.write_json(file, content)


def put_in_place(folder: Path, target: Path) -> None:
    """Put a finished folder in the place of a release that stands there.

    A folder cannot be renamed onto another: the new one waits beside it under a name that the next run knows.
    """
    waiting = target.with_name(f"{REPLACING}{target.name}")
    durable.replace(folder, waiting)
    durable.remove(target)
    durable.replace(waiting, target)


def _finish_replacements(exports: Path) -> None:
    for waiting in exports.glob(f"{REPLACING}*"):
        target = exports / waiting.name.removeprefix(REPLACING)
        durable.remove(target)
        durable.replace(waiting, target)
