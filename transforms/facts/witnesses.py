"""People as witnesses: whether those named in two tellings speak against their being one happening.

Here: holding the people of two tellings against each other. Not here: who is who over all documents (`people`).
"""

from collections import defaultdict
from functools import lru_cache

from transforms.facts import dating, people
from transforms.facts.tellings import Passages, Telling


def speak_against(one: Telling, other: Telling, passages: Passages) -> bool:
    """Whether both name people of one state and none of them can be the same person.

    A day told by both is stronger: two delegations of one state seldom come on one day, but reports name different members.
    """
    if one.date == other.date and dating.is_day(one.date):
        return False
    here, there = _named(one, passages), _named(other, passages)
    return any(not _anyone(here[state], there[state]) for state in here.keys() & there.keys())


def _named(telling: Telling, passages: Passages) -> dict[str, frozenset[str]]:
    """Names by state, of the acting side only where the event has one."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in telling.rows:
        for name, _, country in people.parsed(passages.persons[row]):
            if country is not None and country in ((telling.a,) if telling.type == "visit" else (telling.a, telling.b)):
                found[country].add(name)
    return {country: frozenset(names) for country, names in found.items()}


@lru_cache(maxsize=16384)
def _anyone(some: frozenset[str], others: frozenset[str]) -> bool:
    return not some.isdisjoint(others) or any(people.can_be_one(one, other) for one in some for other in others)
