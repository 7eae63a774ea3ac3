"""Tellings that must become one row, near ones that must not, and the choice that does not depend on the order."""

import json
import re
from typing import Any

import pytest

from tests.transforms.facts.claiming import claim, claims, documents
from transforms.facts import resolve
from transforms.facts.reference import settings

Row = dict[str, Any]
IDS = ("relation_id", "event_id", "trade_id", "trade_product_id")


def event(kind: str, *, a: str = "CHL", b: str | None = "KEN", **slots: Any) -> Row:
    return claim("event", kind, a, b, **slots)


def relation(kind: str, **slots: Any) -> Row:
    return claim("relation", kind, "CHL", "KEN", **slots)


def trade(flow: str, a: str = "CHL", b: str = "KEN", **slots: Any) -> Row:
    return claim("trade", flow, a, b, **{"date": "2015", "currency": "USD", "bound": "exact", **slots})


def led_by(name: str, role: str = "foreign_minister", country: str = "CHL") -> str:
    return json.dumps([{"name": name, "role": role, "country": country, "char_start": 0, "char_end": 1}], ensure_ascii=False)


def by(role: str, **slots: Any) -> Row:
    """A visit of somebody whose office is told and whose name is not."""
    persons = json.dumps([{"name": None, "role": role, "country": "CHL", "char_start": 0, "char_end": 1}])
    return event("visit", **{"level": "minister", "persons": persons, **slots})


def signed(**slots: Any) -> Row:
    return event("agreement_signed", **{"instrument": "agreement", **slots})


ONE: dict[str, list[Row]] = {
    "a minister, and the only one whose portfolio is told": [by("health_minister", date="2011-05"), by("minister", date="2011", doc="d2")],
    "two ministers of a delegation on one day": [
        by("health_minister", date="2011-05-05"), by("energy_minister", date="2011-05-05", doc="d2"),
    ],
    "an office, and a name with it": [
        by("foreign_minister", date="2011-05"), event("visit", date="2011", level="minister", persons=led_by("Ana Fuentes"), doc="d2"),
    ],
    "the same in two documents": [event("visit", date="2012-03-04"), event("visit", date="2012-03-04", doc="d2")],
    "a day and its year": [event("visit", date="1996-10-22"), event("visit", date="1996", doc="d2")],
    "a day and its month": [event("meeting", date="1996-10-22"), event("meeting", date="1996-10", at=1)],
    "a stay and the day of arrival": [event("visit", date="2012-04-25/2012-04-26"), event("visit", date="2012-04-25", doc="d2")],
    "a stay and its month": [event("visit", date="2012-04-25/2012-04-26"), event("visit", date="2012-04", doc="d2")],
    "undated, the only one there is": [
        event("visit", date="2011-09", level="parliament"), event("visit", level="parliament", doc="d2"),
    ],
    "a level that only one tells": [event("visit", date="2011-09", level="minister"), event("visit", date="2011-09", doc="d2")],
    "a place that only one tells": [
        event("meeting", date="2013-05-02", location_country="CHE"), event("meeting", date="2013-05-02", doc="d2"),
    ],
    "undated in two documents": [event("meeting", location_country="CHL"), event("meeting", location_country="CHL", doc="d2")],
    "foundings, coarse and fine": [
        event("relations_established", date="1965"), event("relations_established", date="1965-03-01", doc="d2"),
    ],
    "independence by year and by day": [
        event("independence_declared", a="KEN", b=None, date="1963-12-12"),
        event("independence_declared", a="KEN", b=None, date="1963", doc="d2"),
    ],
    "an agreement whose subject one leaves out": [
        signed(date="2004-09", subject="double taxation"), signed(date="2004-09", doc="d2"),
    ],
    "one subject in other words": [
        signed(date="2004-09", subject="avoidance of double taxation"), signed(date="2004", subject="on double taxation", doc="d2"),
    ],
    "a subject in another script": [
        signed(date="2004-09-02", subject="double taxation"), signed(date="2004-09-02", subject="দ্বৈত করারোপ", doc="d2"),
    ],
    "the minister in another script": [
        event("visit", date="2012-07", persons=led_by("Elmar Mammadyarov")),
        event("visit", date="2012", persons=led_by("এলমার মাম্মাদিয়ারোভ"), doc="d2"),
    ],
    "a plan that came about": [
        event("visit", date="2014-05-03", status="planned"), event("visit", date="2014-05-03", doc="d2"),
    ],
    "an embassy opened and standing": [relation("resident_embassy", date="2010-10"), relation("resident_embassy", at=1)],
    "relations with and without a date": [relation("diplomatic_relations", date="1992-11"), relation("diplomatic_relations", at=1)],
    "an amount rounded": [trade("total", value="10580000"), trade("total", value="10600000", doc="d2")],
    "one flow seen from both ends": [trade("export", value="500000"), trade("import", a="KEN", b="CHL", value="500000", doc="d2")],
    "an amount without a currency": [trade("total", value="48500000"), trade("total", value="48500000", currency=None, doc="d2")],
    "credentials and the appointment before them": [
        event("ambassador_appointed", date="2016-01-12", rule_id="credentials", persons=led_by("Ana Fuentes", "ambassador")),
        event("ambassador_appointed", date="2015-11", rule_id="appointed", persons=led_by("আনা ফুয়েন্তেস", "ambassador"), doc="d2"),
    ],
    "twenty-five agreements, in two languages": [
        signed(quote="Since then the two have signed more than 25 agreements."),
        signed(quote="ومنذ ذلك الحين وُقّع ما يزيد على 25 اتفاقية", language="ar", doc="d2"),
    ],
    "several agreements of one day, told by one as one": [
        signed(date="2004-09-02", quote="Several agreements were signed."),
        signed(date="2004-09-02", quote="An agreement was signed.", doc="d2"),
    ],
    "an undated signing, the only one there is": [
        signed(date="2004-09-02", quote="An agreement was signed."), signed(quote="They had signed an agreement.", doc="d2"),
    ],
    "an undated meeting of the same people, whose place only it tells": [
        event("meeting", date="1995-10", persons=led_by("Elmar Mammadyarov")),
        event("meeting", location_country="CHE", persons=led_by("এলমার মাম্মাদিয়ারোভ"), doc="d2"),
    ],
    "an undated meeting in the place of the dated one": [
        event("meeting", date="1995-10", location_country="CHE"), event("meeting", location_country="CHE", doc="d2"),
    ],
    "a product twice": [
        claim("trade_product", "product", "CHL", "KEN", product_id="22", rank="principal"),
        claim("trade_product", "product", "CHL", "KEN", product_id="22", rank="other", doc="d2"),
    ],
}  # fmt: skip

