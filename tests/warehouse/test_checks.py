"""Every check has a world that makes it fail, and the small world passes them all."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from warehouse import catalog, schema
from warehouse.checks import expectations, forms, measures, run_checks, violations
from warehouse.schema import SchemaError

Frames = dict[str, pd.DataFrame]
Break = Callable[[Frames], None]


def put(table: str, column: str, value: object, row: int = 0) -> Break:
    """Put a value into one cell."""

    def change(frames: Frames) -> None:
        frames[table][column] = frames[table][column].astype(object)
        frames[table].at[row, column] = value

    return change


def double(table: str, **changed: object) -> Break:
    """Say the first row again, with some cells changed."""

    def change(frames: Frames) -> None:
        again = pd.DataFrame([{**frames[table].iloc[0].to_dict(), **changed}])
        frames[table] = pd.concat([frames[table].astype(object), again], ignore_index=True)

    return change


def without(table: str, column: str, value: object) -> Break:
    """Leave out the rows with that value."""

    def change(frames: Frames) -> None:
        frames[table] = frames[table][frames[table][column] != value].reset_index(drop=True)

    return change


def both(*changes: Break) -> Break:
    def change(frames: Frames) -> None:
        for each in changes:
            each(frames)

    return change


CLAIM = {
    "claim_id": "c1", "document_id": "doc-en", "claim_table": "fact_event", "claim_type": "visit",
    "subject_country": "DJI", "object_country": "AZE", "char_start": 0, "char_end": 10, "quote": "Azerbaijan",
    "language": "en", "rule_id": "en.rule", "confidence": 0.9,
}  # fmt: skip


def claims(**changed: object) -> pd.DataFrame:
    names = [column.name for column in catalog.load()["claims"].columns]
    return pd.DataFrame([{**dict.fromkeys(names), **CLAIM, **changed}], columns=names)


def failing(frames: Frames, *tables: str) -> dict[str, dict]:
    """The failed checks: check_id -> row of quality_result."""
    results = run_checks(frames, tables or None)
    return {row["check_id"]: row for row in results[~results["passed"]].to_dict("records")}


def test_the_small_world_passes_every_check(frames: Frames) -> None:
    frames["claims"] = claims()
    results = run_checks(frames)
    assert results[~results["passed"]].to_dict("records") == []
    assert results["check_id"].is_unique
    assert list(results.columns) == [column.name for column in catalog.load()["quality_result"].columns]
    assert set(results["table_name"]) >= {"fact_event", "evidence", "dim_country", "dim_event_type", "claims"}


def test_an_empty_world_fails_only_where_it_must_not_be_empty(empty_frames: Callable[[], Frames]) -> None:
    assert set(failing(empty_frames())) == {"dim_document.not_empty"}


OF_THE_CATALOGUE: dict[str, tuple[str, Break]] = {
    "columns": ("fact_event.columns", lambda frames: frames.update(fact_event=frames["fact_event"].drop(columns="title"))),
    "of_its_type": ("fact_trade.value.of_its_type", put("fact_trade", "value", 1.5)),
    "not_null": ("fact_event.title.not_null", put("fact_event", "title", None)),
    "unique": ("fact_event.event_id.unique", double("fact_event")),
    "unique_key": ("bridge_event_person.unique_key", double("bridge_event_person")),
    "one_of_its_values": ("fact_event.status.one_of_its_values", put("fact_event", "status", "perhaps")),
    "of_its_pattern": ("dim_document.sha256.of_its_pattern", put("dim_document", "sha256", "ABC")),
    "in_its_range": ("evidence.confidence.in_its_range", put("evidence", "confidence", 1.5)),
    "of_its_length": ("evidence.quote.of_its_length", put("evidence", "quote", "x" * 301)),
    "not_empty": ("dim_document.not_empty", without("dim_document", "is_current", True)),
    "valid_edtf": ("fact_event.date_edtf.valid_edtf", put("fact_event", "date_edtf", "2012-02-30")),
    "in_dim_country": ("fact_event.location_country.in_dim_country", put("fact_event", "location_country", "ZZZ")),
    "in_dim_event_type": ("fact_event.event_type.in_dim_event_type", put("fact_event", "event_type", "party")),
    "in_dim_relation_type": (
        "fact_relation.relation_type.in_dim_relation_type",
        put("fact_relation", "relation_type", "love"),
    ),
    "in_dim_organization": (
        "fact_relation.organization_id.in_dim_organization",
        put("fact_relation", "organization_id", "XYZ"),
    ),
    "in_dim_product": (
        "fact_trade_product.product_id.in_dim_product",
        put("fact_trade_product", "product_id", "99"),
    ),
    "in_dim_currency": ("fact_trade.currency.in_dim_currency", put("fact_trade", "currency", "ZZZ")),
    "in_dim_document": ("evidence.document_id.in_dim_document", put("evidence", "document_id", "doc-xx")),
    "in_dim_person": ("bridge_event_person.person_id.in_dim_person", put("bridge_event_person", "person_id", "p9")),
    "in_fact_event": ("bridge_event_person.event_id.in_fact_event", put("bridge_event_person", "event_id", "ev9")),
    "text_at_its_offsets": ("evidence.quote.text_at_its_offsets", put("evidence", "char_start", 1)),
}  # fmt: skip


@pytest.mark.parametrize(("check_id", "change"), OF_THE_CATALOGUE.values(), ids=OF_THE_CATALOGUE)
def test_checks_of_the_catalogue_fail(frames: Frames, check_id: str, change: Break) -> None:
    change(frames)
    found = failing(frames, check_id.split(".")[0])
    assert check_id in found
    assert found[check_id]["severity"] == "blocking"
    assert found[check_id]["rows_failing"] >= 1
    assert json.loads(found[check_id]["samples"])


def test_no_kind_of_check_is_without_its_failing_world(frames: Frames) -> None:
    frames["claims"] = claims()
    made = set(run_checks(frames)["expectation"])
    shares = {name for name in made if name.startswith("share_")}
    assert made - shares == set(OF_THE_CATALOGUE) | set(OF_THE_RULES)


OF_THE_RULES: dict[str, tuple[str, str, Break]] = {
    "no_self_pair": (
        "fact_event.target_country.no_self_pair",
        "blocking",
        put("fact_event", "target_country", "AZE"),
    ),
    "has_evidence": ("fact_event.event_id.has_evidence", "blocking", without("evidence", "fact_id", "ev-sign")),
    "counts_its_documents": (
        "fact_event.document_count.counts_its_documents",
        "blocking",
        put("fact_event", "document_count", 5),
    ),
    "bounds_in_order": (
        "fact_event.date_end.bounds_in_order",
        "blocking",
        put("fact_event", "date_end", date(1990, 1, 1)),
    ),
    "complete": (
        "claims.claim_table.complete",
        "blocking",
        lambda frames: frames.update(claims=claims(rule_id=None)),
    ),
    "fact_id_exists": ("evidence.fact_id.fact_id_exists", "blocking", put("evidence", "fact_id", "gone")),
    "other_fact_id_exists": (
        "conflict.other_fact_id.other_fact_id_exists",
        "blocking",
        put("conflict", "other_fact_id", "gone"),
    ),
    "one_current_version": (
        "dim_document.is_current.one_current_version",
        "blocking",
        put("dim_document", "source_id", "source-bn"),
    ),
    "told_why": ("dim_document.status_reason.told_why", "blocking", put("dim_document", "status_reason", " ", 2)),
    "names_by_language": ("dim_person.names.names_by_language", "blocking", put("dim_person", "names", "Omar")),
    "of_a_document_that_was_read": (
        "evidence.document_id.of_a_document_that_was_read",
        "blocking",
        put("dim_document", "status", "rejected"),
    ),
    "once_per_passage": (
        "evidence.char_start.once_per_passage",
        "warning",
        double("evidence", evidence_id="again"),
    ),
    "has_an_actor": ("fact_event.source_country.has_an_actor", "blocking", put("fact_event", "source_country", None)),
    "one_founding_per_pair": (
        "fact_event.event_type.one_founding_per_pair",
        "blocking",
        double("fact_event", event_id="ev-est-2"),
    ),
    "took_effect": (
        "correction_report.status.took_effect",
        "warning",
        put("correction_report", "status", "source_changed"),
    ),
    "symmetric_in_order": (
        "fact_event.source_country.symmetric_in_order",
        "blocking",
        both(put("fact_event", "source_country", "DJI"), put("fact_event", "target_country", "AZE")),
    ),
    "ends_after_it_begins": (
        "fact_relation.until_end.ends_after_it_begins",
        "warning",
        put("fact_relation", "until_end", date(1990, 1, 1)),
    ),
    "directed_as_flow_says": (
        "fact_trade.exporter_country.directed_as_flow_says",
        "blocking",
        put("fact_trade", "flow", "import"),
    ),
    "no_negative_amount": ("fact_trade.value.no_negative_amount", "blocking", put("fact_trade", "value", "-1")),
    "suspect_with_reason": (
        "fact_trade.suspect_reason.suspect_with_reason",
        "blocking",
        put("fact_trade", "is_suspect", True),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("check_id", "severity", "change"), OF_THE_RULES.values(), ids=OF_THE_RULES)
def test_rules_fail(frames: Frames, check_id: str, severity: str, change: Break) -> None:
    change(frames)
    found = failing(frames, check_id.split(".")[0])
    assert check_id in found, sorted(found)
    assert found[check_id]["severity"] == severity
    assert json.loads(found[check_id]["samples"])


@pytest.mark.parametrize("table", ["fact_relation", "fact_event", "fact_trade", "fact_trade_product"])
def test_rules_for_every_fact_are_asked_of_every_fact(frames: Frames, table: str) -> None:
    frames["evidence"] = frames["evidence"].iloc[:0]
    key = catalog.load()[table].key[0]
    assert f"{table}.{key}.has_evidence" in failing(frames, table)


def test_every_date_is_asked_for_its_order() -> None:
    asked = {(r.table, r.column) for r in violations.written_rules() if r.expectation == "bounds_in_order"}
    assert asked == {
        ("fact_relation", "since_end"), ("fact_relation", "until_end"), ("fact_relation", "as_of_end"),
        ("fact_event", "date_end"), ("fact_trade", "period_end"), ("fact_trade_product", "period_end"),
    }  # fmt: skip


def test_two_foundings_in_conflict_are_let_through(frames: Frames) -> None:
    double("fact_event", event_id="ev-est-2")(frames)
    founding = frames["fact_event"]["event_type"] == "relations_established"
    frames["fact_event"].loc[founding, "in_conflict"] = True
    assert "fact_event.event_type.one_founding_per_pair" not in failing(frames, "fact_event")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1996-10-22", True), ("1992-11", True), ("2012", True), ("201X", True), ("1994/..", True), ("../2001", True),
        ("2012-04-25/2012-04-26", True), ("2020/2021", True), ("000X", True), ("2012-02-29", True),
        ("2013-02-29", False), ("2012-13", False), ("2012-00", False), ("XXXX", False), ("1996-10-XX", False),
        ("2012-1-2", False), ("১৯৯৬", False), ("../..", False), ("2012/", False), ("", False), ("2012 ", False),
    ],
)  # fmt: skip
def test_edtf(text: str, expected: bool) -> None:
    assert forms.is_edtf(text) is expected


QUOTE_TEXT = "🇩🇯 e\u0301 ক\u09cd\u200dষ عَرَب"


@pytest.mark.parametrize(
    ("start", "end", "quote", "expected"),
    [
        pytest.param(0, 2, "🇩🇯", True, id="two code points, one flag"),
        pytest.param(3, 5, "e\u0301", True, id="decomposed letter"),
        pytest.param(6, 10, "ক\u09cd\u200dষ", True, id="joiner inside"),
        pytest.param(3, 5, "é", False, id="composed is not what the text has"),
        pytest.param(0, 4, "🇩🇯", False, id="counted in UTF-16"),
        pytest.param(-1, 2, "🇩🇯", False, id="before the beginning"),
        pytest.param(3, 3, "", False, id="empty"),
        pytest.param(11, 99, "عَرَب", False, id="past the end"),
    ],
)
def test_quotes_are_counted_in_code_points(frames: Frames, start: int, end: int, quote: str, expected: bool) -> None:
    put("dim_document", "text", QUOTE_TEXT)(frames)
    row = frames["evidence"].iloc[:1].copy()
    row[["document_id", "char_start", "char_end", "quote"]] = ["doc-en", start, end, quote]
    frames["evidence"] = row
    assert ("evidence.quote.text_at_its_offsets" not in failing(frames, "evidence")) is expected


def many(frame: pd.DataFrame, times: int, key: str) -> pd.DataFrame:
    """The frame's first row so many times, each under an id of its own."""
    repeated = pd.concat([frame.iloc[:1]] * times, ignore_index=True)
    return repeated.assign(**{key: [f"{key}-{n}" for n in range(times)]})


