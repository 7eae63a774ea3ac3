"""Names of many words are taken whole, whatever hyphens part them, before and behind the office."""

import pytest

from transforms.reading.extract import read_text
from transforms.reading.packs.pack import load_pack


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The president of Peru met Sheikh Salem Al-Ali Al-Hamad Al-Mutairi, the Emir of Kuwait.", "Salem Al-Ali Al-Hamad Al-Mutairi"),
        ("The president of Peru met the Emir of Kuwait, Sheikh Salem Al-Ali Al-Hamad Al-Mutairi.", "Salem Al-Ali Al-Hamad Al-Mutairi"),
        ("The president of Peru met H.E. Mr. Tomas Rey Luna, the foreign minister of Chile.", "Tomas Rey Luna"),
        ("The president of Peru met King Faisal bin Turki bin Salman Al-Harbi of Saudi Arabia.", "Faisal bin Turki bin Salman Al-Harbi"),
    ],
)  # fmt: skip
def test_a_long_name_is_one(text: str, name: str) -> None:
    (meeting,) = (claim for claim in read_text(text, load_pack("en")) if claim.claim_type == "meeting")
    assert [person["name"] for person in meeting.persons if person["name"]] == [name]
