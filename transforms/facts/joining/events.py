"""Events: when two tellings are one happening, and the row that they become.

Here: what tells happenings of a type apart, and the slots that a joined event takes. Not here: the general rule of joining
(`rule`), and titles (`titles`).
"""

from functools import lru_cache, partial
from typing import Any

from transforms.facts import kinds
from transforms.facts.corrections.marks import own_mark, united
from transforms.facts.counting import ordinals_in
from transforms.facts.identity import identify
from transforms.facts.joining import counts, dating, offices, postings, titles, witnesses
from transforms.facts.joining.foundings import absorbed
from transforms.facts.joining.group import Group, confidence, grouped
from transforms.facts.joining.occurrences import REPEATED, set_apart
from transforms.facts.joining.rule import Judges, join
from transforms.facts.joining.subjects import same_round, same_subject
from transforms.facts.tellings import Passages, Telling

# Happens once to a pair or a state: its date is not part of its identity.
ONCE = {"relations_established", "independence_declared", "state_dissolved", "state_recognised", "organisation_joined"}
JOURNEYS = {"visit"}
# Slots that, told differently, make two happenings of two tellings. What is not listed here differs between reports of one thing.
APART: dict[str, tuple[str, ...]] = {
    "relations_severed": (), "relations_restored": (), "embassy_opened": (), "embassy_closed": (),
    "consulate_opened": ("city",), "ambassador_appointed": (), "ambassador_recalled": (), "body_established": (),
    "visit": ("level", "office"), "meeting": ("level", "office", "location", "city"), "consultation": ("office", "location", "city"),
    "agreement_signed": ("instrument", "subject", "location"), "cooperation_agreed": ("subject", "location"),
    "resolution_adopted": ("level", "subject"),
}  # fmt: skip
APART_ELSE = ("location", "city", "level", "instrument", "subject")
# What an agreement is called by; part of its identity even where its date tells it from others.
NAMING = {"instrument", "subject"}
# So manifold that a text which tells one with a date and one without means two.
MANIFOLD = {
    "aid_provided", "investment_made", "support_expressed", "criticism_expressed", "cultural_event", "award_conferred",
    "cooperation_agreed", "proposal_rejected", "sanction_imposed", "violence",
}  # fmt: skip
# Are counted: the third round is not the fourth.
ROUNDS = {"consultation"}
STATUS_RANK = {"occurred": 0, "cancelled": 1, "planned": 2}


@lru_cache(maxsize=64)
def apart_slots(kind: str) -> tuple[str, ...]:
    """The slots that tell happenings of a type apart."""
    return () if kind in ONCE else (*APART.get(kind, APART_ELSE), "organization")


def events(tellings: list[Telling], passages: Passages) -> list[Group]:
    """Join tellings of one type between the same countries into events."""
    kind = tellings[0].type
    told = tellings if kind in ONCE else _occasions(tellings, passages)
    for telling in told:
        telling.apart = tuple([getattr(telling, slot) for slot in apart_slots(kind)])
    pairs = (postings if kind == postings.TYPE else dating).pairs([t.date for t in told])
    joined = united(join(told, _judges(kind, passages), pairs))
    if kind in ONCE and len(joined) > 1:
        joined = absorbed(joined, passages)
    return _identified([grouped(j, _fullness, passages) for j in joined], passages)


def _judges(kind: str, passages: Passages) -> Judges[Telling]:
    covers, leads = (partial(judge, whole_stay=kind in JOURNEYS) for judge in (_covers, _leads))
    return Judges(partial(_fits, passages=passages), covers, leads, partial(_enough, passages=passages))


def _occasions(tellings: list[Telling], passages: Passages) -> list[Telling]:
    """The tellings, cut where passages name other people or offices, tell of another number, or stand beside each other in one text."""
    named = [part for telling in tellings for part in witnesses.cut(telling, passages)]
    counted = [part for telling in named for part in counts.cut(telling, passages)]
    by_office = [part for telling in counted for part in offices.cut(telling, passages)]
    return list(set_apart(by_office, passages))


def joined_organization(telling: Telling) -> str | None:
    """The organisation where it is what the event is about, or acts itself; elsewhere it is a circumstance."""
    return telling.organization if telling.a is None or telling.type in kinds.NEEDS_ORGANIZATION else None


def _fits(a: Telling, b: Telling, passages: Passages) -> bool:
    if a.date != b.date and not dating.agree(a.date, b.date) and not postings.are_steps(a, b, passages):
        return False
    if a.number or b.number or not _status_fits(a, b) or (a.apart != b.apart and not _slots_fit(a, b, passages)):
        return False
    if not counts.agree(a, b, passages) or (a.type in ROUNDS and not same_round(a.subject, b.subject)):
        return False
    if _told_beside(a, b, passages) or (_are_named_apart(a, b) and _items_of_one_list(a, b, passages)):
        return False
    return a.type in ONCE or not witnesses.speak_against(a, b, passages)


def _enough(a: Telling, b: Telling, passages: Passages) -> bool:
    """Whether two tellings of which each knows what the other does not have enough in common to be one.

    A meeting in Baku without a date is not the meeting of October, whose place is not told, unless both name the same people.
    """
    undated = a.date is None or b.date is None
    return a.type not in REPEATED or not undated or bool(witnesses.names_in_common(a, b, passages))


