"""Dates in a sentence, as EDTF, never finer than what is written.

Here: finding date expressions and working them out against what was said before.  Not here: which fact a date belongs to.
"""

import calendar
import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from transforms.reading.mentions.hijri import days_of
from transforms.reading.mentions.reading import Reading
from transforms.reading.packs.date_forms import Expression
from transforms.reading.packs.pack import Pack


@dataclass(frozen=True, slots=True)
class Point:
    """A year, month or day; missing parts are None."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def edtf(self) -> str | None:
        """The point in EDTF; None without a year or where the calendar has no such day."""
        if self.year is None or not 1 <= self.year <= datetime.MAXYEAR:
            return None
        if self.month is None:
            return f"{self.year:04d}"
        if not 1 <= self.month <= 12:
            return None
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        if not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            return None
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression at folded text[start:end]: one point or two, and what it hangs on (`anchor`, `shift`).

    `is_converted`: it is written in another calendar, and steps back behind a Gregorian date beside it.
    """

    start: int
    end: int
    one: Point
    two: Point | None = None
    kind: str = "date"
    anchor: str = ""
    unit: str = ""
    shift: int = 0
    is_converted: bool = False


@dataclass
class DateMemory:
    """The last date told, and what the document itself says of its time."""

    last: Point = Point()
    published: Point = Point()
    paragraph: int = -1
    day: Point = Point()  # the last one that was told to the day

    def note(self, point: Point, paragraph: int) -> None:
        """Remember a date that was worked out; "31 February 1994" is no day to count from."""
        if point.edtf() is not None:
            self.last, self.paragraph = point, paragraph
            self.day = point if point.day is not None else self.day


def find_dates(reading: Reading, pack: Pack, text: str) -> tuple[DateMention, ...]:
    """Date expressions of a sentence in order, of overlapping ones the longest; found once and kept with the sentence."""
    if reading.dates is None:
        reading.dates = tuple(_gregorian(_longest(pack.date_forms.matches(text, reading.tokens, reading.sentence.end), pack)))
    return reading.dates


def _longest(found: Iterable[Expression], pack: Pack) -> list[DateMention]:
    """Of overlapping expressions the longest that is a date; most are a part of a longer one, and never worked out."""
    kept: list[DateMention] = []
    for match, form in sorted(found, key=_long_before_short):
        start, end = match.span()
        if any(k.start < end and start < k.end for k in kept):
            continue
        date = _converted(match, pack) if "HY" in match.re.groupindex else _mention(match, form, pack)
        if date:
            kept.append(date)
    return sorted(kept, key=lambda d: d.start)


def _long_before_short(expression: Expression) -> tuple[int, int]:
    start, end = expression[0].span()
    return start - end, start


# "14 Rajab 1440 AH, corresponding to 21 March 2019": the two stand no further apart than that.
_BESIDE = 25


def _gregorian(dates: list[DateMention]) -> list[DateMention]:
    """Without a converted date where the text gives the Gregorian one beside it."""
    own = [d for d in dates if d.one.year and not d.is_converted]
    return [d for d in dates if not d.is_converted or not any(_gap(d, o) <= _BESIDE for o in own)]


def _gap(one: DateMention, other: DateMention) -> int:
    """How many characters lie between two dates."""
    return max(one.start, other.start) - min(one.end, other.end)


def _mention(match: re.Match[str], form: Mapping[str, Any], pack: Pack) -> DateMention:
    groups = {k: v for k, v in match.groupdict().items() if v is not None}
    one = Point(
        _year(groups.get("Y")) or pack.named("decade").get(" ".join(groups.get("YW", "").split())),
        _month(groups.get("M"), pack),
        _day(groups, "D", pack),
    )
    two = None
    if {"D2", "M2", "Y2"} & groups.keys():
        month2 = _month(groups.get("M2"), pack)
        two = Point(_second_year(groups, one), month2 or (one.month if "D2" in groups else None), _day(groups, "D2", pack))
        one = replace(one, month=one.month or (two.month if "D2" in groups else None), year=one.year or two.year)
    shift = int(form.get("shift", 0)) * _count(groups.get("N"), pack)
    return DateMention(match.start(), match.end(), one, two, form.get("kind", "date"), form.get("anchor", ""), form.get("unit", ""), shift)


def _converted(match: re.Match[str], pack: Pack) -> DateMention | None:
    """A Hijri date: a day, or the span of days that its month or year takes."""
    groups = {k: v for k, v in match.groupdict().items() if v is not None}
    month = pack.named("hijri_month").get(" ".join(groups["HM"].split())) if "HM" in groups else None
    days = days_of(int(groups["HY"]), month, _day(groups, "D", pack))
    if days is None:
        return None
    one, two = (Point(day.year, day.month, day.day) for day in days)
    return DateMention(match.start(), match.end(), one, None if one == two else two, is_converted=True)


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _second_year(groups: dict[str, str], one: Point) -> int | None:
    text = groups.get("Y2")
    if text is None:
        return one.year
    if len(text) == 2 and one.year is not None:
        return one.year // 100 * 100 + int(text)
    return int(text)


