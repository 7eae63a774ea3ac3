"""A root in a bucket: what one machine brought, another goes on from; whatever is cut off or fails, readers see releases whole."""

import hashlib
import json
import shutil
import uuid
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.store import leases
from tests.orchestration.forked import Ended
from tests.orchestration.store.machines import Machine, Shared, Snapshot, kill
from tests.orchestration.store.server import BUCKET, Door

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]

PREFIX = uuid.uuid4().hex[:8]
ADDRESS = f"s3://{BUCKET}/{PREFIX}"
CHANGED = "Relations of Kenya and Ghana\n\nKenya and Ghana established diplomatic relations on 5 May 1966.\n"
NOT_OF_A_RELEASE = {"holdings.json", "lock.json"}


class Begun(NamedTuple):
    """What a test begins with: the data folder of a machine, and what the bucket held then."""

    data: Path
    snapshot: Snapshot


class World(NamedTuple):
    """A bucket with releases, the machine that brought them, the documents, and the server's door."""

    first: Machine
    shared: Shared
    documents: Path
    door: Door

    def machine(self, name: str) -> Machine:
        """Another machine, with nothing of its own."""
        return Machine(self.documents.parent / name, self.documents, ADDRESS)

    def change(self) -> None:
        """Have one document tell something else."""
        (self.documents / "kenya.txt").write_text(CHANGED)

    def begin(self, begun: Begun) -> None:
        """Put everything back to how it was then."""
        shutil.copytree(begun.data, self.first.data.root)
        self.shared.restore(begun.snapshot)
        self.door.forget()


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Begun]:
    """The states that tests begin with, made by the first that needs them."""
    return {}


@pytest.fixture
def nothing(documents: Path, tmp_path: Path, client: Any, door: Door) -> World:
    """No release yet."""
    mine = tmp_path / "documents"
    shutil.copytree(documents, mine)
    return World(Machine(tmp_path / "first", mine, ADDRESS), Shared(client, ADDRESS), mine, door)


@pytest.fixture
def world(nothing: World, known: dict[str, Begun], tmp_path_factory: pytest.TempPathFactory) -> World:
    """One release."""
    return _begun(nothing, known, "one", tmp_path_factory)


@pytest.fixture
def two_releases(world: World, known: dict[str, Begun], tmp_path_factory: pytest.TempPathFactory) -> World:
    """A second one of a changed document, by the same machine."""
    world.change()
    if "two" in known:
        shutil.rmtree(world.first.data.root)
    return _begun(world, known, "two", tmp_path_factory)


def _begun(world: World, known: dict[str, Begun], name: str, folders: pytest.TempPathFactory) -> World:
    if name not in known:
        good(world.first.refresh())
        kept = folders.mktemp(name) / "data"
        shutil.move(world.first.data.root, kept)
        known[name] = Begun(kept, world.shared.snapshot())
    world.begin(known[name])
    return world


def good(ended: Ended) -> str:
    assert ended.code == 0, ended.out + ended.err
    return ended.out


def facts(machine: Machine) -> list[tuple[Any, ...]]:
    """What happened, and since when it is known."""
    question = "SELECT title, first_seen FROM fact_event JOIN fact_freshness ON fact_id = event_id ORDER BY ALL"
    with duckdb.connect(str(machine.data.warehouse), read_only=True) as connection:
        return connection.execute(question).fetchall()


def shelves(keys: list[str]) -> Counter[str]:
    return Counter(key.removeprefix(f"{PREFIX}/").partition("/")[0] for key in keys)


def kept(shared: Shared) -> set[str]:
    """Every key that belongs to no release."""
    return {key for key in shared.all() if not key.startswith("exports/")}


def held(shared: Shared) -> dict[str, Any]:
    return dict(json.loads(shared.read("holdings.json")))


def test_what_lies_there_is_what_the_read_me_says(world: World, tmp_path: Path) -> None:
    found = shelves(world.shared.all())
    assert set(found) == {"claims", "documents", "facts", "warehouse", "languages", "exports", *NOT_OF_A_RELEASE}
    assert (found["claims"], found["documents"], found["warehouse"]) == (1, 1, 1)
    assert kept(world.shared) == {*held(world.shared)["files"], *NOT_OF_A_RELEASE}
    assert world.shared.problems(world.shared.latest()) == []
    (part,) = world.shared.all("documents/")
    (tmp_path / "part").write_bytes(world.shared.read(part))
    assert sorted(pq.read_table(tmp_path / "part")["file_name"].to_pylist()) == ["broken.txt", "kenya.txt", "peru.txt"]


