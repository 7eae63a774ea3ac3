"""What texts say of their own facts, from the documents to the row of a contradiction: who is compared with whom, and both sides shown."""

import pandas as pd
import pytest

from tests.transforms.facts.claiming import documents
from transforms.facts import resolve
from transforms.reading import extract

FIGURES = "Trade between Iraq and Fiji was 40 million US dollars in 2009 and 50 million US dollars in 2010. "


def found(*texts: str | tuple[str, str], language: str = "en") -> dict[str, pd.DataFrame]:
    """The frames that documents give: each a text, or a text and when it was published (else 2022)."""
    told = [(text, "2022") if isinstance(text, str) else text for text in texts]
    known = documents(*(f"d{number}" for number in range(len(told))), language=language)
    known = known.assign(text=[text for text, _ in told], published_edtf=[published for _, published in told])
    read = known.assign(source_id=known["document_id"], file_name=known["document_id"], path=known["document_id"], title=None)
    return resolve(extract(read), known, ())


def kinds(*texts: str | tuple[str, str], language: str = "en") -> list[str]:
    return list(found(*texts, language=language)["conflict"]["kind"])


WRONG = (
    "Trade in 2009 was higher than in 2010.",
    "Trade in 2010 was below that of 2009.",
    "Trade decreased between 2009 and 2010.",
    "Compared with 2009, trade fell in 2010.",
    "Trade fell from 2009 to 2010.",
    "Trade in 2009 exceeded that of 2010.",
)
RIGHT = (
    "Trade in 2009 was lower than in 2010.",
    "Trade in 2010 was above that of 2009.",
    "Trade increased between 2009 and 2010.",
    "Trade in 2010 was not lower than in 2009.",
    "Trade in 2010 fell, more than in 2009.",
    "Trade rose between 2009 and 2010 less than in 2008.",
)


@pytest.mark.parametrize("words", WRONG)
def test_the_sentence_says_which_year_is_compared_with_which(words: str):
    assert kinds(FIGURES + words) == ["comparison"]


@pytest.mark.parametrize("words", RIGHT)
def test_a_comparison_that_holds_or_says_nothing_of_the_two(words: str):
    assert kinds(FIGURES + words) == []


OTHER_WORDS = {
    "২০০৯ সালের বাণিজ্য ২০১০ সালের চেয়ে বেশি ছিল।": ["comparison"],
    "২০০৯ সালের বাণিজ্য ২০১০ সালের চেয়ে কম ছিল।": [],
    "২০০৯ থেকে ২০১০ সালে বাণিজ্য কমেছে।": ["comparison"],
    "২০০৯ সালের বাণিজ্য ২০১০ সালকে ছাড়িয়ে যায়।": ["comparison"],
    "كانت التجارة في 2009 أعلى من تجارة عام 2010.": ["comparison"],
    "كانت التجارة في 2009 أقل من تجارة عام 2010.": [],
    "تراجع التبادل التجاري بين عامي 2009 و2010.": ["comparison"],
    "مقارنة بعام 2009 تراجعت التجارة في 2010.": ["comparison"],
}
TOLD = {
    "bn": "ইরাক ও চাদের বাণিজ্য ২০০৯ সালে ছিল ৪ কোটি মার্কিন ডলার। ইরাক ও চাদের বাণিজ্য ২০১০ সালে ছিল ৫ কোটি মার্কিন ডলার। ",
    "ar": "بلغ حجم التجارة بين العراق وتشاد 40 مليون دولار في عام 2009. وبلغ حجم التجارة بين العراق وتشاد 50 مليون دولار في عام 2010. ",
}


@pytest.mark.parametrize("words", OTHER_WORDS)
def test_so_it_does_in_other_languages(words: str):
    language = "ar" if words[0] < "ঀ" else "bn"
    assert kinds(TOLD[language] + words, language=language) == OTHER_WORDS[words]


CHANGES = {
    "Trade between Iraq and Chad doubled from 40 million US dollars in 2009 to 50 million US dollars in 2010.": ["comparison"],
    "Trade between Iraq and Chad doubled from 40 million US dollars in 2009 to 80 million US dollars in 2010.": [],
    "Trade between Iraq and Chad more than doubled, from 40 million US dollars in 2009 to 50 million US dollars in 2010.": ["comparison"],
    "Trade between Iraq and Chad doubled, to 50 million US dollars in 2010 from 40 million US dollars in 2009.": ["comparison"],
    "Trade between Iraq and Chad fell from 40 million US dollars in 2009 to 50 million US dollars in 2010.": ["comparison"],
    "Trade between Iraq and Chad rose from 40 million US dollars in 2009 to 50 million US dollars in 2010.": [],
    "Exports of Iraq to Mali were 40 million US dollars in 2009. In 2010 exports of Iraq to Mali doubled to 50 million US dollars.": [
        "comparison"
    ],
    "Exports of Iraq to Mali were 40 million US dollars in 2009. In 2010 exports of Iraq to Mali doubled to 79 million US dollars.": [],
    "Exports of Iraq to Mali were 40 million US dollars in 2004. In 2010 exports of Iraq to Mali doubled to 50 million US dollars.": [],
}


