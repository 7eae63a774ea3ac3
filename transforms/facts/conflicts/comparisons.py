"""What a text itself says of its figures, held against them: "trade in 2010 was lower than in 2008 and 2009".

Here: finding such a sentence by the words of `seeds/languages/<language>/comparisons.toml`, and the comparison. Not here:
reading amounts, which come as facts, and contradictions between amounts (`amounts`).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from transforms.facts.conflicts.amounts import year_of
from transforms.facts.conflicts.conflict import Conflict, in_its_words
from transforms.facts.joining import trade
from transforms.facts.joining.group import Group
from transforms.facts.reference import SEEDS
from transforms.facts.tellings import Passages
from transforms.reading.text.fold import folded

_SENTENCE = re.compile(r"[^.!?؟।\n]+")
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")


class Comparison(NamedTuple):
    """The trade of one year was less (or more) than that of each of these years, in these words."""

    year: int
    less: bool
    others: tuple[int, ...]
    words: str


def find(amounts: Sequence[Group], passages: Passages, known: Mapping[str, Sequence[Comparison]]) -> Iterator[Conflict]:
    """Amounts of one pair that a comparison in the same document contradicts."""
    by_document: dict[str, list[Group]] = {}
    for group in sorted(amounts, key=lambda g: g.id) if known else ():
        for document in {passages.document[i] for i in group.rows} & known.keys():
            by_document.setdefault(document, []).append(group)
    for document in sorted(by_document):
        for comparison in known[document]:
            yield from _held_against(by_document[document], comparison)


def _held_against(amounts: Sequence[Group], comparison: Comparison) -> Iterator[Conflict]:
    dated = [(year_of(group.head.date), group) for group in amounts]
    here = [group for year, group in dated if year == comparison.year]
    there = [group for year, group in dated if year in comparison.others]
    for one, other in product(here, there):
        if trade.flow_key(one.head) == trade.flow_key(other.head) and one.first("currency") == other.first("currency"):
            a, b = trade.amount(one.head), trade.amount(other.head)
            if (a > b) if comparison.less else (a < b):
                found = "more and not less" if comparison.less else "less and not more"
                said = f"{a:,f} in {one.head.date} and {b:,f} in {other.head.date}, which is {found}"
                yield Conflict("comparison", one, other, in_its_words(comparison.words, said))


def in_document(language: str, text: str, plain: str) -> Iterator[Comparison]:
    """The comparisons of years that a text (as it is and folded) tells."""
    words = _words(language)
    if not words or not words.than.search(plain):
        return
    for sentence in _SENTENCE.finditer(text):
        told = folded(sentence.group())
        years = [int(year) for year in _YEAR.findall(told)]
        # Other numbers would be amounts, and then the sentence may compare these.
        if len(set(years)) > 1 and len(years) == len(_NUMBER.findall(told)) and words.trade.search(told):
            less = _nearest(told, words)
            if less is not None:
                others = tuple(sorted(set(years) - {max(years)}))
                yield Comparison(max(years), less, others, sentence.group().strip()[-160:])


class _Words(NamedTuple):
    trade: re.Pattern[str]
    than: re.Pattern[str]
    less: re.Pattern[str]
    more: re.Pattern[str]
    reach: int


def _nearest(plain: str, words: _Words) -> bool | None:
    """Whether the word nearest to "than" says less (True) or more (False); None where nothing is compared."""
    places = [match.start() for match in words.than.finditer(plain)]
    found = [
        (abs(match.start() - place), less)
        for place in places
        for less, pattern in ((True, words.less), (False, words.more))
        for match in pattern.finditer(plain)
    ]
    distance, less = min(found, default=(words.reach + 1, False))
    return less if distance <= words.reach else None


@lru_cache(maxsize=16)
def _words(language: str) -> _Words | None:
    path = SEEDS / "languages" / language / "comparisons.toml"
    if not language or not path.exists():
        return None
    raw = tomllib.loads(path.read_text("utf-8"))
    dealt, than, less, more = (_any_of(raw[name]) for name in ("trade", "than", "less", "more"))
    return _Words(dealt, than, less, more, int(raw["reach"]))


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(folded(word)) for word in sorted(words, key=len, reverse=True)) + ")")
