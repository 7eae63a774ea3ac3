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
        for conflict in _of_pair(pair, passages, said):
            mark(conflict)
            amounts.suspect(conflict)
            yield conflict


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
