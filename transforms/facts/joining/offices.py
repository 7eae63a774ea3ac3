"""Offices as witnesses: the health minister's visit is not the energy minister's, whether or not they are named.

Here: which offices the passages of a telling give to those who acted, and cutting a telling whose passages give different ones. Not
here: what people are called (`witnesses`), and which offices one person holds at a time (`seeds/reference/offices.csv`).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from transforms.facts.joining import dating
from transforms.facts.people.persons import roles_of
from transforms.facts.reference import table_rows
from transforms.facts.tellings import Passages, Telling, copy_of

# Happenings that are told by who came or met.
OFFICIAL = {"visit", "meeting", "consultation"}
_OF, _AND = ":", " "


def cut(telling: Telling, passages: Passages) -> Iterator[Telling]:
    """The telling, one for each office that its passages give; on one day they give the members of one delegation."""
    told = {passages.persons[row] for row in telling.rows} if telling.type in OFFICIAL else {None}
    if told == {None}:
        yield telling
        return
    if len(told) == 1 or dating.is_day(telling.date) or dating.is_stay(telling.date):
        telling.office = _told(telling, frozenset(told))
        yield telling
        return
    by_office: dict[str | None, list[int]] = defaultdict(list)
    office_of = {persons: _told(telling, frozenset([persons])) for persons in told}
    for row in telling.rows:
        by_office[office_of[passages.persons[row]]].append(row)
    for office, rows in by_office.items():
        part = telling if len(by_office) == 1 else copy_of(telling, rows, telling.number)
        part.office = office
        yield part


def _told(telling: Telling, persons: frozenset[str | None]) -> str | None:
    """The offices of the acting side, of both sides where none acts alone; None where no passage gives one."""
    sides = (telling.a,) if telling.type == "visit" else (telling.a, telling.b)
    return _offices(persons, sides, telling.level)


@lru_cache(maxsize=16384)
def _offices(told: frozenset[str | None], sides: tuple[str | None, ...], level: str | None) -> str | None:
    """As far as they have the level of who acted: whom the president brings along does not tell his visit from another one."""
    posts = {
        f"{country}{_OF}{_posts()[role]}"
        for persons in told for role, country in roles_of(persons)
        if country in sides and level in (None, _levels()[role]) and _posts()[role]
    }  # fmt: skip
    return _AND.join(sorted(posts)) or None


@lru_cache(maxsize=16384)
def agree(one: str, other: str) -> bool:
    """Whether the two give each state that both speak of an office in common."""
    here, there = _by_state(one), _by_state(other)
    return all(here[state] & there[state] for state in here.keys() & there.keys())


def _by_state(told: str) -> dict[str, set[str]]:
    found = defaultdict(set)
    for office in told.split(_AND):
        state, _, post = office.partition(_OF)
        found[state].add(post)
    return found


@lru_cache(maxsize=1)
def _posts() -> Mapping[str, str]:
    """By role what one person of a state holds at a time; empty for "a minister" and others who are many."""
    return defaultdict(str, {row["role"]: row["post"] for row in table_rows("offices")})


@lru_cache(maxsize=1)
def _levels() -> Mapping[str, str]:
    return defaultdict(str, {row["role"]: row["level"] for row in table_rows("offices")})
