"""Contradictions that must be found, and look-alikes that are none."""

from typing import Any

import pytest

from tests.transforms.facts.claiming import claim, claims, documents
from transforms.facts import resolve

USD = {"currency": "USD", "bound": "exact"}


def relation(kind: str = "diplomatic_relations", **slots: Any) -> dict[str, Any]:
    return claim("relation", kind, "CHL", "KEN", **slots)


def trade(flow: str, value: str, date: str = "2015", a: str = "CHL", b: str = "KEN", **slots: Any) -> dict[str, Any]:
    return claim("trade", flow, a, b, value=value, date=date, **{**USD, **slots})


CONFLICTS = {
    "founded in 1992 and in 1994": ("two_founding_dates", [relation(date="1992"), relation(date="1994", doc="d2")]),
    "founded on two days of a month": ("two_founding_dates", [relation(date="1992-03-04"), relation(date="1992-03-05", at=1)]),
    "an embassy and none": (
        "said_and_denied",
        [relation("resident_embassy"), relation("resident_embassy", holds=False, doc="d2")],
    ),
    "opened before the denial": (
        "said_and_denied",
        [relation("resident_embassy", date="2004"), relation("resident_embassy", holds=False, doc="d2", as_of_edtf="2010")],
    ),
    "a flight and none": ("said_and_denied", [relation("transport_link"), relation("transport_link", holds=False, at=1)]),
    "restated ten times as large": ("restated_amount", [trade("total", "1168000", restated_value="11680000")]),
    "restated and not rounded": ("restated_amount", [trade("total", "12600000", restated_value="13200000")]),
    "a leap past the neighbouring year": ("jump", [trade("export", "19713000", "2008"), trade("export", "1200000000", "2009", at=1)]),
    "a fall to a tenth": ("jump", [trade("total", "5000000000", "2014"), trade("total", "500000000", "2015", doc="d2")]),
    "mirror flows": ("mirror_flows", [trade("export", "100000000"), trade("import", "160000000", a="KEN", b="CHL", at=1)]),
    "two sources, two totals": ("two_amounts", [trade("total", "250000000"), trade("total", "310000000", doc="d2")]),
    "exports above the total": ("part_exceeds_whole", [trade("export", "90000000"), trade("total", "70000000", at=1)]),
    "both directions above the total": (
        "part_exceeds_whole",
        [trade("export", "60500000"), trade("import", "50500000", at=1), trade("total", "90500000", at=2)],
    ),
}  # fmt: skip

LOOK_ALIKES = {
    "a year and its day": [relation(date="1992"), relation(date="1992-07-10", at=1)],
    "founded again after a break": [
        relation(date="1962"), relation(date="1992", at=1), relation(until="1975", at=2),
    ],
    "opened after the denial": [
        relation("resident_embassy", date="2012"), relation("resident_embassy", holds=False, doc="d2", as_of_edtf="2010"),
    ],
    "a newer text knows an embassy": [
        relation("resident_embassy", as_of_edtf="2020"), relation("resident_embassy", holds=False, doc="d2", as_of_edtf="2010"),
    ],
    "closed before the denial": [
        relation("resident_embassy", until="1999"), relation("resident_embassy", holds=False, doc="d2", as_of_edtf="2010"),
    ],
    "an embassy there, none here": [
        relation("resident_embassy"), claim("relation", "resident_embassy", "KEN", "CHL", holds=False, at=1),
    ],
    "restated and rounded": [trade("total", "19713000", restated_value="19700000")],
    "tenfold in a decade": [trade("total", "10000000", "2005"), trade("total", "150000000", "2015", at=1)],
    "tenfold, but in another currency": [trade("total", "10000000", "2014"), trade("total", "1500000000", at=1, currency="JPY")],
    "mirror flows but for freight": [trade("export", "100000000"), trade("import", "106000000", a="KEN", b="CHL", at=1)],
    "more than the one is not less than the other": [
        trade("total", "2000000000", bound="at_least"), trade("total", "2300000000", doc="d2"),
    ],
    "parts that make the whole": [
        trade("export", "901090000"), trade("import", "1320000000", at=1), trade("total", "2220000000", at=2),
    ],
}  # fmt: skip


def conflicts_of(*rows: dict[str, Any]) -> list[tuple[str, str]]:
    found = resolve(claims(*rows), documents("d1", "d2"))["conflict"]
    return list(zip(found["kind"], found["explanation"], strict=True))


