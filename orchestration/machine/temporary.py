"""Files that are written whole and then renamed, and what is left of them when their writer dies.

Belongs here: the naming of such files, writing and clearing them. Does not belong here: any format.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = ".tmp-"
# The second is how a database is called while it is being built.
PATTERNS = (f"{PREFIX}*", ".*.building-*")


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a path beside `target` to write to; on success it takes the target's place at once, else it is removed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{PREFIX}{os.getpid()}-{target.name}")
    try:
        yield temporary
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def passing(target: Path) -> Iterator[Path]:
    """Give a path beside `target` to write to; what was written there is removed in the end."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{PREFIX}{os.getpid()}-{target.name}")
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def clear_temporary(folder: Path) -> list[Path]:
    """Remove every temporary file and folder below `folder` and return them; no run may be at work there."""
    found = sorted(path for pattern in PATTERNS for path in folder.rglob(pattern) if path.exists())
    for path in found:
        _remove(path)
    return found


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
