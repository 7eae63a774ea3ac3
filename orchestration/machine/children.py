"""Programs that a command of ours starts and that end with it, however it ends.

Belongs here: starting them, waiting, and ending them with all that they started in their turn. Does not belong here: which
programs these are. Three things see to their end: the command itself; a watcher, should the command be killed; and, on Linux,
the kernel, should both be.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

# What ends a program, and how long each is given to: asked as by Ctrl-C, asked again, not asked.
STOPPING = ((signal.SIGINT, 30.0), (signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
POLL_SECONDS = 0.1


def listen() -> None:
    """Be ended by a closed terminal (unless that is ignored, as under nohup) and by SIGTERM as by Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.default_int_handler)


class Children:
    """Programs at work, each with all that it starts in a process group of its own."""

    def __init__(self, commands: Iterable[Sequence[str]], folder: Path, environment: Mapping[str, str]) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self._watcher: subprocess.Popen[bytes] | None = None
        try:
            for command in commands:
                self._processes.append(_start(command, folder, environment))
            self._watcher = _watch(self.groups)
        except BaseException:
            self.stop()
            raise

    @property
    def groups(self) -> list[int]:
        """Their process groups."""
        return [process.pid for process in self._processes]

    def wait(self) -> int:
        """Wait until the first of them ends, and return its exit code; that of the watcher counts as one of them."""
        every = [*self._processes, *([self._watcher] if self._watcher else [])]
        while True:
            for process in every:
                if (code := process.poll()) is not None:
                    return code
            time.sleep(POLL_SECONDS)

    def stop(self, stopping: Iterable[tuple[signal.Signals, float]] = STOPPING) -> None:
        """End all of them; whoever asks again while this waits gets the next, harder way."""
        for sign, seconds in stopping:
            try:
                if self._end(sign, seconds):
                    break
            except KeyboardInterrupt:
                continue
        if self._watcher and self._watcher.stdin:
            self._watcher.stdin.close()
            with contextlib.suppress(KeyboardInterrupt):
                self._watcher.wait()

    def _end(self, sign: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        self._tell(sign)
        while self._tell(0):
            if time.monotonic() >= deadline:
                return False
            time.sleep(POLL_SECONDS)
        return True

    def _tell(self, sign: int) -> bool:
        for process in self._processes:
            process.poll()
        return tell(self.groups, sign)


def tell(groups: Iterable[int], sign: int) -> bool:
    """Send the signal to these process groups, and say whether anyone is there."""
    return sum(_tell_one(group, sign) for group in groups) > 0


def _tell_one(group: int, sign: int) -> bool:
    try:
        os.killpg(group, sign)
    except (ProcessLookupError, PermissionError):
        # macOS says that it is not permitted where all that is left of a group has ended already.
        return False
    return True


def _start(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own, in which SIGINT is heard even where this process ignores it."""
    bound = [sys.executable, "-m", "orchestration.machine.bound", str(os.getpid()), *command]
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(bound, cwd=folder, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    finally:
        signal.signal(signal.SIGINT, ours)


def _watch(groups: Iterable[int]) -> subprocess.Popen[bytes]:
    """Start the watcher: the pipe to it closes when this process ends, however it does."""
    command = [sys.executable, "-m", "orchestration.machine.watcher", *map(str, groups)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 -- our own arguments
