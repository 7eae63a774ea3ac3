"""A fact in the making: tellings joined into one thing, and what can be said of all of them together.

Here: what every kind of fact takes from its tellings (passages, documents, certainty, the date). Not here: what only one
kind takes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transforms.facts import dating
from transforms.facts.joining import Joined
from transforms.facts.tellings import Passages, Telling


@dataclass(slots=True)
class Group:
    """Tellings of one fact, the fullest first, and by which rule each came in."""

    tellings: list[Telling]
    rules: list[str]
    id: str = ""
    contradicted: bool = False
    suspicion: str | None = None

    @property
    def head(self) -> Telling:
        """The telling that says most: identity rests on it."""
        return self.tellings[0]

    @property
    def rows(self) -> list[int]:
        """The rows of the claims frame."""
        return [row for telling in self.tellings for row in telling.rows]

    def first(self, slot: str) -> str | None:
        """The slot of the fullest telling that fills it."""
        return next((value for t in self.tellings if (value := getattr(t, slot)) is not None), None)


def grouped(joined: Joined[Telling], fullness: Callable[[Telling], tuple[object, ...]], passages: Passages) -> Group:
    """Put the tellings of a fact in order: the fullest first, of equally full ones the first told."""
    keyed = [((*fullness(t), passages.first(t.rows)), t, r) for t, r in zip(joined.members, joined.rules, strict=True)]
    keyed.sort(key=lambda item: item[0])
    head = keyed[0][1].date
    return Group([t for _, t, _ in keyed], [dating.how_it_joined(rule, t.date, head) for _, t, rule in keyed])


def confidence(rows: Sequence[int], passages: Passages) -> float:
    """How sure a fact is: as sure as its surest passage."""
    return max(passages.confidence[i] for i in rows)


def document_count(rows: Sequence[int], passages: Passages) -> int:
    """In how many documents the fact is told."""
    return len({passages.document[i] for i in rows})