MEASURED: dict[str, tuple[str, str, dict[str, object]]] = {
    "share_loaded_not_below_0.1": ("dim_document", "blocking", {"status": "rejected", "status_reason": "empty"}),
    "share_rejected_not_above_0.2": ("dim_document", "warning", {"status": "rejected", "status_reason": "empty"}),
    "share_with_a_date_not_below_0.2": ("fact_event", "blocking", {"date_edtf": None}),
    "share_with_a_period_not_below_0.2": ("fact_trade", "blocking", {"period_edtf": None}),
    "share_with_a_currency_not_below_0.05": ("fact_trade", "blocking", {"currency": None}),
    "share_suspect_not_above_0.25": ("fact_trade", "warning", {"is_suspect": True}),
    "share_of_low_confidence_not_above_0.25": ("evidence", "warning", {"confidence": 0.1}),
    "share_in_conflict_not_above_0.25": ("fact_event", "warning", {"in_conflict": True}),
}


@pytest.mark.parametrize(("table", "severity", "cells"), MEASURED.values(), ids=MEASURED)
def test_shares_beyond_their_bounds_fail(frames: Frames, request: pytest.FixtureRequest, table: str, severity: str, cells: dict) -> None:
    name = request.node.callspec.id
    frames[table] = many(frames[table], 120, catalog.load()[table].key[0]).assign(**cells)
    found = failing(frames, table)
    assert found[f"{table}.{name}"]["severity"] == severity
    assert "measured" in json.loads(found[f"{table}.{name}"]["samples"])[0]


