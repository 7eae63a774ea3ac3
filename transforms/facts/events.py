"""Events: when two tellings are one happening, and the row that they become.

Here: what tells happenings of a type apart, and the slots that a joined event takes. Not here: the general rule of joining
(`joining`), and titles (`titles`).
"""

from functools import partial
from typing import Any

from transforms.facts import dating, titles, witnesses
from transforms.facts.group import Group, confidence, document_count, grouped
from transforms.facts.identity import identify
from transforms.facts.joining import join
from transforms.facts.occurrences import REPEATED, set_apart
from transforms.facts.subjects import same_subject
from transforms.facts.tellings import Passages, Telling

# Happens once to a pair or a state: its date is not part of its identity.
ONCE = {"relations_established", "independence_declared", "state_dissolved", "state_recognised", "organisation_joined"}
JOURNEYS = {"visit"}
# Slots that, told differently, make two happenings of two tellings. What is not listed here differs between reports of one thing.
APART: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(ONCE, ()),
    "relations_severed": (), "relations_restored": (), "embassy_opened": (), "embassy_closed": (),
    "consulate_opened": ("city",), "ambassador_appointed": (), "ambassador_recalled": (), "body_established": (),
    "visit": ("level",), "meeting": ("level", "location", "city"), "consultation": ("location", "city"),
    "agreement_signed": ("instrument", "subject", "location"), "cooperation_agreed": ("subject", "location"),
    "resolution_adopted": ("level", "subject"),
}  # fmt: skip
APART_ELSE = ("location", "city", "level", "instrument", "subject")
STATUS_RANK = {"occurred": 0, "cancelled": 1, "planned": 2}


def events(tellings: list[Telling], passages: Passages) -> list[Group]:
    """Join tellings of one type between the same countries into events."""
    kind = tellings[0].type
    tellings = list(set_apart(tellings, passages))
    slots = APART.get(kind, APART_ELSE)
    fits = partial(_fits, slots=slots, passages=passages)
    covers = partial(_covers, slots=slots, whole_stay=kind in JOURNEYS)
    joined = join(tellings, fits, covers, dating.pairs([t.date for t in tellings]))
    groups = [grouped(j, partial(_fullness, slots=slots, kind=kind), passages) for j in joined]
    return _identified(groups, slots, passages)


def _fits(a: Telling, b: Telling, slots: tuple[str, ...], passages: Passages) -> bool:
    if a.number or b.number or _told_beside(a, b, passages) or not dating.agree(a.date, b.date) or not _status_fits(a, b):
        return False
    differs = False
    for slot in slots:
        one, other = getattr(a, slot), getattr(b, slot)
        if one != other and one is not None and other is not None and not (slot == "subject" and same_subject(one, other)):
            return False
        differs = differs or one != other
    return not (differs and _items_of_one_list(a, b, passages)) and not witnesses.speak_against(a, b, passages)


def _told_beside(a: Telling, b: Telling, passages: Passages) -> bool:
    """Whether one document tells both without a date, of what happens again and again: then it means two."""
    if a.date is not None or b.date is not None or a.type not in REPEATED:
        return False
    return not {passages.document[i] for i in a.rows}.isdisjoint(passages.document[j] for j in b.rows)


def _status_fits(a: Telling, b: Telling) -> bool:
    """A plan that came about is the happening; what was cancelled did not take place. An undated plan may be any other one."""
    if a.status == b.status:
        return True
    return "planned" in (a.status, b.status) and a.date is not None and b.date is not None


def _items_of_one_list(a: Telling, b: Telling, passages: Passages) -> bool:
    """Whether one sentence tells both: "an agreement on visas and a memorandum" are two."""
    spans = [(passages.document[i], passages.start[i], passages.end[i]) for i in a.rows]
    return any(
        passages.document[j] == document and passages.start[j] < end and start < passages.end[j]
        for j in b.rows for document, start, end in spans
    )  # fmt: skip


def _covers(a: Telling, b: Telling, slots: tuple[str, ...], whole_stay: bool) -> bool:
    if STATUS_RANK[a.status or "occurred"] > STATUS_RANK[b.status or "occurred"]:
        return False
    if any(getattr(a, slot) is None and getattr(b, slot) is not None for slot in slots):
        return False
    return dating.as_fine(a.date, b.date, whole_stay)


def _fullness(telling: Telling, slots: tuple[str, ...], kind: str) -> tuple[object, ...]:
    """Sorts the telling first that is surest to have happened, has the finest date and the most slots."""
    status = STATUS_RANK[telling.status or "occurred"]
    empty = sum(getattr(telling, slot) is None for slot in slots)
    return status, dating.coarseness(telling.date, kind in JOURNEYS), empty


def alone_id(telling: Telling, slots: tuple[str, ...]) -> str:
    """The identifier of an event that only this telling tells."""
    date = None if telling.type in ONCE else telling.date
    details = [getattr(telling, slot) for slot in slots if slot in ("instrument", "subject") or telling.date is None]
    return identify("e", telling.type, telling.a, telling.b, telling.organization, date, *details, telling.number)


def _identified(groups: list[Group], slots: tuple[str, ...], passages: Passages) -> list[Group]:
    """Give each group its identifier; where two would have the same, the better attested keeps it."""
    groups.sort(key=lambda g: (-document_count(g.rows, passages), dating.coarseness(g.head.date), str(g.head.date), passages.first(g.rows)))
    taken: set[str] = set()
    for group in groups:
        group.id = alone_id(group.head, slots)
        number = 1
        while group.id in taken:
            number += 1
            head = group.head
            group.id = identify("e", alone_id(head, slots), head.date, *(getattr(head, s) for s in slots), number if number > 2 else "")
        taken.add(group.id)
    return groups


def event_row(group: Group, passages: Passages) -> tuple[Any, ...]:
    """The row of `fact_event` that a group becomes."""
    head, rows = group.head, group.rows
    slots = {name: group.first(name) for name in ("location", "city", "instrument", "subject", "level")}
    if slots["location"] != head.location and head.location is None:
        slots["city"] = next((t.city for t in group.tellings if t.location == slots["location"] and t.city), None)
    status = head.status or "occurred"
    title = titles.event_title(head, slots["level"], status)
    return (
        group.id, head.type, head.a, head.b, group.first("organization"), *slots.values(), head.date, status, title,
        confidence(rows, passages), document_count(rows, passages), group.contradicted,
    )  # fmt: skip
