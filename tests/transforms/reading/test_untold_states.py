"""States that a text names by a word that does not tell which: no state of the document's pair stands in for them."""

import pytest

from transforms.reading.extract import read_text
from transforms.reading.packs.pack import load_pack


def pairs(text: str) -> set[tuple[str | None, str | None]]:
    claims = read_text(text, load_pack("en"))
    return {(c.subject_country, c.object_country) for c in claims if c.claim_table in ("fact_event", "fact_relation")}


@pytest.mark.parametrize(
    "told",
    [
        "The second session of the joint commission of Peru and Congo took place in May 2015.",
        "In 1888 Peru signed a treaty of friendship with the European country.",
        "In 1950 Peru signed a trade agreement with the Nordic nation.",
        "A Peruvian minister visited the South Asian state in May 2009.",
    ],
)
def test_a_state_of_no_settled_name_is_none_of_the_pair(told: str) -> None:
    assert not pairs("Peru and Ghana\n\nPeru and Ghana are partners.\n\n" + told)


def test_a_part_of_the_world_in_which_one_of_the_pair_lies_may_mean_it() -> None:
    told = "Asked about the African nation, the ministers of Peru said that an agreement on trade was signed in 2009."
    assert pairs("Peru and Ghana\n\n" + told) == {("GHA", "PER")}


def test_the_two_countries_are_those_that_the_paragraph_tells_of() -> None:
    text = (
        "Peru and Ghana\n\nPeru and Ghana are partners. Peru trades with Ghana.\n\n"
        "On 3 May 2009 the President of Chile met the Foreign Minister of Kenya. "
        "The two countries restored diplomatic relations in 1990."
    )
    assert ("CHL", "KEN") in pairs(text) and ("GHA", "PER") not in pairs(text)


def test_on_a_page_of_several_both_countries_are_those_of_the_sentence_before() -> None:
    text = (
        "Foreign relations of Malta are run by its ministry in Valletta. Malta signed an agreement with Nepal in 2011.\n\n"
        "Chile is represented in Malta through its embassy in Rome (Italy). Both countries belong to the United Nations."
    )
    assert {("CHL", "MLT"), ("MLT", "NPL")} <= pairs(text) and ("MLT", "NPL", "UN") not in {
        (c.subject_country, c.object_country, c.organization_id) for c in read_text(text, load_pack("en"))
    }
