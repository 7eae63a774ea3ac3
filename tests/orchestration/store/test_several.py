"""A root that several use: machines at once, strangers' keys, damage, and releases and sources that are withdrawn there."""

import hashlib
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.store import leases
from tests.orchestration.store.machines import Machine, kill
from tests.orchestration.store.worlds import ADDRESS, World, facts, good, held

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]


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


@pytest.mark.parametrize("name", ["first", "second"])
def test_what_is_damaged_there_is_brought_or_made_anew(world: World, name: str) -> None:
    for key in held(world.shared)["files"]:
        world.shared.write(key, world.shared.read(key)[:-9])
    mending = world.first if name == "first" else world.machine(name)
    read_before = len(mending.read_documents())
    assert "are not as they were written" in good(mending.refresh())
    # Who has the claims still reads nothing again.
    assert (len(mending.read_documents()) > read_before) == (name == "second")
    assert [title for title, _ in facts(mending)] == [title for title, _ in facts(world.first)]
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
