"""The course of looking for contradictions: every rule asked about every pair of countries, and what it finds noted.

Here: which rule is asked about which facts. Not here: the rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from transforms.facts.conflicts import amounts, anniversaries, comparisons, ratios, relations
from transforms.facts.conflicts.conflict import Conflict, mark
from transforms.facts.conflicts.sayings import Sayings
from transforms.facts.joining.group import Group
from transforms.facts.tellings import Passages


def contradictions(groups: Iterable[Group], passages: Passages, said: Sayings) -> Iterator[Conflict]:
    """The contradictions among facts, each noted on the facts that it concerns."""
    for pair in _by_pair(groups):
        found = list(_of_pair(pair, passages, said))
        for conflict in found:
            mark(conflict)
            amounts.suspect(conflict)
        yield from _told_once(found, passages)


def _told_once(found: Sequence[Conflict], passages: Passages) -> Iterator[Conflict]:
    """Of a contradiction that passages tell of events and of relations ("established relations in 1961") only that of the events."""
    of_events = [conflict for conflict in found if conflict.fact.head.table == "fact_event"]
    for conflict in found:
        is_relation = conflict.fact.head.table == "fact_relation"
        if not is_relation or not any(_rests_on(conflict, event, passages) for event in of_events):
            yield conflict


def _rests_on(conflict: Conflict, event: Conflict, passages: Passages) -> bool:
    """Whether each side of a contradiction of events has a passage in one side of that of relations."""
    if conflict.kind != event.kind:
        return False
    sides, events = ([_places(side, passages) for side in (c.fact, c.other) if side] for c in (conflict, event))
    return len(sides) == len(events) and any(all(map(set.intersection, sides, turned)) for turned in (events, events[::-1]))


def _places(group: Group, passages: Passages) -> set[tuple[str, int, int]]:
    return {(passages.document[i], passages.start[i], passages.end[i]) for i in group.rows}


def _by_pair(groups: Iterable[Group]) -> Iterable[Sequence[Group]]:
    """The groups of each pair of countries that could contradict each other."""
    found: dict[frozenset[str | None], list[Group]] = defaultdict(list)
    for group in groups:
        if group.head.b is not None:
            found[frozenset((group.head.a, group.head.b))].append(group)
    return found.values()


def _of_pair(pair: Sequence[Group], passages: Passages, said: Sayings) -> Iterator[Conflict]:
    told = [group for group in pair if group.head.table == "fact_trade"]
    others = [group for group in pair if group.head.table in ("fact_relation", "fact_event")]
    yield from relations.find(others, passages)
    yield from anniversaries.find(others, passages, said.anniversaries)
    yield from comparisons.find(told, passages, said.comparisons)
    yield from ratios.find(told, passages, said.ratios)
    yield from amounts.find(told)
