"""Kill -9 at random moments of every stage, one after the other: readers see the last state or the next, whole, and what
comes of it in the end is what comes of it when nobody is killed."""

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from orchestration.machine import locks
from tests.orchestration.forked import DAY, ENDED, STAGES, Forked
from tests.orchestration.survival import contents, files, litter, release_state, warehouse_state, write_state

pytestmark = [pytest.mark.full, pytest.mark.timeout(1500)]

ROUNDS = 10
SEED = 20261122
# Where a machine is busy, some come too late: the run has ended.
LEAST_KILLED = 85
TOO_LATE = "too late"


class Moments:
    """Random moments within stages, each as long as it took the last time."""

    def __init__(self) -> None:
        self._chance = random.Random(SEED)
        self._lasted = dict.fromkeys(STAGES, 0.3)

    def of(self, stage: str) -> float:
        """So many seconds after the stage has begun."""
        return self._chance.uniform(0, 1) * self._lasted[stage]

    def learn(self, run: Forked) -> int | None:
        """Let a refresh run to its end, and note how long each stage takes."""
        code = run.end()
        self._lasted |= run.lasted
        return code


def kill_in(stage: str, run: Forked, moments: Moments) -> str:
    """Kill a refresh at a moment of this stage, and return where it was then."""
    run.follow(stage)
    is_at_work = run.follow(ENDED, moments.of(stage))
    run.kill()
    return run.at if is_at_work else TOO_LATE


def test_killed_in_every_stage(tmp_path: Path) -> None:
    documents, data, spared = tmp_path / "documents", tmp_path / "killed", tmp_path / "spared"
    moments = Moments()
    killed: Counter[str] = Counter()
    for number in range(ROUNDS + 1):
        day = DAY + timedelta(days=number)
        write_state(documents, number)
        assert moments.learn(Forked(documents, spared, day)) == 0
        for stage in STAGES if number else ():
            before = warehouse_state(data)
            killed[kill_in(stage, Forked(documents, data, day), moments)] += 1
            assert not locks.is_held(data / "run.lock")
            assert before <= warehouse_state(data) <= number
            assert number - 1 <= release_state(data) <= number
        assert Forked(documents, data, day).end() == 0
        assert (warehouse_state(data), release_state(data), litter(data)) == (number, number, [])
    print(f"killed {dict(killed)}")
    assert killed.total() - killed[TOO_LATE] >= LEAST_KILLED
    assert contents(data) == contents(spared)
    assert files(data) == files(spared)
