"""What is taken back is gone from every file, and what stays says so."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from warehouse import shelf, withdrawal
from warehouse.build import build_warehouse
from warehouse.release import publish
from warehouse.shelf import ReleaseError

LATER = date(2026, 12, 1)
WORDS = "came to Baku in May 2017"


def read(file: Path) -> dict:
    return json.loads(file.read_text("utf-8"))


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory, make_frames: Callable[[], dict]) -> Path:
    """A warehouse with another title and one passage less than the small world's."""
    frames, target = make_frames(), tmp_path_factory.mktemp("newer") / "w.duckdb"
    frames["fact_event"].loc[0, "title"] = "Another title"
    frames["evidence"] = frames["evidence"][frames["evidence"]["evidence_id"] != "ev02"]
    frames["fact_event"].loc[0, "document_count"] = 1
    build_warehouse(frames, target)
    return target


@pytest.fixture(scope="module")
def both(published: Path, newer: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases, made once; nobody writes to them."""
    folder = Path(shutil.copytree(published, tmp_path_factory.mktemp("both") / "exports"))
    publish(newer, folder, {"code": "new"}, LATER)
    return folder


@pytest.fixture
def two(both: Path, tmp_path: Path) -> Path:
    """A copy of the two releases to take back."""
    return Path(shutil.copytree(both, tmp_path / "two"))


@pytest.fixture(scope="module")
def silenced(both: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two releases without the words of the English source; made once."""
    folder = Path(shutil.copytree(both, tmp_path_factory.mktemp("silenced") / "exports"))
    assert withdrawal.withdraw_source(folder, "source-en", "its publisher asked", LATER) == ["2026.11.22", "2026.12.01"]
    return folder


def test_a_release_withdrawn_leaves_a_tombstone(two: Path) -> None:
    withdrawal.withdraw_release(two, "2026.12.01", "a wrong figure", LATER)
    assert [file.name for file in (two / "2026.12.01").iterdir()] == ["WITHDRAWN.json"]
    assert read(two / "2026.12.01" / "WITHDRAWN.json") == {"reason": "a wrong figure", "withdrawn": "2026-12-01"}
    assert read(two / "latest.json")["version"] == "2026.11.22"
    statuses = {entry["version"]: entry["status"] for entry in read(two / "releases.json")["releases"]}
    assert statuses == {"2026.12.01": "withdrawn", "2026.11.22": "published"}


def test_a_withdrawn_version_is_never_used_again(two: Path, newer: Path) -> None:
    withdrawal.withdraw_release(two, "2026.12.01", "a wrong figure", LATER)
    result = publish(newer, two, {"code": "new"}, LATER)
    assert (result.version, result.created) == ("2026.12.01.1", True)
    assert read(result.path / "manifest.json")["previous"] == "2026.11.22"


def test_with_the_last_release_the_pointer_goes(exports: Path) -> None:
    withdrawal.withdraw_release(exports, "2026.11.22", "all of it", LATER)
    assert not (exports / "latest.json").exists()


def test_withdrawing_twice_finishes_what_was_begun(exports: Path) -> None:
    (exports / "2026.11.22" / "WITHDRAWN.json").write_text('{"reason": "r", "withdrawn": "2026-12-01"}', "utf-8")
    withdrawal.withdraw_release(exports, "2026.11.22", "r", LATER)
    assert len(list((exports / "2026.11.22").iterdir())) == 1


@pytest.mark.parametrize(("version", "reason"), [("2020.01.01", "because"), ("2026.11.22", "  ")])
def test_what_cannot_be_withdrawn_is_said(exports: Path, version: str, reason: str) -> None:
    with pytest.raises(ReleaseError):
        withdrawal.withdraw_release(exports, version, reason, LATER)
    assert (exports / "2026.11.22" / "manifest.json").exists()


def test_a_sources_words_are_gone_from_every_file(both: Path, silenced: Path) -> None:
    assert any(WORDS.encode() in file.read_bytes() for file in both.rglob("*") if file.is_file())
    for file in (file for file in silenced.rglob("*") if file.is_file()):
        assert WORDS.encode() not in file.read_bytes(), file
    for file in silenced.rglob("*.parquet"):
        assert WORDS not in str(pq.read_table(file).to_pylist()), file
    with duckdb.connect(str(silenced / "2026.12.01" / "dyadic.duckdb"), read_only=True) as connection:
        for name in ("evidence", "mart_timeline", "v_event", "mart_conflict"):
            assert WORDS not in str(connection.table(name).fetchall())


def test_the_other_sources_words_the_facts_and_the_positions_stay(both: Path, silenced: Path) -> None:
    before, after = (pq.read_table(f / "2026.12.01" / "parquet" / "evidence.parquet").to_pylist() for f in (both, silenced))
    for old, new in zip(before, after, strict=True):
        own = old["document_id"] == "doc-en"
        assert new == {**old, "quote": "[withdrawn]" if own else old["quote"]}
    facts = Path("2026.12.01", "csv", "fact_event.csv")
    assert (silenced / facts).read_bytes() == (both / facts).read_bytes()
    documents = pq.read_table(silenced / "2026.12.01" / "parquet" / "dim_document.parquet").to_pylist()
    assert {row["document_id"]: row["text"] is None for row in documents}["doc-bn"] is False


def test_a_withdrawal_is_told_in_manifest_and_list(silenced: Path) -> None:
    note = {"source_id": "source-en", "reason": "its publisher asked", "withdrawn": "2026-12-01"}
    assert read(silenced / "2026.12.01" / "manifest.json")["withdrawn_sources"] == [note]
    assert read(silenced / "releases.json")["releases"][0]["withdrawn_sources"] == [note]
    assert read(silenced / "2026.12.01" / "manifest.json")["date"] == "2026-12-01"


def test_an_open_text_goes_too(exports: Path) -> None:
    withdrawal.withdraw_source(exports, "source-bn", "a mistake in the licence", LATER)
    documents = pq.read_table(exports / "2026.11.22" / "parquet" / "dim_document.parquet").to_pylist()
    assert all(row["text"] is None for row in documents)
    assert "true\n" not in (exports / "2026.11.22" / "sources.csv").read_text("utf-8"), "no text is there any more"


def test_the_words_in_an_explanation_go_with_their_source_alone(frames: dict, tmp_path: Path) -> None:
    said = 'the text says "mainly oil,\n in its "own" words": 1500000 and 1400000'
    frames["conflict"] = frames["conflict"].assign(explanation=said)
    build_warehouse(frames, tmp_path / "w.duckdb")
    publish(tmp_path / "w.duckdb", tmp_path / "exports", {}, LATER)
    file = tmp_path / "exports" / "2026.12.01" / "parquet" / "mart_conflict.parquet"
    withdrawal.withdraw_source(tmp_path / "exports", "source-bn", "another source", LATER)
    assert pq.read_table(file)["explanation"].to_pylist() == [said]
    withdrawal.withdraw_source(tmp_path / "exports", "source-en", "its publisher asked", LATER)
    assert pq.read_table(file)["explanation"].to_pylist() == ['the text says "[withdrawn]": 1500000 and 1400000']


def test_a_source_that_nobody_quotes(exports: Path) -> None:
    with pytest.raises(ReleaseError, match="no release"):
        withdrawal.withdraw_source(exports, "nobody", "because", LATER)


def test_a_replacement_cut_short_is_finished_by_the_next_run(exports: Path) -> None:
    folder = exports / "2026.11.22"
    folder.rename(exports / f"{shelf.REPLACING}2026.11.22")
    (exports / "latest.json").unlink()
    shelf.announce(exports)
    assert (folder / "manifest.json").exists()
    assert read(exports / "latest.json")["version"] == "2026.11.22"
    assert not list(exports.glob(".*"))


def test_a_damaged_release_is_named_and_the_next_is_made_anew(exports: Path, built: Path) -> None:
    (exports / "2026.11.22" / "parquet" / "fact_event.parquet").write_bytes(b"noise")
    result = publish(built, exports, {"code": "new"}, date(2026, 11, 22))
    assert (result.version, result.created) == ("2026.11.22.1", True)
    (result.path / "manifest.json").write_text("{", "utf-8")
    shelf.announce(exports)
    assert [entry["status"] for entry in read(exports / "releases.json")["releases"]] == ["damaged", "published"]
    assert read(exports / "latest.json")["version"] == "2026.11.22"


def test_the_words_of_a_text_that_tells_no_side_go_with_it(frames: dict, tmp_path: Path) -> None:
    words = "the words of a text that tells another fact"
    said = {"other_fact_id": None, "explanation": f'the text says "{words}": 2019', "saying_document_id": "doc-bn", "saying": words}
    frames["conflict"] = frames["conflict"].assign(**said)
    build_warehouse(frames, tmp_path / "w.duckdb")
    publish(tmp_path / "w.duckdb", tmp_path / "exports", {}, LATER)
    file = tmp_path / "exports" / "2026.12.01" / "parquet" / "mart_conflict.parquet"
    (before,) = pq.read_table(file).to_pylist()
    assert (before["other_quote"], before["other_file_name"]) == (words, "বাকু.txt")
    withdrawal.withdraw_source(tmp_path / "exports", "source-bn", "its publisher asked", LATER)
    (after,) = pq.read_table(file).to_pylist()
    assert after["other_quote"] == "[withdrawn]"
    assert words not in str(after)


def test_a_release_that_lacks_a_later_column_can_be_silenced(exports: Path) -> None:
    file = exports / "2026.11.22" / "parquet" / "mart_conflict.parquet"
    pq.write_table(pq.read_table(file).drop_columns(["saying_document_id"]), file)
    assert withdrawal.withdraw_source(exports, "source-en", "its publisher asked", LATER) == ["2026.11.22"]
    assert WORDS not in str(pq.read_table(file).to_pylist())
