"""Dates as the sources give them: the subset of EDTF (ISO 8601-2) that the public tables use.

Belongs here: what such a date is, which days it allows, how two of them compare, and the columns made from it.
Does not belong here: reading dates out of text, or deciding which of two dates a fact takes.

The subset: `1996-10-22`, `1992-11`, `2012`, `199X`, and intervals of these with one end open at most:
`2020/2021`, `2012-04-25/2012-04-26`, `1994/..`, `../2001`. Years run from 0001 to 9999.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

import pandas as pd

Precision = Literal["day", "month", "year", "decade", "interval", "unknown"]


class Bounds(NamedTuple):
    """The earliest and the latest day that a date allows (None: no such limit), and how exact it is."""

    start: date | None
    end: date | None
    precision: Precision


UNKNOWN = Bounds(None, None, "unknown")
OPEN = ".."
# [0-9], not \d: int() would take Bengali and Arabic digits too, but a stored date has ASCII ones only.
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DECADE = re.compile(r"([0-9]{3})X")


@lru_cache(maxsize=65536)
def bounds(edtf: str | None) -> Bounds:
    """The days that `edtf` allows; None allows every day. Raises ValueError for what is not in the subset."""
    if edtf is None:
        return UNKNOWN
    try:
        return _interval(edtf) if "/" in edtf else _single(edtf)
    except ValueError as error:
        raise ValueError(f"not an EDTF date of the subset in use: {edtf!r}") from error


def is_valid(edtf: str) -> bool:
    """Whether `edtf` is a date of the subset; a day must exist, and an interval must not end before it begins."""
    try:
        bounds(edtf)
    except ValueError:
        return False
    return True


def overlaps(one: str | None, other: str | None) -> bool:
    """Whether some day is allowed by both dates. No date at all excludes no day."""
    a, b = _span(one), _span(other)
    return a[0] <= b[1] and b[0] <= a[1]


def contains(coarse: str | None, fine: str | None) -> bool:
    """Whether `coarse` allows every day that `fine` allows: 1996 contains 1996-10-22, and None contains all."""
    a, b = _span(coarse), _span(fine)
    return a[0] <= b[0] and b[1] <= a[1]


def is_finer(fine: str | None, coarse: str | None) -> bool:
    """Whether `fine` tells the same date as `coarse`, only more exactly: 1996-10-22 is finer than 1996.

    The days inside an interval are not more exact tellings of it: a visit of 2012-04-25/2012-04-26 did not take place
    on 2012-04-25 alone. Finer than an interval is only an interval whose ends are.
    """
    return _agrees(fine, coarse) and not _agrees(coarse, fine)


def finest(dates: Iterable[str | None]) -> str | None:
    """The one date that is as fine as or finer than every other; None where two of them cannot be the same date."""
    best: str | None = None
    told = sorted({d for d in dates if d is not None})
    for each in told:
        best = each if _agrees(each, best) else best
    return best if all(_agrees(best, each) for each in told) else None


def add_bounds(frame: pd.DataFrame, column_prefixes: Iterable[str]) -> pd.DataFrame:
    """A copy of `frame` with the columns that follow from its EDTF columns.

    In: for each prefix `p` a column `p_edtf` (str, or null). Out: after it `p_start` and `p_end` (datetime64[us],
    midnight; null: no limit) and `p_precision`. Raises ValueError where a date is not valid.
    """
    result = frame.copy()
    for prefix in column_prefixes:
        place = result.columns.get_loc(f"{prefix}_edtf")
        if not isinstance(place, int):
            raise ValueError(f"{prefix}_edtf stands more than once among the columns")
        columns = _bound_columns(result[f"{prefix}_edtf"])
        for offset, (name, values) in enumerate(columns.items(), start=1):
            result.insert(place + offset, f"{prefix}_{name}", values)
    return result


def _bound_columns(dates: pd.Series) -> dict[str, pd.Series]:
    # Each distinct date is looked at once: a million facts share a few thousand dates.
    codes, distinct = pd.factorize(dates)
    known = [*(bounds(str(d)) for d in distinct), UNKNOWN]  # the code -1 (null) takes the last

    def column(values: list[date | None] | list[Precision], dtype: str) -> pd.Series:
        return pd.Series(values, dtype=dtype).take(codes % len(known)).set_axis(dates.index)

    return {
        "start": column([b.start for b in known], "datetime64[us]"),
        "end": column([b.end for b in known], "datetime64[us]"),
        "precision": column([b.precision for b in known], "str"),
    }


def _single(edtf: str) -> Bounds:
    if decade := _DECADE.fullmatch(edtf):
        first = int(decade[1]) * 10
        return Bounds(date(max(first, 1), 1, 1), date(first + 9, 12, 31), "decade")
    if not (match := _DATE.fullmatch(edtf)):
        raise ValueError("neither a day, a month, a year nor a decade")
    year, month, day = (int(part or 0) for part in match.groups())
    if not match[2]:
        return Bounds(date(year, 1, 1), date(year, 12, 31), "year")
    if not match[3]:
        return Bounds(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")
    return Bounds(date(year, month, day), date(year, month, day), "day")


def _interval(edtf: str) -> Bounds:
    first, last = _ends(edtf)
    if first is None and last is None:
        raise ValueError("an interval without any end says nothing")
    start = None if first is None else _single(first).start
    end = None if last is None else _single(last).end
    if start and end and end < start:
        raise ValueError("ends before it begins")
    return Bounds(start, end, "interval")


def _ends(interval: str) -> tuple[str | None, str | None]:
    first, last = interval.split("/")
    return (None if first == OPEN else first), (None if last == OPEN else last)


def _span(edtf: str | None) -> tuple[date, date]:
    start, end, _ = bounds(edtf)
    return start or date.min, end or date.max


def _agrees(fine: str | None, coarse: str | None) -> bool:
    """Whether `fine` is `coarse` told as exactly or more so."""
    if coarse is None or "/" not in coarse:
        return contains(coarse, fine)
    if fine is None or "/" not in fine:
        return False
    return all(_agrees(f, c) for f, c in zip(_ends(fine), _ends(coarse), strict=True))
