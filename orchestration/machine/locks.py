"""Files that are locked while a process lives.

Belongs here: taking such a lock, saying who holds it, and asking whether its holder still lives. Does not belong here:
what the lock protects. The kernel drops the lock when its holder dies, however it dies, so there is never a stale one
to judge by its age or by a process number that may since belong to somebody else.
"""

import fcntl
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

POLL_SECONDS = 0.2

_held_here: set[Path] = set()


class LockError(Exception):
    """The lock could not be taken; the message is one line that says why."""


class LockBusyError(LockError):
    """Another process holds the lock, and it was not released in the time allowed."""


class LockUnusableError(LockError):
    """What lies in the lock's place cannot be locked."""


@contextmanager
def hold(path: Path, purpose: str, wait: float, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock at `path`; wait up to `wait` seconds for it, telling `say` whom for.

    Taken a second time by the same process it is the same lock: `make refresh` holds it around the whole command, and the
    run inside asks for it again as a run started by the daemon does.
    """
    path = path.absolute()
    if path in _held_here:
        yield
        return
    with _open(path) as file:
        _wait_for(file, wait, say)
        _sign(file, purpose)
        _held_here.add(path)
        try:
            yield
        finally:
            _held_here.discard(path)
            file.truncate(0)


def is_held(path: Path) -> bool:
    """Say whether a living process, this one included, holds the lock at `path`."""
    if path.absolute() in _held_here:
        return True
    try:
        with path.open("r+", encoding="utf-8") as file:
            return not _try(file)
    except FileNotFoundError:
        return False


def _open(path: Path) -> IO[str]:
    try:
        return path.open("a+", encoding="utf-8")
    except IsADirectoryError:
        raise LockUnusableError(f"{path} is a folder where a file for the lock has to be; remove it") from None
    except OSError as error:
        raise LockUnusableError(f"the lock {path} cannot be opened: {error.strerror}") from None


def _wait_for(file: IO[str], wait: float, say: Callable[[str], None]) -> None:
    deadline = time.monotonic() + wait
    told = False
    while not _try(file):
        holder = _holder(file)
        if time.monotonic() >= deadline:
            raise LockBusyError(f"{holder} is at work in {Path(file.name).parent}")
        if not told:
            say(f"{holder} is at work in {Path(file.name).parent}; waiting up to {wait:.0f} s for it")
            told = True
        time.sleep(POLL_SECONDS)


def _try(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(file: IO[str], purpose: str) -> None:
    file.truncate(0)
    signature = {
        "purpose": purpose,
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    try:
        os.write(file.fileno(), json.dumps(signature).encode())  # at once: what a full disk does not take must not wait in a buffer
    except OSError as error:
        raise LockUnusableError(f"the lock {file.name} cannot be written: {error.strerror}") from None


def _holder(file: IO[str]) -> str:
    file.seek(0)
    try:
        signed = json.loads(file.read())
        return f"{signed['purpose']} (process {signed['pid']} on {signed['host']}, since {signed['since']})"
    except (ValueError, KeyError, TypeError):
        # The holder has the lock and has not signed yet, or is just leaving.
        return "another run"
