"""Relations: one row a pair, type and polarity, and the dates that it takes from its tellings.

Here: when tellings of a relation are one row, since when and until when it holds. Not here: contradictions between rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from transforms import edtf
from transforms.facts.corrections.marks import own_mark, united
from transforms.facts.identity import identify
from transforms.facts.joining import dating
from transforms.facts.joining.group import Group, confidence, document_count, grouped
from transforms.facts.joining.rule import Joined, Judges, join
from transforms.facts.tellings import Passages, Telling

# Told with two beginnings that cannot be one date, these are two rows; the others stand since their first beginning.
ONE_BEGINNING = {"diplomatic_relations", "joint_body", "transport_link"}


def relations(tellings: list[Telling], passages: Passages) -> list[Group]:
    """Join tellings of one type, polarity, organisation and seat between the same countries into relations."""
    joined: list[Joined[Telling]] = []
    for spell in spells(tellings):
        joined += _by_beginning(spell, passages) if tellings[0].type in ONE_BEGINNING else [_one(spell)]
    return _identified([grouped(j, _fullness, passages) for j in united(joined)])


def spells(tellings: list[Telling]) -> list[list[Telling]]:
    """Tellings by the time of which they speak: an embassy closed and opened again is two, undated words speak of the last."""
    if not any(t.until for t in tellings):
        return [tellings]
    found: dict[int, list[Telling]] = defaultdict(list)
    number, closed = 0, False
    for telling in sorted((t for t in tellings if t.date or t.until), key=_turn):
        number += closed and telling.until is None
        closed = telling.until is not None
        found[number].append(telling)
    found[number].extend(t for t in tellings if not (t.date or t.until))
    return list(found.values())


def _turn(telling: Telling) -> tuple[str, bool]:
    """Sorts beginnings by their first day and ends by their last; of one day the beginning first."""
    if telling.until is None:
        return str(edtf.bounds(telling.date).start or ""), False
    return str(edtf.bounds(telling.until).end or "9999"), True


def _one(tellings: list[Telling]) -> Joined[Telling]:
    return Joined(tellings, ["one_relation"] * len(tellings))


def _by_beginning(tellings: list[Telling], passages: Passages) -> list[Joined[Telling]]:
    """Rows by beginning, the best attested first; words without one go there, for they speak of the relation itself."""
    dated = [t for t in tellings if t.date is not None]
    if not dated:
        return [_one(tellings)]
    joined = united(join(dated, Judges(_same_beginning, dating.leads, dating.leads)))
    joined.sort(key=lambda j: (-_documents(j, passages), min(str(t.date) for t in j.members)))
    undated = [t for t in tellings if t.date is None]
    joined[0].members.extend(undated)
    joined[0].rules.extend(["one_relation"] * len(undated))
    return joined


def _same_beginning(one: Telling, other: Telling) -> bool:
    return dating.agree(one.date, other.date)


def _documents(joined: Joined[Telling], passages: Passages) -> int:
    return document_count([row for t in joined.members for row in t.rows], passages)


def _fullness(telling: Telling) -> tuple[object, ...]:
    return (dating.coarseness(telling.date),)


def _identified(groups: list[Group]) -> list[Group]:
    """The first row has the relation's own identifier, a row with another beginning or of a later time one with its date."""
    for place, group in enumerate(groups):
        head = group.head
        slots = (head.type, head.a, head.b, head.organization, head.via, head.holds, *own_mark(head))
        group.id = identify("r", *slots) if place == 0 else identify("r", *slots, head.date, head.until)
    return groups


def since(group: Group) -> str | None:
    """The finest beginning that all tellings agree on, else the earliest told."""
    dates = [t.date for t in group.tellings if t.date is not None]
    agreed = edtf.finest(dates)
    return agreed or min(dates, key=_start, default=None)


def _start(date: str) -> tuple[str, int]:
    return str(edtf.bounds(date).start or ""), dating.coarseness(date)


def until(group: Group) -> str | None:
    """The finest end that all tellings agree on, else the latest told."""
    dates = [t.until for t in group.tellings if t.until is not None]
    return edtf.finest(dates) or max(dates, key=_last_day, default=None)


def as_of(rows: Iterable[int], passages: Passages) -> str | None:
    """The date of the newest document that says so."""
    dates = [date for i in rows if (date := passages.as_of[i]) is not None]
    return max(dates, key=_last_day, default=None)


def _last_day(date: str) -> tuple[str, str]:
    return str(edtf.bounds(date).end or "9999"), date


def relation_row(group: Group, passages: Passages) -> tuple[Any, ...]:
    """The row of `fact_relation` that a group becomes."""
    head, rows = group.head, group.rows
    return (
        group.id, head.type, head.a, head.b, head.organization, head.via, head.holds, since(group), until(group),
        as_of(rows, passages), confidence(rows, passages), group.documents, group.contradicted,
    )  # fmt: skip