def test_every_share_has_its_failing_world(frames: Frames) -> None:
    for table in ("dim_document", "fact_event", "fact_trade", "fact_relation", "evidence"):
        frames[table] = many(frames[table], 120, catalog.load()[table].key[0])
    results = run_checks(frames, ["dim_document", "fact_event", "fact_trade", "fact_relation", "evidence"])
    made = {name for name in results["expectation"] if name.startswith("share_")}
    assert made == set(MEASURED)


def test_few_rows_are_not_measured(frames: Frames) -> None:
    frames["fact_event"]["in_conflict"] = True
    assert "fact_event.share_in_conflict_not_above_0.25" not in set(run_checks(frames, ["fact_event"])["check_id"])


VOLUME = "fact_event.rows_for_each_document_against_the_last_release"


@pytest.mark.parametrize(
    ("before", "documents", "failed"),
    [
        pytest.param(4000, 30, {f"{VOLUME}_not_below_0.25": "blocking"}, id="a quarter of the facts is not there"),
        pytest.param(110, 150, {f"{VOLUME}_not_above_4.0": "warning"}, id="more than four times as many"),
        pytest.param(120, 30, {}, id="as many as before"),
        pytest.param(4000, 900, {}, id="fewer facts of fewer documents"),
        pytest.param(4000, 10, {}, id="too few documents to say"),
    ],
)
def test_volumes_against_the_last_release(frames: Frames, before: int, documents: int, failed: dict) -> None:
    frames["dim_document"] = many(frames["dim_document"], 30, "document_id")
    frames["fact_event"] = many(frames["fact_event"], 120, "event_id")
    previous = {measures.DOCUMENTS: documents, "fact_event": before}
    results = run_checks(frames, ["fact_event"], previous)
    found = results[~results["passed"] & results["check_id"].str.startswith(VOLUME)]
    assert dict(zip(found["check_id"], found["severity"], strict=True)) == failed


