"""What holds for any claims: the order, the cut into pairs and the addition of documents change nothing else."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.facts.claiming import claim, claims, documents
from transforms.facts import resolve

DOCUMENTS = ("d1", "d2", "d3")
DATES = [None, "2012", "2012-03", "2012-07", "2012-03-04", "2012-03-03/2012-03-05", "2013", "201X", "2012/.."]

events = st.builds(
    claim,
    st.just("event"),
    st.sampled_from(["visit", "meeting", "agreement_signed", "relations_established", "embassy_opened"]),
    st.just("CHL"),
    st.sampled_from(["KEN", "PER"]),
    doc=st.sampled_from(DOCUMENTS),
    at=st.integers(0, 6),
    date=st.sampled_from(DATES),
    level=st.sampled_from([None, "minister", "head_of_state"]),
    subject=st.sampled_from([None, "double taxation", "avoidance of double taxation", "tourism", "দ্বৈত করারোপ"]),
    status=st.sampled_from(["occurred", "occurred", "planned"]),
)
relations = st.builds(
    claim,
    st.just("relation"),
    st.sampled_from(["diplomatic_relations", "resident_embassy", "joint_body"]),
    st.just("CHL"),
    st.just("KEN"),
    doc=st.sampled_from(DOCUMENTS),
    at=st.integers(0, 6),
    date=st.sampled_from(DATES),
    until=st.sampled_from([None, None, "2015"]),
    holds=st.booleans(),
)
trades = st.builds(
    claim,
    st.just("trade"),
    st.sampled_from(["export", "import", "total"]),
    st.just("CHL"),
    st.just("KEN"),
    doc=st.sampled_from(DOCUMENTS),
    at=st.integers(0, 6),
    date=st.sampled_from(["2012", "2013"]),
    value=st.sampled_from(["10600000", "10580000", "11000000", "250000000"]),
    currency=st.sampled_from([None, "USD"]),
    bound=st.sampled_from(["exact", "about", "at_least"]),
)
told = st.lists(events | relations | trades, max_size=9)


def contents(rows: list[dict[str, Any]], known: tuple[str, ...] = DOCUMENTS) -> dict[str, list[tuple[Any, ...]]]:
    frames = resolve(claims(*rows), documents(*known))
    return {name: [tuple(map(str, row)) for row in frame.itertuples(index=False)] for name, frame in frames.items()}


@settings(max_examples=12)
@given(told, st.randoms())
def test_the_order_of_claims_and_documents_changes_nothing(rows: list[dict[str, Any]], chance: Any):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert contents(rows) == contents(shuffled, tuple(reversed(DOCUMENTS)))


@settings(max_examples=12)
@given(told)
def test_facts_and_evidence_fit_each_other(rows: list[dict[str, Any]]):
    frames = resolve(claims(*rows), documents(*DOCUMENTS))
    facts = [key for name, frame in frames.items() if name.startswith("fact_") and name != "fact_alias" for key in frame.iloc[:, 0]]
    assert len(facts) == len(set(facts))
    assert set(facts) == set(frames["evidence"]["fact_id"])
    assert set(frames["evidence"]["quote"]) == {row["quote"] for row in rows}
    assert set(frames["merge_log"]["fact_id"]) | set(frames["fact_alias"]["fact_id"]) <= set(facts)
    assert not set(frames["fact_alias"]["alias_id"]) & set(facts)


@pytest.mark.full
@settings(max_examples=12)
@given(told)
def test_each_pair_of_countries_can_be_resolved_alone(rows: list[dict[str, Any]]):
    whole = contents(rows)
    parts = [contents([row for row in rows if row["object_country"] == other]) for other in ("KEN", "PER")]
    for name in ("fact_event", "fact_relation", "fact_trade", "evidence", "conflict", "merge_log"):
        assert whole[name] == sorted(parts[0][name] + parts[1][name])


@pytest.mark.full
@settings(max_examples=12)
@given(told)
def test_without_a_document_exactly_its_evidence_is_gone(rows: list[dict[str, Any]]):
    fewer = contents(rows, DOCUMENTS[:2])
    assert fewer == contents([row for row in rows if row["document_id"] != "d3"], DOCUMENTS[:2])
    assert {row[3] for row in fewer["evidence"]} <= set(DOCUMENTS[:2])
