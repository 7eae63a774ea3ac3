"""Amounts of trade and traded products: when two tellings are one figure, and the rows that they become.

Here: rounding, mirror views of one flow, periods. Not here: figures that contradict each other.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from transforms import edtf
from transforms.facts.corrections.marks import own_mark, united
from transforms.facts.identity import identify
from transforms.facts.joining import dating
from transforms.facts.joining.group import Group, confidence, grouped
from transforms.facts.joining.rule import Joined, Judges, join
from transforms.facts.kinds import direction
from transforms.facts.tellings import Passages, Telling

# "2 million" may be a rounded 1.9 million; it is not taken for 2.4 million.
WIDEST_ROUNDING = Decimal("0.05")
LOOSE = {"about", "exact"}


def trades(tellings: list[Telling], passages: Passages) -> list[Group]:
    """Join tellings of one flow, whoever reports it, into amounts."""
    joined = united(join(tellings, Judges(_fits, _covers, dating.leads), dating.pairs([t.date for t in tellings])))
    groups = [grouped(j, _fullness, passages) for j in joined]
    for group in groups:
        group.id = trade_id(group.head)
    return groups


def flow_key(telling: Telling) -> tuple[str | None, ...]:
    """What two tellings of one flow have in common: goods by direction, whoever reports; totals and balances by pair."""
    exporter, importer = direction(telling)
    if exporter is not None:
        return "goods", exporter, importer, telling.product
    return telling.type, telling.a, telling.b, telling.product


def amount(telling: Telling) -> Decimal:
    """The amount that a telling gives."""
    return Decimal(telling.value or 0)


def _fits(a: Telling, b: Telling) -> bool:
    if not _of_one_period(a.date, b.date) or (a.currency != b.currency and a.currency is not None and b.currency is not None):
        return False
    if a.bound != b.bound and not {a.bound, b.bound} <= LOOSE:
        return False
    if a.date != b.date and a.value != b.value:
        return False
    return a.value == b.value or rounded(amount(a), amount(b))


def _of_one_period(one: str | None, other: str | None) -> bool:
    """Whether two periods can be one: a fiscal year that a calendar year lies in is another period."""
    if one is None or other is None or one == other:
        return True
    if dating.is_plain(one) and dating.is_plain(other):
        return dating.agree(one, other)
    return edtf.bounds(one)[:2] == edtf.bounds(other)[:2]


def rounded(one: Decimal, other: Decimal) -> bool:
    """Whether one amount is the other, rounded to its own last digit."""
    return abs(one - other) <= max(rounding(one), rounding(other))


def rounding(value: Decimal) -> Decimal:
    """By how much an amount may have been rounded."""
    return min(half_unit(value), WIDEST_ROUNDING * abs(value))


@lru_cache(maxsize=16384)
def half_unit(value: Decimal) -> Decimal:
    """Half of the last digit that an amount gives: 50000 of 10.6 million."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent)) / 2


def _covers(a: Telling, b: Telling) -> bool:
    if a.currency is None and b.currency is not None:
        return False
    finer = half_unit(amount(a)) <= half_unit(amount(b))
    return finer and (a.bound == b.bound or a.bound == "exact") and dating.as_fine(a.date, b.date)


def _fullness(telling: Telling) -> tuple[object, ...]:
    unit = half_unit(amount(telling))
    return telling.bound != "exact", unit, dating.coarseness(telling.date), telling.currency is None, telling.restated is None


def trade_id(head: Telling) -> str:
    """The identifier of an amount that only this telling tells."""
    value = None if head.value is None else Decimal(head.value).normalize()
    return identify("t", *flow_key(head), head.date, value, head.currency, head.bound, *own_mark(head))


def trade_row(group: Group, passages: Passages) -> tuple[Any, ...]:
    """The row of `fact_trade` that a group becomes; the reporter is the one of the first telling."""
    head, rows = group.head, group.rows
    told = min(group.tellings, key=lambda t: passages.first(t.rows))
    restated = group.first("restated")
    return (
        group.id, told.a, told.b, told.type, *direction(told), head.product, head.date, amount(head),
        group.first("currency"), head.bound or "exact", None if restated is None else Decimal(restated),
        group.suspicion is not None, group.suspicion,
        confidence(rows, passages), group.documents, group.contradicted,
    )  # fmt: skip


def products(tellings: list[Telling], passages: Passages) -> list[Group]:
    """Join tellings of one product between the same countries into one row."""
    joined = Joined(tellings, ["one_product"] * len(tellings))
    group = grouped(joined, lambda t: (t.rank != "principal", dating.coarseness(t.date)), passages)
    head = group.head
    group.id = identify("g", head.a, head.b, head.product, *own_mark(head))
    return [group]


def product_row(group: Group, passages: Passages) -> tuple[Any, ...]:
    """The row of `fact_trade_product`; a period only where all that give one agree."""
    head, rows = group.head, group.rows
    period = edtf.finest(t.date for t in group.tellings)
    return (
        group.id, head.a, head.b, head.product, head.rank or "other", period, confidence(rows, passages),
        group.documents, group.contradicted,
    )  # fmt: skip
