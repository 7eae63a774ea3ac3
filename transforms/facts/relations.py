"""Relations: one row a pair, type and polarity, and the dates that it takes from its tellings.

Here: when tellings of a relation are one row, since when and until when it holds. Not here: contradictions between rows.
"""

from typing import Any

from transforms import edtf
from transforms.facts import dating
from transforms.facts.group import Group, confidence, document_count, grouped
from transforms.facts.identity import identify
from transforms.facts.joining import Joined, join
from transforms.facts.tellings import Passages, Telling

# Told with two beginnings that cannot be one date, these are two rows; the others stand since their first beginning.
ONE_BEGINNING = {"diplomatic_relations", "joint_body", "transport_link"}


def relations(tellings: list[Telling], passages: Passages) -> list[Group]:
    """Join tellings of one type, polarity, organisation and seat between the same countries into relations."""
    if tellings[0].type in ONE_BEGINNING and tellings[0].holds:
        joined = _by_beginning(tellings, passages)
    else:
        joined = [Joined(tellings, ["one_relation"] * len(tellings))]
    groups = [grouped(j, _fullness, passages) for j in joined]
    return _identified(groups, passages)


def _by_beginning(tellings: list[Telling], passages: Passages) -> list[Joined[Telling]]:
    """Rows by beginning; what fits several goes to the one told by most documents, since it speaks of all of them."""
    dated = [t for t in tellings if t.date is not None]
    if not dated:
        return [Joined(tellings, ["one_relation"] * len(tellings))]
    joined = join(dated, lambda a, b: dating.agree(a.date, b.date), lambda a, b: dating.as_fine(a.date, b.date), lambda t: t.date)
    joined.sort(key=lambda j: (-_documents(j, passages), str(j.members[0].date)))
    undated = [t for t in tellings if t.date is None]
    joined[0].members.extend(undated)
    joined[0].rules.extend(["undated"] * len(undated))
    return joined


def _documents(joined: Joined[Telling], passages: Passages) -> int:
    return document_count([row for t in joined.members for row in t.rows], passages)


def _fullness(telling: Telling) -> tuple[object, ...]:
    return (dating.coarseness(telling.date),)


def _identified(groups: list[Group], passages: Passages) -> list[Group]:
    """The best attested row has the relation's own identifier, a row with another beginning one with its year."""
    groups.sort(key=lambda g: (-document_count(g.rows, passages), str(g.head.date)))
    for place, group in enumerate(groups):
        head = group.head
        slots = (head.type, head.a, head.b, head.organization, head.via, head.holds)
        group.id = identify("r", *slots) if place == 0 else identify("r", *slots, head.date)
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
    agreed = edtf.finest(dates)
    return agreed or max(dates, key=lambda d: str(edtf.bounds(d).end or ""), default=None)


def as_of(rows: list[int], passages: Passages) -> str | None:
    """The date of the newest document that says so."""
    dates = [date for i in rows if (date := passages.as_of[i]) is not None]
    return max(dates, key=lambda d: (str(edtf.bounds(d).end or ""), d), default=None)


def relation_row(group: Group, passages: Passages) -> tuple[Any, ...]:
    """The row of `fact_relation` that a group becomes."""
    head, rows = group.head, group.rows
    return (
        group.id, head.type, head.a, head.b, head.organization, head.via, head.holds, since(group), until(group),
        as_of(rows, passages), confidence(rows, passages), document_count(rows, passages), False,
    )  # fmt: skip
