"""Documents that lie in a bucket: copies of them below the data folder, where they are read like any others.

Belongs here: which objects are taken anew, and under which names they may lie here. Does not belong here: reading documents.

An object is known by its tag and its size; one that has the same as the last time is not taken again. Whatever its key is,
its copy lies below its folder: what no path may hold is written as %XX there, so that two keys never give one name.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from orchestration.machine.temporary import PREFIX, replacing
from orchestration.places import DataFolder
from orchestration.store.buckets import Bucket, Entry, MissingError, StoreError, each
from orchestration.store.root import open_bucket

LISTING = "listing.json"
AT_A_TIME = 500
MOST_BYTES_OF_NAME = 200
_NOT_IN_NAMES = re.compile(r"[%\\\x00-\x1f\x7f]")
_DOTS = {"": "%", ".": "%2E", "..": "%2E%2E"}


def copied(address: str, places: DataFolder, note: Callable[[str], None]) -> Path:
    """Take what is new in a folder of a bucket, and return the folder of its copies; raises StoreError where there is nothing."""
    bucket = open_bucket(address)
    folder = places.copies_of(address)
    found = local_names(bucket.list(""))
    if not found:
        raise StoreError(f"nothing to read in {address}: no object lies there")
    known = _read(folder.with_name(LISTING))
    new = [name for name, entry in found.items() if known.get(name) != _state(entry) or not (folder / name).is_file()]
    _remove_others(folder, found)
    listed = {name: _state(entry) for name, entry in found.items() if name not in set(new)}
    for start in range(0, len(new), AT_A_TIME):
        taken = new[start : start + AT_A_TIME]
        each(lambda name: _take(bucket, found[name].key, folder / name), taken)
        listed |= {name: _state(found[name]) for name in taken}
        _write(folder.with_name(LISTING), listed)
    _write(folder.with_name(LISTING), listed)
    note(f"{address}: {len(new)} of {len(found)} objects are new or changed, {sum(found[name].bytes for name in new):,} bytes")
    return folder


def local_names(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The objects by the name of their copy below its folder. What is no document in a folder either is left out:
    names that begin with a dot, and the empty objects by which some tools mark a folder.
    """
    named = {_name(entry.key): entry for entry in entries if _is_document(entry)}
    folders = {str(parent) for name in named for parent in PurePosixPath(name).parents}
    return {_beside_folder(name) if name in folders else name: entry for name, entry in named.items()}


def _is_document(entry: Entry) -> bool:
    is_hidden = any(part.startswith(".") and part not in _DOTS for part in entry.key.split("/"))
    return not is_hidden and not (entry.key.endswith("/") and entry.bytes == 0)


def _name(key: str) -> str:
    return "/".join(_DOTS.get(part) or _part(part) for part in key.split("/"))


def _part(part: str) -> str:
    safe = _NOT_IN_NAMES.sub(lambda found: f"%{ord(found[0]):02X}", part)
    if len(safe.encode()) <= MOST_BYTES_OF_NAME:
        return safe
    short = safe.encode()[: MOST_BYTES_OF_NAME // 2].decode(errors="ignore")
    return f"{short}%-{hashlib.sha256(part.encode()).hexdigest()[:16]}{PurePosixPath(safe).suffix[:20]}"


def _beside_folder(name: str) -> str:
    """An object `a` beside one `a/b`: in a bucket both may be, in a folder not."""
    return str(PurePosixPath(name).with_name(f"%-{PurePosixPath(name).name}"))


def _state(entry: Entry) -> list[str | int]:
    return [entry.etag, entry.bytes]


def _take(bucket: Bucket, key: str, target: Path) -> None:
    try:
        with replacing(target) as temporary:
            bucket.get(key, temporary)
    except MissingError:
        # Removed since the listing: as if it had never been in it.
        target.unlink(missing_ok=True)


def _remove_others(folder: Path, found: Iterable[str]) -> None:
    wanted = {folder / name for name in found}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted or path.name.startswith(PREFIX):
            path.unlink()


def _read(listing: Path) -> dict[str, list[str | int]]:
    try:
        told = json.loads(listing.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _write(listing: Path, listed: dict[str, list[str | int]]) -> None:
    with replacing(listing) as temporary:
        temporary.write_text(json.dumps(listed, ensure_ascii=False, indent=0), encoding="utf-8")
