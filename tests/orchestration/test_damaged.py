"""Files that somebody or something broke between two refreshes: the next one says so in a line or makes them anew, and no
reader is handed a part of them."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.orchestration.forked import Forked, command
from tests.orchestration.survival import World, newest_release

pytestmark = [pytest.mark.full, pytest.mark.timeout(1500)]

SEED = 20261122
AT_ONCE = 6


def empty(content: bytes, chance: random.Random) -> bytes:
    return b""


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(max(1, len(content)))]


def flip(content: bytes, chance: random.Random) -> bytes:
    broken = bytearray(content or b"x")
    broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def noise(content: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(len(content))


MANNERS: list[Callable[[bytes, random.Random], bytes]] = [empty, cut, flip, noise]


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    assert Forked(world.documents, world.data).end() == 0
    world.check()
    return world


def kept_files(data: Path) -> Iterator[Path]:
    """What a run leaves for the next: frames, proofs, caches, the warehouse and what announces the releases."""
    for path in sorted(data.rglob("*")):
        inside = path.relative_to(data).parts
        is_kept = inside[0] in ("staging", "cache") or len(inside) == (2 if inside[0] == "exports" else 1)
        if is_kept and path.is_file() and path.name != "run.lock":
            yield path


@pytest.mark.parametrize("manner", MANNERS)
def test_whatever_is_damaged_is_made_anew(world: World, manner: Callable[[bytes, random.Random], bytes]) -> None:
    chance = random.Random(f"{SEED}{manner.__name__}")
    names = [path.relative_to(world.data) for path in kept_files(world.data)]
    chance.shuffle(names)
    damaged = 0
    for some in (names[at : at + AT_ONCE] for at in range(0, len(names), AT_ONCE)):
        for path in (world.data / name for name in some if (world.data / name).is_file()):
            path.write_bytes(manner(path.read_bytes(), chance))
            damaged += 1
        if chance.random() < 0.5:
            world.tell_more()
        run = Forked(world.documents, world.data)
        assert run.end() == 0, (run.at, some)
        world.check()
    print(f"{manner.__name__}: {damaged} files damaged")


def damaged_manifests(folder: Path, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """The manifest broken as a disk would, and as a person would: whole JSON that says something else."""
    whole = (folder / "manifest.json").read_bytes()
    yield from ((manner.__name__, manner(whole, chance)) for manner in MANNERS)
    for key in ("previous", "date", "rows", "files", "content", "version", "withdrawn_sources", "volumes"):
        yield f"without {key}", whole.replace(f'"{key}"'.encode(), f'"{key[1:]}"'.encode())
    yield from (("null", b"null"), ("a list", b"[]"), ("nothing in it", b"{}"), ("other kinds", b'{"files": 3, "previous": [], "rows": 1}'))


def test_newest_release_that_is_damaged_is_followed_by_a_whole_one(world: World) -> None:
    chance = random.Random(SEED)
    for manner, content in list(damaged_manifests(newest_release(world.data), chance)):
        (newest_release(world.data) / "manifest.json").write_bytes(content)
        world.tell_more()
        run = Forked(world.documents, world.data)
        assert run.end() == 0, manner
        world.check()
    for manner in MANNERS:
        (table,) = newest_release(world.data).glob("parquet/evidence.parquet")
        table.write_bytes(manner(table.read_bytes(), chance))
        assert Forked(world.documents, world.data).end() == 0, manner.__name__
        world.check()


@pytest.mark.parametrize("manner", MANNERS)
def test_run_history_that_is_damaged_is_set_aside(world: World, manner: Callable[[bytes, random.Random], bytes]) -> None:
    assert command(world.documents, world.data).code == 0
    chance = random.Random(f"{SEED}{manner.__name__}")
    for path in [*sorted((world.data / "dagster").rglob("*.db")), world.data / "dagster" / "dagster.yaml"]:
        path.write_bytes(manner(path.read_bytes(), chance))
    world.tell_more()
    told = command(world.documents, world.data)
    assert told.code == 0, told
    world.check()
    told = command(world.documents, world.data)
    assert told.code == 0, told
    assert "set aside" not in told.out
