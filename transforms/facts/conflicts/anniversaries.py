"""Anniversaries of diplomatic relations in the texts, held against the founding dates: "31 years" in 2022 against 1994.

Here: finding such a sentence by the words of `seeds/languages/<language>/anniversaries.toml`, and the arithmetic. Not here:
reading founding dates, which come as facts.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from transforms import edtf
from transforms.facts import counting
from transforms.facts.conflicts.conflict import Conflict, Saying, in_its_words
from transforms.facts.joining import relations
from transforms.facts.joining.group import Group
from transforms.facts.reference import SEEDS
from transforms.facts.tellings import Passages
from transforms.reading.text.fold import folded

TYPE, FOUNDED = "diplomatic_relations", "relations_established"
# The year that counts may be the first or the last of a span, and the day may not have come: one year is no contradiction.
LEEWAY = 1
_SENTENCE = re.compile(r"[^.!?؟।\n]+")
# Of a sentence so much is shown, the whole where it is no longer.
LONGEST = 300
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
Pair = frozenset[str]


class Anniversary(NamedTuple):
    """So many years of relations, the years named beside them, the year of the document, the words, and where they stand."""

    number: int
    named: tuple[int, ...]
    published: int | None
    words: str
    document: str = ""


def find(groups: Sequence[Group], passages: Passages, known: Mapping[Pair, Sequence[Anniversary]]) -> Iterator[Conflict]:
    """Founding dates of one pair that an anniversary does not fit: those of its own document, where that tells one, else all."""
    begun = sorted((g for g in groups if _begin(g)), key=lambda g: g.id) if known else []
    for anniversary in known.get(_pair(begun[0]), ()) if begun else ():
        own = [g for g in begun if _is_dated_in(g, anniversary.document, passages)]
        for group in own or begun:
            yield from _held_against(group, anniversary)


def _begin(group: Group) -> str | None:
    """Since when the relations hold by this fact: the standing relation, or its founding."""
    if group.head.type == FOUNDED:
        return group.head.date
    return relations.since(group) if group.head.type == TYPE and group.head.holds else None


def _is_dated_in(group: Group, document: str, passages: Passages) -> bool:
    """Whether a document itself says since when; words that only join ("35 years of relations") do not."""
    return any(telling.date and document in {passages.document[i] for i in telling.rows} for telling in group.tellings)


def _pair(group: Group) -> Pair:
    return frozenset(country for country in (group.head.a, group.head.b) if country)


def _held_against(group: Group, anniversary: Anniversary) -> Iterator[Conflict]:
    since = str(_begin(group))
    start, end, _ = edtf.bounds(since)
    if not start or not end:
        return
    later = [year for year in anniversary.named if year > end.year]
    known = later or [year for year in (anniversary.published,) if year is not None]
    if known and all(not start.year - LEEWAY <= year - anniversary.number <= end.year + LEEWAY for year in known):
        sums = " or ".join(f"{year} - {anniversary.number} = {year - anniversary.number}" for year in known)
        told = in_its_words(anniversary.words, f"{sums}, but relations since {since}")
        yield Conflict("anniversary", group, None, told, Saying(anniversary.document, anniversary.words))


def in_document(language: str, text: str, plain: str, published: str | None) -> Iterator[Anniversary]:
    """The anniversaries of diplomatic relations that a text (as it is and folded) tells, whoever's they are."""
    known = _words(language)
    if not known or not known.ties.search(plain):
        return
    start, before = edtf.bounds(published).start, False
    for sentence in _SENTENCE.finditer(text):
        words = counting.in_digits(folded(sentence.group()), language)
        counted = _counted(words, known, before)
        before = bool(known.ties.search(words))
        if counted:
            named = tuple(int(year) for year in _YEAR.findall(words))
            yield Anniversary(int(counted["count"]), named, start.year if start else None, sentence.group().strip()[:LONGEST])


class _Words(NamedTuple):
    """How a language says "31 years of diplomatic relations", the relations alone, "31 years since then", and that they celebrate."""

    counts: tuple[re.Pattern[str], ...]
    ties: re.Pattern[str]
    since_then: tuple[re.Pattern[str], ...]
    celebrating: re.Pattern[str]


def _counted(plain: str, words: _Words, after_ties: bool) -> re.Match[str] | None:
    """The years counted in a sentence: of the relations, or, celebrated behind a sentence that tells of them, "since then"."""
    patterns = words.counts
    if after_ties and words.celebrating.search(plain):
        patterns += words.since_then
    return next((match for pattern in patterns if (match := pattern.search(plain))), None)


@lru_cache(maxsize=16)
def _words(language: str) -> _Words | None:
    """Nothing where the language has no such file."""
    path = SEEDS / "languages" / language / "anniversaries.toml"
    if not language or not path.exists():
        return None
    words = tomllib.loads(path.read_text("utf-8"))
    ties, then = (_any_of(words[name]) for name in ("relations", "then"))
    celebrating = re.compile(_any_of(words["celebrating"]))
    return _Words(_beside(words, ties), re.compile(ties), _beside(words, then), celebrating)


def _beside(words: Mapping[str, Any], ties: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of a number of years with these words behind or before it. "The two countries" counts no years."""
    years = _any_of(words["years"])
    number, near = r"(?<!\d)(?P<count>\d{1,3})", rf"(?:\D|(?<!\d)[12](?!\d)){{0,{words['reach']}}}?"
    counts = [
        rf"{number}\s?{years}",
        *([rf"{_any_of(words['before'])}\W{{0,3}}\w{{0,2}}\W{{0,2}}{number}(?!\d)"] if "before" in words else []),
    ]
    both = [pattern for count in counts for pattern in (f"{count}{near}{ties}", f"{ties}{near}{count}")]
    return tuple(map(re.compile, both))


def _any_of(words: Sequence[str]) -> str:
    return "(?:" + "|".join(re.escape(folded(word)) for word in sorted(words, key=len, reverse=True)) + ")"
