"""A root in a bucket: what one machine brought, another goes on from; what is cut off or fails leaves the last release whole."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.store import leases
from tests.orchestration.store.machines import kill
from tests.orchestration.store.worlds import ADDRESS, NOT_OF_A_RELEASE, World, facts, good, held, kept, shelves

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]


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
