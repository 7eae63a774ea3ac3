"""A command and all processes that it starts, watched while they work: the clock, time of the processor, memory.

Here: starting, sampling /proc (so Linux only), and cutting the samples by the steps that the command tells of.  Not here: what
is run, and what the figures mean.
Memory is the proportional set size of the whole tree of processes (a page that several share counts once), looked at twice a
second: a peak that is shorter than that can be missed.
"""

import os
import re
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

EVERY_SECONDS = 0.5
TICK = os.sysconf("SC_CLK_TCK")
# As the refresh tells of a step that is done: two spaces, its name, how long it took.
STEP = re.compile(r"^ {2}(\w+) +([0-9.]+) s$")


@dataclass(frozen=True)
class Sample:
    """At this moment (seconds since the start): seconds of processor time so far, those of the first process, megabytes in use."""

    at: float
    processor: float
    own: float
    memory: float


@dataclass(frozen=True)
class Stage:
    """One step: from when to when, its processor time, that of the first process, and the most memory in use while it worked."""

    name: str
    start: float
    end: float
    processor: float
    own: float
    memory: float

    @property
    def seconds(self) -> float:
        """By the clock."""
        return self.end - self.start

    @property
    def spread(self) -> float:
        """Processor time of the processes that the first one gave work to."""
        return max(self.processor - self.own, 0.0)


@dataclass(frozen=True)
class Watched:
    """What a command took as a whole, by stage, and moment by moment."""

    seconds: float
    processor: float
    memory: float
    stages: Sequence[Stage]
    samples: Sequence[Sample]


class _Watch(threading.Thread):
    """Samples a process and all below it until told to stop."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.samples = [Sample(0.0, 0.0, 0.0, 0.0)]
        self.ended = threading.Event()
        self._root, self._began = root, time.monotonic()

    def run(self) -> None:
        while not self.ended.wait(EVERY_SECONDS):
            tree = _tree(self._root)
            processor = sum(map(_processor_seconds, tree))
            # A process that has just ended is in nobody's sum for a moment.
            processor = max(processor, self.samples[-1].processor)
            own = max(_own_seconds(self._root), self.samples[-1].own)
            self.samples.append(Sample(time.monotonic() - self._began, processor, own, sum(map(_megabytes, tree))))


def watch(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Watched:
    """Run a command to its end; raises SystemExit with its last words where it fails."""
    started = time.monotonic()
    with subprocess.Popen(
        command, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        seen = _Watch(process.pid)
        seen.start()
        told = [(time.monotonic() - started, line.rstrip("\n")) for line in process.stdout or ()]
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seen.ended.set()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}:\n" + "\n".join(line for _, line in told[-10:]))
    seconds, processor = time.monotonic() - started, usage.ru_utime + usage.ru_stime
    samples = [*seen.samples, Sample(seconds, processor, seen.samples[-1].own, 0.0)]
    return Watched(seconds, processor, max(sample.memory for sample in samples), _stages(told, samples), samples)


def _stages(told: Sequence[tuple[float, str]], samples: Sequence[Sample]) -> list[Stage]:
    """The steps in their order, with what lies before the first one (Python, Dagster) and behind the last."""
    steps = [(match[1], at - float(match[2]), at) for at, line in told if (match := STEP.match(line))]
    first, last = (steps[0][1], steps[-1][2]) if steps else (samples[-1].at, samples[-1].at)
    bounds = [("start", 0.0, first), *steps, ("end", last, samples[-1].at)]
    return [_stage(name, start, end, samples) for name, start, end in bounds]


def _stage(name: str, start: float, end: float, samples: Sequence[Sample]) -> Stage:
    inside = [sample.memory for sample in samples if start <= sample.at <= end + EVERY_SECONDS]
    (processor, own), (processor_before, own_before) = _until(end, samples), _until(start, samples)
    return Stage(name, start, end, processor - processor_before, own - own_before, max(inside, default=0.0))


def _until(moment: float, samples: Sequence[Sample]) -> tuple[float, float]:
    """Processor time until a moment, and that of the first process, between two samples in proportion."""
    for before, after in pairwise(samples):
        if before.at <= moment <= after.at and after.at > before.at:
            share = (moment - before.at) / (after.at - before.at)
            return before.processor + (after.processor - before.processor) * share, before.own + (after.own - before.own) * share
    last = samples[-1 if moment >= samples[-1].at else 0]
    return last.processor, last.own


# --- /proc


def _tree(root: int) -> list[int]:
    """A process and all that it and they have started."""
    found = [root]
    for process in found:
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            found += map(int, _read(task).split())
    return found


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        # It ended while it was looked at.
        return ""


def _processor_seconds(process: int) -> float:
    """Of a process and of those of its children that have ended."""
    return sum(_times(process)) / TICK


def _own_seconds(process: int) -> float:
    """Of a process alone."""
    return sum(_times(process)[:2]) / TICK


def _times(process: int) -> list[int]:
    """User and system time, then both of the children that have ended; nothing where the process has."""
    fields = _read(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()
    return [int(field) for field in fields[11:15]]


def _megabytes(process: int) -> float:
    found = re.search(r"^Pss: +(\d+) kB", _read(Path(f"/proc/{process}/smaps_rollup")), re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0
