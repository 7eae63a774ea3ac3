"""Ambassadors: an appointment and the credentials presented later are one happening.

Here: when two differently dated tellings are the steps of one posting, and which of their dates counts. Not here: who is
who (`witnesses`), and all other joining.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from transforms import edtf
from transforms.facts.joining import dating, witnesses
from transforms.facts.joining.rule import Pairs, pairs_by
from transforms.facts.tellings import Passages, Telling

TYPE = "ambassador_appointed"
# Between the appointment and the credentials lie the host's consent and the journey: seldom more than a year and a half.
LONGEST_WAIT = 550


def are_steps(one: Telling, other: Telling, passages: Passages) -> bool:
    """Whether the dates differ as those of the steps of one posting do, and both name the ambassador."""
    if one.type != TYPE or one.date is None or other.date is None or dating.agree(one.date, other.date):
        return False
    first, second = sorted((one, other), key=lambda t: _begin(t.date))
    end, start = edtf.bounds(first.date).end, edtf.bounds(second.date).start
    near = end is not None and start is not None and (start - end).days <= LONGEST_WAIT
    return near and not _told_alike(one, other, passages) and witnesses.name_the_same(one, other, passages)


def _told_alike(one: Telling, other: Telling, passages: Passages) -> bool:
    """Whether one document tells both by the same rule: credentials presented here and credentials presented there are two."""
    here, there = ({(passages.document[i], passages.rule[i]) for i in telling.rows} for telling in (one, other))
    return not here.isdisjoint(there)


def is_later(one: Telling, other: Telling) -> bool:
    """Whether the first is a later step than the second: the date of the credentials is the one that counts."""
    return one.type == TYPE and _begin(one.date) > _begin(other.date)


def latest_first(date: str | None) -> int:
    """For sorting: the later step before the earlier one, what is undated last."""
    return -_begin(date)


def pairs(dates: Sequence[str | None]) -> Pairs | None:
    """Which tellings to compare: those of one year as elsewhere, and those of two years running. None: all."""
    if len(dates) <= dating.FEW:
        return None
    return _near([dating.year(date) for date in dates])


def _near(years: Sequence[int | None]) -> Iterator[tuple[int, int]]:
    yield from pairs_by(years)
    by_year: dict[int, list[int]] = defaultdict(list)
    for i, year in enumerate(years):
        if year is not None:
            by_year[year].append(i)
    for year, members in sorted(by_year.items()):
        later = [*by_year.get(year + 1, ()), *by_year.get(year + 2, ())]
        yield from ((a, b) for a in members for b in later)


def _begin(date: str | None) -> int:
    start = edtf.bounds(date).start
    return start.toordinal() if start else 0
