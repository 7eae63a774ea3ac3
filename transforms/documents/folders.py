"""Which files lie in the documents folders.

Belongs here: walking folders without ever leaving them, and which metadata file belongs to which document. Does not belong
here: opening files. Names that begin with a dot are not documents (`.git`, `.DS_Store`, files half written by an editor).
"""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SIDECAR_ENDINGS = (".yml", ".yaml")


@dataclass(frozen=True)
class Found:
    """Something in a documents folder: where it lies below `root`, its name for people, and why it is not to be opened."""

    root: Path
    place: str
    name: str
    problem: str | None = None


@dataclass(frozen=True)
class Pair:
    """A document and the metadata file beside it, if there is one."""

    document: Found
    sidecar: Found | None


def find_pairs(folders: Iterable[Path]) -> list[Pair]:
    """Every file below the folders with its sidecar, in the order of the names; raises OSError where one is no folder."""
    found = [each for root in _outermost(folders) for each in _walk(root)]
    found.sort(key=_order)
    sidecars = {key: each for each in reversed(found) if (key := _sidecar_key(each)) is not None}
    pairs = [Pair(each, _sidecar_of(each, sidecars)) for each in found if _sidecar_key(each) is None]
    used = {id(pair.sidecar) for pair in pairs}
    lone = [each for each in found if _sidecar_key(each) is not None and id(each) not in used]
    pairs += [Pair(_as_lone(each), None) for each in lone]
    return sorted(pairs, key=lambda pair: _order(pair.document))


def readable(name: str) -> str:
    """A file name as text that any table can hold: composed letters, and bytes that are no UTF-8 written as \\xNN."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "backslashreplace"))


def _order(found: Found) -> tuple[str, str, str]:
    # Not the order in which the folders are named or list their files, nor where they lie: those are this machine's.
    return found.name, found.root.name, found.place


def _outermost(folders: Iterable[Path]) -> list[Path]:
    """The folders themselves without symbolic links; one that is named twice, or lies within another, is read once."""
    roots = list(dict.fromkeys(folder.resolve(strict=True) for folder in folders))
    for root in roots:
        if not root.is_dir():
            raise NotADirectoryError(f"not a folder: {root}")
    return [root for root in roots if not any(other in root.parents for other in roots)]


def _walk(root: Path) -> Iterator[Found]:
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(root / folder) as listing:
                entries = list(listing)
        except OSError as error:
            place = folder.rstrip("/") or "."
            yield Found(root, place, readable(place), f"the folder cannot be listed: {error.strerror}")
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append(f"{folder}{entry.name}/")
            else:
                yield _look_at(root, f"{folder}{entry.name}", entry)


def _look_at(root: Path, place: str, entry: os.DirEntry[str]) -> Found:
    name = readable(place)
    if entry.is_symlink():
        return _follow(root, place, name)
    if not entry.is_file(follow_symlinks=False):
        return Found(root, place, name, "not a regular file (a pipe, a socket or a device)")
    return Found(root, place, name)


def _follow(root: Path, place: str, name: str) -> Found:
    # A linked folder is not entered: what lies below this root is met at its own place, and a ring would never end.
    target = Path(os.path.realpath(root / place))
    if not target.is_relative_to(root):
        return Found(root, place, name, "a symbolic link out of the folder")
    if target.is_dir():
        return Found(root, place, name, "a symbolic link to a folder is not followed")
    if not target.is_file():
        return Found(root, place, name, "a broken symbolic link")
    return Found(root, target.relative_to(root).as_posix(), name)


def _sidecar_key(found: Found) -> tuple[Path, str] | None:
    """The root and the name without its ending where this is a metadata file (`a.yml` → `a`), else None."""
    stem, ending = os.path.splitext(found.name)  # noqa: PTH122 (a name of a folder below is kept as it is)
    return (found.root, stem) if ending.lower() in SIDECAR_ENDINGS else None


def _sidecar_of(document: Found, sidecars: dict[tuple[Path, str], Found]) -> Found | None:
    """`a.txt.yml` belongs to a.txt alone, `a.yml` to every document a.*"""
    stem, _ = os.path.splitext(document.name)  # noqa: PTH122
    return sidecars.get((document.root, document.name)) or sidecars.get((document.root, stem))


def _as_lone(found: Found) -> Found:
    return Found(found.root, found.place, found.name, found.problem or "metadata without a document beside it")
