"""A person's corrections: each does what it says, survives a re-run, and reports when what it expects is gone."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.transforms.facts.claiming import claim, claims, documents
from transforms.facts import CorrectionError, load, resolve

HEAD = 'id = "c1"\nreason = "misread"\nwho = "A. Reader"\nwhen = "2026-11-21"\n'
ROWS = [
    claim("event", "visit", "CHL", "KEN", date="2012", level="minister"),
    claim("event", "visit", "CHL", "KEN", date="2013-05", level="minister", at=1),
    claim("event", "visit", "CHL", "KEN", date="2013", level="minister", doc="d2"),
]  # fmt: skip

VISIT = '{ table = "fact_event", claim_type = "visit", subject_country = "PER", object_country = "KEN", status = "occurred" }'


def corrected(tmp_path: Path, body: str, rows: list[dict[str, Any]] | None = None) -> tuple[dict[str, Any], str]:
    file = tmp_path / "corrections.toml"
    file.write_text(f"[[correction]]\n{HEAD}{body}", "utf-8")
    text = {"d1": "d1 0. d1 1. A visit to Kenya took place.", "d2": "d2 0."}
    known = documents("d1", "d2", source_id=["s1", "s2"], file_name=["s1.txt", "s2.txt"], text=list(text.values()))
    frames = resolve(claims(*(rows or ROWS)), known, load(file))
    return frames, frames["correction_report"]["status"][0]


def dates(frames: dict[str, Any]) -> list[str | None]:
    return sorted(frames["fact_event"]["date_edtf"].astype(object).where(frames["fact_event"]["date_edtf"].notna(), "").tolist())


def test_without_corrections_nothing_is_reported():
    frames = resolve(claims(*ROWS), documents("d1", "d2"), ())
    assert frames["correction_report"].empty
    assert dates(frames) == ["2012", "2013-05"]


def test_drop(tmp_path: Path):
    frames, status = corrected(tmp_path, 'action = "drop"\nexpects = "d1 0"\nwhere = { claim_type = "visit" }')
    assert (dates(frames), status) == (["2013-05"], "applied")
    place = {"fact_table": "fact_event", "document_id": "d1", "char_start": 0, "char_end": 19}
    assert json.loads(frames["correction_report"]["passages"][0]) == [place]


def test_override(tmp_path: Path):
    frames, _ = corrected(tmp_path, 'action = "override"\ndocument = "s1"\nexpects = "d1 0"\nset = { date_edtf = "2011-07" }')
    assert dates(frames) == ["2011-07", "2013-05"]
    assert "test+correction.c1" in set(frames["evidence"]["rule_id"])


def test_add_rests_on_the_words_of_the_source(tmp_path: Path):
    frames, _ = corrected(tmp_path, f'action = "add"\ndocument = "s1.txt"\nexpects = "A visit to Kenya took place."\nfact = {VISIT}')
    added = frames["evidence"].query("rule_id == 'correction.c1'").iloc[0]
    assert (added["quote"], added["char_start"], added["char_end"]) == ("A visit to Kenya took place.", 12, 40)
    assert "PER" in set(frames["fact_event"]["source_country"])


def test_merge_and_where_the_id_leads(tmp_path: Path):
    before = resolve(claims(*ROWS), documents("d1", "d2"), ())["fact_event"]
    other = '[correction.other]\nexpects = "d1 1"'
    frames, _ = corrected(tmp_path, f'action = "merge"\nexpects = "d1 0"\n{other}')
    assert dates(frames) == ["2013-05"]
    gone = set(before["event_id"]) - set(frames["fact_event"]["event_id"])
    assert gone <= set(frames["fact_alias"]["alias_id"])
    assert "correction" in set(frames["merge_log"]["rule"])


def test_split(tmp_path: Path):
    frames, _ = corrected(tmp_path, 'action = "split"\nexpects = "d2 0"')
    assert dates(frames) == ["2012", "2013", "2013-05"]
    assert len(set(frames["fact_event"]["event_id"])) == 3


@pytest.mark.parametrize("action", ["split", "drop"])
def test_split_of_a_relation_gives_two_rows_with_two_ids(tmp_path: Path, action: str):
    rows = [claim("relation", "resident_embassy", "CHL", "KEN"), claim("relation", "resident_embassy", "CHL", "KEN", doc="d2")]
    frames, _ = corrected(tmp_path, f'action = "{action}"\nexpects = "d2 0"', rows)
    assert frames["fact_relation"]["relation_id"].nunique() == (2 if action == "split" else 1)


def test_a_correction_survives_a_second_run(tmp_path: Path):
    body = 'action = "drop"\nexpects = "d1 0"'
    one, other = corrected(tmp_path, body)[0], corrected(tmp_path, body)[0]
    assert all(one[name].equals(other[name]) for name in one)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('action = "drop"\nexpects = "d1 0"\nwhere = { claim_type = "meeting" }', "unmatched"),
        ('action = "drop"\nexpects = "d1 0"\ndocument = "s9"', "unmatched"),
        ('action = "drop"\nexpects = "words that were there"\ndocument = "s1"', "source_changed"),
        ('action = "merge"\nexpects = "d1 0"\n[correction.other]\nexpects = "gone"\ndocument = "s1"', "source_changed"),
        (f'action = "add"\nexpects = "gone"\ndocument = "s1"\nfact = {VISIT}', "source_changed"),
        (f'action = "add"\nexpects = "gone"\ndocument = "s9"\nfact = {VISIT}', "unmatched"),
    ],
)
def test_what_does_not_find_what_it_expects_is_reported_and_changes_nothing(tmp_path: Path, body: str, status: str):
    frames, told = corrected(tmp_path, body)
    assert told == status
    assert dates(frames) == ["2012", "2013-05"]


@pytest.mark.parametrize(
    "other",
    [
        claim("event", "visit", "PER", "KEN", at=5),
        claim("event", "meeting", "CHL", "KEN", at=5),
        claim("event", "visit", "KEN", "CHL", at=5),
        claim("relation", "joint_body", "CHL", "KEN", at=5),
    ],
)
def test_what_cannot_be_one_thing_is_not_merged_and_says_so(tmp_path: Path, other: dict[str, Any]):
    frames, status = corrected(tmp_path, 'action = "merge"\nexpects = "d1 0"\n[correction.other]\nexpects = "d1 5"', [*ROWS, other])
    assert status == "refused"
    assert "`where` says which" in frames["correction_report"]["explanation"][0]
    assert len(frames["fact_event"]) + len(frames["fact_relation"]) == 3


def test_two_organisations_are_not_one_membership_whoever_says_so(tmp_path: Path):
    rows = [claim("relation", "shared_membership", "CHL", "KEN", organization_id=name, at=at) for at, name in enumerate(("UN", "NAM"))]
    assert corrected(tmp_path, 'action = "merge"\nexpects = "d1 0"\n[correction.other]\nexpects = "d1 1"', rows)[1] == "refused"


def test_an_embassy_closed_and_opened_again_is_one_where_a_person_says_so(tmp_path: Path):
    rows = [
        claim("relation", "resident_embassy", "CHL", "KEN", date="1970"),
        claim("relation", "resident_embassy", "CHL", "KEN", until="1980", at=1),
        claim("relation", "resident_embassy", "CHL", "KEN", date="1990", doc="d2"),
    ]
    assert len(resolve(claims(*rows), documents("d1", "d2"), ())["fact_relation"]) == 2
    frames, _ = corrected(tmp_path, 'action = "merge"\nexpects = "d1 0"\n[correction.other]\nexpects = "d2 0"', rows)
    assert len(frames["fact_relation"]) == 1


def test_a_merge_tells_which_of_its_two_places_is_gone(tmp_path: Path):
    frames, _ = corrected(tmp_path, 'action = "merge"\nexpects = "d1 0"\n[correction.other]\nexpects = "gone by now"\ndocument = "s1"')
    assert frames["correction_report"]["explanation"][0] == "the words expected are no longer there: gone by now"


FOUNDED = [
    claim("event", "relations_established", "CHL", "KEN", date="1961-05"),
    claim("event", "relations_established", "CHL", "KEN", date="1961", doc="d2"),
    claim("event", "relations_established", "CHL", "PER", date="1970", doc="d2", at=1),
]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        'action = "split"\nexpects = "d2 0"',
        f'action = "drop"\nexpects = "d2 1"\n[[correction]]\n{HEAD.replace("c1", "c2")}action = "split"\nexpects = "d1 0"',
    ],
)
def test_a_correction_by_which_relations_would_begin_twice_is_refused_and_stops_nothing(tmp_path: Path, body: str):
    frames, _ = corrected(tmp_path, body, FOUNDED)
    report = frames["correction_report"].iloc[-1]
    assert report["status"] == "refused"
    assert report["explanation"] == "the relations of Chile and Kenya would begin twice, on dates that do not contradict each other"
    told = frames["fact_event"].query("target_country == 'KEN' and status == 'occurred'")
    assert told["date_edtf"].tolist() == ["1961-05"]


def test_a_founding_that_another_contradicts_can_be_split_off(tmp_path: Path):
    rows = [*FOUNDED, claim("event", "relations_established", "CHL", "KEN", date="1972", at=3)]
    frames, status = corrected(tmp_path, 'action = "split"\nexpects = "d1 3"', rows)
    assert status == "applied"
    assert sorted(frames["fact_event"].query("target_country == 'KEN'")["date_edtf"]) == ["1961-05", "1972"]


def test_an_unknown_document_is_told(tmp_path: Path):
    frames, status = corrected(tmp_path, 'action = "drop"\nexpects = "d1 0"\ndocument = "s1.tx"')
    assert (status, frames["correction_report"]["explanation"][0][:40]) == ("unmatched", "no document is read that is called s1.tx")


def test_words_that_stand_twice_carry_no_added_fact(tmp_path: Path):
    frames, status = corrected(tmp_path, f'action = "add"\ndocument = "s1"\nexpects = "d1"\nfact = {VISIT}')
    assert (status, frames["correction_report"]["explanation"][0][:40]) == ("refused", "the words expected stand in 2 places: mo")
    assert dates(frames) == ["2012", "2013-05"]


@pytest.mark.parametrize(
    ("values", "told"),
    [('{ object_country = "CHL" }', "one country in both places"), ('{ claim_type = "joint_body" }', "fact_event has no claim_type")],
)
def test_an_override_after_which_nothing_is_left_is_refused(tmp_path: Path, values: str, told: str):
    frames, status = corrected(tmp_path, f'action = "override"\nexpects = "d1 0"\nset = {values}')
    assert status == "refused"
    assert told in frames["correction_report"]["explanation"][0]
    assert dates(frames) == ["2012", "2013-05"]


@pytest.mark.parametrize(
    "body",
    [
        'action = "forget"\nexpects = "x"',
        'action = "drop"',
        'action = "override"\nexpects = "x"',
        'action = "override"\nexpects = "x"\nset = { quote = "y" }',
        'action = "drop"\nexpects = "x"\nwhere = { colour = "red" }',
        'action = "merge"\nexpects = "x"',
        'action = "drop"\nexpects = "x"\ndocuments = "y"',
        'action = "merge"\nexpects = "x"\n[correction.other]\nexpects = "y"\nset = { date_edtf = "2012" }',
    ],
)
def test_what_cannot_be_a_correction_is_refused_by_name(tmp_path: Path, body: str):
    with pytest.raises(CorrectionError, match="c1"):
        corrected(tmp_path, body)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ('{ date_edtf = "2012-13" }', "date_edtf is a date"),
        ('{ until_edtf = "May 2012" }', "until_edtf is a date"),
        ('{ subject_country = "Chile" }', "subject_country is a country"),
        ('{ organization_id = "CLUB" }', "organization_id is an organisation"),
        ('{ claim_type = "visitation" }', "claim_type is a type of fact"),
        ('{ value = "three" }', "value is an amount"),
        ('{ status = "done" }', "status is one of occurred, planned, cancelled"),
        ('{ level = "boss" }', "level is one of the levels"),
        ('{ instrument = "paper" }', "instrument is one of the instruments"),
        ('{ currency = "dollar" }', "currency is of"),
        ('{ product_id = "oil" }', "product_id is of"),
        ('{ bound = "circa" }', "bound is one of"),
        ('{ rank = "first" }', "rank is one of"),
        ("{ confidence = 7 }", "confidence is a number from 0 to 1"),
        ('{ persons = "Ann Lee" }', "persons is a list"),
        ("{ persons = '[1]' }", "persons is a list"),
    ],
)
def test_a_value_that_no_claim_can_hold_is_refused_and_loses_nothing(tmp_path: Path, values: str, told: str):
    with pytest.raises(CorrectionError, match=f"correction c1: {told}"):
        corrected(tmp_path, f'action = "override"\nexpects = "d1 0"\nset = {values}')


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ('{ claim_type = "visit", subject_country = "PER" }', "table is one of"),
        ('{ table = "facts", claim_type = "visit", subject_country = "PER" }', "table is one of"),
        ('{ table = "fact_event", subject_country = "PER" }', "lacks claim_type"),
        ('{ table = "fact_event", claim_type = "export", subject_country = "PER" }', "has no claim_type 'export'"),
        ('{ table = "fact_event", claim_type = "visit" }', "nobody acts"),
        ('{ table = "fact_relation", claim_type = "joint_body", subject_country = "PER" }', "lacks object_country, holds"),
        (
            '{ table = "fact_relation", claim_type = "shared_membership", subject_country = "PER", object_country = "KEN", holds = true }',
            "no organisation",
        ),
        ('{ table = "fact_trade", claim_type = "total", subject_country = "PER", object_country = "KEN" }', "lacks value"),
    ],
)
def test_a_fact_that_is_not_whole_cannot_be_added(tmp_path: Path, fact: str, told: str):
    with pytest.raises(CorrectionError, match=f"correction c1: .*{told}"):
        corrected(tmp_path, f'action = "add"\nexpects = "A visit"\nfact = {fact}')


def test_the_shipped_corrections_can_be_read():
    assert load() == tuple(load())
