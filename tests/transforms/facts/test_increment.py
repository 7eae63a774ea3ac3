"""What is resolved pair by pair over many runs is what resolving all at once gives, in every frame and to the last type."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.facts.claiming import claim, claims, documents
from tests.transforms.facts.test_properties import DOCUMENTS, told
from transforms.engines import local
from transforms.facts import load, resolve
from transforms.facts.batches import ledger
from transforms.facts.increments import changes as increment
from transforms.facts.increments.changes import resolve_changed, resolve_into
from transforms.facts.increments.shelf import SAYINGS
from transforms.facts.increments.standing import Files
from transforms.facts.tables import COLUMNS

Rows = list[dict[str, Any]]
people = st.builds(
    claim,
    st.just("event"),
    st.sampled_from(["visit", "meeting"]),
    st.sampled_from(["CHL", "KEN"]),
    st.sampled_from([None, "PER"]),
    doc=st.sampled_from(DOCUMENTS),
    at=st.integers(0, 6),
    date=st.sampled_from(["2012", "2012-03"]),
    persons=st.sampled_from([None, '[{"name": "Ana Diaz", "role": "president", "country": "CHL"}]', '[{"name": "A. Diaz"}]']),
)
states = st.lists(st.tuples(told, st.lists(people, max_size=3), st.sets(st.sampled_from(DOCUMENTS), min_size=1)), min_size=2, max_size=5)


def assert_same(found: dict[str, pd.DataFrame], wanted: dict[str, pd.DataFrame]) -> None:
    assert found.keys() == wanted.keys()
    for name, frame in wanted.items():
        pd.testing.assert_frame_equal(found[name], frame, obj=name)


@pytest.mark.full
@settings(max_examples=15)
@given(states)
def test_every_state_is_what_resolving_it_from_nothing_gives(history: list[tuple[Rows, Rows, set[str]]]) -> None:
    with TemporaryDirectory() as folder:
        for rows, more, known in history:
            state = claims(*rows, *more), documents(*sorted(known))
            found, _ = resolve_changed(*state, Path(folder))
            assert_same(found, resolve(*state))


def files_in(folder: Path) -> Files:
    folder.mkdir(exist_ok=True)
    return Files({name: folder / f"{name}.parquet" for name in COLUMNS}, folder / "told.parquet")


def written(state: tuple[pd.DataFrame, pd.DataFrame], files: Files, kept: Path) -> int:
    """How many pairs were resolved for the files, which are to the byte those of a run from nothing."""
    paths = [kept.with_name(name) for name in ("claims.parquet", "documents.parquet")]
    for frame, path in zip(state, paths, strict=True):
        frame.to_parquet(path, index=False)
    count = resolve_into(files, *paths, kept)
    with TemporaryDirectory() as folder:
        anew = files_in(Path(folder) / "frames")
        resolve_into(anew, *paths, Path(folder) / "kept")
        assert {name: path.read_bytes() for name, path in files.frames.items()} == {n: path.read_bytes() for n, path in anew.frames.items()}
    assert_same({name: pd.read_parquet(path) for name, path in files.frames.items()}, read_back(resolve(*state), kept))
    return count


def read_back(frames: dict[str, pd.DataFrame], folder: Path) -> dict[str, pd.DataFrame]:
    """Frames as a file gives them."""
    for name, frame in frames.items():
        frame.to_parquet(folder.with_name(f"{name}.parquet"), index=False)
    return {name: pd.read_parquet(folder.with_name(f"{name}.parquet")) for name in frames}


@pytest.mark.full
@settings(max_examples=15)
@given(states)
def test_files_of_every_state_are_those_of_a_run_from_nothing(history: list[tuple[Rows, Rows, set[str]]]) -> None:
    with TemporaryDirectory() as folder:
        files = files_in(Path(folder) / "frames")
        for rows, more, known in history:
            written((claims(*rows, *more), documents(*sorted(known))), files, Path(folder) / "kept")


@pytest.mark.parametrize("lost", ["nothing", "a frame", "what they are made of", "what was kept"])
def test_files_are_taken_over_from_only_as_they_were_written(tmp_path: Path, lost: str) -> None:
    files, known = files_in(tmp_path / "frames"), documents(*DOCUMENTS)
    assert written((claims(*three_pairs()), known), files, tmp_path / "kept") == 3
    if lost == "a frame":
        pd.read_parquet(files.frames["evidence"]).iloc[1:].to_parquet(files.frames["evidence"], index=False)
    elif lost == "what they are made of":
        files.state.write_bytes(files.state.read_bytes()[:-9])
    elif lost == "what was kept":
        shutil.rmtree(tmp_path / "kept")
    assert written((claims(*three_pairs("2014")), known), files, tmp_path / "kept") == (3 if lost == "what was kept" else 1)
    assert written((claims(*three_pairs("2014")[:2]), known), files, tmp_path / "kept") == 0
    assert written((claims(), known), files, tmp_path / "kept") == 0
    assert written((claims(*three_pairs()), known), files, tmp_path / "kept") >= 1


def three_pairs(date: str = "2012") -> Rows:
    pairs = [("CHL", "KEN"), ("CHL", "PER"), ("KEN", "PER")]
    return [claim("event", "visit", a, b, doc=f"d{n}", date=date if n == 1 else "2013") for n, (a, b) in enumerate(pairs, 1)]


def resolved(rows: Rows, folder: Path, known: tuple[str, ...] = DOCUMENTS) -> int:
    found, count = resolve_changed(claims(*rows), documents(*known), folder)
    assert_same(found, resolve(claims(*rows), documents(*known)))
    return count


def test_only_pairs_of_which_something_else_is_told_are_resolved(tmp_path: Path) -> None:
    assert resolved(three_pairs(), tmp_path) == 3
    assert resolved(three_pairs(), tmp_path) == 0
    assert resolved(three_pairs("2014"), tmp_path) == 1
    assert resolved(three_pairs("2014"), tmp_path, ("d1", "d3")) == 0
    assert resolved(three_pairs("2014"), tmp_path) == 1


def test_a_document_that_says_more_has_all_its_pairs_resolved_anew(tmp_path: Path) -> None:
    rows = [*three_pairs(), claim("event", "visit", "CHL", "PER", doc="d1", at=3, date="2015")]
    resolved(rows, tmp_path)
    assert resolved([*rows, claim("event", "meeting", "CHL", "KEN", doc="d1", at=5, date="2016")], tmp_path) == 2


def test_other_rules_of_joining_resolve_everything_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resolved(three_pairs(), tmp_path)
    monkeypatch.setattr(increment, "resolver_fingerprint", lambda: "another")
    assert resolved(three_pairs(), tmp_path) == 3
    assert [path.name.partition("-")[0] for path in tmp_path.iterdir()] == ["another"]


def test_corrections_resolve_anew_what_they_touch(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    known = documents(*DOCUMENTS, source_id=list(DOCUMENTS), file_name=list(DOCUMENTS))
    counts = []
    for values in (
        'action = "drop"',
        'action = "override"\nset = { date_edtf = "2016" }',
        'action = "override"\nset = { date_edtf = "2016" }',
    ):
        file.write_text(f'[[correction]]\nid = "c"\nreason = "r"\nwho = "w"\nwhen = "2026"\nexpects = "d2 0"\n{values}\n', encoding="utf-8")
        load.cache_clear()
        decided = load(file)
        found, count = resolve_changed(claims(*three_pairs()), known, tmp_path / "kept", decided)
        assert_same(found, resolve(claims(*three_pairs()), known, decided))
        counts.append(count)
    assert counts == [2, 1, 0]


@pytest.mark.parametrize("damage", ["emptied", "cut", "one bit", "removed"])
def test_what_was_kept_and_is_damaged_is_found_again(tmp_path: Path, damage: str) -> None:
    resolved(three_pairs(), tmp_path)
    (file,) = of_pairs(tmp_path)
    content = file.read_bytes()
    place = len(content) // 3
    flipped = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    file.write_bytes({"emptied": b"", "cut": content[:-20], "one bit": flipped, "removed": b""}[damage])
    if damage == "removed":
        file.unlink()
    assert resolved(three_pairs(), tmp_path) == 3
    assert resolved(three_pairs(), tmp_path) == 0


def test_what_a_killed_run_left_twice_counts_once(tmp_path: Path) -> None:
    resolved(three_pairs(), tmp_path)
    (file,) = of_pairs(tmp_path)
    shutil.copy(file, file.with_name("0.parquet"))
    assert resolved(three_pairs(), tmp_path) == 0
    assert resolved(three_pairs("2014"), tmp_path) == 1


def of_pairs(folder: Path) -> list[Path]:
    """The files in which what was found about pairs is kept."""
    return [path for path in folder.rglob("*.parquet") if path.name != SAYINGS]


class KilledError(Exception):
    """Stands for a kill between two batches."""


@pytest.fixture
def a_batch_a_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pair is a batch, all are resolved in this process."""
    monkeypatch.setattr(ledger, "BATCH", 1)
    monkeypatch.setattr(local, "LEAST_FOR_POOL", 1000)


@pytest.mark.usefixtures("a_batch_a_pair")
def test_a_run_that_is_killed_has_kept_what_it_had_resolved(tmp_path: Path) -> None:
    def killed_after_two(done: int, _: int) -> None:
        if done == 2:
            raise KilledError

    with pytest.raises(KilledError):
        resolve_changed(claims(*three_pairs()), documents(*DOCUMENTS), tmp_path, report=killed_after_two)
    assert resolved(three_pairs(), tmp_path) == 1


@pytest.mark.full
@pytest.mark.usefixtures("a_batch_a_pair")
def test_files_are_put_together_and_forget_what_no_longer_holds(tmp_path: Path) -> None:
    for year in range(2000, 2020):
        resolve_changed(claims(*three_pairs(str(year))), documents(*DOCUMENTS), tmp_path)
    assert len(of_pairs(tmp_path)) < 8
    assert resolved(three_pairs("2019"), tmp_path) == 0
    assert resolved([], tmp_path) == 0
    assert not of_pairs(tmp_path)
