"""Lists under headings and tables of trade, as encyclopaedias and embassy pages write them."""

import pytest

from transforms.reading.claims import in_short
from transforms.reading.extract import read_text
from transforms.reading.packs.pack import load_pack


def read(text: str, language: str = "en") -> set[str]:
    return {in_short(c) for c in read_text(text, load_pack(language)) if c.claim_table != "reading_issue"}


VISITS = """Chile and Ghana look back on old ties.

== Visits ==

From Chile to Ghana:
* President Ana Rojas (1998, March 2004)
* Foreign Minister Luis Vega (2-4 May 2011)

From Ghana to Chile:
* President Kofi Antwi (2002)

== Culture ==
* Chilean films (2003)
"""


def test_the_outer_heading_says_what_and_the_inner_one_who() -> None:
    assert read(VISITS) == {
        "visit CHL GHA 1998 head_of_state occurred",
        "visit CHL GHA 2004-03 head_of_state occurred",
        "visit CHL GHA 2011-05-02/2011-05-04 minister occurred",
        "visit GHA CHL 2002 head_of_state occurred",
    }


NESTED_VISITS = """Political relations

  • Treaties

      - Declaration of Nepal and Norway on forests

  • Mutual high-level visits

    • From Nepal:

      - Chairman of the Council of Ministers in 1979 and 1983

      - Minister for Foreign Affairs of Nepal – 1975, 2019 (to attend a forum)

      From Norway:

      - Prime Minister of Norway – 2015

  • Trade

      - President of Nepal – 2001
"""


def test_an_item_heads_the_items_that_stand_farther_in() -> None:
    assert {fact for fact in read(NESTED_VISITS) if fact.startswith("visit")} == {
        "visit NPL NOR 1979 head_of_government occurred",
        "visit NPL NOR 1983 head_of_government occurred",
        "visit NPL NOR 1975 minister occurred",
        "visit NPL NOR 2019 minister occurred",
        "visit NOR NPL 2015 head_of_government occurred",
    }


TABLE = """Relations of Poland and Kenya

Trade in goods (million USD)

Year | Polish exports to Kenya | Polish imports from Kenya | Turnover
2019 | 41.5 | 1,200 | 1,241.5
2020/21 | 38 | 900.25 | 938.25
"""


def test_a_table_gives_a_figure_a_cell() -> None:
    assert read(TABLE) == {
        "trade export POL KEN 2019 41500000 USD exact",
        "trade import KEN POL 2019 1200000000 USD exact",
        "trade total KEN POL 2019 1241500000 USD exact",
        "trade export POL KEN 2020/2021 38000000 USD exact",
        "trade import KEN POL 2020/2021 900250000 USD exact",
        "trade total KEN POL 2020/2021 938250000 USD exact",
    }


ALIGNED = """Chile and Ghana trade more than they did.

    Ghana's trade with Chile (USD million)[4]
                  2020      2021
    Exports       30.5      41.0
    Imports       12.1       9.9
    Visitors       700       800
"""


def test_columns_may_be_periods_and_cells_only_stand_apart() -> None:
    assert read(ALIGNED) == {
        "trade export GHA CHL 2020 30500000 USD exact",
        "trade export GHA CHL 2021 41000000 USD exact",
        "trade import CHL GHA 2020 12100000 USD exact",
        "trade import CHL GHA 2021 9900000 USD exact",
    }


def test_numbered_headings_are_headings_and_numbered_rows_are_not() -> None:
    items = "- President Ana Rojas: 3 May 2004\n- Minister Luis Vega: June 2011 (postponed)\n"
    text = f"Embassy of Chile, Accra\n\n4. Visits\n\nChilean side\n{items}"
    assert {c for c in read(text) if c.startswith("visit")} == {
        "visit CHL GHA 2004-05-03 head_of_state occurred",
        "visit CHL GHA 2011-06 minister cancelled",
    }
    assert not {c for c in read("Chile and Ghana\n\n1. Visits\n\n2. Trade\n\n- President Ana Rojas: 3 May 2004\n") if "visit" in c}


def test_what_is_pending_is_not_signed() -> None:
    text = "Chile and Ghana\n\nAgreements\n\nConcluded\n- Visa Agreement (3 May 2004)\n\nPending\n- Tax Convention (2019)\n"
    assert read(text) == {"agreement_signed CHL GHA 2004-05-03 - occurred"}


