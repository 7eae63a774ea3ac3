"""Files and folders that are either whole or not there, also after a power cut.

Here belong private names, renames and fsync; what is written into the files does not.
"""

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PRIVATE_MARK = ".building-"


@contextmanager
def private_path(target: Path) -> Iterator[Path]:
    """A unique private name beside `target` for building it; whatever lies there afterwards is removed.

    What dead processes left of the same target is removed first.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(target)
    private = target.with_name(f".{target.name}{PRIVATE_MARK}{os.getpid()}-{uuid.uuid4().hex[:8]}")
    try:
        yield private
    finally:
        for litter in target.parent.glob(f"{private.name}*"):
            remove(litter)


def remove_leftovers(target: Path) -> None:
    """Remove what builds of this target left behind whose process is dead."""
    for litter in target.parent.glob(f".{target.name}{PRIVATE_MARK}*"):
        pid = litter.name.split(PRIVATE_MARK)[1].split("-")[0]
        if not pid.isdigit() or not is_alive(int(pid)):
            remove(litter)


def is_alive(pid: int) -> bool:
    """Whether a process of that id runs (one of another user counts as running)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def remove(path: Path) -> None:
    """Remove a file or a whole folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def replace(private: Path, target: Path) -> None:
    """Put a finished file, or a folder where there is none yet, in the target's place, on disk for good."""
    sync_tree(private)
    os.replace(private, target)  # noqa: PTH105 - the one call that is atomic
    sync(target.parent)


def write_json(target: Path, content: Any) -> None:
    """Write JSON whole or not at all: sorted keys, letters of every script as they are."""
    with private_path(target) as private:
        private.write_text(to_json(content), "utf-8")
        replace(private, target)


def to_json(content: Any) -> str:
    """JSON of the same content is the same text: keys sorted, two spaces, a line's end."""
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def sync_tree(path: Path) -> None:
    """Have a file, or a folder and all in it, written to disk."""
    for inner in sorted(path.rglob("*")) if path.is_dir() else ():
        sync(inner)
    sync(path)


def sync(path: Path) -> None:
    """Have one file or folder written to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
