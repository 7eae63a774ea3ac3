"""Ten readers who never pause, while twenty refreshes change everything: nobody gets an error, and nobody sees two states at once."""

import json
import os
import random
import time
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from tests.orchestration.forked import DAY, FORKS, Forked
from tests.orchestration.survival import TOLD, World, newest_release, state_of, warehouse_state

pytestmark = [pytest.mark.full, pytest.mark.timeout(1500)]

READERS = 10
REFRESHES = 20
# A reader keeps a connection for so many rounds of questions, and sees what it was opened on to the end.
KEPT_ROUNDS = 5


class Seen(NamedTuple):
    """What one reader has to tell: questions asked, states seen, what went wrong."""

    queries: int
    states: set[int]
    wrong: list[str]


def read_on(data: Path, stop: Event, pipe: Connection, seed: int) -> None:
    """Ask the warehouse and the newest release in turn until told to stop."""
    os.nice(19)  # never idle, and yet the refreshes get on
    chance, states, wrong, queries = random.Random(seed), [0], [], 0
    while not stop.is_set():
        try:
            for state in (read_warehouse, read_release)[chance.randrange(2)](data, chance):
                states.append(state)
                queries += len(TOLD)
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
    pipe.send(Seen(queries, set(states), wrong))


def read_warehouse(data: Path, chance: random.Random) -> list[int]:
    """The states seen by one who keeps the warehouse open for a while: all one."""
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as connection:
        return one([state_of(connection) for _ in range(chance.randrange(1, KEPT_ROUNDS + 1))])


def read_release(data: Path, chance: random.Random) -> list[int]:
    """The states of the newest release: of its database, of its Parquet files and, by its version, of its manifest."""
    folder = newest_release(data)
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["version"] == folder.name
    with duckdb.connect(str(folder / "dyadic.duckdb"), read_only=True) as connection:
        states = [state_of(connection)]
    with duckdb.connect() as connection:
        for name in TOLD:
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{folder}/parquet/{name}.parquet')")
        return one([*states, state_of(connection)])


def one(states: list[int]) -> list[int]:
    assert len(set(states)) == 1, f"a reader saw {states}"
    return states


class Reader:
    """A reader in a process of its own."""

    def __init__(self, data: Path, stop: Event, seed: int) -> None:
        self._pipe, theirs = FORKS.Pipe(duplex=False)
        self._process = FORKS.Process(target=read_on, args=(data, stop, theirs, seed))
        self._process.start()

    def tell(self) -> Seen:
        assert self._pipe.poll(60), "a reader died"
        seen: Seen = self._pipe.recv()
        self._process.join()
        return seen


def test_readers_never_see_two_states(tmp_path: Path) -> None:
    world = World(tmp_path)
    assert Forked(world.documents, world.data).end() == 0
    stop = FORKS.Event()
    readers = [Reader(world.data, stop, seed) for seed in range(READERS)]
    began = time.monotonic()
    for number in range(1, REFRESHES + 1):
        world.tell_more()
        assert Forked(world.documents, world.data, DAY + timedelta(days=number)).end() == 0
        assert warehouse_state(world.data) == number
    stop.set()
    seen = [reader.tell() for reader in readers]
    wrong = [each for one in seen for each in one.wrong]
    states = set().union(*(one.states for one in seen))
    print(f"{sum(one.queries for one in seen)} queries, {len(wrong)} failed, {len(states)} states seen, {time.monotonic() - began:.0f} s")
    assert wrong == []
    assert len(states) > REFRESHES // 2
    assert all(one.queries for one in seen)
    world.check()
