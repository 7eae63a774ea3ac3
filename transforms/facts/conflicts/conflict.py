"""A contradiction as all rules report it: its kind, the facts, and an explanation.

Here: that record, its row, and how it is noted on the facts. Not here: any rule that finds one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from transforms.facts.identity import identify
from transforms.facts.joining.group import Group


class Saying(NamedTuple):
    """The words of a text that a fact does not fit, and the document that they stand in."""

    document: str
    words: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two facts that cannot both be right, or one (`other` is None) that a text contradicts; the text's words, where it does."""

    kind: str
    fact: Group
    other: Group | None
    explanation: str
    saying: Saying | None = None

    def row(self) -> tuple[Any, ...]:
        """The row of the frame `conflict`."""
        head = self.fact.head
        countries = sorted(code for code in (head.a, head.b) if code)
        ids = sorted(group.id for group in (self.fact, self.other) if group)
        first, second = (*countries, None)[:2]
        other = ids[1] if len(ids) > 1 else None
        saying = self.saying or (None, None)
        return identify("k", self.kind, *ids), self.kind, first, second, head.table, ids[0], other, self.explanation, *saying


def distinct(conflicts: Iterable[Conflict]) -> list[tuple[Any, ...]]:
    """The rows of contradictions, one for all of one kind between the same facts: the one whose explanation is first."""
    last_first = sorted((conflict.row() for conflict in conflicts), key=_first_told, reverse=True)
    return list({row[0]: row for row in last_first}.values())


def _first_told(row: tuple[Any, ...]) -> tuple[str, ...]:
    """By identifier and explanation; the same sentence can stand in two documents."""
    return row[0], row[7], row[8] or ""


def mark(conflict: Conflict) -> None:
    """Note on both facts that they are contradicted."""
    conflict.fact.contradicted = True
    if conflict.other:
        conflict.other.contradicted = True


def in_its_words(words: str, arithmetic: str) -> str:
    """An explanation that holds a text's own words against figures. It begins in English: another script first is hard to follow."""
    return f'the text says "{words}": {arithmetic}'
