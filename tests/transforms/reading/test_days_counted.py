"""Days that a text gives in one way or another, and years that it counts from: none later than the text itself."""

import pytest

from transforms.reading.extract import read_text
from transforms.reading.packs.pack import load_pack


def dates(code: str, text: str, kind: str) -> set[str | None]:
    return {c.date_edtf for c in read_text(text, load_pack(code)) if c.claim_type == kind}


@pytest.mark.parametrize(
    ("code", "text", "day"),
    [
        (
            "en",
            "Peru and Kenya meet\n11/10/2023\nThe foreign minister of Peru met today, Friday, the foreign minister of Kenya in Lima.",
            10,
        ),
        ("ar", "بيرو وكينيا\n10/11/2023\nالتقى وزير خارجية بيرو اليوم الجمعة نظيره الكيني في ليما.", 10),
        ("ar", "بيرو وكينيا\n11/10/2023\nالتقى وزير خارجية بيرو اليوم الجمعة نظيره الكيني في ليما.", 10),
    ],
)
def test_today_and_its_weekday_say_which_number_is_the_month(code: str, text: str, day: int) -> None:
    assert dates(code, text, "meeting") == {f"2023-11-{day}"}


def test_where_the_day_fits_as_it_stands_it_is_left() -> None:
    assert dates("ar", "بيرو وكينيا\n11/10/2023\nالتقى وزير خارجية بيرو اليوم الأربعاء نظيره الكيني في ليما.", "meeting") == {"2023-10-11"}


def test_no_year_is_counted_beyond_the_text() -> None:
    text = "بيرو وكينيا\n3 مايو 2024\nاستقلت بيرو في 1991. وبعد {} أعوام فتحت بيرو سفارتها في نيروبي."
    assert dates("ar", text.format("10"), "embassy_opened") == {"2001"}
    assert dates("ar", text.format("90"), "embassy_opened") == {None}


@pytest.mark.parametrize(
    ("code", "text", "kind", "date"),
    [
        ("en", "LIMA, 3 May 2024 - Peru closed its embassy in Nairobi in 1991.", "embassy_closed", "1991"),
        ("ar", "ليما في 3 مايو 2024 - أغلقت بيرو سفارتها في نيروبي في 1991.", "embassy_closed", "1991"),
        ("en", "Lima (3 May 2024) Peru closed its embassy in Nairobi in June 1991.", "embassy_closed", "1991-06"),
        ("en", "LIMA, 3 May 2024 - Peru opened an embassy in Nairobi, closed in 1991.", "embassy_opened", "2024-05-03"),
        (
            "en",
            "LIMA, 3 May 2024 - The president of Peru met the president of Kenya to discuss the 2019 agreement.",
            "meeting",
            "2024-05-03",
        ),
    ],
)
def test_the_day_of_a_report_is_not_that_of_what_it_dates_itself(code: str, text: str, kind: str, date: str) -> None:
    assert dates(code, text, kind) == {date}
