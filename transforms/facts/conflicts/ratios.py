"""What a sentence says of two of its own amounts, held against them: "fell to less than half", "doubled", "more than its exports".

Here: finding such a sentence by the words of `seeds/languages/<language>/comparisons.toml`, and the arithmetic. Not here:
comparisons of years without amounts (`comparisons`), and reading amounts, which come as facts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from transforms.facts.conflicts.amounts import year_of
from transforms.facts.conflicts.conflict import Conflict, Saying, in_its_words
from transforms.facts.conflicts.wording import YEAR, Gaps, any_of, comparing_words, templated
from transforms.facts.joining import trade
from transforms.facts.joining.group import Group
from transforms.facts.tellings import Passages
from transforms.reading.text.fold import folded

# A stop between digits ends no sentence.
_SENTENCE = re.compile(r"(?:[^.!?؟।\n]|(?<=\d)\.(?=\d))+")
_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")
_PAUSE = re.compile(r"[,،;؛]")
# In digits of any script: a sentence without a number says nothing of one.
_NUMBERED = re.compile(r"\d")
_YEAR = re.compile(YEAR)
_AMOUNT = rf"(?!{YEAR})(?<![\d.,])\d+(?:[.,٫٬]\d+)*"
# Between "from" and an amount, and between the amount and "to", stand other words, and the years of the two.
_GAPS = Gaps(rf"(?:{YEAR}|\D)", 25, 80)
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
    changes: tuple[re.Pattern[str], ...]
    changing: re.Pattern[str]
    falling: frozenset[str]


def find(amounts: Sequence[Group], passages: Passages, known: Mapping[str, Sequence[Ratio]]) -> Iterator[Conflict]:
    """Amounts of one pair that the sentence which tells both contradicts."""
    groups = sorted(amounts, key=lambda g: g.id) if known else []
    documents = {passages.document[i] for group in groups for i in group.rows} & known.keys()
    for document in sorted(documents):
        for ratio in known[document]:
            beside = [group for group in groups if _is_told_in(group, document, ratio, passages)]
            if len(beside) == 2 and beside[0].first("currency") == beside[1].first("currency"):
                told = (_in_order if ratio.order else _in_years)(beside[0], beside[1], ratio)
                if told:
                    saying = Saying(document, ratio.words)
                    yield Conflict("comparison", beside[0], beside[1], in_its_words(ratio.words, told), saying)


def _is_told_in(group: Group, document: str, ratio: Ratio, passages: Passages) -> bool:
    own = (i for i in group.rows if passages.document[i] == document)
    return any(passages.start[i] < ratio.end and ratio.start < passages.end[i] for i in own)


def _in_years(one: Group, other: Group, ratio: Ratio) -> str | None:
    """The arithmetic of amounts of one flow in two years of which neither is as many times the other as the sentence says."""
    years = [year_of(group.head.date) for group in (one, other)]
    a, b = trade.amount(one.head), trade.amount(other.head)
    if trade.flow_key(one.head) != trade.flow_key(other.head) or None in years or years[0] == years[1] or not a or not b:
        return None
    if not any(ratio.least <= times <= ratio.most for times in (a / b, b / a)):
        low, high = sorted((a, b))
        return f"{a:,f} in {one.head.date} and {b:,f} in {other.head.date}: {low / high:.3g} or {high / low:.3g} times as much"
    return None


def _in_order(one: Group, other: Group, ratio: Ratio) -> str | None:
    """The arithmetic of two amounts of which the sentence says that the first is more (or less), and it is not."""
    places = [ratio.numbers.index(d) if (d := _digits(group)) in ratio.numbers else -1 for group in (one, other)]
    if min(places) < 0 or places[0] == places[1]:
        return None
    first, second = (one, other) if places[0] < places[1] else (other, one)
    a, b = trade.amount(first.head), trade.amount(second.head)
    if (a < b) if ratio.order > 0 else (a > b):
        return f"{a:,f} and {b:,f}: {abs(a - b):,f} {'less' if a < b else 'more'}, not {'more' if a < b else 'less'}"
    return None


def _digits(group: Group) -> str:
    """An amount by the digits with which any scale writes it: 345 of 3.45 million."""
    return _plain_digits(f"{trade.amount(group.head).normalize():f}")


def _plain_digits(number: str) -> str:
    return "".join(c for c in number if c.isdigit()).strip("0")


def in_document(language: str, text: str, plain: str) -> Iterator[Ratio]:
    """What sentences of a text (as it is and folded) say of two of their amounts, or of one and that of the sentence before."""
    words = _words(language)
    if not words or not any(pattern.search(plain) for pattern in (words.factors, words.more, words.less, words.changing)):
        return
    before = _Sentence(0, 0, "", ())
    for found in _SENTENCE.finditer(text):
        told = folded(found.group()) if _NUMBERED.search(found.group()) else ""
        sentence = _Sentence(found.start(), found.end(), told, tuple(_NUMBER.finditer(told)))
        least, most = _against_the_one_before(before, sentence, words)
        if most:
            yield Ratio(before.start, sentence.end, least, most, 0, (), _shown(text, before.start, sentence.end))
        digits = tuple(_plain_digits(number.group()) for number in sentence.numbers)
        for least, most, order in _said(told, sentence.numbers, words) if len(digits) > 1 else ():
            yield Ratio(sentence.start, sentence.end, least, most, order, digits, _shown(text, sentence.start, sentence.end))
        before = sentence


def _shown(text: str, start: int, end: int) -> str:
    return text[start:end].strip()[:LONGEST]


class _Sentence(NamedTuple):
    start: int
    end: int
    plain: str
    numbers: tuple[re.Match[str], ...]

    def years(self) -> set[int]:
        return {int(number.group()) for number in self.numbers if _YEAR.fullmatch(number.group())}

    def tells_one_amount(self) -> bool:
        return len([number for number in self.numbers if not _YEAR.fullmatch(number.group())]) == 1


def _against_the_one_before(before: _Sentence, sentence: _Sentence, words: _Words) -> tuple[Decimal, Decimal]:
    """The least and the most of "In 2010 it doubled to 50 million", where the sentence before tells the amount of 2009."""
    years = before.years() | sentence.years()
    if not before.tells_one_amount() or not sentence.tells_one_amount() or max(years, default=0) - min(years, default=0) > 1:
        return Decimal(0), Decimal(0)
    factors = {match.group() for match in words.factors.finditer(sentence.plain)}
    return words.bounds[factors.pop()] if len(factors) == 1 else (Decimal(0), Decimal(0))


def _said(plain: str, numbers: Sequence[re.Match[str]], words: _Words) -> Iterator[tuple[Decimal, Decimal, int]]:
    """The least, the most, and the order, of what is said of the numbers of a sentence."""
    beside = list(_between(plain, numbers, words))
    change = next((found for pattern in words.changes if (found := pattern.search(plain))), None)
    yield from beside if beside or not change else _changed(plain, change, words)


def _changed(plain: str, change: re.Match[str], words: _Words) -> Iterator[tuple[Decimal, Decimal, int]]:
    """ "Fell from 50 to 40": by how many times, or which of the two is told to be more; nothing where both ways are told."""
    factors = {match.group() for match in words.factors.finditer(plain)}
    falls = {match.group() in words.falling for match in words.changing.finditer(plain)}
    if len(factors) == 1:
        yield *words.bounds[factors.pop()], 0
    elif not factors and len(falls) == 1:
        yield Decimal(0), Decimal(0), 1 if falls.pop() == (change.start("from") < change.start("to")) else -1


def _between(plain: str, numbers: Sequence[re.Match[str]], words: _Words) -> Iterator[tuple[Decimal, Decimal, int]]:
    """What is said between two numbers: "40 million, in 2010 less than half", "40 million, more than its exports of 50"."""
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
    raw = comparing_words(language)
    if "factor" not in raw:
        return None
    bounds = {folded(w): (Decimal(str(f["least"])), Decimal(str(f["most"]))) for f in raw["factor"] for w in f["words"]}
    more, less = (re.compile(_beside_trade(raw, raw[name])) for name in ("more", "less"))
    changes = tuple(re.compile(templated(change, _AMOUNT, _GAPS)) for change in raw["changes"])
    changing = re.compile(any_of([*raw["less"], *raw["more"]]))
    return _Words(re.compile(any_of(list(bounds))), bounds, more, less, changes, changing, frozenset(map(folded, raw["less"])))


def _beside_trade(raw: Mapping[str, list[str]], words: Sequence[str]) -> str:
    """How a language says "more than its exports": the word that compares, "than", and the trade right beside."""
    than, said, flow = (any_of(some) + r"\w*" for some in (raw["than"], words, raw["trade"]))
    near = r"\W+(?:\w+\W+){0,2}?"
    return f"{flow}\\W+{than}{near}{said}" if raw.get("trade_first") else f"{said}{near}{than}{near}{flow}"
