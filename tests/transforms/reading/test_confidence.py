"""How sure claims are: what speaks for a claim makes it surer, what speaks against it less sure."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.reading.claims import Claim
from transforms.reading.confidence import Named, judged
from transforms.reading.extract import read_text
from transforms.reading.packs.pack import load_pack
from transforms.reading.text.fold import fold

TEXT = "In May 2014 the minister travelled to Quito. " * 8
TABLES = ["fact_relation", "fact_event", "fact_trade", "fact_trade_product"]
DATED = Claim("fact_event", "visit", 0, 44, "a.rule", 0.92, "CHL", "ECU", date_edtf="2014-05")


def confidence(claim: Claim, text: str = TEXT, beside: Sequence[Claim] = (), named: Sequence[Named] = ()) -> float:
    return judged([replace(claim), *beside], text, fold(text), named)[0].confidence


@given(
    table=st.sampled_from(TABLES),
    end=st.integers(1, 300),
    rule=st.floats(0.5, 1),
    date=st.sampled_from([None, "2014", "1999-01-02", "201X"]),
)
def test_it_is_a_probability(table: str, end: int, rule: float, date: str | None) -> None:
    assert 0 < confidence(Claim(table, "any", 0, end, "a.rule", rule, date_edtf=date)) < 1


def test_a_date_in_the_passage_is_surer_than_one_from_elsewhere_and_that_than_none() -> None:
    elsewhere, undated = replace(DATED, date_edtf="2016-05"), replace(DATED, date_edtf=None)
    assert confidence(DATED) > confidence(elsewhere) > confidence(undated)


def test_the_year_counts_in_every_script() -> None:
    told, untold = "২০১৪ সালের মে মাসে মন্ত্রী কিটো যান।", "সেই বছরের মে মাসে মন্ত্রী কিটো যান।"
    claim = replace(DATED, char_end=min(len(told), len(untold)))
    assert confidence(claim, told) > confidence(claim, untold)


def test_a_longer_passage_is_less_sure() -> None:
    assert confidence(DATED) > confidence(replace(DATED, char_end=200))


def test_a_rule_that_errs_is_less_sure() -> None:
    assert confidence(DATED) > confidence(replace(DATED, confidence=0.5))


def test_what_a_text_tells_beside_its_pair_is_less_sure() -> None:
    of_others = [replace(DATED, subject_country="PER"), replace(DATED, subject_country="PER", date_edtf="2015")]
    of_the_pair = [replace(claim, subject_country="CHL") for claim in of_others]
    assert confidence(DATED) == confidence(DATED, beside=of_the_pair) > confidence(DATED, beside=of_others)


def test_a_third_country_in_the_passage_makes_it_less_sure() -> None:
    own, behind = [(3, "CHL"), (40, "ECU")], [(3, "CHL"), (40, "ECU"), (60, "PER")]
    assert confidence(DATED) == confidence(DATED, named=own) == confidence(DATED, named=behind)
    assert confidence(DATED) > confidence(DATED, named=[(3, "CHL"), (20, "PER"), (40, "ECU")])


def test_an_issue_is_not_judged() -> None:
    assert confidence(Claim("reading_issue", "unread_sentence", 0, 44, "engine.unread", 1.0)) == 1.0


@pytest.mark.parametrize(
    ("text", "sure"), [("Chile opened an embassy in Quito in 1994.", True), ("Chile opened an embassy in Quito.", False)]
)
def test_what_is_read_is_judged(text: str, sure: bool) -> None:
    (opening,) = (claim for claim in read_text(text, load_pack("en")) if claim.claim_type == "embassy_opened")
    assert (opening.confidence > 0.9) is sure


def test_what_rules_err_more_about_is_less_sure():
    assert confidence(replace(DATED, claim_type="visit")) > confidence(replace(DATED, claim_type="award_conferred"))
