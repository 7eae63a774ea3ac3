"""Amounts of a sentence that gives several: each is of the states and the goods that stand beside it, or of nobody."""

import pytest

from transforms.reading.claims import in_short
from transforms.reading.extract import read_text
from transforms.reading.packs.pack import load_pack


def amounts(code: str, text: str) -> list[str]:
    claims = (c for c in read_text(text, load_pack(code)) if c.claim_table == "fact_trade")
    told = [in_short(c).split() for c in claims]  # without period, currency and bound
    return [" ".join([*t[1:4], t[5], *t[8:]]) for t in told]


CASES = [
    # the states right before or behind an amount
    ("en", "Peru imported goods worth 10 million euros from Kenya in 2015, and Kenya from Peru 7 million euros.",
     ["import KEN PER 10000000", "import PER KEN 7000000"]),
    ("en", "Peru exported goods worth 10 million euros to Kenya and 4 million euros to Ghana in 2015.",
     ["export PER KEN 10000000", "export PER GHA 4000000"]),
    ("ar", "استوردت بيرو من كينيا بضائع بقيمة 10 ملايين يورو في 2015، وكينيا من بيرو بقيمة 7 ملايين يورو.",
     ["import KEN PER 10000000", "import PER KEN 7000000"]),
    # somebody else, of whom nothing says on which side he stands
    ("en", "Peru's exports to Kenya reached 54 million euros in 2015, followed by Ghana with 41 million euros.",
     ["export PER KEN 54000000"]),
    ("ar", "بيرو وكينيا\n\nبلغت صادرات بيرو 54 مليون يورو في 2015، تليها غانا بنحو 41 مليون يورو.", []),
    ("en", "In 2014 Peru's exports to Kenya reached 5 million euros. Ghana came second and in 2015 it rose to 9 million euros.",
     ["export PER KEN 5000000"]),
    ("en", "In 2014 Peru's exports to Kenya reached 5 million euros. In 2015 it rose to 9 million euros.",
     ["export PER KEN 5000000", "export PER KEN 9000000"]),
    ("ar", "بلغت صادرات بيرو إلى كينيا 54 مليون يورو في 2015، وغانا 41 مليون يورو، ونيبال 33 مليون يورو.", ["export PER KEN 54000000"]),
    # in the order of the partners
    ("en", "Exports of Peru to Kenya, Ghana and Nepal came to 5 million, 4 million and 3 million euros respectively in 2015.",
     ["export PER KEN 5000000", "export PER GHA 4000000", "export PER NPL 3000000"]),
    ("ar", "بلغت صادرات بيرو إلى كينيا وغانا ونيبال 5 ملايين و4 ملايين و3 ملايين يورو على التوالي في 2015.",
     ["export PER KEN 5000000", "export PER GHA 4000000", "export PER NPL 3000000"]),
    # of several together
    ("en", "Exports of Peru to Kenya and Ghana came to 5 million euros in 2015.", []),
    ("en", "Exports of Peru and Kenya came to 5 million euros in 2015.", []),
    ("en", "Trade of Peru and Kenya came to 5 million euros in 2015.", ["total KEN PER 5000000"]),
    ("en", "Trade between Peru and its main partners, including Kenya, stands at 12 billion dollars.", []),
    ("ar", "يبلغ حجم التبادل التجاري بين بيرو وشركائها، بما في ذلك كينيا، 5 مليارات يورو.", []),
    ("en", "Peru and Kenya\n\nPeru's exports to the Arab world reached 5 billion euros in 2015.", []),
    # of some goods
    ("en", "Exports of crude oil from Peru to Kenya reached 5 million euros in 2015.", ["export PER KEN 5000000 27"]),
    ("en", "Peru's oil exports to Kenya were worth 5 million euros in 2015.", ["export PER KEN 5000000 27"]),
    ("en", "Peru's non-oil exports to Kenya were worth 5 million euros in 2015.", ["export PER KEN 5000000"]),
    ("en", "In 2015 Peru bought 4 million euros of tea from Kenya.", ["import KEN PER 4000000 09"]),
    ("en", "In 2015 Peru's exports to Kenya, mainly tea, reached 5 million euros, of which tea 3 million euros.",
     ["export PER KEN 5000000", "export PER KEN 3000000 09"]),
    ("ar", "بلغت صادرات النفط من بيرو إلى كينيا 5 ملايين يورو في 2015.", ["export PER KEN 5000000 27"]),
    # by how much an amount rose
    ("en", "Peru's exports to Kenya reached 5 million euros in 2015, up 4% (2 million euros).", ["export PER KEN 5000000"]),
    ("ar", "نمت صادرات بيرو إلى كينيا بملياري يورو في 2015.", []),
    ("ar", "ارتفعت صادرات بيرو إلى كينيا بنحو 3 ملايين يورو في 2015 لتصل إلى 20 مليون يورو.", ["export PER KEN 20000000"]),
    ("ar", "قدرت صادرات بيرو إلى كينيا في 2015 بنحو 3 ملايين يورو.", ["export PER KEN 3000000"]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "expected"), CASES)
def test_an_amount_is_of_those_beside_it(code: str, text: str, expected: list[str]) -> None:
    assert amounts(code, text) == expected
