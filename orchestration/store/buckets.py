"""What a root is to the rest of this room: objects by key, each written whole.

Belongs here: the form that a folder (`folder`) and a bucket (`s3`) share, its errors, and which keys may become paths. Does
not belong here: what is kept under which key.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

AT_ONCE = 8
# Every name that this project gives to a file below a root; nothing else that stands in one becomes a path here.
_OURS = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")

Item = TypeVar("Item")


class StoreError(Exception):
    """The root cannot be used, or not now; the message is one line for a person."""


class MissingError(StoreError):
    """There is no such object."""


class TakenError(StoreError):
    """The object is there already, or is not the one that was to be replaced."""


class BusyError(StoreError):
    """Another machine holds the root, and did not leave it in the time allowed."""


@dataclass(frozen=True)
class Entry:
    """An object as a listing shows it: its key below the root, its bytes, and a tag that differs when its content does."""

    key: str
    bytes: int
    etag: str


class Bucket(Protocol):
    """A root. Every method raises StoreError where the root does not answer, after it was asked again for a while."""

    url: str

    def list(self, prefix: str) -> Iterator[Entry]:
        """Every object whose key begins so, by key."""

    def folders(self, prefix: str) -> Iterator[str]:
        """The next part of all keys that begin so and go on behind a `/`."""

    def read(self, key: str) -> tuple[bytes, str]:
        """A small object and its tag; raises MissingError."""

    def write(self, key: str, content: bytes, over: str | None) -> str:
        """Write a small object over the one with the tag `over` (None: where there is none), and return its tag; raises TakenError."""

    def age(self, key: str) -> float:
        """Seconds since the object was written, by the root's own clock; raises MissingError."""

    def get(self, key: str, target: Path) -> None:
        """Write an object to a file; raises MissingError."""

    def put(self, key: str, source: Path, *, new: bool) -> None:
        """Write a file to an object; `new`: only where there is none or the same, else raises TakenError."""

    def copy(self, key: str, to: str) -> None:
        """Copy an object within the root; raises MissingError."""

    def delete(self, keys: Iterable[str]) -> None:
        """Delete these objects; one that is not there is none too many."""


def is_ours(key: object) -> bool:
    """Say whether a name that a root gave may become a path below a folder of ours: never out of it, never hidden."""
    return isinstance(key, str) and len(key) < 400 and _OURS.fullmatch(key) is not None


def each(do: Callable[[Item], object], items: Iterable[Item]) -> None:
    """Do it for each, a few at once; the first error ends all."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = [pool.submit(do, item) for item in items]
        try:
            for future in futures:
                future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