def _slots_fit(a: Telling, b: Telling, passages: Passages) -> bool:
    for place, (one, other) in enumerate(zip(a.apart, b.apart, strict=True)):
        if one != other and one is not None and other is not None and not _reconciled(a, b, apart_slots(a.type)[place], passages):
            return False
    return True


def _reconciled(a: Telling, b: Telling, slot: str, passages: Passages) -> bool:
    """Whether two values of a slot can be told of one happening: a subject in other words, two members of one delegation."""
    if slot == "subject":
        return same_subject(str(a.subject), str(b.subject))
    if slot in ("level", "office") and a.date == b.date and (dating.is_day(a.date) or dating.is_stay(a.date)):
        return True
    return slot == "office" and (offices.agree(str(a.office), str(b.office)) or bool(witnesses.names_in_common(a, b, passages)))


def _told_beside(a: Telling, b: Telling, passages: Passages) -> bool:
    """Whether one document tells both, and too little of them to be one: then it means two.

    Two visits without a date are two; aid without a date is not the vaccines of August even where nothing else was given.
    """
    undated = (a.date is None) + (b.date is None)
    if undated < (2 if a.type in REPEATED else 1 if a.type in MANIFOLD else 3):
        return False
    return not {passages.document[i] for i in a.rows}.isdisjoint(passages.document[j] for j in b.rows)


def _status_fits(a: Telling, b: Telling) -> bool:
    """A plan that came about is the happening; what was cancelled did not take place. An undated plan may be any other one."""
    if a.status == b.status:
        return True
    return "planned" in (a.status, b.status) and a.date is not None and b.date is not None


def _are_named_apart(a: Telling, b: Telling) -> bool:
    """Whether more than the office tells them apart: "the minister came in March, and on that visit he met" is no list."""
    if a.apart == b.apart:
        return False
    slots = zip(apart_slots(a.type), a.apart, b.apart, strict=True)
    return any(one != other for slot, one, other in slots if slot != "office")


def _items_of_one_list(a: Telling, b: Telling, passages: Passages) -> bool:
    """Whether one sentence tells both: "an agreement on visas and a memorandum" are two."""
    beside = {passages.document[i] for i in a.rows} & {passages.document[j] for j in b.rows}
    spans = [(passages.document[i], passages.start[i], passages.end[i]) for i in a.rows if passages.document[i] in beside]
    return any(
        passages.document[j] == document and passages.start[j] < end and start < passages.end[j]
        for document, start, end in spans for j in b.rows
    )  # fmt: skip


def _covers(a: Telling, b: Telling, whole_stay: bool) -> bool:
    if a.status != b.status and STATUS_RANK[a.status or "occurred"] > STATUS_RANK[b.status or "occurred"]:
        return False
    if a.apart != b.apart and any(x is None and y is not None for x, y in zip(a.apart, b.apart, strict=True)):
        return False
    return a.date == b.date or _leads(a, b, whole_stay)


def _leads(a: Telling, b: Telling, whole_stay: bool) -> bool:
    if dating.agree(a.date, b.date):
        return dating.as_fine(a.date, b.date, whole_stay)
    return postings.is_later(a, b)


def _fullness(telling: Telling) -> tuple[object, ...]:
    """Sorts the telling first that is surest to have happened, has the finest date and the most slots."""
    status = STATUS_RANK[telling.status or "occurred"]
    step = postings.latest_first(telling.date) if telling.type == postings.TYPE else 0
    return status, step, dating.coarseness(telling.date, telling.type in JOURNEYS), telling.apart.count(None)


def alone_id(telling: Telling) -> str:
    """The identifier of an event that only this telling tells."""
    date = None if telling.type in ONCE else telling.date
    slots = zip(apart_slots(telling.type), telling.apart, strict=True)
    details = [value for slot, value in slots if (telling.date is None and slot != "office") or slot in NAMING]
    in_office = (telling.office,) if telling.office and telling.date is None else ()
    counted = sorted(ordinals_in(telling.subject)) if telling.type in ROUNDS and telling.subject else ()
    told_at_once = (telling.count,) if telling.count else ()
    who = telling.type, telling.a, telling.b, joined_organization(telling)
    return identify("e", *who, date, *details, *counted, *told_at_once, *in_office, telling.number, *own_mark(telling))


def _identified(groups: list[Group], passages: Passages) -> list[Group]:
    """Give each group its identifier; where two would have the same, the better attested keeps it."""
    if len(groups) > 1:
        groups.sort(key=lambda g: (-g.documents, dating.coarseness(g.head.date), str(g.head.date), passages.first(g.rows)))
    taken: set[str] = set()
    for group in groups:
        group.id = own = alone_id(group.head)
        number = 0
        while group.id in taken:
            group.id = identify("e", own, group.head.date, *group.head.apart, number)
            number += 1
        taken.add(group.id)
    return groups


def event_row(group: Group, passages: Passages) -> tuple[Any, ...]:
    """The row of `fact_event` that a group becomes."""
    head, rows = group.head, group.rows
    location, level = group.first("location"), group.first("level")
    city = head.city or next((t.city for t in group.tellings if t.location == location and t.city), None)
    status = head.status or "occurred"
    return (
        group.id, head.type, head.a, head.b, group.first("organization"), location, city, group.first("instrument"),
        group.first("subject"), level, head.date, status, titles.event_title(head, level, status),
        confidence(rows, passages), group.documents, group.contradicted,
    )  # fmt: skip