@pytest.mark.parametrize("name", CONFLICTS)
def test_a_contradiction_is_found_and_both_sides_stay(name: str):
    kind, rows = CONFLICTS[name]
    frames = resolve(claims(*rows), documents("d1", "d2"))
    assert list(frames["conflict"]["kind"]) == [kind]
    table = rows[0]["claim_table"]
    assert len(frames[table]) == len(rows)
    assert frames[table]["in_conflict"].sum() == min(len(rows), 2)


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_look_alike_is_no_contradiction(name: str):
    assert conflicts_of(*LOOK_ALIKES[name]) == []


def test_the_arithmetic_is_told():
    assert "60.9 times" in conflicts_of(*CONFLICTS["a leap past the neighbouring year"][1])[0][1]
    assert "1.05 times" in conflicts_of(*CONFLICTS["restated and not rounded"][1])[0][1]


def test_a_suspect_amount_says_why():
    facts = resolve(claims(*CONFLICTS["mirror flows"][1]), documents("d1"))["fact_trade"]
    assert facts["is_suspect"].all()
    assert facts["suspect_reason"].str.contains("60,000,000 apart").all()


def jubilee(text: str, published: str | None, since: str) -> list[str]:
    known = documents("d1", text=text, published_edtf=published)
    return list(resolve(claims(relation(date=since)), known)["conflict"]["kind"])


def test_an_anniversary_that_does_not_fit():
    text = "This year we celebrate 31 years of diplomatic relations between the two countries."
    assert jubilee(text, "2022-05-01", "1994") == ["anniversary"]
    assert jubilee(text, "2025-05-01", "1994") == []
    assert jubilee(text, None, "1994") == []


def test_the_year_beside_an_anniversary_counts_before_that_of_the_document():
    text = "In 2015 the two celebrated the 40th anniversary of diplomatic relations, founded in 1975."
    assert jubilee(text, "2024", "1975-07-09") == []
    assert jubilee(text, "2024", "1985") == ["anniversary"]


def compared(text: str, language: str = "en", values: tuple[str, str] = ("20000000", "54000000")) -> list[str]:
    rows = [trade("export", values[0], "2008"), trade("export", values[1], "2010", at=1)]
    return list(resolve(claims(*rows), documents("d1", text=text, language=language))["conflict"]["kind"])


def test_a_text_that_compares_its_years_the_wrong_way_round():
    assert compared("Trade in 2010 was lower than in 2008.") == ["comparison"]
    assert compared("২০১০ সালের বাণিজ্য ২০০৮ সালের তুলনায় কম ছিল।", "bn") == ["comparison"]
    assert compared("كانت التجارة في 2010 أقل من تجارة عام 2008.", "ar") == ["comparison"]


def test_an_explanation_with_words_of_the_text_begins_in_english():
    text = "كانت التجارة في 2010 أقل من تجارة عام 2008."
    rows = [trade("export", "20000000", "2008"), trade("export", "54000000", "2010", at=1)]
    (told,) = resolve(claims(*rows), documents("d1", text=text, language="ar"))["conflict"]["explanation"]
    assert told == f'the text says "{text[:-1]}": 54,000,000 in 2010 and 20,000,000 in 2008, which is more and not less'


def test_a_denial_is_told_in_words_that_say_who_is_where():
    rows = [claim("relation", "resident_embassy", "PER", "KEN"), claim("relation", "resident_embassy", "PER", "KEN", holds=False, at=1)]
    (told,) = resolve(claims(*rows), documents("d1"))["conflict"]["explanation"]
    assert told.startswith("resident embassy of Peru in Kenya: said to hold (as of ")
    joint = [claim("relation", "shared_membership", "PER", "KEN", organization_id="UN")]
    joint += [claim("relation", "shared_membership", "PER", "KEN", organization_id="UN", holds=False, at=1)]
    (told,) = resolve(claims(*joint), documents("d1"))["conflict"]["explanation"]
    assert told.startswith("shared membership of Kenya and Peru (UN): said to hold")


def test_how_far_two_beginnings_lie_apart_is_told_as_surely_as_they_are_dated():
    def apart(one: str, other: str) -> str:
        rows = [claim("event", "relations_established", "PER", "KEN", date=one)]
        rows += [claim("event", "relations_established", "PER", "KEN", date=other, at=1)]
        (told,) = set(resolve(claims(*rows), documents("d1"))["conflict"]["explanation"])
        return str(told).rsplit(": ", 1)[1]

    assert apart("1965-05-04", "1965-05-14") == "10 days apart"
    assert apart("1965-05-04", "1967") == "at least 607 days apart"


def test_a_comparison_that_fits_or_compares_something_else():
    assert compared("Trade in 2010 was higher than in 2008.") == []
    assert compared("Trade in 2010 fell by 30 per cent, more than in 2008.") == []
    assert compared("In 2010 fewer visits were paid than in 2008.") == []