SEVERAL: dict[str, list[Row]] = {
    "ministers of two portfolios": [by("health_minister"), by("energy_minister", doc="d2")],
    "a minister's day and the year of another": [by("health_minister", date="2011-05-05"), by("energy_minister", date="2011", doc="d2")],
    "ministers of two portfolios in a month": [by("foreign_minister", date="2010-05"), by("defence_minister", date="2010-05", doc="d2")],
    "a year and two of its months": [
        event("visit", date="2012"), event("visit", date="2012-03", at=1), event("visit", date="2012-07", at=2),
    ],
    "two days of a month": [event("meeting", date="2012-03-04"), event("meeting", date="2012-03-05", doc="d2")],
    "three ministers without a date": [event("visit", level="minister", at=n) for n in range(3)],
    "three ministers and a dated one": [
        *(event("visit", level="minister", at=n) for n in range(3)), event("visit", level="minister", date="2023", at=3),
    ],
    "a president and a minister in one month": [
        event("visit", date="2012-03", level="head_of_state"), event("visit", date="2012-03", level="minister", at=1),
    ],
    "there and back": [event("visit", date="2012-03"), event("visit", a="KEN", b="CHL", date="2012-03", at=1)],
    "two meetings in two countries": [
        event("meeting", date="1995", location_country="DNK"), event("meeting", date="1995", location_country="USA", at=1),
    ],
    "two subjects of one day": [
        signed(date="2019-12-10", subject="certificates of seafarers"),
        signed(date="2019-12-10", subject="cooperation of news agencies", doc="d2"),
    ],
    "two subjects without a date": [signed(subject="tourism"), signed(subject="technical assistance", doc="d2")],
    "items of one sentence": [signed(date="2014-02", subject="education"), signed(date="2014-02", instrument="memorandum")],
    "agreements told twice without a date": [signed(), signed(at=1)],
    "twenty-five agreements and the signing of one": [
        signed(date="2004-09-02"), signed(quote="The two have signed more than 25 agreements.", doc="d2"),
    ],
    "a number of agreements and the signing of one": [
        signed(date="2004-09"), signed(quote="تم التوقيع على عدد من الاتفاقيات الحكومية.", language="ar", doc="d2"),
    ],
    "several agreements of a year and one of its days": [
        signed(date="2004-09-02"), signed(date="2004", quote="২০০৪ সালে বেশ কয়েকটি চুক্তি সই হয়।", language="bn", doc="d2"),
    ],
    "several agreements and twenty-five": [
        signed(quote="Several agreements were signed."), signed(quote="More than 25 agreements were signed.", doc="d2"),
    ],
    "an undated meeting in a place of which the dated one says nothing": [
        event("meeting", date="1995-10"), event("meeting", location_country="CHE", doc="d2"),
    ],
    "an undated meeting in another country than the dated one": [
        event("meeting", date="1995-10", location_country="USA"), event("meeting", location_country="CHE", doc="d2"),
    ],
    "an undated meeting in another city than the dated one": [
        event("meeting", date="1995-10", location_country="CHE", location_city="Geneva"),
        event("meeting", location_country="CHE", location_city="Bern", doc="d2"),
    ],
    "two foreign ministers of one year": [
        event("visit", date="2006", persons=led_by("Vilayat Guliyev")),
        event("visit", date="2006-04", persons=led_by("Elmar Mammadyarov"), doc="d2"),
    ],
    "two ministers of one year, otherwise told alike": [
        event("visit", date="2006", level="minister", persons=led_by("Vilayat Guliyev")),
        event("visit", date="2006", level="minister", persons=led_by("Elmar Mammadyarov"), doc="d2"),
    ],
    "credentials presented twice": [
        event("ambassador_appointed", date="2016-01-12", persons=led_by("Ana Fuentes", "ambassador")),
        event("ambassador_appointed", date="2016-09-03", persons=led_by("Ana Fuentes", "ambassador"), at=1),
    ],
    "another ambassador in the next year": [
        event("ambassador_appointed", date="2016-01-12", persons=led_by("Ana Fuentes", "ambassador")),
        event("ambassador_appointed", date="2017-01", persons=led_by("Pedro Rojas", "ambassador"), doc="d2"),
    ],
    "the third round and the fourth": [
        event("consultation", date="2017", subject="third round of consultations"),
        event("consultation", date="2017", subject="পরামর্শের চতুর্থ দফা", doc="d2"),
    ],
    "a calendar year and a fiscal year": [
        trade("total", value="500000"), trade("total", value="500000", date="2015/2016", doc="d2"),
    ],
    "held and called off": [event("visit", date="2022-11", status="cancelled"), event("visit", date="2022-11", at=1)],
    "a plan without a date": [event("visit", status="planned"), event("visit", date="2012-03", at=1)],
    "an upgrade later": [event("embassy_opened", date="1983-03"), event("embassy_opened", date="1996", at=1)],
    "said and denied": [relation("resident_embassy"), relation("resident_embassy", holds=False, at=1)],
    "two seats of ambassadors": [
        relation("non_resident_accreditation", via_country="TUR"), relation("non_resident_accreditation", via_country="IRN", at=1),
    ],
    "two organisations": [
        relation("shared_membership", organization_id="NAM"), relation("shared_membership", organization_id="OIC"),
    ],
    "founded twice": [relation("diplomatic_relations", date="1992"), relation("diplomatic_relations", date="1994", doc="d2")],
    "both directions": [trade("export", value="500000"), trade("import", value="500000", at=1)],
    "two years": [trade("total", value="500000"), trade("total", value="500000", date="2016", at=1)],
    "two currencies": [trade("total", value="500000"), trade("total", value="500000", currency="CAD", at=1)],
    "two pairs": [event("visit", date="2012-03-04"), event("visit", b="TZA", date="2012-03-04", at=1)],
}  # fmt: skip


