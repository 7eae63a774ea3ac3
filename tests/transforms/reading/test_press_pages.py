"""Pages of the press: headlines cut by dots, lines without a stop, plans in the present tense, names like those of peoples."""

import pytest

from transforms.reading.claims import Claim
from transforms.reading.extract import read_text
from transforms.reading.packs.pack import load_pack

# A line that no editor left whole who broke lines for width.
LONG = "وقال المتحدث إن التعاون بين الجانبين مستمر في مجالات كثيرة منها الزراعة والصحة والتعليم والنقل. " * 4


def read(text: str, code: str = "ar") -> list[Claim]:
    return [c for c in read_text(text, load_pack(code)) if c.claim_table != "reading_issue"]


def said(text: str, code: str = "ar") -> set[tuple[str, str | None]]:
    return {(c.claim_type, c.status) for c in read(text, code)}


def test_a_headline_cut_by_dots_tells_no_event() -> None:
    headline = "بعد 30 عاما.. بيرو تعيد فتح سفارتها في نيروبي"
    assert not read(f"{headline}\n\n")
    assert ("embassy_opened", "occurred") in said(headline.replace("..", "،") + ".")


def test_dots_inside_a_line_that_ends_like_a_sentence_cut_no_headline() -> None:
    assert ("visit", "occurred") in said("زار رئيس بيرو كينيا في 3 يونيو 2011.. ثم عاد إلى ليما في المساء.")


def test_lines_of_a_page_of_long_lines_were_broken_by_nobody() -> None:
    lines = "زار رئيس بيرو لويس ري مدينة نيروبي عاصمة كينيا في 3 يونيو 2011 وبحث سبل التعاون\nتشيلي تستضيف معرضا للكتاب"
    (visit,) = (c for c in read(f"{LONG}\n{lines}\n{LONG}") if c.claim_type == "visit")
    assert (visit.subject_country, visit.object_country) == ("PER", "KEN")
    assert "تشيلي" not in f"{LONG}\n{lines}"[visit.char_start : visit.char_end]


@pytest.mark.parametrize(("day", "status"), [("23", "occurred"), ("28", "planned")])
def test_what_comes_after_the_day_of_the_page_is_planned(day: str, status: str) -> None:
    text = f"ليما، 25 مايو 2011\n\nيقوم رئيس بيرو بزيارة رسمية إلى كينيا في {day} مايو 2011."
    assert ("visit", status) in said(text)


def test_the_day_of_the_words_is_not_that_of_the_plan() -> None:
    (visit,) = read("بيرو وكينيا. في 3 مايو 2011 أعلن رئيس بيرو أنه سيزور كينيا.")
    assert (visit.claim_type, visit.status, visit.date_edtf) == ("visit", "planned", None)


def test_whether_a_mission_stands_is_for_its_opening_or_closing_to_say() -> None:
    assert not any(c.claim_type == "resident_embassy" for c in read("قررت بيرو إعادة فتح سفارتها في نيروبي."))
    assert not any(c.claim_type == "resident_consulate" for c in read("أعلنت كينيا إغلاق القنصلية البيروفية في مومباسا."))
    assert any(c.claim_type == "resident_embassy" for c in read("نظمت السفارة البيروفية في نيروبي أمسية."))


def test_relations_cut_on_no_told_day_do_not_stand() -> None:
    assert [c.claim_type for c in read("أعلنت بيرو قطع علاقاتها الدبلوماسية مع كينيا.")] == ["relations_severed"]


def test_a_surname_that_looks_like_a_people_is_no_state() -> None:
    text = "استقبل رئيس الوزراء محمد حسن السوداني سفير بيرو. وأكد السوداني للسفير أهمية التعاون. كينيا وبيرو."
    assert not any("SDN" in (c.subject_country, c.object_country) for c in read(text))
    assert any("SDN" in (c.subject_country, c.object_country) for c in read("استقبل رئيس الوزراء السوداني سفير بيرو عام 2011."))


def test_the_host_of_a_summit_is_none_of_those_who_meet_beside_it() -> None:
    text = "وزير الخارجية يلتقي نظيره الكيني\n\nالتقى وزير الخارجية لويس ري وزير خارجية كينيا على هامش القمة في غانا في 3 يونيو 2011."
    assert not any("GHA" in (c.subject_country, c.object_country) for c in read(text))


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("مقارنة بالفترة نفسها من عام 2010", "2011"),
        ("مقارنة بالفترة المماثلة من سنة 2010", "2011"),
        ("بزيادة عن نفس الفترة من عام 2010", "2011"),
    ],
)
def test_the_period_compared_with_is_not_that_of_the_amount(words: str, period: str) -> None:
    (export,) = read(f"بلغت صادرات بيرو إلى كينيا خلال عام 2011 سبعة ملايين دولار أمريكي {words}.")
    assert export.date_edtf == period