def test_another_machine_goes_on_where_the_first_one_stopped(world: World) -> None:
    assert world.first.read_documents() != []
    second = world.machine("second")
    assert "no new one" in good(second.refresh())
    assert second.read_documents() == []
    assert facts(second) == facts(world.first)
    assert shelves(world.door.written()).keys() <= {"warehouse", *NOT_OF_A_RELEASE}
    first_version = world.shared.latest()
    world.change()
    good(second.refresh())
    manifest = json.loads(world.shared.read(f"exports/{first_version}.1/manifest.json"))
    assert (world.shared.latest(), manifest["previous"]) == (f"{first_version}.1", first_version)
    # And back: the first machine takes what the second one read and said.
    read_before = world.first.read_documents()
    assert "no new one" in good(world.first.refresh())
    assert world.first.read_documents() == read_before
    assert facts(world.first) == facts(second)
    assert (world.first.data.exports / "releases.json").read_bytes() == world.shared.read("exports/releases.json")
    assert [entry["bytes"] > 0 for entry in json.loads(world.shared.read("exports/releases.json"))["releases"]] == [True, True]


def test_a_changed_document_writes_few_objects(world: World) -> None:
    world.change()
    good(world.first.refresh())
    written = shelves(world.door.written())
    assert [written[shelf] for shelf in ("claims", "documents", "warehouse", "languages", "holdings.json")] == [1, 1, 1, 1, 1]
    assert 1 <= written["facts"] <= 2
    assert written["exports"] == len(world.shared.all(f"exports/{world.shared.latest()}/")) + 2
    told = held(world.shared)
    assert kept(world.shared) == {*told["files"], *told["before"], *NOT_OF_A_RELEASE}
    world.door.forget()
    assert "no new one" in good(world.first.refresh())
    assert shelves(world.door.written()).keys() == {"lock.json"}


@pytest.mark.parametrize(
    ("key", "mended_by"), [("parquet/fact_event.parquet", "second"), ("holdings.json", "first"), ("latest.json", "first")]
)
def test_cut_off_while_it_brings_readers_see_the_old_release_whole(world: World, key: str, mended_by: str) -> None:
    before = world.shared.latest()
    world.change()
    world.door.hangs = lambda method, asked: method == "PUT" and asked.endswith(key)
    process = world.first.start_refresh()
    assert world.door.hanging.wait(300)
    kill(process)
    world.door.forget()
    assert (world.shared.latest(), world.shared.problems(before)) == (before, [])
    if mended_by != "first":  # another machine waits until the dead one's time is over, as if it were now
        world.shared.remove(leases.KEY)
    mending = world.first if mended_by == "first" else world.machine(mended_by)
    good(mending.refresh())
    after = world.shared.latest()
    assert after == f"{before}.1"
    assert [world.shared.problems(version) for version in (before, after)] == [[], []]
    assert kept(world.shared) >= {*held(world.shared)["files"]}


def test_a_server_that_fails_now_and_then_is_outlasted(world: World) -> None:
    world.change()
    count = iter(range(100_000))
    world.door.fails = lambda method, key: next(count) % 6 == 5
    good(world.machine("second").refresh())
    world.door.forget()
    assert (world.shared.latest()[-2:], world.shared.problems(world.shared.latest())) == (".1", [])


def test_a_server_that_is_gone_leaves_the_last_release_and_is_one_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    before = world.first.data.warehouse.read_bytes()
    ended = world.first.refresh()
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert ended.err.startswith(f"refresh failed: {ADDRESS} cannot be used")
    assert world.first.data.warehouse.read_bytes() == before


def test_two_machines_at_once_come_one_after_the_other(world: World, tmp_path: Path) -> None:
    others = tmp_path / "others" / "documents"
    shutil.copytree(world.documents, others)
    world.change()
    machines = [world.machine("second"), Machine(tmp_path / "third", others, ADDRESS)]
    processes = [machine.start_refresh() for machine in machines]
    said = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert sum("is at work in s3://" in each for each in said) == 1
    versions = {key.split("/")[1] for key in world.shared.all("exports/") if key.count("/") > 1}
    assert len(versions) in (2, 3)
    assert {version: world.shared.problems(version) for version in versions} == {version: [] for version in versions}


