"""Files for as long as something is made, and what is left of them when their writer dies.

Belongs here: the naming of such files and clearing them. Does not belong here: any format.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from transforms.replacing import PREFIX, replacing

__all__ = ["PATTERNS", "PREFIX", "clear_temporary", "passing", "replacing"]

# The second is how a database is called while it is being built.
PATTERNS = (f"{PREFIX}*", ".*.building-*")


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
