"""People as witnesses: whether those named in two tellings speak against their being one happening, or for it.

Here: holding the people of two tellings against each other, and cutting a telling whose passages name people who cannot be
one. Not here: who is who over all documents (`people.persons`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

from transforms.facts.joining import dating
from transforms.facts.people import spelling
from transforms.facts.people.likeness import can_be_one
from transforms.facts.people.persons import parsed
from transforms.facts.tellings import Passages, Telling, copy_of

Named = Mapping[str, frozenset[str]]


def speak_against(one: Telling, other: Telling, passages: Passages) -> bool:
    """Whether both name people of one state and none of them can be the same person.

    A day told by both is stronger: two delegations of one state seldom come on one day, but reports name different members. Only
    two meetings of a day at which nobody of either side was the same are two.
    """
    on_one_day = one.date == other.date and dating.is_day(one.date)
    if on_one_day and one.type != "meeting":
        return False
    here, there = _named(one, one.rows, passages), _named(other, other.rows, passages)
    if not on_one_day:
        return _contradict(here, there)
    return len(here.keys() & there.keys()) == 2 and not any(_anyone(here[state], there[state]) for state in here)


def name_the_same(one: Telling, other: Telling, passages: Passages) -> bool:
    """Whether both name somebody of the acting state, and the same person."""
    here, there = (_named(t, t.rows, passages).get(t.a or "", frozenset()) for t in (one, other))
    return bool(here and there) and _anyone(here, there)


def names_in_common(one: Telling, other: Telling, passages: Passages) -> list[str]:
    """The names in the first telling that can be those of somebody of the same state whom the other names."""
    here, there = _named(one, one.rows, passages), _named(other, other.rows, passages)
    shared = ((name, there[state]) for state in here.keys() & there.keys() for name in here[state])
    return sorted(name for name, others in shared if _anyone(frozenset({name}), others))


def cut(telling: Telling, passages: Passages) -> list[Telling]:
    """The telling; or one a person, where its passages name several who cannot be one and no day says that they came together.

    "A minister came in 2011" is told of two ministers. Passages that name nobody, or could mean several, are a telling of their own.
    Only full names count: what is told in the same words is one, and a single word may be no name at all ("the late").
    """
    if len(telling.rows) == 1 or dating.is_day(telling.date):
        return [telling]
    told = defaultdict(list)
    for row in telling.rows:
        told[passages.persons[row]].append(row)
    parts = _parts(telling, list(told.values()), passages) if len(told) > 1 else []
    return [copy_of(telling, sorted(rows), telling.number) for rows in parts] if len(parts) > 1 else [telling]


def _parts(telling: Telling, told: Sequence[list[int]], passages: Passages) -> list[list[int]]:
    """Rows by whom they name; those without a name, or that fit several, last."""
    by_name = sorted(((_in_full(_named(telling, rows, passages)), rows) for rows in told), key=lambda item: _most_words_first(item[0]))
    clusters: list[list[tuple[Named, list[int]]]] = []
    open_rows: list[int] = []
    for named, rows in by_name:
        fitting = [c for c in clusters if not any(_contradict(named, other) for other, _ in c)] if named else clusters
        if named and not fitting:
            clusters.append([(named, rows)])
        elif len(fitting) == 1:
            fitting[0].append((named, rows))
        else:
            open_rows += rows
    parts = [[row for _, rows in cluster for row in rows] for cluster in clusters]
    return [*parts, open_rows] if open_rows else parts


def _in_full(named: Named) -> Named:
    full = {state: frozenset(name for name in names if len(spelling.words_of(name)) > 1) for state, names in named.items()}
    return {state: names for state, names in full.items() if names}


def _most_words_first(named: Named) -> tuple[int, list[str]]:
    names = sorted(name for some in named.values() for name in some)
    return -max((name.count(" ") for name in names), default=-1), names


def _contradict(here: Named, there: Named) -> bool:
    return any(not _anyone(here[state], there[state]) for state in here.keys() & there.keys())


def _named(telling: Telling, rows: Sequence[int], passages: Passages) -> Named:
    """Names by state, of the acting side only where the event has one."""
    told = frozenset([passages.persons[row] for row in rows])
    return _names_of(told, telling.a, None if telling.type == "visit" else telling.b)


@lru_cache(maxsize=16384)
def _names_of(told: frozenset[str | None], one: str | None, other: str | None) -> Named:
    """The names in lists of persons by state, as far as they are of these states."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, _, country in chain.from_iterable(map(parsed, told)):
        if country is not None and country in (one, other):
            found[country].add(name)
    return {country: frozenset(names) for country, names in found.items()}


@lru_cache(maxsize=16384)
def _anyone(some: frozenset[str], others: frozenset[str]) -> bool:
    return not some.isdisjoint(others) or any(can_be_one(one, other) for one in some for other in others)
