"""A root in a folder: another disk, or one that several machines share.

Belongs here: objects as files below a folder. Does not belong here: what is kept there.
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.machine.temporary import PREFIX, replacing
from orchestration.store.buckets import Entry, MissingError, StoreError, TakenError


class FolderBucket:
    """A folder; an object is a file, its tag the sum of what it holds (in a listing: its size and its time)."""

    def __init__(self, folder: Path) -> None:
        self.url = str(folder)
        self._folder = folder
        with self._told():
            folder.mkdir(parents=True, exist_ok=True)

    def list(self, prefix: str) -> Iterator[Entry]:
        """Every object whose key begins so, by key."""
        folder = self._folder / prefix.rpartition("/")[0]
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(PREFIX)):
            key = path.relative_to(self._folder).as_posix()
            if key.startswith(prefix):
                state = path.stat()
                yield Entry(key, state.st_size, f"{state.st_size}-{state.st_mtime_ns}")

    def folders(self, prefix: str) -> Iterator[str]:
        """The next part of all keys that begin so and go on behind a `/`."""
        folder = self._folder / prefix
        yield from sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ()

    def read(self, key: str) -> tuple[bytes, str]:
        """A small object and its tag; raises MissingError."""
        with self._told():
            content = self._path(key).read_bytes()
        return content, _tag(content)

    def write(self, key: str, content: bytes, over: str | None) -> str:
        """Write a small object over the one with the tag `over` (None: where there is none), and return its tag; raises TakenError."""
        with self._told(), self._alone():
            path = self._path(key)
            there = _tag(path.read_bytes()) if path.exists() else None
            if there not in (over, _tag(content)):
                raise TakenError(f"{path} was written by somebody else meanwhile")
            with replacing(path) as temporary:
                temporary.write_bytes(content)
        return _tag(content)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """A file system knows no condition: whoever looks and then writes does it alone."""
        with (self._folder / ".writing").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def age(self, key: str) -> float:
        """Seconds since the object was written; raises MissingError."""
        with self._told():
            return time.time() - self._path(key).stat().st_mtime

    def get(self, key: str, target: Path) -> None:
        """Write an object to a file; raises MissingError."""
        with self._told():
            shutil.copyfile(self._path(key), target)

    def put(self, key: str, source: Path, *, new: bool) -> None:
        """Write a file to an object; `new`: only where there is none or the same, else raises TakenError."""
        path = self._path(key)
        with self._told(), replacing(path) as temporary:
            shutil.copyfile(source, temporary)
            if new:
                _link(temporary, path)

    def copy(self, key: str, to: str) -> None:
        """Copy an object within the root; raises MissingError."""
        self.put(to, self._path(key), new=False)

    def delete(self, keys: Iterable[str]) -> None:
        """Delete these objects, and the folders that are empty then; one that is not there is none too many."""
        with self._told():
            for path in map(self._path, keys):
                path.unlink(missing_ok=True)
                for folder in path.parents:
                    if folder == self._folder or not folder.is_dir() or any(folder.iterdir()):
                        break
                    folder.rmdir()

    def _path(self, key: str) -> Path:
        return self._folder / key

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise MissingError(f"there is no {error.filename}") from error
        except OSError as error:
            raise StoreError(f"{self.url} cannot be used: {error.strerror or error}") from error


def _tag(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _link(temporary: Path, path: Path) -> None:
    """Give the file its name unless that is taken by another content: the one call that cannot overwrite."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        if path.read_bytes() != temporary.read_bytes():
            raise TakenError(f"{path} was written by somebody else meanwhile") from None
