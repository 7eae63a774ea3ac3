"""How lines of markup are cut: tables, numbered lists, headings.  What they tell is tested elsewhere."""

import pytest

from transforms.reading.claims import in_short
from transforms.reading.extract import read_text
from transforms.reading.packs.pack import load_pack
from transforms.reading.text.fold import fold

BESIDE = '{| class="wikitable"\n! When !! Who !! Where\n|-\n| May 2010 || President of Peru || Nairobi\n|-\n| 3 June 2012 || x || y\n|}'
BELOW = "{|\n! When\n! Who\n! Where\n|-\n| May 2010\n| President of Peru\n| Nairobi\n|-\n| 3 June 2012\n| x\n| y\n|}"


def kinds(text: str) -> list[tuple[str, str]]:
    return [(s.kind, " ".join(t.text for t in s.tokens)) for s in load_pack("en").segmenter.sentences(fold(text).text)]


@pytest.mark.parametrize("table", [BESIDE, BELOW])
def test_a_row_of_a_table_is_one_item_however_its_cells_stand(table: str) -> None:
    rows = [text for kind, text in kinds(f"Before the table stands a sentence.\n{table}\nAfter.") if kind == "item"]
    assert rows == ["| when | who | where", "| may 2010 | president of peru | nairobi", "| 3 june 2012 | x | y"]
    assert kinds(f"Before.\n{table}\nAfter.")[-1][1] == "after ."


def test_visits_in_a_table_are_told_by_the_heading_above_it() -> None:
    text = f"Peru and Kenya\n\n== State visits ==\n{BESIDE}"
    assert [in_short(c)[:24] for c in read_text(text, load_pack("en")) if c.claim_type == "visit"] == ["visit PER KEN 2010-05 he"]


def test_lines_that_a_hash_counts_are_items_and_a_lone_one_is_a_heading() -> None:
    assert [k for k, _ in kinds("They are:\n# one treaty\n# another treaty\n")] == ["lead", "item", "item"]
    assert [k for k, _ in kinds("# One\n\nA sentence stands here.\n\n## Two\n\nAnother sentence.\n")] == ["heading", "sentence"] * 2


def test_a_number_and_a_dash_open_an_item() -> None:
    assert [k for k, _ in kinds("They are:\n1- Treaty on trade (2011).\n2- Treaty on tax (2012).")] == [
        "lead",
        "item",
        "item",
    ]


LISTS = [
    "Trade of Chile and Kenya\n\nChilean imports from Kenya, in millions of euros:\n2019: 21.4\n2020: 18",
    "Trade of Chile and Kenya\n\nTrade (in millions of euros):\nImports of Chile from Kenya: 21.4 (2019), 18 (2020)\nThat is all.",
]


@pytest.mark.parametrize("text", LISTS)
def test_figures_listed_under_a_unit_are_of_their_years(text: str) -> None:
    told = [in_short(c) for c in read_text(text, load_pack("en")) if c.claim_table == "fact_trade"]
    assert told == ["trade import KEN CHL 2019 21400000 EUR exact", "trade import KEN CHL 2020 18000000 EUR exact"]