def facts_of(rows: list[Row]) -> list[str]:
    frames = resolve(claims(*rows), documents("d1", "d2"))
    return [key for name, frame in frames.items() if name.startswith("fact_") for key in frame.get(IDS_BY_TABLE.get(name, ""), [])]


IDS_BY_TABLE = dict(zip(("fact_relation", "fact_event", "fact_trade", "fact_trade_product"), IDS, strict=True))


@pytest.mark.parametrize("name", ONE)
def test_tellings_of_one_thing_are_one_row(name: str):
    assert len(facts_of(ONE[name])) == 1


def test_what_fits_two_that_are_not_one_joins_neither():
    ministers = [by("health_minister"), by("energy_minister", doc="d2"), by("minister", doc="d3")]
    topics = [signed(date="2010", subject=subject, doc=f"d{i}") for i, subject in enumerate(["on visas", "on fish", "on visas and fish"])]
    found = resolve(claims(*ministers, *topics), documents("d0", "d1", "d2", "d3"))["fact_event"]
    assert found["document_count"].tolist() == [1] * 6


@pytest.mark.parametrize("name", SEVERAL)
def test_near_tellings_stay_apart(name: str):
    assert len(set(facts_of(SEVERAL[name]))) == len(SEVERAL[name])


def test_an_undated_telling_makes_no_dated_one_doubtful():
    day, place = {"date": "1994-12-13"}, {"location_country": "MAR"}
    rows = [event("meeting", **day), event("meeting", **day, **place, at=1), event("meeting", location_country="CHL", at=2)]
    assert len(facts_of(rows)) == 2


