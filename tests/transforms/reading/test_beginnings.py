"""What may begin a pattern: nothing that could may be missing.

Here: beginnings of patterns, and that the index by them finds what trying everything finds.  Not here: what dates mean (test_golden).
"""

import re
from collections import Counter

import pytest

from transforms.reading.packs.beginnings import beginnings, beginnings_of
from transforms.reading.packs.date_forms import DateForms
from transforms.reading.packs.pack import SEEDS, load_pack, packs
from transforms.reading.text.fold import fold
from transforms.reading.text.tokens import tokenise

CASES = [
    (r"may\s+\d", ["may 5"], ["mayor 5", "ma 5", "may the", "june 5"]),
    (r"(?:the\s+)?(?:first|last)\s+half", ["the first", "first half", "last half"], ["then first", "half"]),
    (r"years?\s*(?:of\s+)?\d", ["year 5", "years of"], ["of", "12", "year ago"]),
    (r"(?P<D>0?[1-9]|[12]\d)(?:st|nd)?", ["7", "21"], ["st", "nd"]),
    (r"(?<!x)(?:mid-)?\d{4}", ["1999", "mid -"], ["middle", "mid may"]),
    (r"f\.y\.|fiscal", ["f .", "fiscal", "fiscally"], ["fy", "fire", "f -"]),
    (r"a?b*[cd]+e", ["abc", "bb", "ce", "dde"], ["e", "xa"]),
    (r"[^x]+y", ["anything", "7"], []),
    (r"the\s+(?:same\s+)?year", ["the year", "the same", "the yearly"], ["the month", "the", "the 7", "then year"]),
    (r"in\s*\d{4}", ["in 2005", "in2005"], ["in may", "in (", "inn 5"]),
    (r"(?P<D>0?[1-9]|[12]\d)(?:st|nd)?\s+may", ["7 may", "21 st", "21 nd", "5 mayor"], ["7 june", "7 of", "7 8"]),
    (r"\d+[.,]\d+\s*%", ["10.5 %", "10,5 per"], ["ten %", "10 %", "10 -"]),
    (r"a\s+year\s+ago", ["a year"], ["a month", "an year"]),
    (r"mid-(?:may|june)", ["mid -"], ["middle -", "mid"]),
    (r"(?P<D>0?[1-9]|[12]\d)\s+may", ["7 may", "21 may"], ["1999 may", "121 may", "7 ."]),
    (r"(?:19|20)\d\d\s*(?:-|to)\s*\d+", ["1999 -", "1999 to"], ["12 -", "1999 (", "1999 may"]),
    (r"\d{1,2}[./]\d{1,2}[./]\d{4}", ["3.5.2001", "03 /"], ["3 may", "2001 ("]),
]


@pytest.mark.parametrize(("pattern", "may", "cannot"), CASES)
def test_beginnings(pattern: str, may: list[str], cannot: list[str]) -> None:
    begun = beginnings(pattern)
    assert [w for w in may if begun.isdisjoint(beginnings_of(*_two_words(w)))] == []
    assert [w for w in cannot if not begun.isdisjoint(beginnings_of(*_two_words(w)))] == []


def _two_words(text: str) -> list[str]:
    return [token.text for token in tokenise(text)]


@pytest.mark.parametrize("language", packs())
def test_the_index_misses_no_date(language: str) -> None:
    pack = load_pack(language)
    for path in sorted((SEEDS / "documents").glob(f"*.{language}.md")):
        text = fold(path.read_text("utf-8")).text
        for sentence in pack.segmenter.sentences(text):
            found = Counter(match.re.pattern for match, _ in pack.date_forms.matches(text, sentence.tokens, sentence.end))
            words = [t for t in sentence.tokens if t.kind in ("word", "number")]
            assert found == Counter(p for t in words for p in _tried(pack.date_forms, text, t.start, sentence.end, t.text)), sentence


def _tried(forms: DateForms, text: str, start: int, end: int, word: str) -> set[str]:
    """Every form tried at every place at which a date may begin in a word."""
    places = [0, *(len(g) for g in forms.glued if word.startswith(g) and len(word) > len(g))]
    return {p.pattern for p, _ in forms.forms for place in places if p.match(text, start + place, end)}


def test_a_broken_pattern_is_named() -> None:
    with pytest.raises(ValueError, match=re.escape("(?:in {M}")):
        DateForms({"form": [{"pattern": "(?:in {M}"}]})
