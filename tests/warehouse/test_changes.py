"""A release's changes say what differs and why, and put on the old release give the new one."""

import json
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from warehouse import catalog, changes, connections, export
from warehouse.build import build_warehouse


def released(frames: dict, folder: Path) -> Path:
    """The compared tables of a world, as a release folder has them."""
    build_warehouse(frames, folder / "w.duckdb")
    with connections.reading(folder / "w.duckdb") as connection:
        for table in (*changes.compared_tables(), catalog.load()[changes.CONFLICTS]):
            export.export_table(connection, table, folder)
    return folder


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Path:
    folder = tmp_path_factory.mktemp("before")
    with connections.reading(built) as connection:
        for table in (*changes.compared_tables(), catalog.load()[changes.CONFLICTS]):
            export.export_table(connection, table, folder)
    return folder


def told(before: Path, after: Path) -> list[tuple[str, str, str, str]]:
    rows = changes.compare(before, after).to_pylist()
    return [(row["table_name"], row["row_key"], row["change"], row["reason"]) for row in rows]


def bend(frames: dict) -> None:
    """A new document with a new event, a changed amount, a person gone, an issue gone."""
    document = frames["dim_document"].iloc[0].to_dict() | {"document_id": "doc-new", "source_id": "new"}
    frames["dim_document"] = pd.concat([frames["dim_document"], pd.DataFrame([document])], ignore_index=True)
    event = frames["fact_event"].iloc[3].to_dict() | {"event_id": "ev-new", "date_start": date(1, 1, 1)}
    frames["fact_event"] = pd.concat([frames["fact_event"], pd.DataFrame([event])], ignore_index=True)
    told_there = frames["evidence"].iloc[0].to_dict() | {"evidence_id": "evnew", "document_id": "doc-new"}
    told_there |= {"fact_table": "fact_event", "fact_id": "ev-new"}
    frames["evidence"] = pd.concat([frames["evidence"], pd.DataFrame([told_there])], ignore_index=True)
    frames["fact_trade"].loc[0, "value"] = "1500000.125"
    frames["bridge_event_person"] = frames["bridge_event_person"].iloc[:0]
    frames["reading_issue"] = frames["reading_issue"].iloc[:0]


def test_what_differs_and_why(frames: dict, before: Path, tmp_path: Path) -> None:
    bend(frames)
    found = told(before, released(frames, tmp_path))
    assert ("dim_document", '["doc-new"]', "added", "source_changed") in found
    assert ("fact_event", '["ev-new"]', "added", "source_changed") in found
    assert ("evidence", '["evnew"]', "added", "source_changed") in found
    assert ("fact_trade", '["tr-exp"]', "changed", "rule_changed") in found
    assert ("bridge_event_person", '["ev-visit","p1","foreign_minister"]', "removed", "rule_changed") in found
    assert ("reading_issue", '["i1"]', "removed", "rule_changed") in found
    assert {row[3] for row in found if row[0] == "dim_date"} == {"source_changed"}
    assert {row[0] for row in found} - {"dim_date"} == {
        "dim_document", "fact_event", "evidence", "fact_trade", "bridge_event_person", "reading_issue",
    }  # fmt: skip


def test_old_and_new_values_are_told(frames: dict, before: Path, tmp_path: Path) -> None:
    bend(frames)
    rows = changes.compare(before, released(frames, tmp_path)).to_pylist()
    trade = next(row for row in rows if row["table_name"] == "fact_trade")
    assert json.loads(trade["old_row"])["value"] == "1500000.000"
    assert json.loads(trade["new_row"])["value"] == "1500000.125"


def test_putting_the_changes_on_the_old_release_gives_the_new(frames: dict, before: Path, tmp_path: Path) -> None:
    bend(frames)
    after = released(frames, tmp_path)
    replayed = changes.replay(before, changes.compare(before, after))
    for table in changes.compared_tables():
        wanted = pq.read_table(after / "parquet" / f"{table.name}.parquet")
        lasting = [column.name for column in table.columns if not column.volatile]
        assert replayed[table.name].to_pylist() == wanted.select(lasting).to_pylist(), table.name


def test_a_correction_is_called_one(frames: dict, before: Path, tmp_path: Path) -> None:
    frames["fact_event"].loc[1, "level"] = "head_of_state"
    frames["evidence"].loc[frames["evidence"]["fact_id"] == "ev-visit", "rule_id"] = "en.rule+correction.k1"
    found = told(before, released(frames, tmp_path))
    assert ("fact_event", '["ev-visit"]', "changed", "correction") in found


