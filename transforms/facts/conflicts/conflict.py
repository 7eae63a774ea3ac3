"""A contradiction as all rules report it: its kind, the facts, and an explanation.

Here: that record, its row, and how it is noted on the facts. Not here: any rule that finds one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from transforms.facts.identity import identify
from transforms.facts.joining.group import Group


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two facts that cannot both be right, or one (`other` is None) that its own text contradicts."""

    kind: str
    fact: Group
    other: Group | None
    explanation: str

    def row(self) -> tuple[Any, ...]:
        """The row of the frame `conflict`."""
        head = self.fact.head
        countries = sorted(code for code in (head.a, head.b) if code)
        ids = sorted(group.id for group in (self.fact, self.other) if group)
        first, second = (*countries, None)[:2]
        other = ids[1] if len(ids) > 1 else None
        return identify("k", self.kind, *ids), self.kind, first, second, head.table, ids[0], other, self.explanation


def distinct(conflicts: Iterable[Conflict]) -> list[tuple[Any, ...]]:
    """The rows of contradictions, one for all of one kind between the same facts: the one whose explanation is first."""
    last_first = sorted((conflict.row() for conflict in conflicts), key=lambda row: (row[0], row[-1]), reverse=True)
    return list({row[0]: row for row in last_first}.values())


def mark(conflict: Conflict) -> None:
    """Note on both facts that they are contradicted."""
    conflict.fact.contradicted = True
    if conflict.other:
        conflict.other.contradicted = True


def in_its_words(words: str, arithmetic: str) -> str:
    """An explanation that holds a text's own words against figures. It begins in English: another script first is hard to follow."""
    return f'the text says "{words}": {arithmetic}'