@pytest.mark.parametrize("caption", ["Trade in goods", "Students in 2019 (thousand)"])
def test_figures_without_a_unit_mean_nothing(caption: str) -> None:
    assert not read(TABLE.replace("Trade in goods (million USD)", caption))


def test_goods_behind_their_origin() -> None:
    text = "Peru and Nepal trade little.\nFrom Peru: coffee, copper and fish\nTo Peru: carpets\n"
    assert read(text) == {"product PER NPL 09", "product PER NPL 74", "product PER NPL 03", "product NPL PER 57"}


def test_trade_has_no_single_day() -> None:
    text = "Lima, 3 May 2021\n\nPeru's exports to Nepal stood at 5 million US dollars, the ministry said on 2 May 2021."
    assert not [c for c in read(text) if "2021-05" in c]


SAME_WORD = """Chile and Ghana

High-level visits
From Chile
- Foreign Minister Luis Vega, for the third conference on cocoa and the sea in Accra - May 2011
- President Ana Rojas, with a party of exporters, for the opening of the port hall in Tema
From Ghana
- Foreign Minister Kofi Antwi - June 2002
"""


def test_a_heading_between_two_lists_is_no_end_of_the_item_above_it() -> None:
    assert "visit GHA CHL 2002-06 minister occurred" in read(SAME_WORD)


def test_rows_with_their_dates_in_brackets_are_rows() -> None:
    rows = ["Agreement on the Promotion and Protection of Investments (signed 18 June 2010)", "Air Services Agreement (signed 3 May 1998)"]
    found = read("Peru and Ghana\n\nAgreements in force\n\n" + "\n".join(rows) + "\n")
    assert {f[:35].strip() for f in found} == {"agreement_signed GHA PER 2010-06-18", "agreement_signed GHA PER 1998-05-03"}


def test_a_year_in_a_bracket_with_its_own_amount_is_no_other_amounts() -> None:
    found = read(
        "Peru and Ghana\n\nIn 2019 trade with Ghana came to 12 million euros (2018: 10 million euros). Exports were 7 million euros."
    )
    assert "trade total GHA PER 2019 12000000 EUR exact" in found
    assert "trade total GHA PER 2018 10000000 EUR exact" in found
    assert not any(" 2018 7000000" in f for f in found)


FILED = """Relations of Poland and Kenya

2- Agreements
- Agreement on maritime transport (Nairobi, 3 May 2011)
- Memorandum on fishing | 4 May 2012 | Warsaw
- Protocol on the exchange of archives
- Treaty on extradition (under negotiation)
"""


def test_a_number_may_stand_before_a_dash_and_a_title_without_a_date_is_signed_too() -> None:
    assert read(FILED) == {
        "agreement_signed KEN POL 2011-05-03 - occurred",
        "agreement_signed KEN POL 2012-05-04 - occurred",
        "agreement_signed KEN POL - - occurred",
    }


def test_a_cell_that_holds_a_city_says_where() -> None:
    claims = [c for c in read_text(FILED, load_pack("en")) if c.claim_type == "agreement_signed"]
    assert {c.location_city for c in claims} == {"Nairobi", "Warsaw", None}
    assert {c.subject for c in claims} == {"on maritime transport", "on fishing", "on the exchange of archives"}


BASKETS = """Peru and Kenya

Exports to Kenya | Imports from Kenya
fish | tea
copper | coffee, flowers

The harbour | the airport
"""


def test_columns_of_goods_are_read_by_their_headings() -> None:
    assert read(BASKETS) == {"product PER KEN 03", "product PER KEN 74", "product KEN PER 09", "product KEN PER 06"}


DASHED = """Peru and Kenya

Total trade (million US dollars)
2019 — 312
2020 – 341
"""


def test_figures_behind_dashes_are_told_by_the_caption_with_its_unit() -> None:
    assert read(DASHED) == {"trade total KEN PER 2019 312000000 USD exact", "trade total KEN PER 2020 341000000 USD exact"}


def test_a_cell_that_names_two_states_tells_of_them_alone() -> None:
    missions = "Peru | Ghana\n\nEmbassy of Peru in Rabat (Morocco) | Embassy of Ghana in Santiago (Chile)\n"
    assert read("Peru and Ghana\n\n" + missions) == {"resident_embassy PER MAR holds - - -", "resident_embassy GHA CHL holds - - -"}
