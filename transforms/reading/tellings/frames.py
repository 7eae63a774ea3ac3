"""Rules applied to sentences: relations and events with their roles, dates, polarity and level.

Here: from a trigger to a claim.  Not here: finding mentions, roles (roles.py), trade (figures.py).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from transforms.reading.claims import Claim
from transforms.reading.mentions.reading import Reading
from transforms.reading.packs.pack import frames
from transforms.reading.tellings.context import Context, Told, told_of
from transforms.reading.tellings.cues import find
from transforms.reading.tellings.instruments import by_instrument
from transforms.reading.tellings.moods import status_of, status_of_setting
from transforms.reading.tellings.passages import passage_of
from transforms.reading.tellings.rows import Entry, alone_in, as_told_by, row_of
from transforms.reading.tellings.slots import (
    SENIORITY,
    each_its_own,
    level_of,
    location_of,
    organizations_of,
    persons_of,
    seat_of,
    sides_of,
    since_of,
)
from transforms.reading.tellings.telling import Dated, Telling, tellings_of
from transforms.reading.tellings.timing import ahead, dates_told, in_relative, is_to_come, refers_back, roughly, setting_of, to_come

# What says of a mission that it stands.
_MISSIONS = {"resident_embassy", "resident_consulate"}
# A title stands so near the beginning of its item.
TITLE_OPENS = 4


def read_sentence(reading: Reading, dates: list[Dated], context: Context) -> list[Claim]:
    """Claims of relations and events in one sentence."""
    claims: list[Claim] = []
    tellings = [t for t in tellings_of(reading, context) if not _names_title(t, reading, dates)]
    for telling in tellings:
        telling.others = tuple(t.trigger for t in tellings if t.rule.type == telling.rule.type and t is not telling)
        telling.dates = dates
        telling.elsewhere = tuple(t.roles.source_mention for t in tellings if t.rule.type != telling.rule.type and t.roles.source_mention)
    for telling in tellings:
        for claim in _claims(telling, reading, dates, context):
            claims.append(claim)
            _remember(claim, telling, reading, context)
        _learn(telling, reading, context)
    return [c for c in claims if not (c.claim_table == "fact_relation" and c.date_edtf is None and any(_says_more(o, c) for o in claims))]


def _told_by_event(telling: Telling, reading: Reading, context: Context) -> bool:
    """ "Decided to reopen its embassy in Lima": whether a mission stands is for what opens or closes it to say."""
    trigger = telling.trigger
    own = (trigger.first, trigger.last)
    around = [w for w in reading.of("trigger") if w.first <= own[0] and own[1] <= w.last and (w.first, w.last) != own]
    types = {context.pack.rules[w.value.partition("#")[0]].type for w in around}
    implied = {i["type"] for kind in types for i in frames()[kind].get("implies", ())}
    return telling.rule.type in implied or bool(implied & _MISSIONS and telling.rule.type in _MISSIONS)


def _says_more(other: Claim, claim: Claim) -> bool:
    """The same relation told in the same sentence with its beginning."""
    return other.date_edtf is not None and replace(other, **{name: getattr(claim, name) for name in _OF_TELLING}) == claim


# What may differ between two tellings of one relation.
_OF_TELLING = ("date_edtf", "as_of_edtf", "char_start", "char_end", "rule_id", "confidence")


def _claims(telling: Telling, reading: Reading, dates: list[Dated], context: Context) -> Iterator[Claim]:
    kind = frames()[telling.rule.type]
    status = status_of(telling, reading, context)
    if status is None or (kind["table"] == "fact_event" and _only_announces(telling, reading, context)):
        return
    if kind["table"] == "fact_relation":
        yield from _relations(telling, reading, dates, context, status)
        return
    if status == "denied":
        return
    status = status_of_setting(telling, reading, context) if status == "occurred" else status
    if status == "occurred" and kind.get("instrument") and _completes_told(telling, reading, context):
        return
    row = row_of(telling, reading, context) if status == "occurred" else []
    yield from _of_row(row, telling, reading, context) if row else _dated(telling, reading, context, status)


def _completes_told(telling: Telling, reading: Reading, context: Context) -> bool:
    """ "These agreements were signed on 3 May": the day and rank of those of both states that were told without, and no further one."""
    sides = {telling.roles.source, telling.roles.target}
    told = [c for c in context.signed if {c.subject_country, c.object_country} == sides]
    if not told or not reading.has("that_instrument", *telling.clause):
        return False
    date, level = _dates(telling, reading, telling.dates, context, "occurred")[0], level_of(telling, reading, context)
    for claim in told:
        claim.date_edtf, claim.level = claim.date_edtf or date, claim.level or level
    return True


def _dated(telling: Telling, reading: Reading, context: Context, status: str) -> Iterator[Claim]:
    """One happening for every date that the telling has, and what each lets stand."""
    chosen = _dates(telling, reading, telling.dates, context, status)
    if chosen == [None] and ("date" in telling.rule.needs or refers_back(telling, reading, context)):
        _note_actor(telling, context)  # he is named once more
        return
    for edtf in chosen:
        then = "planned" if status == "occurred" and is_to_come(edtf, context) else status
        near = next((d.first for d in telling.dates if d.edtf == edtf and len(chosen) > 1), telling.trigger.first)
        for claim in _events(telling, reading, context, edtf, then, near):
            yield claim
            if claim.status == "occurred" and "alone" not in telling.rule.needs:
                yield from _implied(claim, frames()[telling.rule.type])


def _of_row(row: list[Entry], telling: Telling, reading: Reading, context: Context) -> Iterator[Claim]:
    """A row of people: one happening for every date of each."""
    for entry in row:
        for claim in _events(as_told_by(entry, telling), reading, context, entry[1].edtf, "occurred", entry[1].first):
            yield alone_in(claim, entry, reading, context)


def _dates(telling: Telling, reading: Reading, dates: list[Dated], context: Context, status: str) -> list[str | None]:
    """When it happened, or is to happen: what is to come is not of the day of what happened."""
    each = bool(frames()[telling.rule.type].get("each_date"))
    if status == "occurred":
        return dates_told(telling, reading, [d for d in dates if not ahead(d, context)], context, each)
    possible = [to_come(d, context) for d in dates if not _of_speech(d, telling, reading)] if status == "planned" else dates
    if status == "planned" and not possible and not _part_of_plan(telling, reading, context):
        return [None]
    return dates_told(telling, reading, possible, context, each)


def _of_speech(date: Dated, telling: Telling, reading: Reading) -> bool:
    """ "In May the minister said that he would visit Peru": the day of his words is not that of what he plans."""
    return date.last < telling.trigger.first and reading.has("says", date.last, telling.trigger.first)


def _part_of_plan(telling: Telling, reading: Reading, context: Context) -> bool:
    """What is planned hangs on a visit or meeting that is planned too."""
    setting = setting_of(telling, reading, context)
    return setting is not None and setting.status == "planned"


def _only_announces(telling: Telling, reading: Reading, context: Context) -> bool:
    """A heading, or a line of its own above a list, tells nothing yet; a sentence that ends its line in a colon does, but for rules of
    headings."""
    if reading.sentence.kind != "lead" or telling.rule.scope == "heading":
        return reading.sentence.kind in ("heading", "lead")
    text, start = context.text.text, reading.sentence.start
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _names_title(telling: Telling, reading: Reading, dates: list[Dated]) -> bool:
    """ "- Memorandum on Political Consultations": an undated item that opens with an instrument is a title and tells no session."""
    if reading.sentence.kind != "item" or dates or frames()[telling.rule.type].get("instrument"):
        return False
    return any(w.first <= TITLE_OPENS and w.last <= telling.trigger.first for w in reading.of("instrument"))


def _relations(telling: Telling, reading: Reading, dates: list[Dated], context: Context, status: str) -> Iterator[Claim]:
    if status in ("planned", "cancelled") or (status == "occurred" and _told_by_event(telling, reading, context)):
        return
    kind = frames()[telling.rule.type]
    claim = _base(telling, reading, context, "fact_relation")
    claim.holds = status != "denied"
    claim.date_edtf = since_of(telling, reading, dates) if claim.holds else None
    if claim.holds and telling.rule.begins and claim.date_edtf is None:
        claim.date_edtf = dates_told(telling, reading, dates, context, False)[0]
    claim.as_of_edtf = context.dates.published.edtf()
    if telling.rule.via:
        sides = sides_of(telling, reading, context)
        claim.via_country, _ = find(telling.rule.via, reading, telling.trigger, telling.clause, context, sides)
        claim.via_country = claim.via_country or seat_of(claim, context)
        if claim.via_country is None:
            return
    if kind.get("organization"):
        shared = () if each_its_own(telling, reading) else organizations_of(telling, reading, context)
        yield from (replace(claim, organization_id=organization) for organization in shared)
        return
    yield claim
    yield from (replace(claim, subject_country=a, object_country=b) for a, b in telling.roles.extra)


def _base(telling: Telling, reading: Reading, context: Context, table: str) -> Claim:
    start, end = passage_of(telling, reading, context)
    source, target = telling.roles.source, telling.roles.target
    if frames()[telling.rule.type]["roles"] == "symmetric" and source and target:
        source, target = sorted((source, target))
    return Claim(table, telling.rule.type, start, end, telling.rule.id, telling.rule.confidence, source, target)


def _events(telling: Telling, reading: Reading, context: Context, edtf: str | None, status: str, near: int) -> Iterator[Claim]:
    kind = frames()[telling.rule.type]
    claim = _base(telling, reading, context, "fact_event")
    claim.date_edtf, claim.status = roughly(edtf) if "aside" in telling.rule.needs else edtf, status
    claim.level = level_of(telling, reading, context)
    claim.location_country, claim.location_city = location_of(telling, reading, near)
    setting = setting_of(telling, reading, context)
    if claim.location_country is None and setting and _within(edtf, setting.date):
        claim.location_country = setting.place
    claim.level = _level_there(claim, telling, reading, setting)
    claim.persons = persons_of(telling, reading, context)
    if kind.get("organization"):
        organizations = organizations_of(telling, reading, context)
        if not organizations:
            return
        when = {o: _date_behind(o, telling, reading) for o in organizations}
        dated = len(organizations) > 1 and len(set(when.values()) - {None}) > 1
        own = when[organizations[0]] if len(organizations) == 1 and len(telling.dates) > 1 and edtf else None
        states = [claim.subject_country, *(a for a, _ in telling.roles.extra)]
        joined = [replace(claim, organization_id=o, date_edtf=when[o] if dated else own or edtf) for o in organizations]
        yield from (replace(one, subject_country=state) for state in states for one in joined)
    elif telling.roles.extra:
        yield claim
        for a, b in telling.roles.extra:
            returned = replace(claim, subject_country=a, object_country=b)
            yield replace(returned, location_country=b, location_city=None) if kind.get("at") == "target" else returned
    elif kind.get("instrument"):
        yield from by_instrument(claim, telling, reading, context)
    else:
        yield claim


def _level_there(claim: Claim, telling: Telling, reading: Reading, setting: Told | None) -> str | None:
    """Whoever travelled takes part in what he is said to have done there; those who met are who "agreed at the meeting"."""
    if setting is None:
        return claim.level
    if frames()[claim.claim_type].get("goes_on") and telling.roles.filled and setting.sentence == id(reading):
        return next((level for level in SENIORITY if level in (claim.level, setting.level)), None)
    met = setting.type == "meeting" and claim.claim_type == "cooperation_agreed"
    met = met or reading.has("leaders", *telling.clause)  # "the two leaders signed …" during a visit
    return claim.level or (setting.level or None if met else None)


def _date_behind(organization: str, telling: Telling, reading: Reading) -> str | None:
    """ "Joined the WTO in 1995 and the OECD in 2010": the date behind the organisation, before the next one."""
    named = [m for m in reading.mentions if m.kind == "organization" and m.first >= telling.trigger.first]
    place = next((i for i, m in enumerate(named) if m.value == organization), None)
    if place is None:
        return None
    stop = named[place + 1].first if place + 1 < len(named) else len(reading.tokens)
    return next((d.edtf for d in telling.dates if named[place].last <= d.first < stop), None)


def _within(edtf: str | None, stay: str | None) -> bool:
    """The date is that of the occasion, or a day of it."""
    first, _, last = (stay or "").partition("/")
    if edtf == stay or not edtf or not first:
        return edtf == stay
    return first <= edtf <= last if last else edtf.startswith(first + "-")


def _implied(claim: Claim, kind: dict[str, Any]) -> Iterator[Claim]:
    """What an event lets stand or ends: an opening the embassy, an establishment the relations."""
    for implied in kind.get("implies", ()):
        if implied.get("until") and claim.date_edtf is None:
            continue  # what ended nobody says when does not stand
        subject, target = claim.subject_country, claim.object_country
        if frames()[implied["type"]]["roles"] == "symmetric" and subject and target:
            subject, target = sorted((subject, target))
        yield Claim(
            "fact_relation",
            implied["type"],
            claim.char_start,
            claim.char_end,
            claim.rule_id,
            claim.confidence,
            subject,
            target,
            organization_id=claim.organization_id if frames()[implied["type"]].get("organization") else None,
            holds=True,
            date_edtf=claim.date_edtf if implied.get("since") else None,
            until_edtf=claim.date_edtf if implied.get("until") else None,
        )


def _remember(claim: Claim, telling: Telling, reading: Reading, context: Context) -> None:
    """Note an event, or a mission, for the sentences that follow."""
    if "embassy" in claim.claim_type and claim.subject_country and claim.object_country:
        context.mission = (reading.sentence.paragraph, claim.subject_country, claim.object_country)
    if claim.claim_type in ("joint_body", "body_established", "consultation") and claim.subject_country and claim.object_country:
        context.body = (claim.subject_country, claim.object_country)
    if frames()[telling.rule.type].get("instrument") and claim.status == "occurred":
        context.signed.append(claim)
    aside = "aside" in telling.rule.needs or in_relative(telling.trigger, reading)
    if claim.claim_table == "fact_event" and claim.subject_country and not aside:
        context.told.append(told_of(claim, reading))
        _note_actor(telling, context)
        if frames()[claim.claim_type].get("at") == "target":
            context.last_place = claim.object_country


def _note_actor(telling: Telling, context: Context) -> None:
    """Who acted is "he" in the sentences that follow."""
    actor = telling.roles.source_mention
    if actor is not None and actor.sort == "actor":
        context.last_actor = replace(actor, country=actor.country or telling.roles.source)


def _learn(telling: Telling, reading: Reading, context: Context) -> None:
    """Somebody of no told country whom a fact gave one: his name stands for it from here on."""
    for m, country in ((telling.roles.source_mention, telling.roles.source), (telling.roles.target_mention, telling.roles.target)):
        if m is not None and m.kind == "office" and m.name and m.country is None and country:
            context.learn(replace(m, country=country), reading)
