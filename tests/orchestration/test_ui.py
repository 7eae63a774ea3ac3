"""What `make ui` starts ends with it: the whole process group, also where SIGINT is ignored."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration import ui

# A command with a child, as Dagster's has: both write a file once they are there. The argument is what the child ignores.
PARENT = """
import pathlib, signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[2], sys.argv[1]])
pathlib.Path("parent").write_text(str(signal.getsignal(signal.SIGINT) is signal.default_int_handler))
time.sleep(60)
"""
CHILD = """
import pathlib, signal, sys, time
for name in filter(None, sys.argv[1].split(",")):
    signal.signal(signal.Signals[name], signal.SIG_IGN)
pathlib.Path("child").write_text("there")
time.sleep(60)
"""
QUICK = ((signal.SIGINT, 1.0), (signal.SIGTERM, 1.0), (signal.SIGKILL, 10.0))


@pytest.fixture
def sigint_ignored() -> Iterator[None]:
    """As in a process that a shell script started with `&`."""
    ours = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, ours)


def start(folder: Path, ignored: str) -> subprocess.Popen[bytes]:
    process = ui.start([sys.executable, "-c", PARENT, ignored, CHILD], folder, os.environ)
    deadline = time.monotonic() + 30
    while not ((folder / "parent").exists() and (folder / "child").exists()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return process


def living(group: int) -> list[int]:
    """The processes of the group that still run; one that has ended and that nobody has asked after is none."""
    rows = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout.splitlines()
    return [int(pid) for pid, its_group, state in map(str.split, rows) if int(its_group) == group and not state.startswith("Z")]


@pytest.mark.parametrize("ignored", ["", "SIGINT", "SIGINT,SIGTERM"])
def test_group_is_gone(tmp_path: Path, ignored: str, sigint_ignored: None) -> None:
    process = start(tmp_path, ignored)
    assert len(living(process.pid)) == 2
    ui.stop(process, QUICK)
    assert living(process.pid) == []
    assert process.returncode is not None


def test_sigint_is_heard_by_what_is_started_and_ignored_here_still(tmp_path: Path, sigint_ignored: None) -> None:
    process = start(tmp_path, "")
    ui.stop(process, QUICK)
    assert (tmp_path / "parent").read_text() == "True"
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_child_of_a_parent_that_has_ended(tmp_path: Path) -> None:
    process = start(tmp_path, "SIGINT")
    process.kill()
    process.wait()
    assert len(living(process.pid)) == 1
    ui.stop(process, QUICK)
    assert living(process.pid) == []
