"""A refresh in a process of its own that begins at once: forked from one that has loaded everything.

Belongs here: starting, following and killing such a process. Does not belong here: what becomes of what it wrote. `Forked` goes
without Dagster: the makings and checks are those that the assets call, in the assets' order. `command` is the whole command.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from orchestration.commands.refresh import main
from orchestration.machine import locks
from orchestration.machine.temporary import clear_temporary
from orchestration.places import DataFolder
from orchestration.sources.standing import standing
from orchestration.steps import makings, staging
from orchestration.steps.checks import BLOCKING, check_stage, failing
from orchestration.steps.described import STANDING

# Loaded once, by the process that all others are forked from.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.orchestration.preloaded"])
DAY = date(2026, 11, 1)
ENDED = "ended"
PATIENCE = 300.0


class CheckFailedError(Exception):
    """A blocking check failed: nothing that follows may be made."""


def _check(stage: str) -> Callable[..., None]:
    def check(places: DataFolder, folders: list[Path], day: date) -> None:
        if failing(check_stage(places, stage), BLOCKING):
            raise CheckFailedError(stage)

    return check


STAGES: dict[str, Callable[..., object]] = {
    "check_lists": _check("lists"),
    STANDING: lambda places, folders, day: staging.store(places, STANDING, standing([])),
    "check_sources": _check("sources"),
    "dim_document": lambda places, folders, day: makings.read_documents(places, folders, lambda done, total: None),
    "check_documents": _check("documents"),
    "claims": lambda places, folders, day: makings.read_claims(places, lambda done, total: None),
    "check_claims": _check("claims"),
    "facts": lambda places, folders, day: makings.resolve_facts(places, lambda line: None),
    "check_facts": _check("facts"),
    "warehouse": lambda places, folders, day: makings.build_tables(places, day),
    "release": lambda places, folders, day: makings.publish_release(places, day),
    "site": lambda places, folders, day: makings.build_pages(places, day),
}


def refresh(documents: Path, data: Path, day: date, tell: Callable[[str], None]) -> None:
    """What `make refresh` makes, stage by stage."""
    places = DataFolder(data)
    places.root.mkdir(parents=True, exist_ok=True)
    with locks.hold(places.lock, "a test", 0, print):
        clear_temporary(places.root)
        for name, make in STAGES.items():
            tell(name)
            make(places, [documents], day)
    tell(ENDED)


def _work(documents: Path, data: Path, day: date, pipe: Connection) -> None:
    os.setsid()
    refresh(documents, data, day, pipe.send)


class Ended(NamedTuple):
    """How a command ended: its exit code and what it said."""

    code: int | None
    out: str
    err: str


def command(documents: Path, data: Path, before: Callable[[], None] | None = None) -> Ended:
    """Run the real command to its end; `before` is done first, in its process."""
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder, name) for name in ("out", "err")]
        process = FORKS.Process(target=_call, args=(documents, data, said, before))
        process.start()
        process.join(PATIENCE)
        return Ended(process.exitcode, *(path.read_text("utf-8") for path in said))


def _call(documents: Path, data: Path, said: list[Path], before: Callable[[], None] | None) -> None:
    for number, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    if before:
        before()
    sys.exit(main(["--documents", str(documents), "--data", str(data)]))


class Forked:
    """A refresh at work in another process."""

    def __init__(self, documents: Path, data: Path, day: date = DAY) -> None:
        self.at, self._since = "start", time.monotonic()
        self.lasted: dict[str, float] = {}
        self._pipe, theirs = FORKS.Pipe(duplex=False)
        self._process = FORKS.Process(target=_work, args=(documents, data, day, theirs))
        self._process.start()
        theirs.close()

    def follow(self, until: str, seconds: float = PATIENCE) -> bool:
        """Wait until it has come to this stage, for so many seconds at most; say whether it is still at work."""
        deadline = time.monotonic() + seconds
        while self.at != until and self._pipe.poll(max(0, deadline - time.monotonic())):
            try:
                self._enter(self._pipe.recv())
            except EOFError:
                break
        return self._process.is_alive() and self.at != ENDED

    def _enter(self, stage: str) -> None:
        now = time.monotonic()
        self.lasted[self.at] = now - self._since
        self.at, self._since = stage, now

    @property
    def pid(self) -> int:
        """The process, which is the first of a group of its own."""
        return int(self._process.pid or 0)

    def kill(self) -> None:
        """End it at once, with all that it started, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.join()

    def end(self) -> int | None:
        """Wait for its end and return its exit code."""
        self.follow(ENDED)
        self._process.join(PATIENCE)
        return self._process.exitcode
