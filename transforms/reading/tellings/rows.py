"""Rows of people in one sentence, each with dates of his own: "visits by President A (1992, 1998) and by Minister B in May 2003".

Here: who of a row bears which date.  Not here: dates that all share (timing.py), rows of states (pairs.py), lists of several lines
(sections.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from transforms.reading.claims import Claim
from transforms.reading.mentions.reading import Mention, Reading
from transforms.reading.packs.pack import frames
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.passages import around
from transforms.reading.tellings.telling import Dated, Telling

# Somebody of the row, or None where its bracket stands behind an office that no list knows, and a date of his.
Entry = tuple[Mention | None, Dated]


def row_of(telling: Telling, reading: Reading, context: Context) -> list[Entry]:
    """Everybody of a row with his dates; nothing where fewer than two of the acting side have some."""
    if not frames()[telling.rule.type].get("each_date") or not telling.roles.source:
        return []
    first, last = _between_triggers(telling, reading)
    dates = [d for d in telling.dates if first <= d.first < last and d.mention.kind == "date" and not d.mention.anchor]
    row = list(_entries(dates, reading, context))
    people = {id(m): m.country for m, _ in row if m is not None}
    sides = set(people.values()) - {None}
    return row if len(people) > 1 and sides <= {telling.roles.source} else []


def _between_triggers(telling: Telling, reading: Reading) -> tuple[int, int]:
    """The part of the sentence in which nothing else is told."""
    trigger, others = telling.trigger, reading.of("trigger")
    first = max((w.last for w in others if w.last <= trigger.first), default=0)
    return first, min((w.first for w in others if w.first >= trigger.last), default=len(reading.tokens))


def _entries(dates: Sequence[Dated], reading: Reading, context: Context) -> Iterator[Entry]:
    """The dates that stand right behind somebody, those in one bracket behind the same."""
    ends = {m.name[1] if m.name else m.last: m for m in reading.mentions if m.kind == "office"}
    entry: Entry | None = None
    for date in dates:
        if entry is not None and _goes_on(entry[1], date, reading, context):
            entry = entry[0], date
        else:
            before = reading.tokens[date.first - 1].text if date.first else ""
            led = before == "(" or before in context.pack.before
            bearer = ends.get(date.first - led)
            entry = (bearer, date) if bearer is not None or before == "(" else None
        if entry is not None:
            yield entry


def _goes_on(one: Dated, other: Dated, reading: Reading, context: Context) -> bool:
    """Only commas and conjunctions stand between two dates."""
    joints = {",", "،", *context.pack.folded_set("conjunctions")}
    return all(token.text in joints for token in reading.tokens[one.last : other.first])


def as_told_by(entry: Entry, telling: Telling) -> Telling:
    """The telling as it is of one of the row."""
    return replace(telling, roles=replace(telling.roles, source_mention=entry[0]))


def alone_in(claim: Claim, entry: Entry, reading: Reading, context: Context) -> Claim:
    """The claim with the people and, of a long sentence, the words of this entry alone."""
    bearer, date = entry
    first = bearer.first if bearer is not None else date.first
    start, end = context.text.span(reading.tokens[first].start, reading.tokens[date.last - 1].end)
    claim = replace(claim, persons=[p for p in claim.persons if start <= p["char_start"] < end])
    if bearer is None:
        claim = replace(claim, level=None)
    return around(claim, reading, context, first, date.last)
