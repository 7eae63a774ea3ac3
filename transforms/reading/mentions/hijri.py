"""Hijri dates as Gregorian days, by the Umm al-Qura calendar.

Here: the conversion.  Not here: how a language writes such dates (its dates.toml).
Source: hijridate, for 1343 to 1500 AH; other countries may begin a month a day earlier or later.
"""

from hijridate import Gregorian, Hijri


def days_of(year: int, month: int | None = None, day: int | None = None) -> tuple[Gregorian, Gregorian] | None:
    """The first and the last Gregorian day of a Hijri day, month or year; None outside the calendar's years or days."""
    try:
        last_month = Hijri(year, month or 12, 1)
        last = Hijri(year, last_month.month, day or last_month.month_length())
        return Hijri(year, month or 1, day or 1).to_gregorian(), last.to_gregorian()
    except (OverflowError, ValueError):
        return None