def dropped(frames: dict, fact: str) -> None:
    """The fact is gone, and a correction says that it dropped the claims of its passages."""
    gone = frames["evidence"][frames["evidence"]["fact_id"] == fact]
    frames["evidence"] = frames["evidence"].drop(gone.index)
    for name, column in (("fact_trade", "trade_id"), ("fact_event", "event_id"), ("bridge_event_person", "event_id")):
        frames[name] = frames[name][frames[name][column] != fact]
    frames["conflict"] = frames["conflict"][(frames["conflict"][["fact_id", "other_fact_id"]] != fact).all(axis=1)]
    places = gone[["fact_table", "document_id", "char_start", "char_end"]].to_dict("records")
    row = frames["correction_report"].iloc[0].to_dict() | {"correction_id": "k2", "action": "drop", "passages": json.dumps(places)}
    frames["correction_report"] = pd.concat([frames["correction_report"], pd.DataFrame([row])], ignore_index=True)


def test_what_a_correction_dropped_is_gone_by_correction(frames: dict, before: Path, tmp_path: Path) -> None:
    dropped(frames, "ev-visit")
    found = told(before, released(frames, tmp_path))
    assert ("fact_event", '["ev-visit"]', "removed", "correction") in found
    touched = ("evidence", "bridge_event_person", "correction_report", "dim_date")
    assert {row[3] for row in found if row[0] in touched} == {"correction"}


def test_the_other_side_of_a_dropped_contradiction_changes_by_correction(frames: dict, before: Path, tmp_path: Path) -> None:
    frames["fact_trade"].loc[frames["fact_trade"]["trade_id"] == "tr-imp", "in_conflict"] = False
    dropped(frames, "tr-exp")
    found = told(before, released(frames, tmp_path))
    assert ("fact_trade", '["tr-imp"]', "changed", "correction") in found
    assert {row[3] for row in found if row[0] in ("fact_trade", "evidence")} == {"correction"}


def test_a_correction_of_both_releases_explains_no_later_change(frames: dict, before: Path, tmp_path: Path) -> None:
    place = frames["evidence"].loc[frames["evidence"]["fact_id"] == "tr-exp", ["fact_table", "document_id", "char_start", "char_end"]]
    frames["correction_report"]["passages"] = json.dumps(place.to_dict("records"))
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, value in ((first, "1500000.125"), (second, "1500000.250")):
        folder.mkdir()
        frames["fact_trade"].loc[frames["fact_trade"]["trade_id"] == "tr-exp", "value"] = value
        released(frames, folder)
    assert ("fact_trade", '["tr-exp"]', "changed", "rule_changed") in told(first, second)


def test_a_column_that_the_earlier_release_lacks_is_empty_there(before: Path, tmp_path: Path) -> None:
    old = Path(shutil.copytree(before, tmp_path / "old"))
    file = old / "parquet" / "correction_report.parquet"
    pq.write_table(pq.read_table(file).drop_columns(["passages"]), file)
    assert told(old, before) == [("correction_report", '["k1"]', "changed", "correction")]


def test_a_changed_text_moves_all_that_rests_on_it(frames: dict, before: Path, tmp_path: Path) -> None:
    frames["dim_document"].loc[0, "sha256"] = "0" * 64
    frames["fact_event"].loc[1, "level"] = "head_of_state"
    frames["dim_person"].loc[0, "name"] = "Umar Ali"
    found = told(before, released(frames, tmp_path))
    assert {row[3] for row in found} == {"source_changed"}
    assert {row[0] for row in found} == {"dim_document", "fact_event", "dim_person"}


def test_what_other_documents_changed_is_no_change_of_rules(frames: dict, before: Path, tmp_path: Path) -> None:
    bend(frames)
    rows = changes.compare(before, released(frames, tmp_path), made_alike=True).to_pylist()
    reasons = {(row["table_name"], row["reason"]) for row in rows}
    assert {("fact_event", "source_changed"), ("fact_trade", "other_source"), ("bridge_event_person", "other_source")} <= reasons
    assert "rule_changed" not in {reason for _, reason in reasons}


def test_nothing_differs_from_itself_and_the_first_has_no_changes(before: Path) -> None:
    assert changes.compare(before, before).num_rows == 0
    assert changes.compare(None, before).num_rows == 0


def test_a_time_of_fetching_is_no_change(frames: dict, before: Path, tmp_path: Path) -> None:
    frames["dim_document"]["retrieved_at"] = None
    assert told(before, released(frames, tmp_path)) == []


def test_the_summary_counts_by_table(frames: dict, before: Path, tmp_path: Path) -> None:
    bend(frames)
    counts = changes.summary(changes.compare(before, released(frames, tmp_path)))
    assert counts["fact_trade"] == {"changed": 1}
    assert counts["evidence"] == {"added": 1}
