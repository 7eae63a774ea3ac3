"""An event in one short English sentence, made from its slots.

Here: filling the patterns of `seeds/reference/titles.toml`. Not here: the patterns, and any word of the sources.
"""

from datetime import date
from functools import lru_cache

from transforms import edtf
from transforms.facts.reference import names, settings
from transforms.facts.tellings import Telling


def event_title(telling: Telling, level: str | None, status: str) -> str:
    """A sentence such as "Argentina opened an embassy in Azerbaijan in 2012"."""
    named = (telling.type, telling.a, telling.b, telling.organization)
    return _without_date(*named, telling.instrument or "none", level or "none", status) + when(telling.date)


@lru_cache(maxsize=16384)
def _without_date(kind: str, a: str | None, b: str | None, organization: str | None, instrument: str, level: str, status: str) -> str:
    words = settings("titles")
    pattern = words["events"][kind]
    if status != "occurred":
        pattern = f"{words['status'][status]} {pattern}"
    sentence: str = pattern.format(
        source=_country(a), target=_country(b), organization=_organization(organization),
        actor=words["levels"].get(level, words["levels"]["none"]).format(source=_country(a)),
        instrument=words["instruments"].get(instrument, words["instruments"]["none"]),
    )  # fmt: skip
    return sentence[0].upper() + sentence[1:]


def _country(code: str | None) -> str:
    return str(settings("titles")["unknown"]["country"]) if code is None else names("countries").get(code, code)


def _organization(code: str | None) -> str:
    return str(settings("titles")["unknown"]["organization"]) if code is None else names("organizations").get(code, code)


@lru_cache(maxsize=16384)
def when(date_edtf: str | None) -> str:
    """A date in words with the preposition before it; nothing for no date."""
    if date_edtf is None:
        return ""
    start, _, precision = edtf.bounds(date_edtf)
    if precision == "interval":
        return _span(date_edtf)
    if precision == "decade" and start:
        return f" in the {start.year // 10}0s"
    return f" {'on' if precision == 'day' else 'in'} {spoken(date_edtf)}"


def _span(interval: str) -> str:
    first, last = interval.split("/")
    if first == edtf.OPEN:
        return f" by {spoken(last)}"
    return f" since {spoken(first)}" if last == edtf.OPEN else f" from {spoken(first)} to {spoken(last)}"


def spoken(single: str) -> str:
    """1996-10-22 as "22 October 1996", 1996-10 as "October 1996"."""
    start, _, precision = edtf.bounds(single)
    if start is None or precision in ("year", "decade"):
        return single
    return _month(start) if precision == "month" else f"{start.day} {_month(start)}"


def _month(day: date) -> str:
    return f"{settings('titles')['months']['names'][day.month - 1]} {day.year}"