@pytest.mark.parametrize(
    ("documents", "evidence", "failed"),
    [
        pytest.param(30, 40, {}, id="as many as before"),
        pytest.param(50, 70, {}, id="some fewer"),
        pytest.param(80, 40, {"dim_document": {0.5: "warning"}}, id="most documents went"),
        pytest.param(30, 90, {"evidence": {0.5: "warning"}}, id="most evidence went"),
        pytest.param(171, 283, {name: {0.5: "warning"} for name in ("dim_document", "evidence")}, id="six of seven went"),
        pytest.param(400, 283, {"dim_document": {0.15: "blocking", 0.5: "warning"}, "evidence": {0.5: "warning"}}, id="not there"),
        pytest.param(0, 0, {}, id="no release before"),
    ],
)
def test_what_a_folder_has_lost_since_the_last_release(frames: Frames, documents: int, evidence: int, failed: dict) -> None:
    frames["dim_document"] = many(frames["dim_document"], 30, "document_id")
    frames["evidence"] = many(frames["evidence"], 43, "evidence_id")
    results = run_checks(frames, ["dim_document", "evidence"], {measures.DOCUMENTS: documents, "evidence": evidence})
    told = results[~results["passed"] & results["expectation"].str.startswith("rows_against_the_last_release")]
    found: dict[str, dict[float, str]] = {}
    for row in told.itertuples():
        found.setdefault(row.table_name, {})[float(row.expectation.rsplit("_", 1)[1])] = row.severity
    assert found == failed


