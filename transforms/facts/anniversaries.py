"""Anniversaries of diplomatic relations in the texts, held against the founding dates: "31 years" in 2022 against 1994.

Here: finding such a sentence by the words of `seeds/languages/<language>/anniversaries.toml`, and the arithmetic. Not here:
reading founding dates, which come as facts.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from transforms import edtf
from transforms.facts import relations
from transforms.facts.conflicts import Conflict
from transforms.facts.group import Group
from transforms.facts.reference import SEEDS
from transforms.facts.tellings import Passages
from transforms.reading.fold import folded

TYPE = "diplomatic_relations"
INPUTS = ("document_id", "language", "text", "published_edtf")
# The year that counts may be the first or the last of a span, and the day may not have come: one year is no contradiction.
LEEWAY = 1
_SENTENCE = re.compile(r"[^.!?؟।\n]+")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")


class Anniversary(NamedTuple):
    """So many years of relations, the years named beside them, the year of the document, and the words."""

    number: int
    named: tuple[int, ...]
    published: int | None
    words: str


def told(documents: pd.DataFrame, claims: pd.DataFrame) -> dict[str, list[Anniversary]]:
    """The anniversaries of documents that speak of the relations of one pair only, by document.

    In: of documents document_id, language, text, published_edtf; of claims document_id, claim_type and the two countries.
    """
    relevant = claims.loc[claims["claim_type"] == TYPE, ["document_id", "subject_country", "object_country"]]
    pairs = relevant.drop_duplicates().groupby("document_id").size()
    columns = documents.loc[documents["document_id"].isin(pairs.index[pairs == 1]), list(INPUTS)].astype(object)
    rows = columns.where(columns.notna(), None).itertuples(index=False, name=None)
    found = {document: list(_in_document(*rest)) for document, *rest in rows}
    return {document: anniversaries for document, anniversaries in found.items() if anniversaries}


def find(groups: Sequence[Group], passages: Passages, known: Mapping[str, list[Anniversary]]) -> Iterator[Conflict]:
    """Founding dates of one pair that an anniversary told beside them does not fit."""
    held = [g for g in groups if g.head.type == TYPE and g.head.holds and relations.since(g)] if known else []
    for group in sorted(held, key=lambda g: g.id):
        for document in sorted({passages.document[i] for i in group.rows} & known.keys()):
            for anniversary in known[document]:
                yield from _held_against(group, anniversary)


def _held_against(group: Group, anniversary: Anniversary) -> Iterator[Conflict]:
    since = str(relations.since(group))
    start, end, _ = edtf.bounds(since)
    if not start or not end:
        return
    later = [year for year in anniversary.named if year > end.year]
    known = later or [year for year in (anniversary.published,) if year is not None]
    if known and all(not start.year - LEEWAY <= year - anniversary.number <= end.year + LEEWAY for year in known):
        sums = " or ".join(f"{year} - {anniversary.number} = {year - anniversary.number}" for year in known)
        yield Conflict("anniversary", group, None, f'"{anniversary.words}": {sums}, but relations since {since}')


def _in_document(language: str | None, text: str | None, published: str | None) -> Iterator[Anniversary]:
    patterns = _patterns((language or "").partition("-")[0])
    start = edtf.bounds(published).start
    for sentence in _SENTENCE.finditer(text or "") if patterns else ():
        plain = folded(sentence.group())
        counted = next((match for pattern in patterns if (match := pattern.search(plain))), None)
        if counted:
            named = tuple(int(year) for year in _YEAR.findall(plain))
            yield Anniversary(int(counted["count"]), named, start.year if start else None, sentence.group().strip()[:160])


@lru_cache(maxsize=16)
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """How a language says "31 years of diplomatic relations", either way round; none where it has no such file."""
    path = SEEDS / "languages" / language / "anniversaries.toml"
    if not language or not path.exists():
        return ()
    words = tomllib.loads(path.read_text("utf-8"))
    years, ties = _any_of(words["years"]), _any_of(words["relations"])
    count, near = rf"(?<!\d)(?P<count>\d{{1,3}})\s?{years}", rf"[^\d]{{0,{words['reach']}}}"
    return re.compile(f"{count}{near}{ties}"), re.compile(f"{ties}{near}{count}")


def _any_of(words: Sequence[str]) -> str:
    return "(?:" + "|".join(re.escape(folded(word)) for word in sorted(words, key=len, reverse=True)) + ")"
