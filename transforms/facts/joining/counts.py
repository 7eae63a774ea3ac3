"""How many a passage tells of at once: "more than 25 agreements", "a number of agreements".

Here: telling that from a quote, by the words of `seeds/languages/<language>/counts.toml`, and cutting a telling whose passages tell
of different numbers. Not here: what follows from it (`events`), and the instrument's own words (`words.toml`).
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from transforms.facts import counting
from transforms.facts.joining import dating
from transforms.facts.reference import SEEDS
from transforms.facts.tellings import Passages, Telling
from transforms.reading.text.fold import folded

COUNTED = {"agreement_signed"}
SEVERAL = "several"


def cut(telling: Telling, passages: Passages) -> Iterator[Telling]:
    """The telling, one for every number that its passages tell of; what was signed on one day is one signing."""
    if telling.type not in COUNTED or dating.is_day(telling.date):
        yield telling
        return
    by_count: dict[str | None, list[int]] = defaultdict(list)
    for row in telling.rows:
        by_count[_of_row(telling, row, passages)].append(row)
    if len(by_count) == 1:
        telling.count = next(iter(by_count))
        yield telling
    else:
        yield from (replace(telling, rows=rows, count=count) for count, rows in by_count.items())


def agree(one: Telling, other: Telling, passages: Passages) -> bool:
    """Whether both tell of one, or of the same number; on one day that makes no difference."""
    if not one.count and not other.count:
        return True
    return (one.date == other.date and dating.is_day(one.date)) or _count(one, passages) == _count(other, passages)


def _count(telling: Telling, passages: Passages) -> str | None:
    """The number that a telling tells of; what was signed on a day has not been cut, and may be told with several."""
    if not dating.is_day(telling.date):
        return telling.count
    counts = {_of_row(telling, row, passages) for row in telling.rows}
    return counts.pop() if len(counts) == 1 else None


def _of_row(telling: Telling, row: int, passages: Passages) -> str | None:
    return told(str(passages.quote[row]), passages.language[row], telling.instrument, telling.subject)


@lru_cache(maxsize=16384)
def told(quote: str, language: str, instrument: str | None, subject: str | None) -> str | None:
    """The number of instruments that a quote tells of, `SEVERAL` where it gives none, None where it speaks of one.

    What has a subject of its own is one of several, unless that is said of all: "25 agreements on trade".
    """
    plain = counting.in_digits(folded(quote), language.partition("-")[0], ("numbers",))
    for count, pattern in _patterns(language.partition("-")[0], instrument):
        found = pattern.search(plain)
        if found and (subject is None or plain[found.end() :].lstrip().startswith(folded(subject))):
            return count or found["number"]
    return None


@lru_cache(maxsize=64)
def _patterns(language: str, instrument: str | None) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What is counted by each pattern, nothing where it is the number found; none where a language has no such file."""
    path = SEEDS / "languages" / language / "counts.toml"
    if not language or not path.exists():
        return ()
    words = tomllib.loads(path.read_text("utf-8"))
    noun = rf"\S{{0,2}}?{_any_of(_instruments(language, instrument))}\S*"
    several, number = _any_of(words["several"]), r"(?P<number>[2-9]|[1-9]\d{1,2})"
    # A number belongs to what stands right behind it or one word on: not "article 5 of the agreement", not "a 20-year agreement".
    patterns = [
        ("", rf"(?<![\d.,]){number}(?![\d.,%-])\S*\s+(?:\S+\s+)?{noun}"),
        (SEVERAL, rf"(?<!\w){several}\s+(?:\S+\s+){{0,2}}?{noun}"),
    ]
    if "behind" in words:
        patterns += [(SEVERAL, rf"{noun}\s+{_any_of(words['behind'])}(?!\w)"), ("2", rf"(?<!\w)\S{{0,2}}?{_any_of(words['two'])}(?!\w)")]
    return tuple((count, re.compile(pattern)) for count, pattern in patterns)


def _instruments(language: str, instrument: str | None) -> list[str]:
    """The words for an instrument; for any where none is given."""
    known = tomllib.loads((SEEDS / "languages" / language / "words.toml").read_text("utf-8"))["instrument"]
    return [word for name, words in known.items() if name != "not" and instrument in (None, name) for word in words]


def _any_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(folded(word)) for word in sorted(words, key=len, reverse=True)) + ")"
