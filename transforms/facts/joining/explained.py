"""Why tellings are one fact, in a sentence that a reader understands: the rule, and what is the same in both.

Here: filling the words of `seeds/reference/joins.toml`. Not here: the rules (`rule`, and the kinds of facts), which have decided by then.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter

from transforms import edtf
from transforms.facts.joining import witnesses
from transforms.facts.joining.group import Group
from transforms.facts.reference import names, settings
from transforms.facts.tellings import Passages, Telling

# Slots that are told as they stand, and the lists in which others have their names.
PLAIN = ("level", "instrument", "subject", "count", "value", "currency")
NAMED = {"organization": "organizations", "via": "countries", "product": "hs_chapters"}
SLOTS = ("a", "organization", "via", "date", "location", "product", *PLAIN)
COMPARED = (*NAMED, *PLAIN)
_filled, _compared = attrgetter(*SLOTS), attrgetter(*COMPARED)


def explanation(group: Group, place: int, passages: Passages) -> str:
    """Why the telling at this place of a group is part of it: "Gives no date, and …; the same: type visit, countries …"."""
    telling, head = group.tellings[place], group.head
    count = f"({len(telling.rows)} of {len(group.rows)} passages)"
    if telling is head:
        filled = tuple([slot for slot, value in zip(SLOTS, _filled(head), strict=True) if value is not None])
        return f"{_of_the_fullest(len(group.tellings) == 1, filled)} {count}"
    reason = settings("joins")["rules"][group.rules[place]].format(date=telling.date, fact_date=head.date)
    return f"{reason}; {settings('joins')['words']['same']}: {', '.join(_same(telling, head, passages))} {count}"


@lru_cache(maxsize=4096)
def _of_the_fullest(is_alone: bool, filled: Sequence[str]) -> str:
    told = ", ".join([_label("type"), *map(_label, filled)])
    return str(settings("joins")["rules"]["alone" if is_alone else "first"].format(told=told))


def _same(telling: Telling, head: Telling, passages: Passages) -> Iterator[str]:
    """What a telling and the fullest one have in common, each with the name of the slot."""
    yield _of_whom(head.table, head.type, head.a, head.b)
    yield from _date(telling.date, head.date)
    yield from _place(telling, head)
    for slot, value, own in zip(COMPARED, _compared(head), _compared(telling), strict=True):
        if value is not None and value == own:
            yield _in_words(slot, value)
    if telling.table == "fact_event":
        yield from (f"{_label('persons')} {name}" for name in witnesses.names_in_common(telling, head, passages))


@lru_cache(maxsize=4096)
def _in_words(slot: str, value: str) -> str:
    return f"{_label(slot)} {_name(NAMED[slot], value) if slot in NAMED else value.replace('_', ' ')}"


@lru_cache(maxsize=4096)
def _of_whom(table: str, kind: str, one: str | None, other: str | None) -> str:
    told = [_name("countries", code) for code in (one, other) if code]
    fact = {"fact_trade": f"trade, {kind}", "fact_trade_product": "traded product"}.get(table, kind.replace("_", " "))
    return f"{_label('type')} {fact}" + (f", {_label('a')} {' and '.join(told)}" if told else "")


def _date(own: str | None, other: str | None) -> Iterator[str]:
    """The date that both give, the coarser where one says more: the year of 1996 and 1996-10-22."""
    if own is None or other is None:
        return
    common = own if own == other or edtf.contains(own, other) else other if edtf.contains(other, own) else None
    if common is not None:
        yield f"{_label('date')} {common}"


def _place(telling: Telling, head: Telling) -> Iterator[str]:
    city = head.city if head.city == telling.city else None
    country = head.location if head.location == telling.location else None
    told = [*([city] if city else []), *([_name("countries", country)] if country else [])]
    if told:
        yield f"{_label('location')} {', '.join(told)}"


def _label(slot: str) -> str:
    return str(settings("joins")["slots"][slot])


def _name(table: str, code: str) -> str:
    return names(table).get(code, code)
