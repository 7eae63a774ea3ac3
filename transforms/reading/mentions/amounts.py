"""Amounts of money in a sentence: number words, scales, restatements, bounds, currencies.

Here: what an amount is worth and in what.  Not here: whose trade it is (figures.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from transforms.reading.mentions.reading import Reading, Word
from transforms.reading.text.tokens import Token

SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(10**3),
    "lakh": Decimal(10**5),
    "million": Decimal(10**6),
    "crore": Decimal(10**7),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """Money at tokens[first:last]; `currency` None where the text does not settle it."""

    first: int
    last: int
    value: Decimal
    currency: str | None
    bound: str = "exact"
    restated: Decimal | None = None
    scaled: bool = False
    named: bool = False


# Before the greatest scales of some languages a comma is that of a fraction, however many digits follow it: "1,289 billion".
_ONE_COMMA = re.compile(r"\d{1,3},\d{3}")
# Words of numbers by class and first token: one word can be of several (a dual that is also the counted form of its scale).
Numerals = dict[tuple[str, int], Word]
_NUMERALS = ("scales", "duals", "ones", "plus", "words", "fractions", "point", "decimal_scale")


@dataclass(frozen=True, slots=True)
class _Quantity:
    value: Decimal
    last: int
    scaled: bool


def number(text: str) -> Decimal:
    """The value of digits with separators: 1,34,028 and 1,168 group, 10,6 is a decimal comma."""
    if re.fullmatch(r"\d+,\d{1,2}", text):
        return Decimal(text.replace(",", "."))
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", text):
        return Decimal(text.replace(".", ""))
    if text.count(".") > 1:
        return Decimal(text.replace(",", "").replace(".", "", text.count(".") - 1))
    return Decimal(text.replace(",", ""))


def find_amounts(reading: Reading) -> tuple[Amount, ...]:
    """Amounts of a sentence in order; found once and kept with the sentence, until its words change."""
    if reading.amounts is None:
        reading.amounts = tuple(_found(reading))
    return reading.amounts


def _found(reading: Reading) -> list[Amount]:
    """A bare number without scale and currency is no amount."""
    signs = reading.of("currency")
    if not signs and not reading.of("scales") and not reading.of("duals"):
        return []
    words = {(kind, w.first): w for kind in _NUMERALS for w in reading.of(kind)}
    amounts: list[Amount] = []
    end = 0
    for at in _openings(reading, words, signs):
        amount = _amount(reading, words, signs, at) if at >= end else None
        if amount:
            amounts.append(amount)
            end = amount.last
    return amounts


def _openings(reading: Reading, words: Numerals, signs: Sequence[Word]) -> list[int]:
    """Where an amount may begin: at digits, at a bracket before them, at a word of numbers, at a sign."""
    told = {*(first for _, first in words), *(sign.first for sign in signs)}
    return [at for at, token in enumerate(reading.tokens) if token.kind == "number" or token.text == "(" or at in told]


def _amount(reading: Reading, words: Numerals, signs: Sequence[Word], at: int) -> Amount | None:
    tokens = reading.tokens
    sign = max((s for s in signs if s.first == at), key=lambda s: s.last, default=None)
    start = sign.last if sign else at
    quantity = _bracketed(tokens, words, start) or _quantity(tokens, words, start)
    if quantity is None:
        return None
    quantity = _with_rest(tokens, signs, quantity)
    restated, end = _restated(tokens, words, quantity.last)
    following = _currency_behind(tokens, signs, end)
    if restated is None and following:
        restated, end_behind = _restated(tokens, words, following.last)
        end = end_behind if restated is not None else end
    chosen = _stronger(sign, following)
    if chosen is None and not quantity.scaled:
        return None
    if restated is not None and _is_of_other_money(tokens, signs, (quantity.last, end), chosen):
        restated = None
    last = max(end, following.last if following else end)
    return Amount(
        at,
        last,
        quantity.value,
        (chosen.value or None) if chosen else None,
        bound(reading, at, last),
        restated,
        quantity.scaled,
        chosen is not None,
    )


def _stronger(sign: Word | None, following: Word | None) -> Word | None:
    """ "$48.5 million USD": the one that says which dollar."""
    return following if following and (following.value or sign is None) else sign


def _bracketed(tokens: list[Token], words: Numerals, at: int) -> _Quantity | None:
    """ "(02) million": the number in brackets, the scale behind."""
    if at + 3 < len(tokens) and tokens[at].text == "(" and tokens[at + 1].kind == "number" and tokens[at + 2].text == ")":
        scale, last = _scale(words, at + 3)
        return _Quantity(number(tokens[at + 1].text) * scale, last, True) if last > at + 3 else None
    return None


def _quantity(tokens: list[Token], words: Numerals, at: int) -> _Quantity | None:
    """A number with its scales; "10 crore 11 lakh" adds up, "47 thousand crore" multiplies."""
    total, scaled, lowest = Decimal(0), False, Decimal(10**15)
    last = at
    while last < len(tokens):
        joint = words.get(("plus", last)) if scaled else None
        value, after = _figure(tokens, words, joint.last if joint else last)
        scale, end = _scale(words, after)
        if value is not None and ("decimal_scale", after) in words and _ONE_COMMA.fullmatch(tokens[after - 1].text):
            value /= 1000
        if value is not None and scaled and end > after and (whole := _of_all(words, total, value, lowest, after, end)):
            return _Quantity(whole, end, True)
        if value is None or (scaled and (end == after or scale > lowest or (scale == lowest and value >= 1))):
            break
        total, last, lowest = total + value * scale, end, scale
        scaled = scaled or end > after or scale > 1
        if end == after:
            break
    return _Quantity(total, last, scaled) if last > at else None


def _of_all(words: Numerals, total: Decimal, value: Decimal, lowest: Decimal, after: int, end: int) -> Decimal | None:
    """ "14 thousand 200 crore", "2 lakh 50 thousand crore": the last scale is that of the whole number before it."""
    first = after
    while (word := words.get(("scales", first)) or words.get(("duals", first))) and word.last < end:
        first = word.last
    inner, outer = _scale({k: w for k, w in words.items() if k[1] < first}, after)[0], _scale(words, first)[0]
    return (total + value * inner) * outer if lowest < outer and value * inner < lowest < 10**6 else None


def _with_rest(tokens: list[Token], signs: Sequence[Word], quantity: _Quantity) -> _Quantity:
    """ "15 thousand 400 euros": what stands bare between a thousand and its currency belongs to it."""
    at = quantity.last
    if not quantity.scaled or at >= len(tokens) or not tokens[at].text.isdigit() or not _in_thousands(quantity.value):
        return quantity
    rest = Decimal(tokens[at].text)
    follows = any(s.first == at + 1 for s in signs)
    return _Quantity(quantity.value + rest, at + 1, True) if follows and 0 < rest < 1000 else quantity


def _in_thousands(value: Decimal) -> bool:
    """No rest stands behind numbers too long to be divided exactly."""
    return value < 10**20 and value % 1000 == 0


def _figure(tokens: list[Token], words: Numerals, at: int) -> tuple[Decimal | None, int]:
    """Digits, number words or a dual ("two million" in one word); a scale that needs no "one" before it counts as one of itself."""
    dual = words.get(("duals", at))
    if dual and not (("ones", at) in words and ("plus", dual.last) in words):
        return 2 * SCALES[dual.value], dual.last
    fraction = words.get(("fractions", at))
    if fraction:
        rest, last = _whole(tokens, words, fraction.last)
        return Decimal(fraction.value) + (rest or 0), last
    value, last = _whole(tokens, words, at)
    return (Decimal(1), at) if value is None and ("ones", at) in words else (value, last)


def _whole(tokens: list[Token], words: Numerals, at: int) -> tuple[Decimal | None, int]:
    """Digits or number words; "7 point 9" and "two point three" are decimals."""
    if ("point", at + 1) in words and (whole := _digits(tokens, words, at)) and (rest := _digits(tokens, words, at + 2)):
        return Decimal(f"{whole}.{rest}"), at + 3
    if at < len(tokens) and tokens[at].kind == "number":
        if ("duals", at + 1) in words and ("scales", at + 1) not in words and re.fullmatch(r"(?:19|20)\d\d", tokens[at].text):
            return None, at  # "in 2024 two million": a dual is counted by nothing
        return number(tokens[at].text), at + 1
    word = words.get(("words", at))
    return (Decimal(word.value), word.last) if word else (None, at)


def _digits(tokens: list[Token], words: Numerals, at: int) -> str:
    """The digits of a whole number, written so or as one word; empty where there is none."""
    if at < len(tokens) and tokens[at].text.isdigit():
        return tokens[at].text
    word = words.get(("words", at))
    return word.value if word and word.last == at + 1 else ""


def _scale(words: Numerals, at: int) -> tuple[Decimal, int]:
    """The scales that follow; behind a number a dual's form is the scale itself."""
    scale = Decimal(1)
    while word := words.get(("scales", at)) or words.get(("duals", at)):
        scale *= SCALES[word.value]
        at = word.last
    return scale, at


