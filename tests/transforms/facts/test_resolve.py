"""The course of the whole: every frame is there, facts rest on evidence, ids are of content."""

import pandas as pd
import pytest

from tests.transforms.facts.claiming import claim, claims, documents
from transforms.facts import resolve
from transforms.facts.tables import COLUMNS, ID_COLUMN

VISIT = {"date": "2012-03", "level": "minister"}


def test_no_claims_give_every_frame_with_its_columns_and_types():
    some = resolve(claims(claim("event", "visit", "ARG", "AZE", **VISIT)), documents("d1"))
    none = resolve(claims(), documents())
    assert set(COLUMNS) <= set(none)
    for name, frame in none.items():
        assert frame.empty
        assert list(frame.columns) == list(some[name].columns)
        assert list(frame.dtypes) == list(some[name].dtypes), name


def test_every_fact_has_evidence_that_copies_its_claim():
    told = claims(
        claim("event", "visit", "ARG", "AZE", **VISIT),
        claim("relation", "resident_embassy", "ARG", "AZE", at=1),
        claim("trade", "export", "ARG", "AZE", at=2, date="2015", value="10600000", currency="USD", bound="exact"),
        claim("trade_product", "product", "ARG", "AZE", at=3, product_id="22", rank="principal"),
    )
    frames = resolve(told, documents("d1"))
    for name, column in ID_COLUMN.items():
        if name.startswith("fact_") and name in ("fact_relation", "fact_event", "fact_trade", "fact_trade_product"):
            assert set(frames[name][column]) == set(frames["evidence"].query("fact_table == @name")["fact_id"])
    assert sorted(frames["evidence"]["quote"]) == sorted(told["quote"])


def test_only_current_and_loaded_documents_count():
    told = claims(*(claim("event", "visit", "ARG", "AZE", doc=d, **VISIT) for d in ("d1", "d2", "d3")))
    known = documents("d1", "d2", "d3", is_current=[True, False, True], status=["loaded", "loaded", "rejected"])
    assert set(resolve(told, known)["evidence"]["document_id"]) == {"d1"}


def test_an_id_stays_when_a_further_document_tells_the_same():
    one = claim("event", "visit", "ARG", "AZE", **VISIT)
    other = claim("event", "visit", "ARG", "AZE", doc="d2", at=5, date="2012", level="minister")
    alone = resolve(claims(one), documents("d1"))["fact_event"]
    both = resolve(claims(one, other), documents("d1", "d2"))["fact_event"]
    assert list(alone["event_id"]) == list(both["event_id"])
    assert list(both["document_count"]) == [2]


def test_a_claim_that_lacks_a_slot_is_a_reading_issue():
    frames = resolve(claims(claim("relation", "resident_embassy", "ARG", None)), documents("d1"))
    assert frames["fact_relation"].empty
    assert list(frames["reading_issue"]["kind"]) == ["incomplete_claim"]


def test_the_claims_frame_is_not_changed():
    told = claims(claim("event", "visit", "ARG", "AZE", **VISIT))
    before = told.copy(deep=True)
    resolve(told, documents("d1"))
    pd.testing.assert_frame_equal(told, before)


@pytest.mark.parametrize(
    "bad",
    [
        claim("event", "visit", "ARG", "AZE", date="2012-13"),
        claim("event", "violence", None, "AZE"),
        claim("event", "visit", "AZE", "AZE"),
        claim("relation", "resident_embassy", "ARG", "AZE", holds=None),
        claim("relation", "shared_membership", "ARG", "AZE"),
        claim("trade", "export", "ARG", "AZE", value=None),
        claim("trade", "export", "ARG", "AZE", value="-5"),
        claim("trade", "export", "ARG", "AZE", value="1e30"),
        claim("trade", "total", "ARG", "AZE", value="much"),
        claim("trade_product", "product", "ARG", "AZE"),
    ],
    ids=lambda row: f"{row['claim_type']} {row['value'] or row['date_edtf'] or row['object_country']}",
)
def test_what_cannot_be_a_fact_is_an_issue_and_not_a_crash(bad: dict[str, object]):
    frames = resolve(claims(bad), documents("d1"))
    assert all(frames[name].empty for name in ID_COLUMN)
    assert list(frames["reading_issue"]["kind"]) == ["incomplete_claim"]


def test_countries_of_a_symmetric_type_stand_in_order():
    told = claims(claim("event", "meeting", "KEN", "CHL", date="2012"), claim("event", "meeting", "CHL", "KEN", date="2012", doc="d2"))
    found = resolve(told, documents("d1", "d2"))["fact_event"]
    assert found[["source_country", "target_country", "document_count"]].to_numpy().tolist() == [["CHL", "KEN", 2]]


def founding(date: str | None, at: int) -> dict[str, object]:
    return claim("event", "relations_established", "CHL", "KEN", date=date, at=at)


def test_relations_begin_once():
    told = claims(*(founding(date, at) for at, date in enumerate([None, "1992", "1992-03", "1992-07-01", "1994"])))
    found = resolve(told, documents("d1"))["fact_event"]
    assert sorted(found["date_edtf"].fillna("")) == ["", "1992", "1992-03", "1992-07-01", "1994"]
    assert found["in_conflict"].equals(found["date_edtf"].notna().astype("boolean"))


def test_a_coarse_founding_joins_the_only_date_that_it_can_be():
    told = claims(*(founding(date, at) for at, date in enumerate(["1992", "1992-03-04", "1994"])))
    found = resolve(told, documents("d1"))["fact_event"]
    assert sorted(found["date_edtf"]) == ["1992-03-04", "1994"]


def test_each_telling_of_a_founding_names_its_rule_in_the_log():
    told = claims(*(founding(date, at) for at, date in enumerate([None, "1992", "1992-03-04"])))
    log = resolve(told, documents("d1"))["merge_log"]
    assert sorted(log["rule"]) == ["coarser_date", "first", "undated"]
    assert log["merged_id"].nunique() == 1


def recognition(a: str, b: str, date: str | None, at: int) -> dict[str, object]:
    return claim("event", "state_recognised", a, b, date=date, at=at)


def test_two_dates_of_one_recognition_contradict_each_other_and_what_fits_both_joins_neither():
    told = [recognition("CHL", "KEN", date, at) for at, date in enumerate(["1963-05-05", "1963-06-07", "1963", None])]
    frames = resolve(claims(*told, recognition("KEN", "CHL", "1970", 9)), documents("d1"))
    assert list(frames["conflict"]["kind"]) == ["two_recognition_dates"]
    assert len(frames["fact_event"]) == 5
    assert set(frames["fact_event"].loc[frames["fact_event"]["in_conflict"], "date_edtf"]) == {"1963-05-05", "1963-06-07"}


def test_a_founding_after_a_break_is_a_restoration():
    broken = claim("event", "relations_severed", "CHL", "KEN", date="1975", at=2)
    found = resolve(claims(founding("1962", 0), founding("1992", 1), broken), documents("d1"))["fact_event"]
    assert sorted(found["event_type"]) == ["relations_established", "relations_restored", "relations_severed"]
    assert not found["in_conflict"].any()
