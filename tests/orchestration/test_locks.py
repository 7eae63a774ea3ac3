"""A lock says who holds it and is free the moment its holder is gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.machine import locks

HOLDER = """
import sys, time
from pathlib import Path
from orchestration.machine import locks
with locks.hold(Path(sys.argv[1]), "a holder", 0, print):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path):
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_lock_says_who_holds_it(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    with pytest.raises(locks.LockBusyError, match=f"a holder \\(process {holder.pid} on "), locks.hold(tmp_path / "lock", "me", 0, print):
        pass
    assert locks.is_held(tmp_path / "lock")


def test_killed_holder_frees_the_lock(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert not locks.is_held(tmp_path / "lock")
    with locks.hold(tmp_path / "lock", "me", 0, print):
        assert locks.is_held(tmp_path / "lock")


def test_waiting_says_so_once_and_goes_on(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        holder.kill()

    started = time.monotonic()
    with locks.hold(tmp_path / "lock", "me", 20, say):
        assert time.monotonic() - started < 10
    assert len(said) == 1
    assert str(holder.pid) in said[0]


def test_same_process_holds_it_twice_as_one(tmp_path: Path) -> None:
    with locks.hold(tmp_path / "lock", "outer", 0, print):
        with locks.hold(tmp_path / "lock", "inner", 0, print):
            pass
        assert locks.is_held(tmp_path / "lock")
    assert not locks.is_held(tmp_path / "lock")


def test_lock_that_was_never_taken_is_not_held(tmp_path: Path) -> None:
    assert not locks.is_held(tmp_path / "lock")
    assert not (tmp_path / "lock").exists()


def test_signature_is_gone_after_release(tmp_path: Path) -> None:
    with locks.hold(tmp_path / "lock", "me", 0, print):
        assert str(os.getpid()) in (tmp_path / "lock").read_text()
    assert (tmp_path / "lock").read_text() == ""
