"""Anniversaries of diplomatic relations in the texts, held against the founding dates: "31 years" in 2022 against 1994.

Here: finding such a sentence by the words of `seeds/languages/<language>/anniversaries.toml`, and the arithmetic. Not here:
reading founding dates, which come as facts.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from transforms import edtf
from transforms.facts import counting
from transforms.facts.conflicts.conflict import Conflict, in_its_words
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
        own = [g for g in begun if anniversary.document in {passages.document[i] for i in g.rows}]
        for group in own or begun:
            yield from _held_against(group, anniversary)


def _begin(group: Group) -> str | None:
    """Since when the relations hold by this fact: the standing relation, or its founding."""
    if group.head.type == FOUNDED:
        return group.head.date
    return relations.since(group) if group.head.type == TYPE and group.head.holds else None


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
        yield Conflict("anniversary", group, None, in_its_words(anniversary.words, f"{sums}, but relations since {since}"))


def in_document(language: str, text: str, plain: str, published: str | None) -> Iterator[Anniversary]:
    """The anniversaries of diplomatic relations that a text (as it is and folded) tells, whoever's they are."""
    patterns, ties = _patterns(language)
    if not patterns or not ties.search(plain):
        return
    start = edtf.bounds(published).start
    for sentence in _SENTENCE.finditer(text):
        words = counting.in_digits(folded(sentence.group()), language)
        counted = next((match for pattern in patterns if (match := pattern.search(words))), None)
        if counted:
            named = tuple(int(year) for year in _YEAR.findall(words))
            yield Anniversary(int(counted["count"]), named, start.year if start else None, sentence.group().strip()[:LONGEST])


@lru_cache(maxsize=16)
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str]]:
    """How a language says "31 years of diplomatic relations", either way round, and how the relations alone.

    Nothing where it has no such file.
    """
    path = SEEDS / "languages" / language / "anniversaries.toml"
    if not language or not path.exists():
        return (), re.compile("$.")
    words = tomllib.loads(path.read_text("utf-8"))
    years, ties = _any_of(words["years"]), _any_of(words["relations"])
    number, near = r"(?<!\d)(?P<count>\d{1,3})", rf"[^\d]{{0,{words['reach']}}}"
    counts = [
        rf"{number}\s?{years}",
        *([rf"{_any_of(words['before'])}\W{{0,3}}\w{{0,2}}\W{{0,2}}{number}(?!\d)"] if "before" in words else []),
    ]
    both = [pattern for count in counts for pattern in (f"{count}{near}{ties}", f"{ties}{near}{count}")]
    return tuple(map(re.compile, both)), re.compile(ties)


def _any_of(words: Sequence[str]) -> str:
    return "(?:" + "|".join(re.escape(folded(word)) for word in sorted(words, key=len, reverse=True)) + ")"