@pytest.mark.parametrize("text", CHANGES)
def test_a_change_from_one_amount_to_another_is_held_against_both(text: str):
    assert kinds(text) == CHANGES[text]


def test_a_change_is_told_so_in_other_languages():
    assert kinds("ইরাক ও চাদের বাণিজ্য ২০০৯ সালের ৪ কোটি ডলার থেকে কমে ২০১০ সালে ৫ কোটি ডলারে নেমে আসে।", language="bn") == ["comparison"]
    doubled = "تضاعف التبادل التجاري بين العراق وتشاد من 40 مليون دولار في عام 2009 إلى 50 مليون دولار في عام 2010."
    assert kinds(doubled, language="ar") == ["comparison"]
    assert kinds(doubled.replace("50", "80"), language="ar") == []


def test_a_contradiction_that_event_and_relation_tell_is_one_row_and_marks_both():
    years = [f"Peru and Laos established diplomatic relations in {year}." for year in (1964, 1966, 1968)]
    frames = found(*years)
    assert list(frames["conflict"]["fact_table"]) == ["fact_event"] * 3
    assert frames["fact_event"]["in_conflict"].all()
    assert frames["fact_relation"]["in_conflict"].all()
    only_relations = found(
        "Peru and Laos have had diplomatic relations since 1964.", "Peru and Laos have had diplomatic relations since 1969."
    )
    assert list(only_relations["conflict"]["fact_table"]) == ["fact_relation"]


def test_an_anniversary_in_another_document_shows_the_founding_and_the_words():
    marked = "Zambia and Chile marked the 35th anniversary of diplomatic relations this year."
    frames = found(("Zambia and Chile established diplomatic relations in 1994.", "2010"), (marked, "2019"))
    (row,) = frames["conflict"].to_dict("records")
    founding = frames["fact_event"].set_index("event_type").loc["relations_established"]
    assert (row["kind"], row["fact_id"]) == ("anniversary", founding["event_id"])
    assert (row["saying_document_id"], row["saying"]) == ("d1", marked.removesuffix("."))
    assert founding["in_conflict"]
    assert frames["fact_relation"]["in_conflict"].all()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("For 31 years the two countries have had diplomatic relations.", ["anniversary"]),
        ("For 28 years the two countries have had diplomatic relations.", []),
        ("The passing of 31 years since then was celebrated in 2022.", ["anniversary"]),
        ("In the five years since then three treaties were signed.", []),
    ],
)
def test_years_of_relations_told_in_other_words(words: str, kind: list[str]):
    assert kinds(f"Zambia and Peru established diplomatic relations in 1994. {words}") == kind


def test_an_embassy_may_have_been_closed_since():
    there, gone = "Peru has an embassy in Kenya.", "Peru has no embassy in Kenya."
    assert kinds((there, "2005"), (gone, "2015")) == []
    assert kinds((there, "2015"), (gone, "2015")) == ["said_and_denied"]
    assert kinds((there, "2005"), (there, "2016"), (gone, "2015")) == ["said_and_denied"]


def test_relations_established_again_are_no_second_founding():
    again = "Diplomatic relations between Spain and Nepal were established again in 1972."
    assert kinds(f"Spain and Nepal established diplomatic relations in 1955. In 1961 they severed them. {again}") == []


def test_an_amount_in_brackets_in_another_currency_is_converted_and_not_told_again():
    told = "Trade between Iraq and Nepal amounted to {} in 2010."
    for money in ("$12 million (120 million rupees)", "12 million US dollars (120 million Nepalese rupees)"):
        frames = found(told.format(money))
        assert list(frames["conflict"]["kind"]) == []
        assert frames["fact_trade"]["restated_value"].isna().all()
    assert kinds(told.format("12 million US dollars (11 crore US dollars)")) == ["restated_amount"]


def test_what_is_sold_of_one_product_is_no_mirror_of_all_goods():
    sold = "Libya exported oil worth 50 million US dollars to Ghana in 2015. "
    assert kinds(sold + "Ghana imported goods worth 80 million US dollars from Libya in 2015.") == []


def test_a_fall_and_a_single_day_are_told_as_they_are_said():
    fall = found(
        "Exports of Peru to Kenya were 45 million US dollars in 2009. Exports of Peru to Kenya were 2.1 million US dollars in 2010."
    )
    assert list(fall["conflict"]["explanation"]) == ["45,000,000 in 2009 and 2,100,000 in 2010: the first is 21.4 times the second"]
    days = (f"Spain and Fiji established diplomatic relations on {day}." for day in ("31 December 1970", "1 January 1971"))
    (told,) = found(*days)["conflict"]["explanation"]
    assert told.endswith(": 1 day apart")


def test_whom_something_comes_from_is_no_amount_that_it_changed_from():
    text = "Imports of Peru from Kenya rose to 14 million US dollars in 2015, and its exports to Kenya to 9 million US dollars in 2015."
    assert kinds(text) == []
