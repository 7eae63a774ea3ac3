"""What `make ui` and `make serve` start ends with them: whole process groups, also where SIGINT is ignored or the command is killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestration.machine.children import Children

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


def start(folder: Path, ignored: str) -> Children:
    children = Children([[sys.executable, "-c", PARENT, ignored, CHILD]], folder, os.environ)
    deadline = time.monotonic() + 30
    while not ((folder / "parent").exists() and (folder / "child").exists()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return children


def living(group: int) -> list[int]:
    """The processes of the group that still run; one that has ended and that nobody has asked after is none."""
    rows = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout.splitlines()
    return [int(pid) for pid, its_group, state in map(str.split, rows) if int(its_group) == group and not state.startswith("Z")]


@pytest.mark.full
@pytest.mark.parametrize("ignored", ["", "SIGINT", "SIGINT,SIGTERM"])
def test_group_is_gone(tmp_path: Path, ignored: str, sigint_ignored: None) -> None:
    children = start(tmp_path, ignored)
    (group,) = children.groups
    assert len(living(group)) == 2
    children.stop(QUICK)
    assert living(group) == []


def test_sigint_is_heard_by_what_is_started_and_ignored_here_still(tmp_path: Path, sigint_ignored: None) -> None:
    children = start(tmp_path, "")
    children.stop(QUICK)
    assert (tmp_path / "parent").read_text() == "True"
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


@pytest.mark.full
def test_child_of_a_parent_that_has_ended(tmp_path: Path) -> None:
    children = start(tmp_path, "SIGINT")
    (group,) = children.groups
    os.kill(group, signal.SIGKILL)
    assert children.wait() == -signal.SIGKILL
    assert len(living(group)) == 1
    children.stop(QUICK)
    assert living(group) == []


def test_command_that_cannot_be_started_leaves_nothing(tmp_path: Path) -> None:
    children = Children([[sys.executable, "-c", "import time; time.sleep(60)"], ["no-such-program"]], tmp_path, os.environ)
    assert children.wait() == 1
    children.stop(QUICK)
    assert [living(group) for group in children.groups] == [[], []]


# A command of ours: it starts what the tests above start, and waits.
COMMAND = """
import os, pathlib, sys
from orchestration.machine.children import Children
children = Children([[sys.executable, "-c", sys.argv[1], "", sys.argv[2]]], pathlib.Path("."), os.environ)
pathlib.Path("group").write_text(f"{children.groups[0]} {children._watcher.pid}")
children.wait()
"""


@pytest.mark.full
@pytest.mark.parametrize("is_watcher_killed", [False, True])
def test_what_a_killed_command_started_is_gone(tmp_path: Path, is_watcher_killed: bool) -> None:
    command = subprocess.Popen([sys.executable, "-c", COMMAND, PARENT, CHILD], cwd=tmp_path)
    until(lambda: all((tmp_path / name).exists() for name in ("group", "parent", "child")))
    group, watcher = map(int, (tmp_path / "group").read_text().split())
    if is_watcher_killed:
        # The command ends all by itself, unless it goes at the same moment: it is stopped first.
        command.send_signal(signal.SIGSTOP)
        os.kill(watcher, signal.SIGKILL)
    command.kill()
    command.wait()
    # The kernel ends the program itself; what that has started in its turn is for the watcher, or for the program.
    until(lambda: group not in living(group) if is_watcher_killed else living(group) == [])
    end(group)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def end(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