def test_a_version_that_another_machine_has_taken_is_never_written_over(world: World) -> None:
    theirs = f"exports/{world.shared.latest()}.1"
    world.change()
    # Another one, that knows of no lock, is quicker by one file.
    world.shared.write(f"{theirs}/README.md", b"theirs")
    world.shared.write(f"{theirs}/manifest.json", b"{}")
    ended = world.first.refresh()
    assert ended.code == 0 or "another machine" in ended.err
    assert world.shared.read(f"{theirs}/README.md") == b"theirs"
    assert world.shared.read(f"{theirs}/manifest.json") == b"{}"
    good(world.machine("second").refresh())
    assert world.shared.problems(world.shared.latest()) == []


def test_keys_that_nobody_of_us_wrote_lead_nowhere(world: World) -> None:
    for key in ("exports/../../escaped", "exports//x", "exports/..", "exports/2026.01.01/../../escaped", "claims/../../escaped", "/abs"):
        world.shared.write(key, b"hostile")
    second = world.machine("second")
    assert "no new one" in good(second.refresh())
    assert not list(second.data.root.parent.rglob("*escaped*"))


def test_what_is_damaged_there_is_made_anew(world: World) -> None:
    for key in held(world.shared)["files"]:
        world.shared.write(key, world.shared.read(key)[:-9])
    second = world.machine("second")
    assert "are not as they were written" in good(second.refresh())
    assert second.read_documents() != []
    assert [title for title, _ in facts(second)] == [title for title, _ in facts(world.first)]
    sums = {key: told["sha256"] for key, told in held(world.shared)["files"].items()}
    assert {key: hashlib.sha256(world.shared.read(key)).hexdigest() for key in sums} == sums


def test_releases_of_its_own_are_not_thrown_away(world: World) -> None:
    world.first.data.memory_of_root.unlink()
    assert "no new one" in good(world.first.refresh()), "what was forgotten is known again"
    world.first.data.memory_of_root.unlink()
    manifest = world.first.data.exports / world.shared.latest() / "manifest.json"
    manifest.write_text(manifest.read_text() + "\n")
    ended = world.first.refresh()
    assert (ended.code, "has releases of its own" in ended.err) == (1, True)
    assert manifest.read_text().endswith("\n\n")


def test_a_release_is_withdrawn_by_a_machine_that_never_had_it(two_releases: World) -> None:
    shared, taken = two_releases.shared, two_releases.shared.latest()
    two_releases.machine("second").command("withdraw", "--release", taken, "--reason", "wrong")
    assert shared.all(f"exports/{taken}/") == [f"exports/{taken}/WITHDRAWN.json"]
    assert shared.latest() == taken.removesuffix(".1")
    good(two_releases.first.refresh())
    assert shared.latest() == f"{taken.removesuffix('.1')}.2"


def test_a_source_is_withdrawn_everywhere_also_when_that_was_cut_off(two_releases: World) -> None:
    world, shared = two_releases, two_releases.shared
    rows = pq.read_table(world.first.data.staging / "dim_document.parquet", columns=["file_name", "source_id"]).to_pylist()
    source = next(row["source_id"] for row in rows if row["file_name"] == "peru.txt")
    arguments = ("withdraw", "--source", source, "--reason", "asked for")
    older = shared.latest().removesuffix(".1")
    world.door.hangs = lambda method, key: method == "PUT" and key.endswith(f"exports/{older}/csv/evidence.csv")
    process = world.machine("second").start(*arguments)
    assert world.door.hanging.wait(300)
    kill(process)
    world.door.forget()
    assert shared.problems(older) == ["no manifest"], "unfinished, and not mixed"
    shared.remove(leases.KEY)
    world.machine("third").command(*arguments)
    for version in (older, shared.latest()):
        assert shared.problems(version) == []
        assert json.loads(shared.read(f"exports/{version}/manifest.json"))["withdrawn_sources"] != []
        assert b"embassy in Chile in 1994" not in shared.read(f"exports/{version}/csv/evidence.csv")
    assert not [key for key in shared.all("exports/") if "replacing" in key]


def test_of_an_older_release_the_rest_is_taken_when_it_is_looked_at(two_releases: World) -> None:
    second, older = two_releases.machine("second"), two_releases.shared.latest().removesuffix(".1")
    good(second.refresh())
    assert [path.name for path in (second.data.exports / older).iterdir()] == ["manifest.json"]
    elsewhere = Machine(second.data.root, two_releases.documents, str(second.data.root.parent / "another"))
    ended = elsewhere.refresh()
    assert f"of the release {older} only the manifest lies in" in ended.out + ended.err
    assert "nothing is wrong" in second.command("verify", older)
