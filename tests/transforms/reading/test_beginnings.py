"""What may begin a pattern: nothing that could may be missing.

Here: beginnings of patterns, and that the index by them finds what trying everything finds.  Not here: what dates mean (test_golden).
"""

import re

import pytest

from transforms.reading.packs.beginnings import beginnings, beginnings_of
from transforms.reading.packs.date_forms import DateForms
from transforms.reading.packs.pack import SEEDS, load_pack, packs
from transforms.reading.text.fold import fold

CASES = [
    (r"may\s+\d", ["may"], ["mayor", "ma", "june"]),
    (r"(?:the\s+)?(?:first|last)\s+half", ["the", "first", "last"], ["then", "half"]),
    (r"years?\s*(?:of\s+)?\d", ["year", "years"], ["of", "12"]),
    (r"(?P<D>0?[1-9]|[12]\d)(?:st|nd)?", ["7", "21"], ["st", "nd"]),
    (r"(?<!x)(?:mid-)?\d{4}", ["1999", "mid"], ["middle"]),
    (r"f\.y\.|fiscal", ["f", "fiscal", "fiscally"], ["fy", "fire"]),
    (r"a?b*[cd]+e", ["abc", "bb", "ce", "dde"], ["e", "xa"]),
    (r"[^x]+y", ["anything", "7"], []),
]


@pytest.mark.parametrize(("pattern", "may", "cannot"), CASES)
def test_beginnings(pattern: str, may: list[str], cannot: list[str]) -> None:
    begun = beginnings(pattern)
    assert [w for w in may if begun.isdisjoint(beginnings_of(w))] == []
    assert [w for w in cannot if not begun.isdisjoint(beginnings_of(w))] == []


@pytest.mark.parametrize("language", packs())
def test_the_index_misses_no_date(language: str) -> None:
    pack = load_pack(language)
    for path in sorted((SEEDS / "documents").glob(f"*.{language}.md")):
        text = fold(path.read_text("utf-8")).text
        for sentence in pack.segmenter.sentences(text):
            for token in (t for t in sentence.tokens if t.kind in ("word", "number")):
                found = {match.re.pattern for match, _ in pack.date_forms.matches(text, [token], sentence.end)}
                assert found == _tried(pack.date_forms, text, token.start, sentence.end, token.text), token.text


def _tried(forms: DateForms, text: str, start: int, end: int, word: str) -> set[str]:
    """Every form tried at every place at which a date may begin in a word."""
    places = [0, *(len(g) for g in forms.glued if word.startswith(g) and len(word) > len(g))]
    return {p.pattern for p, _ in forms.forms for place in places if p.match(text, start + place, end)}


def test_a_broken_pattern_is_named() -> None:
    with pytest.raises(ValueError, match=re.escape("(?:in {M}")):
        DateForms({"form": [{"pattern": "(?:in {M}"}]})
