"""History: since when a fact is known, what it said before, what it rested on, and what ends with a document."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from tests.warehouse.conftest import MADE_BY, Frames
from warehouse import history
from warehouse.build import build_warehouse
from warehouse.durable import PRIVATE_MARK
from warehouse.release import publish
from warehouse.withdrawal import withdraw_source

MONDAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)


class World:
    """A data folder in which one state is built after another."""

    def __init__(self, folder: Path) -> None:
        self.warehouse, self.exports = folder / "warehouse.duckdb", folder / "exports"
        self.exports.mkdir()

    def build(self, frames: Frames, day: date) -> None:
        build_warehouse(frames, self.warehouse, known=history.before(self.warehouse, self.exports, day))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def known_documents(world: World) -> pd.DataFrame | None:
    """What is written of the documents of the last state."""
    target = world.exports.parent / "known.parquet"
    return pd.read_parquet(target) if history.write_known_documents(world.warehouse, world.exports, target) else None


@pytest.fixture
def world(tmp_path: Path, make_frames: Callable[[], Frames]) -> World:
    """A world whose first state was built on Monday."""
    made = World(tmp_path)
    made.build(make_frames(), MONDAY)
    return made


def without(frames: Frames, *facts: str) -> Frames:
    """The frames without these facts and all that hangs on them."""
    named = {"fact_relation": "relation_id", "fact_event": "event_id", "fact_trade": "trade_id", "fact_trade_product": "trade_product_id"}
    left = {name: frames[name][~frames[name][key].isin(facts)] for name, key in named.items()}
    left |= {name: frames[name][~frames[name]["fact_id"].isin(facts)] for name in ("evidence", "conflict", "merge_log", "fact_alias")}
    bridge = frames["bridge_event_person"]
    return frames | left | {"bridge_event_person": bridge[~bridge["event_id"].isin(facts)]}


def newer_version(frames: Frames) -> Frames:
    """The English document has another version, which tells no agreement any more; its other passages stand as they stood."""
    fewer = without(frames, "ev-sign")
    old = frames["dim_document"][frames["dim_document"]["document_id"] == "doc-en"]
    now = old.assign(document_id="doc-en-2", sha256="0" * 64)
    documents = pd.concat([fewer["dim_document"], now], ignore_index=True)
    documents.loc[documents["document_id"] == "doc-en", "is_current"] = False
    moved = fewer["evidence"]["document_id"] == "doc-en"
    told = fewer["evidence"].assign(evidence_id=fewer["evidence"]["evidence_id"].mask(moved, fewer["evidence"]["evidence_id"] + "-2"))
    return fewer | {"dim_document": documents, "evidence": told.assign(document_id=told["document_id"].mask(moved, "doc-en-2"))}


def without_english(frames: Frames) -> Frames:
    """The English document is gone, and with it what rested on it alone; what the Bengali one tells too stays."""
    fewer = without(frames, "rel-noemb", "tr-exp", "tr-imp", "tp-oil", "ev-visit", "ev-sign")
    documents = frames["dim_document"].assign(is_current=frames["dim_document"]["document_id"] != "doc-en")
    counted = {name: fewer[name].assign(document_count=1) for name in ("fact_relation", "fact_event")}
    evidence = fewer["evidence"][fewer["evidence"]["document_id"] != "doc-en"]
    return fewer | counted | {"dim_document": documents, "evidence": evidence}


def test_without_a_state_before_history_is_empty(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        for name in ("fact_freshness", "fact_history", "evidence_history"):
            assert connection.table(name).fetchall() == []


def test_every_fact_knows_its_days(world: World, make_frames: Callable[[], Frames]) -> None:
    everything = "SELECT count(*), min(first_seen), max(last_changed), min(last_checked) FROM fact_freshness"
    facts = sum(len(frame) for name, frame in make_frames().items() if name.startswith("fact_") and name != "fact_alias")
    assert world.ask(everything) == [(facts, MONDAY, MONDAY, MONDAY)]
    world.build(make_frames(), FRIDAY)
    assert world.ask(everything) == [(facts, MONDAY, MONDAY, FRIDAY)]
    assert world.ask("FROM fact_history") == world.ask("FROM evidence_history") == []


def test_changed_fact_keeps_what_it_said(world: World, make_frames: Callable[[], Frames]) -> None:
    for day, city in ((TUESDAY, "Sheki"), (TUESDAY, "Sheki"), (FRIDAY, "Ganja")):
        frames = make_frames()
        frames["fact_event"].loc[frames["fact_event"]["event_id"] == "ev-visit", "location_city"] = city
        world.build(frames, day)
    rows = world.ask(
        "SELECT fact_id, version, first_seen, valid_from, valid_to, change, reason, former_row->>'location_city' FROM fact_history"
    )
    assert rows == [
        ("ev-visit", 1, MONDAY, MONDAY, TUESDAY, "changed", "rule_changed", "Baku"),
        ("ev-visit", 2, MONDAY, TUESDAY, FRIDAY, "changed", "rule_changed", "Sheki"),
    ]
    days = world.ask("SELECT first_seen, last_changed, last_checked FROM fact_freshness WHERE fact_id = 'ev-visit'")
    assert days == [(MONDAY, FRIDAY, FRIDAY)]
    assert world.ask("SELECT DISTINCT last_changed FROM fact_freshness WHERE fact_id <> 'ev-visit'") == [(MONDAY,)]


def test_other_version_of_a_source_leaves_the_old_evidence_behind(world: World, make_frames: Callable[[], Frames]) -> None:
    world.build(newer_version(make_frames()), TUESDAY)
    assert world.ask("SELECT fact_id, change, reason FROM fact_history") == [("ev-sign", "removed", "source_changed")]
    ended = world.ask(
        "SELECT count(*), count(*) FILTER (is_still_told), any_value(reason), any_value(current_document_id), max(ended_on)"
        " FROM evidence_history"
    )
    assert ended == [(8, 7, "source_changed", "doc-en-2", TUESDAY)]
    assert world.ask("SELECT fact_id FROM evidence_history WHERE NOT is_still_told") == [("ev-sign",)]
    quoted = "SELECT count(*) FROM evidence_history JOIN dim_document USING (document_id) WHERE text[char_start + 1:char_end] <> quote"
    assert world.ask(quoted) == [(0,)]


def test_document_that_is_gone_takes_away_what_rested_on_it_alone(world: World, make_frames: Callable[[], Frames]) -> None:
    world.build(without_english(make_frames()), TUESDAY)
    gone = world.ask("SELECT fact_id FROM fact_history WHERE change = 'removed' AND reason = 'source_removed' ORDER BY ALL")
    assert gone == [("ev-sign",), ("ev-visit",), ("rel-noemb",), ("tp-oil",), ("tr-exp",), ("tr-imp",)]
    less = world.ask("SELECT fact_id, former_row->>'document_count' FROM fact_history WHERE change = 'changed' ORDER BY ALL")
    assert less == [("ev-est", "2"), ("rel-dipl", "2")]
    assert world.ask("SELECT DISTINCT reason, current_document_id, is_still_told FROM evidence_history") == [
        ("source_removed", None, False)
    ]


def test_document_that_comes_back_brings_its_facts_back(world: World, make_frames: Callable[[], Frames]) -> None:
    world.build(without_english(make_frames()), TUESDAY)
    world.build(make_frames(), FRIDAY)
    assert world.ask("FROM evidence_history") == []
    days = world.ask("SELECT first_seen, last_changed, last_checked FROM fact_freshness WHERE fact_id = 'ev-sign'")
    assert days == [(MONDAY, FRIDAY, FRIDAY)]
    rows = world.ask("SELECT version, change, reason, valid_to FROM fact_history WHERE fact_id = 'ev-est' ORDER BY version")
    assert rows == [(1, "changed", "source_removed", TUESDAY), (2, "changed", "source_added", FRIDAY)]


def test_fact_that_became_part_of_another_says_which(world: World, make_frames: Callable[[], Frames]) -> None:
    frames = without(make_frames(), "ev-open")
    became = pd.DataFrame([{"fact_table": "fact_event", "alias_id": "ev-open", "fact_id": "ev-est"}])
    world.build(frames | {"fact_alias": became}, TUESDAY)
    assert world.ask("SELECT fact_id, became_fact_id FROM fact_history") == [("ev-open", "ev-est")]


def moved(frames: Frames, fact: str, to: str, **values: Any) -> Frames:
    """An event that its finest document tells no more: under another id, with its other passages as they were."""
    events = frames["fact_event"].copy()
    row = events["event_id"] == fact
    for name, value in {"event_id": to, **values}.items():
        events.loc[row, name] = value
    named = {"fact_id": {fact: to}, "other_fact_id": {fact: to}, "event_id": {fact: to}}
    hanging = {name: frames[name].replace(named) for name in ("evidence", "conflict", "merge_log", "bridge_event_person")}
    alias = frames["fact_alias"][frames["fact_alias"]["fact_id"] != fact]
    return frames | hanging | {"fact_event": events, "fact_alias": alias}


def test_id_leads_through_every_state_to_what_the_fact_has_become(world: World, make_frames: Callable[[], Frames]) -> None:
    passages = world.ask("SELECT count(*) FROM evidence_for('ev-visit')")
    world.build(moved(make_frames(), "ev-visit", "ev-once"), TUESDAY)
    world.build(moved(make_frames(), "ev-visit", "ev-then"), FRIDAY)
    assert world.ask("SELECT fact_id, became_fact_id FROM fact_history ORDER BY ALL") == [("ev-once", "ev-then"), ("ev-visit", "ev-once")]
    assert world.ask("SELECT alias_id, fact_id FROM fact_alias WHERE fact_id = 'ev-then' ORDER BY ALL") == [
        ("ev-once", "ev-then"),
        ("ev-visit", "ev-then"),
    ]
    assert world.ask("SELECT count(*) FROM evidence_for('ev-visit')") == passages
    assert world.ask("FROM evidence_history") == []


def test_id_leads_to_no_fact_of_another_time(world: World, make_frames: Callable[[], Frames]) -> None:
    other = {"date_edtf": "1971", "date_start": date(1971, 1, 1), "date_end": date(1971, 12, 31), "date_precision": "year"}
    world.build(moved(make_frames(), "ev-visit", "ev-once", **other), TUESDAY)
    assert world.ask("SELECT fact_id, became_fact_id FROM fact_history") == [("ev-visit", None)]
    assert world.ask("FROM fact_alias WHERE alias_id = 'ev-visit'") == []
    assert world.ask("SELECT DISTINCT fact_id FROM evidence_history") == [("ev-visit",)]


def corrected(frames: Frames, fact: str) -> Frames:
    """A correction that says that it touched the passages of this fact."""
    told = frames["evidence"][frames["evidence"]["fact_id"] == fact]
    places = told[["fact_table", "document_id", "char_start", "char_end"]].to_dict("records")
    report = frames["correction_report"]
    row = report.iloc[0].to_dict() | {"correction_id": "k2", "passages": json.dumps(places)}
    return frames | {"correction_report": pd.concat([report, pd.DataFrame([row])], ignore_index=True)}


def test_what_a_correction_changes_is_a_correction_in_history_too(world: World, make_frames: Callable[[], Frames]) -> None:
    frames = corrected(make_frames(), "ev-visit")
    frames["fact_event"].loc[frames["fact_event"]["event_id"] == "ev-visit", "location_city"] = "Sheki"
    world.build(frames, TUESDAY)
    assert world.ask("SELECT fact_id, reason FROM fact_history") == [("ev-visit", "correction")]


def test_correction_that_stands_explains_no_later_change(world: World, make_frames: Callable[[], Frames]) -> None:
    for city in ("Baku", "Sheki"):
        frames = corrected(make_frames(), "ev-visit")
        frames["fact_event"].loc[frames["fact_event"]["event_id"] == "ev-visit", "location_city"] = city
        world.build(frames, TUESDAY)
    assert world.ask("SELECT fact_id, reason FROM fact_history") == [("ev-visit", "rule_changed")]


def test_building_twice_from_the_same_frames_adds_nothing(world: World, make_frames: Callable[[], Frames]) -> None:
    for _ in range(2):
        world.build(newer_version(make_frames()), TUESDAY)
        assert len(world.ask("FROM fact_history")) == 1
        assert len(world.ask("FROM evidence_history")) == 8


def test_clock_that_goes_back_does_not_run_history_backwards(world: World, make_frames: Callable[[], Frames]) -> None:
    world.build(newer_version(make_frames()), date(2020, 1, 1))
    assert world.ask("SELECT valid_from, valid_to FROM fact_history") == [(MONDAY, MONDAY)]
    assert world.ask("SELECT DISTINCT last_checked FROM fact_freshness") == [(MONDAY,)]


@pytest.mark.full
@pytest.mark.parametrize("damage", ["lost", "not a database"])
def test_lost_warehouse_is_made_up_for_by_the_release(world: World, make_frames: Callable[[], Frames], damage: str) -> None:
    world.build(newer_version(make_frames()), TUESDAY)
    publish(world.warehouse, world.exports, MADE_BY, TUESDAY)
    wanted = {name: world.ask(f"FROM {name} ORDER BY ALL") for name in ("fact_history", "evidence_history")}
    world.warehouse.unlink()
    if damage != "lost":
        world.warehouse.write_text(damage)
    world.build(newer_version(make_frames()), FRIDAY)
    assert {name: world.ask(f"FROM {name} ORDER BY ALL") for name in wanted} == wanted
    assert world.ask("SELECT DISTINCT first_seen, last_checked FROM fact_freshness") == [(MONDAY, FRIDAY)]


def test_warehouse_that_somebody_writes_to_is_still_known(world: World) -> None:
    """The DuckDB shell opens a file for writing unless told otherwise; no history is lost by that."""
    publish(world.warehouse, world.exports, MADE_BY, MONDAY)
    holding = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", holding, str(world.warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        known = known_documents(world)
        days = history.before(world.warehouse, world.exports, TUESDAY).tables["fact_freshness"]["first_seen"].to_pylist()
        other.communicate()
    assert known is not None
    assert {"doc-en", "doc-bn"} <= set(known["document_id"])
    assert set(days) == {MONDAY}
    assert not list(world.warehouse.parent.glob(f"*{PRIVATE_MARK}*"))


def test_history_alone_makes_no_new_release(world: World, make_frames: Callable[[], Frames]) -> None:
    assert publish(world.warehouse, world.exports, MADE_BY, MONDAY).created
    world.build(make_frames(), FRIDAY)
    assert not publish(world.warehouse, world.exports, MADE_BY, FRIDAY).created


def test_older_versions_of_documents_are_known_with_their_texts(world: World, make_frames: Callable[[], Frames]) -> None:
    world.build(newer_version(make_frames()), TUESDAY)
    known = known_documents(world)
    assert known is not None
    assert known["text"].notna().sum() == 3
    assert set(known["document_id"]) == {"doc-en", "doc-en-2", "doc-bn", "path:empty.txt"}


def test_of_a_release_only_versions_that_can_still_be_quoted_are_known(world: World) -> None:
    publish(world.warehouse, world.exports, MADE_BY, MONDAY)
    world.warehouse.unlink()
    known = known_documents(world)
    assert known is not None
    assert set(known["document_id"]) == {"doc-bn", "path:empty.txt"}


def test_no_state_at_all_knows_nothing(tmp_path: Path) -> None:
    assert not history.write_known_documents(tmp_path / "none.duckdb", tmp_path, tmp_path / "known.parquet")
    assert history.before(tmp_path / "none.duckdb", tmp_path, MONDAY).day == MONDAY


@pytest.mark.full
def test_words_that_were_withdrawn_do_not_come_back_with_history(world: World, make_frames: Callable[[], Frames]) -> None:
    world.build(newer_version(make_frames()), TUESDAY)
    version = publish(world.warehouse, world.exports, MADE_BY, TUESDAY).version
    withdraw_source(world.exports, "source-en", "asked for", TUESDAY)
    file = world.exports / version / "parquet" / "evidence_history.parquet"
    assert set(pd.read_parquet(file)["quote"]) == {"[withdrawn]"}
    known = known_documents(world)
    assert known is not None
    assert set(known["source_id"]) == {"source-bn", "empty"}
    frames = without_english(make_frames())
    frames["dim_document"] = frames["dim_document"][frames["dim_document"]["document_id"] != "doc-en"]
    world.build(frames, FRIDAY)
    assert world.ask("FROM evidence_history") == []


@pytest.mark.full
def test_same_frames_give_the_same_files_on_any_day_but_for_the_days(tmp_path: Path, make_frames: Callable[[], Frames]) -> None:
    files = []
    for name, day in (("one", MONDAY), ("other", FRIDAY)):
        (tmp_path / name).mkdir()
        world = World(tmp_path / name)
        world.build(make_frames(), day)
        folder = publish(world.warehouse, world.exports, MADE_BY, day).path
        files.append(
            {path.relative_to(folder).as_posix(): path.read_bytes() for form in ("csv", "parquet") for path in (folder / form).iterdir()}
        )
    differing = {name for name, content in files[0].items() if files[1][name] != content}
    assert differing == {"csv/fact_freshness.csv", "parquet/fact_freshness.parquet"}


def test_column_that_is_new_to_the_catalogue_changes_no_fact(world: World, make_frames: Callable[[], Frames]) -> None:
    known = history.before(world.warehouse, world.exports, TUESDAY)
    older = {**known.tables, "fact_event": known.tables["fact_event"].drop_columns(["title"])}
    build_warehouse(make_frames(), world.warehouse, known=history.Before(older, TUESDAY))
    assert world.ask("FROM fact_history") == []


def test_tables_that_a_state_before_does_not_have_count_as_empty(world: World, make_frames: Callable[[], Frames]) -> None:
    with duckdb.connect(str(world.warehouse)) as connection:
        for name in ("fact_freshness", "fact_history", "evidence_history"):
            connection.execute(f"DROP TABLE {name}")
    world.build(newer_version(make_frames()), TUESDAY)
    assert world.ask("SELECT fact_id, version, valid_from FROM fact_history") == [("ev-sign", 1, TUESDAY)]
    assert world.ask("SELECT DISTINCT first_seen FROM fact_freshness") == [(TUESDAY,)]
