"""Contradictions between relations and between events of a pair: two beginnings, said and denied.

Here: rules that compare facts of one pair of countries and explain what they find. Not here: amounts
(`amounts`), anniversaries (`anniversaries`), and any settling: both sides stay.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from transforms import edtf
from transforms.facts import kinds
from transforms.facts.conflicts.conflict import Conflict
from transforms.facts.joining import dating, relations
from transforms.facts.joining.group import Group
from transforms.facts.reference import names
from transforms.facts.tellings import Passages

DENIABLE = {
    "diplomatic_relations", "resident_embassy", "resident_consulate", "shared_membership", "joint_body",
    "transport_link", "sister_cities", "non_resident_accreditation",
}  # fmt: skip


def find(groups: list[Group], passages: Passages) -> Iterator[Conflict]:
    """Contradictions among the relations and events of one pair."""
    by_type: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        by_type[group.head.type].append(group)
    yield from _two_foundings(by_type)
    yield from _two_recognitions(by_type["state_recognised"])
    for kind in sorted(DENIABLE & by_type.keys()):
        yield from _said_and_denied(by_type[kind], passages)


def _two_foundings(by_type: dict[str, list[Group]]) -> Iterator[Conflict]:
    held = [g for g in by_type.get("diplomatic_relations", ()) if g.head.holds]
    severed = [g.head.date for g in by_type.get("relations_severed", ())]
    breaks = severed + [relations.until(g) for g in held]
    for one, other in combinations(sorted(held, key=lambda g: g.id), 2):
        yield from _two_dates(one, other, (relations.since(one), relations.since(other)), breaks)
    for one, other in combinations(sorted(by_type.get("relations_established", ()), key=lambda g: g.id), 2):
        yield from _two_dates(one, other, (one.head.date, other.head.date), [])


def _two_recognitions(told: list[Group]) -> Iterator[Conflict]:
    """A state recognises another once: two dates of it cannot both be right."""
    for one, other in combinations(sorted(told, key=lambda g: g.id), 2):
        first, second = sorted(str(g.head.date) for g in (one, other))
        alike = (one.head.a, one.head.b, one.head.status) == (other.head.a, other.head.b, other.head.status)
        if alike and one.head.date and other.head.date and not dating.agree(first, second):
            words = f"{_pair(one, ' recognised ')}: {first} and {second}, {_apart(first, second)} apart"
            yield Conflict("two_recognition_dates", one, other, words)


def _two_dates(one: Group, other: Group, dates: tuple[str | None, str | None], breaks: list[str | None]) -> Iterator[Conflict]:
    """Two beginnings that cannot be one, unless an end lies between them: relations can be founded anew."""
    if dating.agree(*dates) or None in dates:
        return
    first, second = sorted(str(date) for date in dates)
    if any(end and not _after(first, end) and not _after(end, second) for end in breaks):
        return
    words = f"diplomatic relations of {_pair(one)} since {first} and since {second}: {_apart(first, second)} apart"
    yield Conflict("two_founding_dates", one, other, words)


def _after(one: str, other: str) -> bool:
    """Whether every day of `one` lies after every day of `other`."""
    start, end = edtf.bounds(one).start, edtf.bounds(other).end
    return start is not None and end is not None and start > end


def _apart(first: str, second: str) -> str:
    end, start = edtf.bounds(first).end, edtf.bounds(second).start
    days = (start - end).days if start and end else 0
    least = "" if {edtf.bounds(first).precision, edtf.bounds(second).precision} == {"day"} else "at least "
    return least + (f"{days} day{'' if days == 1 else 's'}" if days < 700 else f"{round(days / 365.25)} years")


def _said_and_denied(groups: list[Group], passages: Passages) -> Iterator[Conflict]:
    ordered = sorted(groups, key=lambda g: g.id)
    for said in (g for g in ordered if g.head.holds):
        for denied in (g for g in ordered if g.head.holds is False and _same_relation(g, said)):
            if not _at_different_times(said, denied, passages):
                yield Conflict("said_and_denied", said, denied, _denial_in_words(said, denied, passages))


def _same_relation(one: Group, other: Group) -> bool:
    a, b = one.head, other.head
    via = a.via is None or b.via is None or a.via == b.via
    return via and (a.a, a.b, a.organization) == (b.a, b.b, b.organization)


def _at_different_times(said: Group, denied: Group, passages: Passages) -> bool:
    """Whether it can have begun after the last denial, or ended before the first: closed since the last text that knows it."""
    said_at, denied_at = _seen(said, passages), _seen(denied, passages)
    since, until = relations.since(said), relations.until(said)
    last_denial = max(denied_at, key=lambda d: str(edtf.bounds(d).end), default=None) if None not in denied_at else None
    if until and all(date and not _after(until, date) for date in denied_at):
        return True
    if last_denial is None:
        return False
    if all(date and _after(str(denial), date) for date in said_at for denial in denied_at):
        return True
    return _after(since, last_denial) if since else all(date and _after(date, last_denial) for date in said_at)


def _seen(group: Group, passages: Passages) -> list[str | None]:
    return [passages.as_of[i] for i in group.rows]


def _denial_in_words(said: Group, denied: Group, passages: Passages) -> str:
    since = relations.since(said)
    told = f"said to hold{f' since {since}' if since else ''} ({_stand(said, passages)})"
    return f"{_relation(said)}: {told}, and said not to ({_stand(denied, passages)})"


def _relation(group: Group) -> str:
    head = group.head
    whose = _pair(group, " and " if kinds.is_symmetric(head.type) else " in ")
    return f"{head.type.replace('_', ' ')} of {whose}{f' ({head.organization})' if head.organization else ''}"


def _stand(group: Group, passages: Passages) -> str:
    return f"as of {relations.as_of(group.rows, passages) or 'an unknown date'}"


def _pair(group: Group, between: str = " and ") -> str:
    known = names("countries")
    return between.join(known.get(code, code) for code in (group.head.a, group.head.b) if code)