def test_a_check_that_needs_a_frame_which_is_not_given_is_left_out(frames: Frames) -> None:
    results = run_checks({"dim_document": frames["dim_document"]}, ["dim_document"])
    assert set(results["table_name"]) == {"dim_document"}
    assert results["passed"].all()
    alone = run_checks({"evidence": frames["evidence"]}, ["evidence"])
    assert "text_at_its_offsets" not in set(alone["expectation"])


def test_only_the_tables_wanted_are_checked(frames: Frames) -> None:
    frames["fact_event"].loc[0, "title"] = None
    assert failing(frames, "evidence") == {}


def test_a_frame_that_is_not_in_the_catalogue_is_refused(frames: Frames) -> None:
    with pytest.raises(SchemaError, match="fact_weather"):
        run_checks({**frames, "fact_weather": frames["fact_event"]})


def test_samples_do_not_hand_on_a_document(frames: Frames) -> None:
    put("fact_event", "status", "x" * 5000)(frames)
    assert len(failing(frames, "fact_event")["fact_event.status.one_of_its_values"]["samples"]) < 300


def test_an_expectation_that_cannot_be_evaluated_fails(frames: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = ("impossible", "no_such_column", "ExpectColumnValuesToNotBeNull", {"column": "no_such_column"})
    monkeypatch.setattr(expectations, "of_rows", lambda *_: iter([bad]))
    found = failing(frames, "merge_log")["merge_log.no_such_column.impossible"]
    assert found["severity"] == "blocking"


def test_great_expectations_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, warehouse.checks; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("tables", [None, ["evidence"], ["dim_document", "fact_trade"]])
def test_files_of_frames_are_checked_as_the_frames_are(
    frames: Frames, stored: Callable[[Frames], dict[str, Path]], tables: list[str] | None
) -> None:
    put("evidence", "quote", "no word of it")(frames)
    put("fact_trade", "currency", "no currency")(frames)
    put("dim_document", "status", "read twice")(frames)
    files = stored(frames)
    found = run_checks(files, tables=tables)
    assert not found["passed"].all()
    assert found.to_dict("records") == run_checks(frames, tables=tables).to_dict("records")


def test_quotes_are_looked_for_some_texts_at_a_time(frames: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    put("evidence", "quote", "no word of it")(frames)
    put("evidence", "document_id", "doc-nowhere", row=1)(frames)
    monkeypatch.setattr(forms, "TEXTS_AT_A_TIME", 1)
    staged = {name: schema.conform(frames[name], catalog.load()[name]) for name in ("evidence", "dim_document")}
    (found,) = forms.check_quotes(staged, {})
    assert found.rows_failing == 2


def test_a_file_that_is_checked_in_parts_is_told_of_as_a_whole(
    tmp_path: Path, make_frames: Callable[[], Frames], monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = make_frames()["evidence"]
    broken = pd.concat([evidence.assign(confidence=2.0), evidence.iloc[:1]], ignore_index=True)
    broken.to_parquet(tmp_path / "evidence.parquet", index=False)
    at_once = run_checks({"evidence": tmp_path / "evidence.parquet"}, tables=["evidence"])
    monkeypatch.setattr("warehouse.checks.ROWS_AT_A_TIME", 2)
    in_parts = run_checks({"evidence": tmp_path / "evidence.parquet"}, tables=["evidence"])
    pd.testing.assert_frame_equal(in_parts, at_once)
    assert not in_parts.set_index("check_id").loc[["evidence.confidence.in_its_range", "evidence.evidence_id.unique"], "passed"].any()
