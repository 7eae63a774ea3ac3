"""Dates worked out of one another: whatever a text counts from, an EDTF value of a real day comes out, or none."""

import calendar
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.reading.extract import read_text
from transforms.reading.mentions.dates import DateMemory, DateMention, Point, resolve
from transforms.reading.packs.pack import load_pack


def part(largest: int) -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(0, largest)


POINTS = st.builds(Point, part(9999), part(99), part(99))
ANCHORS = st.sampled_from(["", "last", "published"])
UNITS = st.sampled_from(["", "named", "fiscal", "year", "month", "weekday", "day"])


@given(told=POINTS, own=POINTS, written=POINTS, anchor=ANCHORS, unit=UNITS, shift=st.integers(-(10**6), 10**6))
def test_what_is_counted_from_any_date_is_a_real_date_or_none(
    told: Point, own: Point, written: Point, anchor: str, unit: str, shift: int
) -> None:
    memory = DateMemory(published=own if own.edtf() else Point())
    memory.note(told, 0)
    edtf, _ = resolve(DateMention(0, 1, written, anchor=anchor, unit=unit, shift=shift), memory, 0)
    for value in (edtf or "").split("/") if edtf else []:
        year, month, day = (int(p) for p in [*value.split("-"), "1", "1"][:3])
        assert 1 <= year <= datetime.MAXYEAR + 1 and 1 <= month <= 12  # a fiscal year ends in the year after
        assert 1 <= day <= calendar.monthrange(min(year, datetime.MAXYEAR), month)[1]


@pytest.mark.parametrize(
    "text",
    [
        "Peru recognised Kenya on 31 February 1994. Four days later Kenya opened an embassy in Lima.",
        "LIMA, 30 February 1994 - The President of Kenya visited Peru on Tuesday.",
        "Peru recognised Kenya on 31 December 9999. Ten days later Kenya opened an embassy in Lima.",
    ],
)
def test_a_day_that_no_calendar_has_is_nothing_to_count_from(text: str) -> None:
    claims = read_text(text, load_pack("en"))
    assert claims
    assert not any("02-3" in (claim.date_edtf or "") for claim in claims)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("১২ মে ২০২১, ০৪:৪০ PM", "2021-05-12"),
        ("May 12, 2021 10:33 AM", "2021-05-12"),
        ("মে ১২, ২০২১ ১৬:০২ Asia/Dhaka", "2021-05-12"),
        ("স্টাফ রিপোর্টার | ১২ মে ২০২১, ১০:২২ অপরাহ্ণ", "2021-05-12"),
        ("আফ্রিকা ফোরাম-২০২৪", None),
    ],
)
def test_the_hour_makes_the_line_of_the_day_no_longer(line: str, day: str | None) -> None:
    text = f"ঘানার প্রেসিডেন্টের পেরু যাত্রা\n{line}\n\nআজ লিমায় পৌঁছান ঘানার প্রেসিডেন্ট।"
    assert {c.date_edtf for c in read_text(text, load_pack("bn")) if c.claim_type == "visit"} == {day}


def test_years_later_are_not_counted_from_the_day_of_the_page() -> None:
    text = "আপডেট: ২৯ আগস্ট ২০২২\n\nঘানা ও পেরু তিন বছর পর কূটনৈতিক সম্পর্ক পুনঃস্থাপন করেছে।"
    assert [c.date_edtf for c in read_text(text, load_pack("bn")) if c.claim_type == "relations_restored"] == [None]


def test_trade_to_come_is_no_trade() -> None:
    text = "ঢাকা, ২০ জানুয়ারি ২০২৬ (বাসস): ২০৩২ সালে ঘানা ও পেরুর বাণিজ্যের পরিমাণ ২০ কোটি ডলারে পৌঁছায়।"
    assert not any(c.claim_table == "fact_trade" for c in read_text(text, load_pack("bn")))


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("বৃহস্পতিবার, ০৬ নভেম্বর ২০২৫, ০১:২২ পূর্বাহ্ন\n{title}\n• আপডেট টাইম : শনিবার, ১৭ ফেব্রুয়ারি, ২০১৮", "2018-02-17"),
        ("৯ই মার্চ, ২০২৪ খ্রিস্টাব্দ, ২৫শে ফাল্গুন, ১৪৩০ বঙ্গাব্দ\n{title}\nআগস্ট ১৪, ২০২১", "2021-08-14"),
        ("শুক্রবার, ১৭ জানুয়ারি ২০২৫\n{title}", "2025-01-17"),  # no other day is told
        ("{title}\nশুক্রবার, ১৭ জানুয়ারি ২০২৫", "2025-01-17"),
    ],
)
def test_the_clock_of_a_site_is_not_the_day_of_the_page(head: str, day: str | None) -> None:
    text = head.format(title="ঘানার প্রেসিডেন্টের পেরু যাত্রা") + "\n\nআজ লিমায় পৌঁছান ঘানার প্রেসিডেন্ট।"
    assert {c.date_edtf for c in read_text(text, load_pack("bn")) if c.claim_type == "visit"} == {day}