def _month(text: str | None, pack: Pack) -> int | None:
    if text is None:
        return None
    return int(text) if text.isdigit() else pack.named("month").get(" ".join(text.split()))


def _day(groups: dict[str, str], name: str, pack: Pack) -> int | None:
    if name in groups:
        return int(groups[name])
    word = groups.get(name + "W")
    if "W" in groups:
        return pack.named("weekday").get(" ".join(groups["W"].split()))
    return pack.named("day").get(" ".join(word.split())) if word else None


def _count(text: str | None, pack: Pack) -> int:
    if text is None:
        return 1
    return int(text) if text.isdigit() else pack.named("count").get(" ".join(text.split()), 1)


def resolve(date: DateMention, memory: DateMemory, paragraph: int) -> tuple[str | None, Point]:
    """The EDTF of a date expression and its first point; (None, …) where nothing settles it."""
    one = _anchored(date, memory) if date.anchor else _with_year(date.one, memory, paragraph)
    first = one.edtf() if one else None
    if one is None or first is None:
        return None, Point()
    if date.unit == "fiscal" and one.year is not None:
        return f"{one.year}/{one.year + 1}", one
    if date.kind == "decade" and one.year is not None:
        return f"{one.year // 10}X", one
    if date.two is None:
        return first, one
    two = replace(date.two, year=date.two.year or one.year)
    second = two.edtf()
    return (f"{first}/{second}" if second and second > first else first), one


def _with_year(point: Point, memory: DateMemory, paragraph: int) -> Point | None:
    """A day or month without a year takes the year of the run of the paragraph, else that of publication."""
    if point.year is not None:
        return point
    if point.month is None and point.day is not None:
        return (
            replace(point, year=memory.last.year, month=memory.last.month) if memory.last.month and memory.paragraph == paragraph else None
        )
    if memory.last.year is not None and memory.paragraph == paragraph:
        return replace(point, year=memory.last.year)
    return replace(point, year=memory.published.year) if memory.published.year is not None else None


def _anchored(date: DateMention, memory: DateMemory) -> Point | None:
    base = memory.published if date.anchor == "published" else memory.last
    if base.year is None or _counts_from_today(date, memory):
        return None
    if date.unit == "named":
        return _named_month(base, date)
    if date.unit == "fiscal" and date.anchor == "published":
        return _fiscal(base, date.shift)
    if date.unit in ("year", "fiscal"):
        return Point(base.year + date.shift, date.one.month, date.one.day)
    if date.unit == "month":
        if base.month is None:
            return None
        total = base.year * 12 + base.month - 1 + date.shift
        return Point(total // 12, total % 12 + 1, date.one.day)
    if date.unit == "weekday":  # named by the text, or by the form itself
        return _weekday(base, date.shift + 7 if date.one.day is None else date.one.day)
    return _shift_days(_day_meant(date, base, memory), date.shift)


def _counts_from_today(date: DateMention, memory: DateMemory) -> bool:
    """ "Three years later" under a line that gives the document's day: nothing was told that it could be later than."""
    counted = date.anchor == "last" and date.shift > 0 and date.unit in ("year", "fiscal", "month")
    return counted and memory.last == memory.published


def _day_meant(date: DateMention, base: Point, memory: DateMemory) -> Point:
    """ "The same day" behind a year that was only spoken of: the last one told to the day."""
    again = date.anchor == "last" and date.unit == "day" and date.shift == 0
    return memory.day if again and base.day is None and memory.day.day else base


def _fiscal(base: Point, shift: int) -> Point | None:
    """The fiscal year that a document speaks in, or one before it; they begin between April and July, and nobody knows which then."""
    if base.year is None or base.month is None or 4 <= base.month <= 6:
        return None
    return Point(base.year + shift - (1 if base.month < 4 else 0))


def _weekday(base: Point, weekday: int) -> Point | None:
    """ "On Tuesday": the last such day up to the base, Monday being 0."""
    if base.year is None or base.month is None or base.day is None:
        return None
    back = (datetime.date(base.year, base.month, base.day).weekday() - weekday) % 7
    return _shift_days(base, -back) if back else base


def _named_month(base: Point, date: DateMention) -> Point | None:
    """ "Last June", "next May": the nearest such month before (shift -1) or after the base, if that has a month itself."""
    if base.year is None or base.month is None or date.one.month is None:
        return None
    named = (date.one.month, date.one.day or (99 if date.shift < 0 else 0))
    today = (base.month, base.day or (0 if date.shift < 0 else 99))
    over = named >= today if date.shift < 0 else named <= today
    return Point(base.year + (date.shift if over else 0), date.one.month, date.one.day)


def _shift_days(base: Point, days: int) -> Point | None:
    if days == 0:
        return base
    if base.day is None or base.month is None or base.year is None:
        return None
    ordinal = datetime.date(base.year, base.month, base.day).toordinal() + days
    if not 1 <= ordinal <= datetime.date.max.toordinal():
        return None
    moved = datetime.date.fromordinal(ordinal)
    return Point(moved.year, moved.month, moved.day)
