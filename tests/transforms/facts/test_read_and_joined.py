"""What documents tell of agreements, visits and foundings, read and joined: sentences that differ in one thing only."""

import pandas as pd
import pytest

from tests.transforms.facts.claiming import documents
from transforms.facts import resolve
from transforms.reading.extract import extract


def facts(*texts: str, language: str = "en") -> pd.DataFrame:
    """The events of documents of one text each."""
    read = documents(*(f"d{number}" for number in range(len(texts))), text=list(texts)).assign(language=language)
    read = read.assign(source_id=read["document_id"], file_name=read["document_id"], path=read["document_id"], title=None)
    return resolve(extract(read), read)["fact_event"]


AGREEMENTS = {
    "a month behind": ("en", "Malta and Laos signed an agreement on {} in May 2010.", ("trade", "visas")),
    "a day and a place behind": ("en", "Malta and Laos signed an agreement on {} in Oslo on 3 May 2010.", ("fisheries", "tourism")),
    "the same field": (
        "en", "In 2010 Malta and Laos signed a memorandum of understanding on cooperation in the field of {}.", ("energy", "health"),
    ),
    "before the noun": ("en", "Malta and Laos signed a new {} agreement in 1999.", ("trade", "cultural")),
    "as part of the noun": ("en", "Malta and Laos signed {} agreement in 1999.", ("an air services", "a double taxation")),
    "Arabic, behind": ("ar", "وقعت مالطا ولاوس اتفاقية بشأن {} في مايو 2010.", ("التجارة", "التأشيرات")),
    "Arabic, an adjective": ("ar", "وقعت مالطا ولاوس اتفاقية {} في مايو 2010.", ("تجارية", "ثقافية")),
    "Bengali, before the noun": ("bn", "২০১০ সালের মে মাসে মাল্টা ও লাওস {} চুক্তি স্বাক্ষর করে।", ("বাণিজ্য", "ভিসা")),
    "Bengali, before the number": ("bn", "২০১০ সালের মে মাসে মাল্টা ও লাওস {} বিষয়ে একটি চুক্তি স্বাক্ষর করে।", ("বাণিজ্য", "ভিসা")),
}  # fmt: skip


@pytest.mark.parametrize("name", AGREEMENTS)
def test_agreements_on_two_subjects_are_two(name: str):
    language, sentence, subjects = AGREEMENTS[name]
    found = facts(*(sentence.format(subject) for subject in subjects), language=language)
    assert len(found) == 2
    assert found["subject"].nunique() == 2
    assert not found["subject"].str.contains(r"\d|May|مايو").any()


def test_one_subject_in_other_words_is_one_agreement():
    found = facts(
        "Malta and Laos signed a double taxation agreement on 12 April 1999.",
        "An agreement on the avoidance of double taxation between Malta and Laos was signed in April 1999.",
    )
    assert found["document_count"].tolist() == [2]


def test_words_that_any_agreement_may_have_are_no_subject():
    found = facts("Malta and Laos signed an important new bilateral agreement on 3 May 2010.")
    assert found["subject"].isna().all()


def test_ministers_of_two_portfolios_are_two_visits_and_a_minister_is_neither():
    found = facts(*(f"{who} minister of Norway visited Kenya." for who in ("A", "The health", "The energy")))
    assert found["document_count"].tolist() == [1, 1, 1]


def test_a_minister_is_the_only_one_that_it_can_be():
    found = facts("The health minister of Norway visited Kenya in May 2011.", "A minister of Norway visited Kenya in 2011.")
    assert found["document_count"].tolist() == [2]
