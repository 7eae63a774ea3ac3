"""A clock that jumps, documents that are written while they are read, and a pool of readers whose parent is killed."""

import os
import random
import signal
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.orchestration.forked import DAY, Forked
from tests.orchestration.survival import World, newest_release, write_state

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]

SEED = 20261122


def days_of(data: Path) -> tuple[date, date]:
    """When facts were first seen, at the earliest, and last checked."""
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as connection:
        (row,) = connection.execute("SELECT min(first_seen), max(last_checked) FROM fact_freshness").fetchall()
        return row


def version_of(data: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in newest_release(data).name.split("."))


def test_clock_that_jumps(tmp_path: Path) -> None:
    world = World(tmp_path)
    checked, version = date.min, (0,)
    for jump in (0, -400, 1, -36500, 3650, -1, 40):
        assert Forked(world.documents, world.data, DAY + timedelta(days=jump)).end() == 0, jump
        world.check()
        seen, now_checked = days_of(world.data)
        assert seen <= now_checked
        assert now_checked >= checked
        assert version_of(world.data) > version
        checked, version = now_checked, version_of(world.data)
        world.tell_more()


def write_on(folder: Path, stop: threading.Event) -> None:
    """Write a document again and again, in pieces, as a slow disk or an editor would."""
    chance = random.Random(SEED)
    text = ("Kenya and Ghana established diplomatic relations on 4 May 1965. " * 200).encode()
    while not stop.is_set():
        with (folder / "slow.txt").open("wb") as file:
            for at in range(0, len(text), 1_000):
                file.write(text[at : at + 1_000])
                file.flush()
                time.sleep(chance.uniform(0, 0.003))
        if chance.random() < 0.2:
            (folder / "slow.txt").unlink()


def test_documents_that_are_written_while_they_are_read(tmp_path: Path) -> None:
    world, stop = World(tmp_path), threading.Event()
    writer = threading.Thread(target=write_on, args=(world.documents, stop))
    writer.start()
    try:
        for _ in range(5):
            assert Forked(world.documents, world.data).end() == 0
    finally:
        stop.set()
        writer.join()
    (world.documents / "slow.txt").unlink(missing_ok=True)
    world.tell_more()
    assert Forked(world.documents, world.data).end() == 0
    world.check()


def living(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"]


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that these started."""
    children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    return [*children, *(each for child in children for each in descendants(child))]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir() or os.cpu_count() == 1, reason="no pool is made, or it cannot be seen")
def test_readers_in_a_pool_end_with_their_parent(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    write_state(documents, 0)
    for number in range(400):
        (documents / f"{number}.txt").write_text(
            f"Relations {number}.\n" + "Peru opened an embassy in Chile in 1994. " * 200, encoding="utf-8"
        )
    run = Forked(documents, tmp_path / "data")
    run.follow("claims")
    deadline = time.monotonic() + 120
    while not (pool := descendants(run.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert pool
    os.kill(run.pid, signal.SIGKILL)
    while living(pool) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert living(pool) == []
    run.kill()
