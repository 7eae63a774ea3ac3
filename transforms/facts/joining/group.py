"""A fact in the making: tellings joined into one thing, and what can be said of all of them together.

Here: what every kind of fact takes from its tellings (passages, documents, certainty, the date). Not here: what only one
kind takes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transforms.facts.joining import dating
from transforms.facts.joining.rule import Joined
from transforms.facts.tellings import Passages, Telling


@dataclass(slots=True)
class Group:
    """Tellings of one fact, the fullest first, by which rule each came in, and in how many documents it is told.

    `head` says most: identity rests on it. `rows` are those of `Passages`.
    """

    tellings: list[Telling]
    rules: list[str]
    head: Telling
    rows: list[int]
    documents: int
    id: str = ""
    contradicted: bool = False
    suspicion: str | None = None

    def first(self, slot: str) -> str | None:
        """The slot of the fullest telling that fills it."""
        for telling in self.tellings:
            value: str | None = getattr(telling, slot)
            if value is not None:
                return value
        return None


def grouped(joined: Joined[Telling], fullness: Callable[[Telling], tuple[object, ...]], passages: Passages) -> Group:
    """Put the tellings of a fact in order: the fullest first, of equally full ones the first told."""
    told, rules = joined.members, joined.rules
    if len(told) > 1:
        keyed = sorted(range(len(told)), key=lambda i: (*fullness(told[i]), passages.first(told[i].rows)))
        head = told[keyed[0]].date
        rules = _from_the_head([dating.how_it_joined(rules[i], told[i].date, head) for i in keyed])
        told = [told[i] for i in keyed]
    rows = [row for telling in told for row in telling.rows]
    return Group(told, rules, told[0], rows, document_count(rows, passages))


def _from_the_head(rules: list[str]) -> list[str]:
    """The rules as seen from the fullest telling: it is the one that the others were held against.

    What the joining began with is there by the rule that brought the fullest; several that it began with said the same.
    """
    own = "same" if rules[0] == "first" else rules[0]
    return ["first", *(own if rule == "first" else rule for rule in rules[1:])]


def confidence(rows: Sequence[int], passages: Passages) -> float:
    """How sure a fact is: as sure as its surest passage."""
    return max([passages.confidence[i] for i in rows])


def document_count(rows: Sequence[int], passages: Passages) -> int:
    """In how many documents the fact is told."""
    return len({passages.document[i] for i in rows}) if len(rows) > 1 else 1
