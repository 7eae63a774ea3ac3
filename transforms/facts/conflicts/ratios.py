"""What a sentence says of two of its own amounts, held against them: "fell to less than half", "doubled", "more than its exports".

Here: finding such a sentence by the words of `seeds/languages/<language>/comparisons.toml`, and the arithmetic. Not here:
comparisons of years without amounts (`comparisons`), and reading amounts, which come as facts.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from transforms.facts.conflicts.amounts import year_of
from transforms.facts.conflicts.conflict import Conflict, in_its_words
from transforms.facts.joining import trade
from transforms.facts.joining.group import Group
from transforms.facts.reference import SEEDS
from transforms.facts.tellings import Passages
from transforms.reading.text.fold import folded

# A stop between digits ends no sentence.
_SENTENCE = re.compile(r"(?:[^.!?؟।\n]|(?<=\d)\.(?=\d))+")
_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")
_PAUSE = re.compile(r"[,،;؛]")
LONGEST = 300


class Ratio(NamedTuple):
    """In text[start:end] one amount is so many times the other, the least and the most.

    Or, with `order`, the first told is more (1) or less (-1) than the second. `numbers`: the digits of its numbers, in order.
    """

    start: int
    end: int
    least: Decimal
    most: Decimal
    order: int
    numbers: tuple[str, ...]
    words: str


class _Words(NamedTuple):
    factors: re.Pattern[str]
    bounds: Mapping[str, tuple[Decimal, Decimal]]
    more: re.Pattern[str]
    less: re.Pattern[str]


def find(amounts: Sequence[Group], passages: Passages, known: Mapping[str, Sequence[Ratio]]) -> Iterator[Conflict]:
    """Amounts of one pair that the sentence which tells both contradicts."""
    groups = sorted(amounts, key=lambda g: g.id) if known else []
    documents = {passages.document[i] for group in groups for i in group.rows} & known.keys()
    for document in sorted(documents):
        for ratio in known[document]:
            beside = [group for group in groups if _is_told_in(group, document, ratio, passages)]
            if len(beside) == 2 and beside[0].first("currency") == beside[1].first("currency"):
                yield from (_in_order if ratio.order else _in_years)(beside[0], beside[1], ratio)


def _is_told_in(group: Group, document: str, ratio: Ratio, passages: Passages) -> bool:
    own = (i for i in group.rows if passages.document[i] == document)
    return any(passages.start[i] < ratio.end and ratio.start < passages.end[i] for i in own)


def _in_years(one: Group, other: Group, ratio: Ratio) -> Iterator[Conflict]:
    """Amounts of one flow in two years of which neither is as many times the other as the sentence says."""
    years = [year_of(group.head.date) for group in (one, other)]
    a, b = trade.amount(one.head), trade.amount(other.head)
    if trade.flow_key(one.head) != trade.flow_key(other.head) or None in years or years[0] == years[1] or not a or not b:
        return
    if not any(ratio.least <= times <= ratio.most for times in (a / b, b / a)):
        low, high = sorted((a, b))
        said = f"{a:,f} in {one.head.date} and {b:,f} in {other.head.date}: {low / high:.3g} or {high / low:.3g} times as much"
        yield Conflict("comparison", one, other, in_its_words(ratio.words, said))


def _in_order(one: Group, other: Group, ratio: Ratio) -> Iterator[Conflict]:
    """Two amounts of which the sentence says that the first is more (or less), and it is not."""
    places = [ratio.numbers.index(d) if (d := _digits(group)) in ratio.numbers else -1 for group in (one, other)]
    if min(places) < 0 or places[0] == places[1]:
        return
    first, second = (one, other) if places[0] < places[1] else (other, one)
    a, b = trade.amount(first.head), trade.amount(second.head)
    if (a < b) if ratio.order > 0 else (a > b):
        said = f"{a:,f} and {b:,f}: {abs(a - b):,f} {'less' if a < b else 'more'}, not {'more' if a < b else 'less'}"
        yield Conflict("comparison", one, other, in_its_words(ratio.words, said))


def _digits(group: Group) -> str:
    """An amount by the digits with which any scale writes it: 345 of 3.45 million."""
    return _plain_digits(f"{trade.amount(group.head).normalize():f}")


def _plain_digits(number: str) -> str:
    return "".join(c for c in number if c.isdigit()).strip("0")


def in_document(language: str, text: str, plain: str) -> Iterator[Ratio]:
    """What sentences of a text (as it is and folded) say of two of their amounts."""
    words = _words(language)
    if not words or not any(pattern.search(plain) for pattern in (words.factors, words.more, words.less)):
        return
    for sentence in _SENTENCE.finditer(text):
        told = folded(sentence.group())
        numbers = list(_NUMBER.finditer(told))
        digits = tuple(_plain_digits(number.group()) for number in numbers)
        shown = sentence.group().strip()[:LONGEST]
        for least, most, order in _said(told, numbers, words) if len(numbers) > 1 else ():
            yield Ratio(sentence.start(), sentence.end(), least, most, order, digits, shown)


def _said(plain: str, numbers: Sequence[re.Match[str]], words: _Words) -> Iterator[tuple[Decimal, Decimal, int]]:
    """The least, the most, and the order, of what is said between the numbers of a sentence."""
    factor = words.factors.search(plain, numbers[0].end(), numbers[-1].start())
    if factor:
        least, most = words.bounds[factor.group()]
        yield least, most, 0
    for before, after in pairwise(numbers):
        between = plain[before.end() : after.start()]
        pause = _PAUSE.search(between)
        for order, pattern in ((1, words.more), (-1, words.less)) if pause and not factor else ():
            if pattern.search(between, pause.start() if pause else 0):
                yield Decimal(0), Decimal(0), order


@lru_cache(maxsize=16)
def _words(language: str) -> _Words | None:
    path = SEEDS / "languages" / language / "comparisons.toml"
    raw = tomllib.loads(path.read_text("utf-8")) if language and path.exists() else {}
    if "factor" not in raw:
        return None
    bounds = {folded(w): (Decimal(str(f["least"])), Decimal(str(f["most"]))) for f in raw["factor"] for w in f["words"]}
    more, less = (re.compile(_beside_trade(raw, raw[name])) for name in ("more", "less"))
    return _Words(re.compile(_any_of(list(bounds))), bounds, more, less)


def _beside_trade(raw: Mapping[str, list[str]], words: Sequence[str]) -> str:
    """How a language says "more than its exports": the word that compares, "than", and the trade right beside."""
    than, said, flow = (_any_of(some) + r"\w*" for some in (raw["than"], words, raw["trade"]))
    near = r"\W+(?:\w+\W+){0,2}?"
    return f"{flow}\\W+{than}{near}{said}" if raw.get("trade_first") else f"{said}{near}{than}{near}{flow}"


def _any_of(words: Sequence[str]) -> str:
    return r"(?<!\w)(?:" + "|".join(re.escape(folded(word)) for word in sorted(words, key=len, reverse=True)) + ")"
