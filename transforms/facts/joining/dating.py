"""When two dates can be the same date told twice.

Here: agreement and fineness of dates as far as they decide whether two tellings are one happening. Not here: what a date
is (`transforms.edtf`), and what else two tellings must have in common.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from transforms import edtf
from transforms.facts.joining.rule import Pairs, pairs_by

LONGEST_STAY = 45
# Up to so many things each is compared with each.
FEW = 6


def agree(one: str | None, other: str | None) -> bool:
    """Whether one date allows all that the other allows: 1996 and 1996-10-22 agree, a day and the stay that it lies in."""
    if one is None or other is None or one == other:
        return True
    if is_plain(one) and is_plain(other):
        return one.startswith(other) or other.startswith(one)
    if is_run(one) != is_run(other):
        return False
    return edtf.contains(one, other) or edtf.contains(other, one)


def as_fine(one: str | None, other: str | None, whole_stay: bool = False) -> bool:
    """Whether `one`, which agrees with `other`, says at least as much.

    With `whole_stay` the days of a journey from first to last say more than the day of arrival alone.
    """
    if one is None or other is None:
        return other is None
    if is_plain(one) and is_plain(other):
        return one.startswith(other)
    if whole_stay and is_stay(one) != is_stay(other):
        return is_stay(one)
    return edtf.contains(other, one)


def is_plain(date: str) -> bool:
    """Whether a date is a year, a month or a day, of which the coarser is the beginning of the finer as written."""
    return "/" not in date and "X" not in date


@lru_cache(maxsize=16384)
def is_run(date: str) -> bool:
    """Whether a date is a run of years: what was given from 1987 to 2018 is not what was sent in 2016."""
    one, _, two = date.partition("/")
    return len(one) == len(two) == 4 and one.isdigit() and two.isdigit() and int(two) - int(one) > 1


@lru_cache(maxsize=16384)
def is_day(date: str | None) -> bool:
    """Whether a date gives one day."""
    return edtf.bounds(date).precision == "day"


@lru_cache(maxsize=16384)
def is_stay(date: str | None) -> bool:
    """Whether a date gives the first and the last day of a journey."""
    if date is None or "/" not in date:
        return False
    start, end, _ = edtf.bounds(date)
    ends_are_days = all(len(part) == len("2012-04-25") for part in date.split("/"))
    return ends_are_days and start is not None and end is not None and (end - start).days <= LONGEST_STAY


@lru_cache(maxsize=16384)
def year(date: str | None) -> int | None:
    """The one year that a date lies in, None where it lies in no single one."""
    start, end, _ = edtf.bounds(date)
    return start.year if start and end and start.year == end.year else None


class Dated(Protocol):
    """What bears a date."""

    date: str | None


def leads(one: Dated, other: Dated) -> bool:
    """Whether the first is dated as finely as the second, with which it agrees."""
    return as_fine(one.date, other.date)


def pairs(dates: Sequence[str | None]) -> Pairs | None:
    """Which of many dated things to compare: those of one year, and those of no single year with all. None: all."""
    return None if len(dates) <= FEW else pairs_by([year(date) for date in dates])


def how_it_joined(rule: str, own: str | None, head: str | None) -> str:
    """The name of the rule by which a telling with less to say joined, after what it lacks."""
    if rule != "covered":
        return rule
    if own is None:
        return "undated"
    if not agree(own, head):
        return "earlier_step"
    return "fewer_details" if own == head else "coarser_date"


@lru_cache(maxsize=16384)
def coarseness(date: str | None, whole_stay: bool = False) -> int:
    """How many days a date allows, for sorting the finest first; the days of a stay go first where it counts whole."""
    if whole_stay and is_stay(date):
        return 0
    start, end, _ = edtf.bounds(date)
    return (end - start).days + 1 if start and end else 10**7
