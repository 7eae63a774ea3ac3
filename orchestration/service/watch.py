"""What lies in the watched folders, without opening a file.

Belongs here: the listing that a sensor compares. Does not belong here: what follows from a difference.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
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
    states = sorted({state for folder in folders for state in _states(folder.resolve())})
    text = "\n".join(f"{path}\0{size}\0{written}\0{changed}" for path, size, written, changed in states)
    newest = max((written for _, _, written, _ in states), default=0) / 1e9
    return Listing(len(states), newest, hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:24])


def _states(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    """The states of all that reading the folder meets: links too that lead to a folder or nowhere, which are turned away with a reason."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if Path(parent, name).is_symlink()]
        for name in (*names, *links):
            if not name.startswith("."):
                yield from _state(f"{parent}{os.sep}{name}")


def _state(path: str) -> Iterator[tuple[str, int, int, int]]:
    with suppress(FileNotFoundError):  # removed since the folder was listed
        found = os.lstat(path)
        yield _led_to(path, found) if stat.S_ISLNK(found.st_mode) else _told(path, found)


def _led_to(path: str, link: os.stat_result) -> tuple[str, int, int, int]:
    """The state of a link: its own age and what kind of thing it leads to stand with its name; of a file it has the size and times."""
    try:
        target = os.stat(path)  # noqa: PTH116 -- a Path for each of 50,000 files costs more than the look itself
    except OSError:
        # It leads nowhere, or to itself.
        return _told(path, link)
    name = f"{path}\0{link.st_ctime_ns}\0{stat.S_IFMT(target.st_mode)}"
    return _told(name, target if stat.S_ISREG(target.st_mode) else link)


def _told(name: str, found: os.stat_result) -> tuple[str, int, int, int]:
    return name, found.st_size, found.st_mtime_ns, found.st_ctime_ns
