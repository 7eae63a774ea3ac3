"""Quotes inside their paragraphs, and whole texts cut at their marks, by code points."""

from hypothesis import given
from hypothesis import strategies as st

from warehouse.site.passages import AROUND, Passage, Piece, heading, marked_paragraphs, passage

TEXT = "First line.\n🇩🇯 জিবুতি ও আজারবাইজান। Second sentence.\nThird line."


def test_quote_stands_in_its_paragraph() -> None:
    start = TEXT.index("জিবুতি")
    assert passage(TEXT, start, start + 6, "জিবুতি") == Passage("🇩🇯 ", "জিবুতি", " ও আজারবাইজান। Second sentence.")


def test_without_the_text_there_is_the_quote_alone() -> None:
    assert passage(None, 3, 6, "abc") == Passage("", "abc", "")


def test_text_that_says_something_else_there_is_not_shown() -> None:
    assert passage("abcdef", 0, 3, "xyz") == Passage("", "xyz", "")


def test_long_paragraph_is_cut_between_words() -> None:
    text = "word " * 200 + "quote" + " more" * 200
    found = passage(text, 1000, 1005, "quote")
    assert found.before.startswith("… word ") and len(found.before) <= AROUND + 2
    assert found.behind.endswith(" more …") and len(found.behind) <= AROUND + 2


def test_long_paragraph_without_a_space_is_cut_all_the_same() -> None:
    found = passage("a" * 999 + "b" + "c" * 999, 999, 1000, "b")
    assert found == Passage("… " + "a" * AROUND, "b", "c" * AROUND + " …")


def test_overlapping_marks() -> None:
    lines = marked_paragraphs("abcdefgh", [(1, 5), (3, 7), (3, 4)])
    assert [(piece.text, piece.spans) for piece in lines[0]] == [
        ("a", ()),
        ("bc", (0,)),
        ("d", (0, 1, 2)),
        ("e", (0, 1)),
        ("fg", (1,)),
        ("h", ()),
    ]


def test_mark_over_two_lines() -> None:
    lines = marked_paragraphs("one two\n\nthree", [(4, 12)])
    assert [[(piece.text, piece.spans) for piece in line] for line in lines] == [
        [("one ", ()), ("two", (0,))],
        [("thr", (0,)), ("ee", ())],
    ]


def test_heading_is_one_for_the_eye_and_its_marks_stay_where_they_are() -> None:
    lines = marked_paragraphs("## Trade #1\n#hashtag\n  # A\nplain", [(3, 8)])
    found = [heading(line) for line in lines]
    assert [depth for depth, _ in found] == [2, 0, 1, 0]
    assert [[(piece.text, piece.spans) for piece in pieces] for _, pieces in found[:2]] == [
        [("Trade", (0,)), (" #1", ())],
        [("#hashtag", ())],
    ]
    assert heading([Piece("##", ())]) == (0, [Piece("##", ())])
    assert heading([Piece("### ", ()), Piece("Marked", (0,))]) == (3, [Piece("Marked", (0,))])


@given(st.text("ab \n🇩ك", max_size=40), st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=6))
def test_no_character_is_lost_or_twice(text: str, spans: list[tuple[int, int]]) -> None:
    lines = marked_paragraphs(text, [(min(span), max(span)) for span in spans])
    assert ["".join(piece.text for piece in line) for line in lines] == [line for line in text.split("\n") if line.strip()]
