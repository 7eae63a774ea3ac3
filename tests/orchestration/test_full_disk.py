"""A disk that is full or cannot be written to, for real: a line says so, the last release stays whole, and once there is room
the next run builds the next one. Needs to mount, which only root may (a folder of somebody else is in test_usage)."""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.orchestration.forked import Ended, command
from tests.orchestration.survival import World, release_state, warehouse_state

pytestmark = [
    pytest.mark.full,
    pytest.mark.timeout(1500),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk"),
]

SEED = 20261122
DISK = "64m"
BLOCK = 4096
TRIES = 6
# What a refresh of this world writes at most, with room for what it replaces.
WRITES = 9_000_000


def mount(*arguments: str) -> None:
    made = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"this machine does not let anybody mount: {made.stderr.strip()}")


@contextmanager
def mounted(folder: Path, *arguments: str) -> Iterator[Path]:
    """Something mounted at this folder, for a while."""
    mount(*arguments, str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing below the folder can be written: root asks no permission, so it is mounted on itself."""
    with mounted(folder, "--bind", str(folder)):
        mount("-o", "remount,bind,ro", str(folder))
        yield


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "disk").mkdir()
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs") as folder:
        yield folder


@pytest.fixture
def world(disk: Path) -> World:
    world = World(disk)
    told = command(world.documents, world.data)
    assert told.code == 0, told
    world.check()
    return world


@contextmanager
def left(disk: Path, room: int) -> Iterator[None]:
    """Only so many bytes are free on the disk."""
    found = os.statvfs(disk)
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(BLOCK, found.f_bavail * found.f_frsize - room))
    try:
        yield
    finally:
        ballast.unlink()


def check_failure(told: Ended, *words: str) -> None:
    """It failed, and the last line says why (Dagster may have complained before that it cannot keep its history)."""
    assert told.code in (1, 3), told
    assert any(word in told.err.splitlines()[-1] for word in words), told.err
    assert "Traceback" not in told.out + told.err


def test_full_disk(world: World, disk: Path) -> None:
    chance = random.Random(SEED)
    failed = 0
    for room in (0, *(chance.randrange(WRITES) for _ in range(TRIES))):
        before = world.number
        world.tell_more()
        with left(disk, room):
            told = command(world.documents, world.data)
            if told.code:
                failed += 1
                print(f"{room:,} bytes: {told.err}", end="")
                check_failure(told, "No space left", "full", "space")
                assert before <= warehouse_state(world.data) <= world.number
                assert before <= release_state(world.data) <= world.number
        told = command(world.documents, world.data)
        assert told.code == 0, told
        world.check()
    print(f"{failed} of {TRIES + 1} refreshes met a full disk")
    assert failed > TRIES // 2


def test_read_only(world: World) -> None:
    world.tell_more()
    for place in ("", "dagster", "staging", "cache", "exports", "site", "logs"):
        with read_only(world.data / place):
            check_failure(command(world.documents, world.data), "cannot be written: Read-only file system")
        assert (warehouse_state(world.data), release_state(world.data)) == (world.number - 1, world.number - 1)
    told = command(world.documents, world.data)
    assert told.code == 0, told
    world.check()
