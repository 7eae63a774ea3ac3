"""What the words beside a telling make of it: a plan that the next sentence undoes, "not until", names without a country, brackets.

Here: mechanisms of the engine that one rule's examples do not show.  Not here: single rules (test_rule_examples), lists and tables.
"""

import pytest

from transforms.reading.claims import in_short
from transforms.reading.extract import read_text
from transforms.reading.packs.pack import load_pack

HEAD = "Chile and Kenya\n\n"
CASES = [
    (
        "President Ana Soto of Chile was to visit Kenya in March 2020. The trip was called off because of the storm.",
        "visit CHL KEN 2020-03 head_of_state cancelled",
    ),
    (
        "Chilean Foreign Minister Ana Soto was expected in Nairobi on 3 May 2019. She never came.",
        "visit CHL KEN 2019-05-03 minister cancelled",
    ),
    ("Chile was to open an embassy in Nairobi in 2009. The plan was shelved.", "embassy_opened CHL KEN 2009 - cancelled"),
    ("The Chilean embassy in Nairobi was not opened until 1984.", "embassy_opened CHL KEN 1984 - occurred"),
    (
        "President Tom Kamau stayed at home in 2001. In May 2004 the Chilean prime minister came to Nairobi and met Kamau.",
        "meeting CHL KEN 2004-05 head_of_state occurred",
    ),
    (
        "The embassy of Chile in Nairobi is headed by Ambassador Ana Soto (credentials: 5 May 2021), who is also accredited to Uganda.",
        "non_resident_accreditation CHL UGA holds - - KEN",
    ),
    (
        "In May 2011 President Ana Soto of Chile received from President Tom Kamau of Kenya the Order of the Lion.",
        "award_conferred KEN CHL 2011-05",
    ),
    (
        "President Vega of Chile received from Kenyan President Kamau a medal, the best, and Vega conferred on Kamau an order in 2011.",
        "award_conferred CHL KEN 2011 head_of_state",
    ),
    ("In March 1990 Chile closed its Nairobi embassy.", "embassy_closed CHL KEN 1990-03"),
    ("Chile announced on 3 May 2010 that it would open an embassy in Nairobi.", "embassy_opened CHL KEN - - planned"),
    ("Chile will open an embassy in Nairobi next year, its minister announced on 3 May 2010.", "embassy_opened CHL KEN - minister planned"),
    ("A paper learned on 3 May 2010 that Chile and Kenya had agreed to set up a fund.", "cooperation_agreed CHL KEN - - occurred"),
    ("Chile announced on 3 May 2010 that it recognised Kenya.", "state_recognised CHL KEN 2010-05-03"),
    ("Chile has a surplus in its dealings with Kenya, which buys its wine.", "product CHL KEN 22"),
    ("In May 2010 President Ana Soto met the president of Kenya's National Assembly in Santiago.", "meeting CHL KEN 2010-05"),
]
LEFT_ALONE = [
    ("President Ana Soto of Chile visited Kenya in March 2020. A concert was called off.", "visit CHL KEN 2020-03 head_of_state cancelled"),
    ("The Chilean embassy in Nairobi was not opened in 1984.", "embassy_opened CHL KEN 1984"),
    ("Chile has no embassy in Nairobi, where a hotel stands.", "resident_embassy CHL KEN holds"),
    ("President Ana Soto of Chile held talks in Lima on topics including Peru and Kenya.", "meeting CHL KEN"),
]


def _read(text: str) -> list[str]:
    return [in_short(c) for c in read_text(HEAD + text, load_pack("en")) if c.claim_table != "reading_issue"]


def test_titles_below_a_sentence_are_signings() -> None:
    text = "On 4 May 2011 Chile and Kenya were joined by friends. Three instruments were signed on 5 May 2011:\n\n"
    titles = "* a Memorandum on Political Consultations;\n* an Agreement on Visas;\n* a Framework Agreement on Science.\n"
    found = [f for f in _read(text + titles) if not f.startswith("diplomatic")]
    assert [f.split(" - ")[0].strip() for f in found] == ["agreement_signed CHL KEN 2011-05-05"] * 3, found


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_it_is_read(text: str, expected: str) -> None:
    found = _read(text)
    assert any((f + " ").startswith(expected + " ") for f in found), found


@pytest.mark.parametrize(("text", "barred"), LEFT_ALONE)
def test_it_is_left_alone(text: str, barred: str) -> None:
    found = _read(text)
    assert not any((f + " ").startswith(barred + " ") for f in found), found