@pytest.mark.full
def test_the_id_of_the_fact_stays_when_the_second_telling_comes():
    kept = [name for name, rows in ONE.items() if set(facts_of(rows[:1])) == set(facts_of(rows))]
    changed = sorted(set(ONE) - set(kept))
    assert changed == ["an amount without a currency"] or changed == [], changed


def test_an_id_that_is_gone_leads_to_what_it_became():
    coarse, fine = event("visit", date="2012"), event("visit", date="2012-03-04", doc="d2")
    before = facts_of([coarse])
    frames = resolve(claims(coarse, fine), documents("d1", "d2"))
    alias = frames["fact_alias"]
    assert list(alias["alias_id"]) == before
    assert list(alias["fact_id"]) == list(frames["fact_event"]["event_id"])


@pytest.mark.parametrize("name", [*ONE, *SEVERAL])
def test_the_order_does_not_matter(name: str):
    rows = (ONE | SEVERAL)[name]
    some = resolve(claims(*rows), documents("d1", "d2"))
    other = resolve(claims(*reversed(rows)), documents("d2", "d1"))
    for frame in some:
        assert some[frame].equals(other[frame]), frame


def log_of(name: str) -> dict[str, str]:
    """What the log of joins says of each telling, by rule."""
    log = resolve(claims(*ONE[name]), documents("d1", "d2"))["merge_log"]
    return dict(zip(log["rule"], log["explanation"], strict=True))


@pytest.mark.parametrize("name", ONE)
def test_every_join_names_its_rule_and_what_agreed(name: str):
    log = log_of(name)
    assert set(log) <= set(settings("joins")["rules"])
    assert all(re.fullmatch(r".*type.*countr.*\(\d of \d passages\)|.*type.*\(\d of \d passages\)", told) for told in log.values())


@pytest.mark.parametrize(
    ("name", "rule", "told"),
    [
        ("a day and its year", "coarser_date", "Dates it 1996, which agrees with 1996-10-22 and with no other fact of this type"),
        ("a day and its year", "coarser_date", "; the same in both: type visit, countries Chile and Kenya, date 1996 (1 of 2 passages)"),
        ("undated, the only one there is", "undated", "level parliament"),
        ("undated in two documents", "first", "All passages give the same type, countries, place (2 of 2 passages)"),
        ("the minister in another script", "coarser_date", "person এলমার মাম্মাদিয়ারোভ"),
        ("one subject in other words", "coarser_date", "instrument agreement"),
        ("a place that only one tells", "fewer_details", "Tells less, and fits no other fact of this type and pair"),
        ("an undated meeting of the same people, whose place only it tells", "only_one_fits", "person"),
        ("an amount rounded", "fewer_details", "type trade, total, countries Chile and Kenya, date 2015, currency USD"),
        ("credentials and the appointment before them", "earlier_step", "person আনা ফুয়েন্তেস"),
    ],
)  # fmt: skip
def test_a_join_is_explained_in_words(name: str, rule: str, told: str):
    assert told in log_of(name)[rule]


@pytest.mark.full
def test_no_alias_stands_beside_the_fact_that_it_names():
    for rows in ONE.values():
        frames = resolve(claims(*rows), documents("d1", "d2"))
        facts = {key for table, column in IDS_BY_TABLE.items() for key in frames[table][column]}
        assert facts.isdisjoint(frames["fact_alias"]["alias_id"])


def test_facts_do_not_depend_on_other_pairs():
    one, other = ONE["a day and its year"], [event("visit", b="TZA", date="1996")]
    both = resolve(claims(*one, *other), documents("d1", "d2"))["fact_event"]
    assert set(facts_of(one)) | set(facts_of(other)) == set(both["event_id"])