def _restated(tokens: list[Token], words: Numerals, at: int) -> tuple[Decimal | None, int]:
    """The same amount told again in brackets."""
    if at < len(tokens) and tokens[at].text == "(":
        again = _quantity(tokens, words, at + 1)
        if again and again.scaled:
            close = next((i for i in range(again.last, min(again.last + 4, len(tokens))) if tokens[i].text == ")"), -1)
            if close >= 0:
                return again.value, close + 1
    return None, at


def _is_of_other_money(tokens: list[Token], signs: Sequence[Word], place: tuple[int, int], outer: Word | None) -> bool:
    """Whether what stands in brackets names another currency: "$12 million (120 million rupees)" is converted, not told again."""
    opened = next((i for i in range(*place) if tokens[i].text == "("), place[1])
    inner = max((s for s in signs if opened < s.first < place[1]), key=lambda s: s.last - s.first, default=None)
    if inner is None or outer is None:
        return False
    if inner.value and outer.value:
        return inner.value != outer.value
    one, other = ({token.text for token in tokens[sign.first : sign.last]} for sign in (inner, outer))
    return not (one <= other or other <= one)


def _currency_behind(tokens: list[Token], signs: Sequence[Word], at: int) -> Word | None:
    near = [s for s in signs if s.first == at or (s.first == at + 1 and tokens[at].kind == "word" and not _leads(tokens, s))]
    return max(near, key=lambda s: (-s.first, s.last), default=None)


def _leads(tokens: list[Token], sign: Word) -> bool:
    """The sign stands before a number of its own: "in 2011 to $560 million"."""
    return sign.last < len(tokens) and tokens[sign.last].kind == "number"


def bound(reading: Reading, first: int, last: int) -> str:
    """How the amount is meant: `exact`, `about`, `at_least`, `at_most`, by the words right before or behind."""
    near = [w for w in reading.of("bound") if (first - 5 <= w.first and w.last <= first)]
    near = near or [w for w in reading.of("bound_behind") if last <= w.first <= last + 4]
    near = near or [w for w in reading.of("bound_verb") if _governs(w, first, reading)]
    return near[-1].value if near else "exact"


def _governs(verb: Word, first: int, reading: Reading) -> bool:
    """A verb that comes first ("exceeded the trade of X and Y in 2019 …") binds the first amount that follows it."""
    between = {w.kind for w in reading.words if verb.last <= w.first < first}
    return verb.last <= first <= verb.last + 18 and not between & {"scales", "currency", "break", "bound_verb"}
