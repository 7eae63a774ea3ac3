"""The course of the whole: every frame is there, facts rest on evidence, ids are of content."""

import pandas as pd

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
