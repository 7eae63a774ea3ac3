"""What a text itself says of its figures, held against them: "trade in 2010 was lower than in 2008 and 2009".

Here: finding such a sentence by the words of `seeds/languages/<language>/comparisons.toml`, and the comparison. Not here:
reading amounts, which come as facts, and contradictions between amounts (`amounts`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from transforms.facts.conflicts.amounts import year_of
from transforms.facts.conflicts.conflict import Conflict, Saying, in_its_words
from transforms.facts.conflicts.wording import YEAR, Gaps, any_of, comparing_words, templated
from transforms.facts.joining import trade
from transforms.facts.joining.group import Group
from transforms.facts.tellings import Passages
from transforms.reading.text.fold import folded

_SENTENCE = re.compile(r"[^.!?؟।\n]+")
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(YEAR)
# In digits of any script: a sentence that has no two of these need not be looked at.
_TWO_YEARS = re.compile(r"\d{4}\D+\d{4}")
_GAPS = Gaps(r"\D", 12, 12)
_PAUSE = re.compile(r"[,،;؛]")


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
            yield from _held_against(by_document[document], comparison, document)


def _held_against(amounts: Sequence[Group], comparison: Comparison, document: str) -> Iterator[Conflict]:
    dated = [(year_of(group.head.date), group) for group in amounts]
    here = [group for year, group in dated if year == comparison.year]
    there = [group for year, group in dated if year in comparison.others]
    for one, other in product(here, there):
        if trade.flow_key(one.head) == trade.flow_key(other.head) and one.first("currency") == other.first("currency"):
            a, b = trade.amount(one.head), trade.amount(other.head)
            if (a > b) if comparison.less else (a < b):
                found = "more and not less" if comparison.less else "less and not more"
                said = f"{a:,f} in {one.head.date} and {b:,f} in {other.head.date}, which is {found}"
                saying = Saying(document, comparison.words)
                yield Conflict("comparison", one, other, in_its_words(comparison.words, said), saying)


def in_document(language: str, text: str, plain: str) -> Iterator[Comparison]:
    """The comparisons of years that a text (as it is and folded) tells."""
    words = _words(language)
    if not words or not words.trade.search(plain):
        return
    for sentence in _SENTENCE.finditer(text):
        told = folded(sentence.group()) if _TWO_YEARS.search(sentence.group()) else ""
        if _speaks_of_years_alone(told) and words.trade.search(told):
            shown = sentence.group().strip()[-160:]
            for years, less, others in _said(told, words):
                yield from (Comparison(year, less, others, shown) for year in years)


def _speaks_of_years_alone(plain: str) -> bool:
    """Whether a sentence has several years and no other number: that would be an amount, and the sentence may compare these."""
    years = _YEAR.findall(plain)
    return len(set(years)) > 1 and len(years) == len(_NUMBER.findall(plain))


class _Words(NamedTuple):
    trade: re.Pattern[str]
    than: re.Pattern[str]
    comparing: re.Pattern[str]
    denying: frozenset[str]
    less: frozenset[str]
    beyond: frozenset[str]
    listed: re.Pattern[str]
    spans: tuple[re.Pattern[str], ...]
    reach: int
    standard_first: bool


class _Run(NamedTuple):
    """Years of one list: "2008 and 2009"."""

    start: int
    end: int
    years: tuple[int, ...]


class _Sign(NamedTuple):
    """A word that compares, where it stands, and where "than" begins and ends: "below" is both."""

    start: int
    end: int
    less: bool
    than: tuple[int, int] | None


def _said(plain: str, words: _Words) -> Iterator[tuple[tuple[int, ...], bool, tuple[int, ...]]]:
    """Which years are said to be less (or more) than which others; nothing where the words can be taken in two ways."""
    denied = words.denying & set(plain.split())
    signs = [] if denied else [_sign(match, plain, words) for match in words.comparing.finditer(plain)]
    span = next((found for pattern in words.spans if (found := pattern.search(plain))), None)
    if span and signs and len({sign.less for sign in signs}) == 1 and _is_all(span, plain, signs):
        yield (int(span["to"]),), signs[0].less, (int(span["from"]),)
    elif signs and None not in (places := [sign.than for sign in signs]) and len(set(places)) == len(places):
        yield from _against_standards(_runs(plain, words), signs, plain, words)


def _is_all(span: re.Match[str], plain: str, signs: Sequence[_Sign]) -> bool:
    """Whether nothing else is compared with: "from 2009 to 2010 it fell less than in 2008" is no fall from year to year alone."""
    others = [sign for sign in signs if sign.than and not span.start() <= sign.than[0] < span.end()]
    return not others and len(set(_YEAR.findall(plain))) == 2


def _against_standards(
    runs: Sequence[_Run], signs: Sequence[_Sign], plain: str, words: _Words
) -> Iterator[tuple[tuple[int, ...], bool, tuple[int, ...]]]:
    """What "than" stands beside is what is compared with; the one list of years that is left is what is spoken of."""
    standards = [_standard(sign, runs, plain, words) for sign in signs]
    subject = [run for run in runs if run not in standards]
    if len(subject) == 1 and None not in standards:
        for sign, standard in zip(signs, standards, strict=True):
            yield subject[0].years, sign.less, standard.years if standard else ()


def _standard(sign: _Sign, runs: Sequence[_Run], plain: str, words: _Words) -> _Run | None:
    """The years beside "than" with no pause and no other comparison between."""
    start, end = sign.than or (0, 0)
    if words.standard_first:
        run = next((run for run in reversed(runs) if run.end <= start), None)
        between = plain[run.end : start] if run else ""
    else:
        run = next((run for run in runs if run.start >= end), None)
        between = plain[end : run.start] if run else ""
    return None if _PAUSE.search(between) or words.comparing.search(between) else run


def _sign(match: re.Match[str], plain: str, words: _Words) -> _Sign:
    """A word that compares with the "than" that is nearest to it, as far as it reaches."""
    less = match.group() in words.less
    if match.group() in words.beyond:
        return _Sign(match.start(), match.end(), less, match.span())
    near = [(abs(match.start() - than.start()), than.span()) for than in words.than.finditer(plain)]
    distance, place = min(near, default=(words.reach + 1, None))
    return _Sign(match.start(), match.end(), less, place if distance <= words.reach else None)


def _runs(plain: str, words: _Words) -> list[_Run]:
    """The years of a sentence, those that are listed together as one."""
    runs: list[_Run] = []
    for match in _YEAR.finditer(plain):
        run = _Run(match.start(), match.end(), (int(match.group()),))
        if runs and words.listed.fullmatch(plain[runs[-1].end : run.start]):
            last = runs.pop()
            run = _Run(last.start, run.end, (*last.years, *run.years))
        runs.append(run)
    return runs


@lru_cache(maxsize=16)
def _words(language: str) -> _Words | None:
    raw = comparing_words(language)
    if not raw:
        return None
    dealt, than = (re.compile(any_of(raw[name])) for name in ("trade", "than"))
    less, more, below, above = (frozenset(map(folded, raw[name])) for name in ("less", "more", "below", "above"))
    listed = re.compile(rf"\W+|.{{0,8}}?{any_of(raw['and'])}.{{0,8}}")
    spans = tuple(re.compile(templated(span, YEAR, _GAPS)) for span in raw["spans"])
    comparing = re.compile(any_of([*less, *more, *below, *above]))
    denying = frozenset(map(folded, raw["not"]))
    first = bool(raw.get("trade_first"))
    return _Words(dealt, than, comparing, denying, less | below, below | above, listed, spans, int(raw["reach"]), first)
