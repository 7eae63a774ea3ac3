"""Contradictions between amounts of trade, and amounts that contradict themselves.

Here: rules that compare the figures of one pair of countries, each with its arithmetic. Not here: joining of figures
(`joining.trade`), and any settling: a figure that cannot well be right is marked and stays.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from transforms import edtf
from transforms.facts.conflicts.conflict import Conflict
from transforms.facts.joining import trade
from transforms.facts.joining.group import Group

JUMP = 10
# Years further apart than this are no neighbours: trade can grow tenfold in a decade.
NEIGHBOURS = 2
FULL_YEAR = 300
# Customs count imports with freight and insurance, exports without: so much alone is no contradiction.
FREIGHT = Decimal("0.10")
ABOUT = Decimal("0.10")
# Two rounded parts may be a little more than the rounded whole.
SUM_SLACK = Decimal("0.02")
Rule = Callable[[list["Figure"]], Iterator[Conflict]]


class Figure(NamedTuple):
    """An amount as the rules see it: its flow, period, and the least and the most that its words allow."""

    group: Group
    flow: tuple[str | None, ...]
    period: str | None
    currency: str | None
    value: Decimal
    least: Decimal
    most: Decimal | None


def find(groups: list[Group]) -> Iterator[Conflict]:
    """Contradictions among the amounts of one pair."""
    figures = [figure for group in sorted(groups, key=lambda g: g.id) if (figure := _figure(group))]
    for rule in (_restated, _jumps, _disagreeing, _parts, _sums):
        yield from rule(figures)


def suspect(conflict: Conflict) -> None:
    """Note on both amounts why they cannot well be right."""
    for group in (conflict.fact, conflict.other):
        if group and conflict.kind in SUSPICIOUS:
            group.suspicion = "; ".join(sorted({*(group.suspicion or "").split("; "), conflict.explanation} - {""}))


SUSPICIOUS = {"restated_amount", "jump", "mirror_flows"}


def _figure(group: Group) -> Figure:
    head = group.head
    value = Decimal(head.value or 0)
    slack = ABOUT * abs(value) if head.bound == "about" else trade.rounding(value)
    least = Decimal(0) if head.bound == "at_most" else value - (0 if head.bound == "at_least" else slack)
    most = None if head.bound == "at_least" else value + (0 if head.bound == "at_most" else slack)
    return Figure(group, trade.flow_key(head), head.date, group.first("currency"), value, least, most)


def _restated(figures: list[Figure]) -> Iterator[Conflict]:
    for figure in figures:
        told = [(t.value, t.restated) for t in figure.group.tellings if t.value is not None and t.restated is not None]
        for value, restated in sorted(set(told)):
            if not trade.rounded(Decimal(value), Decimal(restated)):
                times = _times(Decimal(value), Decimal(restated))
                words = f"told as {_money(Decimal(value))} and again as {_money(Decimal(restated))}: {times}"
                yield Conflict("restated_amount", figure.group, None, words)


def _jumps(figures: list[Figure]) -> Iterator[Conflict]:
    """Figures of neighbouring years of which one is ten times the other or more."""
    series: dict[tuple[object, ...], list[tuple[int, Figure]]] = defaultdict(list)
    for figure in figures:
        year = year_of(figure.period)
        if year is not None and figure.flow[0] != "balance":
            series[figure.flow, figure.currency].append((year, figure))
    for line in series.values():
        for (year, one), (next_year, other) in combinations(sorted(line, key=lambda item: item[0]), 2):
            if 0 < next_year - year <= NEIGHBOURS and _is_jump(one, other):
                times = _times(one.value, other.value)
                words = f"{_money(one.value)} in {year} and {_money(other.value)} in {next_year}: {times}"
                yield Conflict("jump", one.group, other.group, words)


def _is_jump(one: Figure, other: Figure) -> bool:
    small, large = sorted((one, other), key=lambda f: f.value)
    bounds = (small.group.head.bound, large.group.head.bound)
    return bounds[0] != "at_least" and bounds[1] != "at_most" and 0 < small.value * JUMP <= large.value


def year_of(period: str | None) -> int | None:
    """The year of a period of about a year; a fiscal year counts as the one in which it ends."""
    start, end, _ = edtf.bounds(period)
    if start is None or end is None:
        return None
    days = (end - start).days
    return end.year if FULL_YEAR < days < 2 * 366 else None


def _disagreeing(figures: list[Figure]) -> Iterator[Conflict]:
    """Two amounts of one flow and period that cannot both be; told from both ends they are mirror flows."""
    for one, other in combinations(figures, 2):
        if one.flow != other.flow or not _comparable(one, other):
            continue
        mirrored = one.group.head.type != other.group.head.type
        if not _can_be_one(one, other, FREIGHT if mirrored else Decimal(0)):
            kind = "mirror_flows" if mirrored else "two_amounts"
            yield Conflict(kind, one.group, other.group, _difference(one, other))


def _comparable(one: Figure, other: Figure) -> bool:
    return one.period is not None and one.period == other.period and one.currency == other.currency


def _can_be_one(one: Figure, other: Figure, slack: Decimal) -> bool:
    low, high = sorted((one, other), key=lambda f: f.value)
    if low.most is not None and high.least > low.most * (1 + slack):
        return False
    return high.most is None or low.least <= high.most * (1 + slack)


def _parts(figures: list[Figure]) -> Iterator[Conflict]:
    """Parts that are more than their whole: one direction against the total, one product against all goods."""
    for whole in figures:
        for part in figures:
            if _is_part(part, whole) and whole.most is not None and part.least > whole.most:
                words = f"a part of {_money(part.value)} in a whole of {_money(whole.value)}: {_money(part.value - whole.value)} too much"
                yield Conflict("part_exceeds_whole", part.group, whole.group, words)


def _sums(figures: list[Figure]) -> Iterator[Conflict]:
    """Both directions together that are more than the total, though neither is."""
    for whole in figures:
        parts = [f for f in figures if whole.flow[0] == "total" and f.flow[0] == "goods" and _is_part(f, whole)]
        for one, other in combinations(parts, 2):
            least = (one.least + other.least) * (1 - SUM_SLACK)
            if one.flow != other.flow and whole.most is not None and max(one.least, other.least) <= whole.most < least:
                added = f"{_money(one.value)} + {_money(other.value)} = {_money(one.value + other.value)}"
                yield Conflict(
                    "part_exceeds_whole", max(one, other, key=_size).group, whole.group, f"{added} in a whole of {_money(whole.value)}"
                )


def _size(figure: Figure) -> tuple[Decimal, str]:
    return figure.value, figure.group.id


def _is_part(part: Figure, whole: Figure) -> bool:
    if not _comparable(part, whole) or whole.flow[-1] is not None:
        return False
    if part.flow[:-1] == whole.flow[:-1]:
        return part.flow[-1] is not None
    return part.flow[0] == "goods" and whole.flow[0] == "total"


def _difference(one: Figure, other: Figure) -> str:
    told = " and ".join(f"{_money(f.value)} ({f.group.head.bound})" for f in (one, other))
    return f"{told} for {one.period}: {_money(abs(one.value - other.value))} apart"


def _times(one: Decimal, other: Decimal) -> str:
    """How many times the first the second is; of a fall, how many times the second the first was."""
    small, large = sorted((abs(one), abs(other)))
    times = f"{large / small:.3g} times" if small else "infinitely many times"
    return f"{times} as much" if abs(one) < abs(other) else f"the first is {times} the second"


def _money(value: Decimal) -> str:
    return f"{value.normalize():,f}"
