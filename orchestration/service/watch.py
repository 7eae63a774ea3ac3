"""What lies in the watched folders, without opening a file.

Belongs here: the listing that a sensor compares. Does not belong here: what follows from a difference.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class Listing(NamedTuple):
    """How many files lie there, when the newest was changed, and one name for all their paths, sizes and times.

    The times are that of the content and that of any change, which no program can set: who may read a file is part of it.
    """

    files: int
    newest: float
    fingerprint: str


def list_folders(folders: Iterable[Path]) -> Listing:
    """Return the listing of these folders; a folder inside another one, or one that does not exist, adds nothing."""
    states = sorted({state for folder in folders for state in _states(folder)})
    text = "\n".join(f"{path}\0{size}\0{written}\0{changed}" for path, size, written, changed in states)
    newest = max((written for _, _, written, _ in states), default=0) / 1e9
    return Listing(len(states), newest, hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:24])


def _states(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        for name in names:
            if not name.startswith("."):
                yield from _state(f"{parent}{os.sep}{name}")


def _state(path: str) -> Iterator[tuple[str, int, int, int]]:
    try:
        found = os.stat(path)  # noqa: PTH116 -- a Path for each of 50,000 files costs more than the look itself
    except FileNotFoundError:
        # Removed since the folder was listed, or a link to nowhere: either way there is nothing to read.
        return
    yield path, found.st_size, found.st_mtime_ns, found.st_ctime_ns
