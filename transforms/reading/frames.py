"""Rules applied to sentences: relations and events with their roles, dates, polarity and level.

Here: from a trigger to a claim.  Not here: finding mentions, roles (roles.py), trade (trade.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from transforms.reading import roles as finder
from transforms.reading.claims import LONGEST_QUOTE, Claim
from transforms.reading.context import Context, Told
from transforms.reading.dates import DateMention, Point, find_dates, resolve
from transforms.reading.mentions import Mention, Reading, Word, joined
from transforms.reading.pack import frames
from transforms.reading.roles import Roles
from transforms.reading.rules import Rule

# The most senior first.
SENIORITY = (
    "head_of_state",
    "head_of_government",
    "minister",
    "parliament",
    "judiciary",
    "official",
    "local_government",
    "company",
    "public",
)


# A word of planning stands at most so far behind what it plans ("visits X … next Friday").
BEHIND = 12

# An occasion that a sentence names again was told at most so many paragraphs before.
NEAR = 3


@dataclass(frozen=True, slots=True)
class Dated:
    """A date expression of a sentence, worked out."""

    mention: DateMention
    edtf: str
    first: int
    last: int


@dataclass
class Telling:
    """A rule that fired: the trigger, who is concerned, in which clause."""

    rule: Rule
    trigger: Word
    roles: Roles
    clause: tuple[int, int]
    others: tuple[Word, ...] = ()
    elsewhere: tuple[Mention, ...] = ()
    dates: list[Dated] = field(default_factory=list)


def dates_of(reading: Reading, context: Context) -> list[Dated]:
    """The sentence's dates in order, each noted in the document's memory."""
    result = []
    for mention in find_dates(reading, context.pack, context.text.text):
        edtf, point = resolve(mention, context.dates, reading.sentence.paragraph)
        if mention.kind == "aside":  # "more than in 2017": named for comparison
            continue
        context.dates.note(point, reading.sentence.paragraph)
        if edtf:
            tokens = [i for i, t in enumerate(reading.tokens) if t.start < mention.end and mention.start < t.end]
            result.append(Dated(mention, edtf, tokens[0], tokens[-1] + 1))
    _note_row(reading, result, context)
    return result


def _note_row(reading: Reading, dates: list[Dated], context: Context) -> None:
    """A row of a chronicle begins with its date and a mark; what its sentences tell without one happened then."""
    if dates and dates[0].first <= 1 and dates[0].last < len(reading.tokens) and reading.tokens[dates[0].last].text in ":-|":
        context.row = (reading.sentence.paragraph, dates[0].edtf)


def read_sentence(reading: Reading, dates: list[Dated], context: Context) -> list[Claim]:
    """Claims of relations and events in one sentence."""
    claims: list[Claim] = []
    tellings = list(_tellings(reading, context))
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


def _says_more(other: Claim, claim: Claim) -> bool:
    """The same relation told in the same sentence with its beginning."""
    return other.date_edtf is not None and replace(other, **{name: getattr(claim, name) for name in _OF_TELLING}) == claim


# What may differ between two tellings of one relation.
_OF_TELLING = ("date_edtf", "as_of_edtf", "char_start", "char_end", "rule_id", "confidence")


def _tellings(reading: Reading, context: Context) -> Iterator[Telling]:
    """Rules that fire, in text order; of rules of one type with overlapping triggers only the first that finds its roles."""
    taken: list[tuple[str, int, int]] = []
    journey: Telling | None = None
    triggers = [w for w in reading.words if w.kind == "trigger"]
    for word in sorted(triggers, key=lambda w: (w.first, w.first - w.last, _rank(w, context))):
        rule = context.pack.rules[word.value.partition("#")[0]]
        kind = frames()[rule.type]
        if kind["table"] in ("fact_trade", "fact_trade_product") or any(
            t == rule.type and a < word.last and word.first < b for t, a, b in taken
        ):
            continue
        telling = _fire(rule, word, reading, context, kind) or (
            _by_host(rule, word, reading, context, journey) if kind.get("host") else None
        )
        if telling:
            journey = telling if kind.get("at") == "target" else journey
            taken.append((rule.type, word.first, word.last))
            yield telling


def _rank(word: Word, context: Context) -> int:
    return list(context.pack.rules).index(word.value.partition("#")[0])


def _fire(rule: Rule, word: Word, reading: Reading, context: Context, kind: dict[str, Any]) -> Telling | None:
    if rule.scope == "heading" and reading.sentence.kind not in ("heading", "lead"):
        return None
    clause = finder.clause_of(reading, word.first)
    scope = clause if rule.scope == "clause" else (0, len(reading.tokens))
    if any(not reading.has(name, *scope) for name in rule.requires) or any(reading.has(name, *scope) for name in rule.excludes):
        return None
    roles = _again(rule, reading, context) if "told" in rule.needs else getattr(finder, kind["roles"])(rule, reading, word, context)
    return Telling(rule, word, roles, clause) if roles else None


def _by_host(rule: Rule, word: Word, reading: Reading, context: Context, journey: Telling | None) -> Telling | None:
    """Somebody of no told country decorates whom the sentence said to have come: the host the visitor."""
    if journey is None:
        return None
    clause = finder.clause_of(reading, word.first)
    _, mention = finder.find(rule.source, reading, word, clause, context, set())
    if mention is None or mention.country is not None:
        return None
    return Telling(rule, word, Roles(journey.roles.target, journey.roles.source, mention, None, 1), clause)


def _again(rule: Rule, reading: Reading, context: Context) -> Roles | None:
    """The countries of the last happening of this type in the paragraph: "the meeting took place on …"."""
    told = [t for t in context.told if t.type == rule.type and t.paragraph == reading.sentence.paragraph and t.sentence != id(reading)]
    return Roles(told[-1].source, told[-1].target or None) if told else None


def _claims(telling: Telling, reading: Reading, dates: list[Dated], context: Context) -> Iterator[Claim]:
    kind = frames()[telling.rule.type]
    status = _status(telling, reading, context)
    if status is None or (reading.sentence.kind in ("heading", "lead") and kind["table"] == "fact_event"):
        return
    if kind["table"] == "fact_relation":
        yield from _relations(telling, reading, dates, context, status)
        return
    if status == "denied":
        return
    status = _status_of_setting(telling, reading, context) if status == "occurred" else status
    chosen = _dates(telling, reading, [d for d in dates if status != "occurred" or not _ahead(d)], context, bool(kind.get("each_date")))
    if chosen == [None] and ("date" in telling.rule.needs or _refers_back(telling, reading, context)):
        return
    for edtf in chosen:
        near = next((d.first for d in dates if d.edtf == edtf and len(chosen) > 1), telling.trigger.first)
        for claim in _events(telling, reading, context, edtf, status, near):
            yield claim
            if claim.status == "occurred":
                yield from _implied(claim, kind)


def _refers_back(telling: Telling, reading: Reading, context: Context) -> bool:
    """An undated journey of the same countries and rank right after a told one is that one ("during his visit")."""
    if not frames()[telling.rule.type].get("refers"):
        return False
    level = _level(telling, reading, context)
    sides = (telling.roles.source, telling.roles.target)
    return any(
        t.type == telling.rule.type
        and (t.source, t.target) == sides
        and level in (None, t.level or None)
        and t.sentence != id(reading)
        and t.paragraph == reading.sentence.paragraph
        for t in context.told
    )


def _status(telling: Telling, reading: Reading, context: Context) -> str | None:
    """`occurred`, `planned`, `cancelled`, `denied`; None where it is only wished for."""
    first, last = telling.clause
    if telling.rule.status:
        return telling.rule.status
    if reading.has("cancelled", first, _past_colon(reading, last)):
        return "cancelled"
    early = bool(context.pack.language.get("mood_before"))
    if _governed("wish", telling, reading, early):
        return None
    if _denied(telling, reading, early):
        return "denied"
    return "planned" if _governed("plan", telling, reading, early) else "occurred"


def _past_colon(reading: Reading, last: int) -> int:
    """What is said behind a colon is said of what stands before it: "Visit to Kenya: it was put off"."""
    return len(reading.tokens) if last < len(reading.tokens) and reading.tokens[last].text == ":" else last


def _status_of_setting(telling: Telling, reading: Reading, context: Context) -> str:
    """What is part of a planned visit is planned like it."""
    setting = _setting(telling, reading, context)
    return "planned" if setting and setting.status == "planned" and setting.sentence != id(reading) else "occurred"


def _governed(kind: str, telling: Telling, reading: Reading, early: bool) -> bool:
    """A word of the class governs the trigger: anywhere in the clause, or where mood comes first before it or close behind."""
    first, last = telling.clause
    if not early:
        return reading.has(kind, first, last)
    words = [w for w in reading.words if w.kind == kind and first <= w.first < last]
    return any(w.first < telling.trigger.last or (w.value == "behind" and w.first - telling.trigger.last <= BEHIND) for w in words)


def _denied(telling: Telling, reading: Reading, early: bool) -> bool:
    first, last = telling.clause
    reach = 7
    behind = 2 if early else reach
    return any(
        w.kind == "negation"
        and first <= w.first < last
        and w.first - telling.trigger.last + 1 <= behind
        and w.last - telling.trigger.first >= -reach
        for w in reading.words
    )


def _confidence(telling: Telling) -> float:
    return round(max(telling.rule.confidence - (0.0, 0.05, 0.12, 0.22)[telling.roles.filled], 0.3), 2)


def _span(telling: Telling, reading: Reading, context: Context) -> tuple[int, int]:
    """Where the claim stands in the stored text: the sentence, or of a long one what lies around trigger and roles."""
    tokens = reading.tokens
    first, last = _own_part(telling, reading) if telling.others else (0, len(tokens))
    start, end = context.text.span(tokens[first].start, tokens[last - 1].end)
    if end - start <= LONGEST_QUOTE:
        return start, end
    parts = [telling.trigger] + [m for m in (telling.roles.source_mention, telling.roles.target_mention) if m]
    near = [p for p in parts if abs(p.first - telling.trigger.first) <= 30]
    return window(reading, context, min(p.first for p in near), max(p.last for p in near))


def _own_part(telling: Telling, reading: Reading) -> tuple[int, int]:
    """In a list of journeys or signings the part between the commas that tells this one."""
    trigger = telling.trigger
    before = max((w.last for w in telling.others if w.last <= trigger.first), default=0)
    behind = min((w.first for w in telling.others if w.first >= trigger.last), default=len(reading.tokens))
    marks = [i for i, t in enumerate(reading.tokens) if t.text in ",،;؛()"]
    first = max((i + 1 for i in marks if before <= i < trigger.first), default=before) if before else 0
    last = min((i for i in marks if trigger.last <= i < behind), default=behind) if behind < len(reading.tokens) else behind
    return first, last


def window(reading: Reading, context: Context, first: int, last: int) -> tuple[int, int]:
    """The widest run of whole words around tokens[first:last] that a quote may hold, inside the clause first."""
    tokens = reading.tokens
    while True:
        wider = (max(first - 1, 0), min(last + 1, len(tokens)))
        start, end = context.text.span(tokens[wider[0]].start, tokens[wider[1] - 1].end)
        if end - start > LONGEST_QUOTE or wider == (first, last):
            break
        first, last = wider
    start, end = context.text.span(tokens[first].start, tokens[last - 1].end)
    return start, min(end, start + LONGEST_QUOTE)


def _relations(telling: Telling, reading: Reading, dates: list[Dated], context: Context, status: str) -> Iterator[Claim]:
    if status in ("planned", "cancelled"):
        return
    kind = frames()[telling.rule.type]
    claim = _base(telling, reading, context, "fact_relation")
    claim.holds = status != "denied"
    claim.date_edtf = _since(telling, reading, dates) if claim.holds else None
    if claim.holds and telling.rule.begins and claim.date_edtf is None:
        claim.date_edtf = _dates(telling, reading, dates, context, False)[0]
    claim.as_of_edtf = context.dates.published.edtf()
    if telling.rule.via:
        claim.via_country, _ = finder.find(
            telling.rule.via, reading, telling.trigger, telling.clause, context, _sides(telling)
        )
        claim.via_country = claim.via_country or _seat(claim, context)
        if claim.via_country is None:
            return
    if kind.get("organization"):
        for organization in _organizations(telling, reading):
            yield replace(claim, organization_id=organization)
        return
    yield claim
    yield from (replace(claim, subject_country=a, object_country=b) for a, b in telling.roles.extra)


def _seat(claim: Claim, context: Context) -> str | None:
    """The ambassador to one of the document's pair who also covers a third state resides there."""
    third = claim.object_country not in (context.pair or ())
    return context.other(claim.subject_country) if third else None


def _sides(telling: Telling) -> set[str | None]:
    """Every country that the fact is about, those of a row too."""
    return {telling.roles.source, telling.roles.target, *(c for pair in telling.roles.extra for c in pair)}


def _since(telling: Telling, reading: Reading, dates: list[Dated]) -> str | None:
    """The date of "since 1992"; a date that stands by for another reason is no beginning."""
    first, last = telling.clause[0], _past_colon(reading, telling.clause[1])
    return next((d.edtf.partition("/")[0] for d in dates if d.mention.kind == "since" and first <= d.first < last), None)


def _organizations(telling: Telling, reading: Reading) -> list[str]:
    first, last = telling.clause if telling.rule.scope == "clause" else (0, len(reading.tokens))
    if last < len(reading.tokens) and reading.tokens[last].text == ":":
        last = finder.clause_of(reading, last)[1]  # "in several organisations: …"
    return list(dict.fromkeys(m.value for m in reading.mentions if m.kind == "organization" and first <= m.first < last))


def _base(telling: Telling, reading: Reading, context: Context, table: str) -> Claim:
    start, end = _span(telling, reading, context)
    source, target = telling.roles.source, telling.roles.target
    if frames()[telling.rule.type]["roles"] == "symmetric" and source and target:
        source, target = sorted((source, target))
    return Claim(table, telling.rule.type, start, end, telling.rule.id, _confidence(telling), source, target)


def _events(telling: Telling, reading: Reading, context: Context, edtf: str | None, status: str, near: int) -> Iterator[Claim]:
    kind = frames()[telling.rule.type]
    claim = _base(telling, reading, context, "fact_event")
    claim.date_edtf, claim.status = edtf, status
    claim.level = _level(telling, reading, context)
    claim.location_country, claim.location_city = _location(telling, reading, near)
    setting = _setting(telling, reading, context)
    if claim.location_country is None and setting and edtf == setting.date:
        claim.location_country = setting.place
    if kind.get("goes_on") and telling.roles.filled and setting and setting.sentence == id(reading):
        claim.level = next((level for level in SENIORITY if level in (claim.level, setting.level)), None)
    claim.persons = _persons(telling, reading, context)
    if kind.get("organization"):
        organizations = _organizations(telling, reading)
        if not organizations:
            return
        yield from (replace(claim, organization_id=o) for o in organizations)
    elif telling.roles.extra:
        yield claim
        for a, b in telling.roles.extra:
            returned = replace(claim, subject_country=a, object_country=b)
            yield replace(returned, location_country=b, location_city=None) if kind.get("at") == "target" else returned
    elif kind.get("instrument"):
        yield from _instruments(claim, telling, reading, context)
    else:
        yield claim


def _instruments(claim: Claim, telling: Telling, reading: Reading, context: Context) -> Iterator[Claim]:
    """One claim for every instrument named with a subject of its own."""
    first, last = telling.clause
    last = _list_end(reading, last)
    nouns = [w for w in reading.words if w.kind == "instrument" and first <= w.first < last]
    nouns = _one_side(nouns, telling.trigger)
    nouns = [w for w in nouns if w is nouns[-1] or not reading.has("namely", w.last, w.last + 1)]
    if context.pack.language.get("verb_last"):
        yield from _listed_behind(claim, telling, reading, context) or _titled(claim, nouns, reading, context)
        return
    for place, word in enumerate(nouns):
        stop = nouns[place + 1].first if place + 1 < len(nouns) else last
        yield replace(claim, instrument=word.value, subject=_subject(reading, word.last, stop, context))
    if not nouns:
        yield claim


def _listed_behind(claim: Claim, telling: Telling, reading: Reading, context: Context) -> list[Claim]:
    """ "Signed several agreements, such as a trade agreement (1965); …": a claim for every instrument with its own date behind it."""
    start = next((w.last for w in reading.words if w.kind == "namely" and w.first >= telling.trigger.first), len(reading.tokens))
    found = []
    for word in (w for w in reading.words if w.kind == "instrument" and w.first >= start):
        date = next((d for d in telling.dates if 0 <= d.first - word.last <= 1), None)
        if date:
            found.append(replace(claim, instrument=word.value, subject=_title_before(word, reading, context), date_edtf=date.edtf))
    return found


def _titled(claim: Claim, nouns: list[Word], reading: Reading, context: Context) -> Iterator[Claim]:
    """Where the title stands before its noun ("trade agreement and tax protocol"): one claim a title, or one in all."""
    titled = [(w, _title_before(w, reading, context)) for w in nouns]
    if claim.date_edtf is None and not any(title for _, title in titled) and _told_before(claim, reading, context):
        return
    several = [(w, title) for w, title in titled if title] if len([t for _, t in titled if t]) > 1 else titled[-1:]
    for word, title in several:
        yield replace(claim, instrument=word.value, subject=title)
    if not nouns:
        yield claim


def _told_before(claim: Claim, reading: Reading, context: Context) -> bool:
    """An earlier sentence of the paragraph told this kind of thing of these countries."""
    sides = {claim.subject_country, claim.object_country}
    return any(
        t.type == claim.claim_type
        and {t.source, t.target} == sides
        and t.paragraph == reading.sentence.paragraph
        and t.sentence != id(reading)
        for t in context.told
    )


def _title_before(noun: Word, reading: Reading, context: Context) -> str | None:
    """The words between the last name, number, mark or other word of a class and the noun, as written."""
    stops = [m.name[1] if m.name and m.name[1] <= noun.first else m.last for m in reading.mentions if m.last <= noun.first]
    stops += [
        i + 1 for i, t in enumerate(reading.tokens[: noun.first]) if t.kind != "word" or t.text in context.pack.folded_set("conjunctions")
    ]
    stops += [w.last for w in reading.words if w.last <= noun.first and w.kind in ("instrument", "words", "scales", "link")]
    first = max(stops, default=0)
    if first >= noun.first or noun.first - first > 8:
        return None
    start, end = context.text.span(reading.tokens[first].start, reading.tokens[noun.last - 1].end)
    return " ".join(context.stored[start:end].split())[:200]


def _one_side(nouns: list[Word], trigger: Word) -> list[Word]:
    """Instruments stand before the word for signing or behind it; where both sides have one, the nearer side counts."""
    before, behind = [w for w in nouns if w.first < trigger.first], [w for w in nouns if w.last > trigger.last]
    if not before or not behind:
        return nouns
    nearer = trigger.first - before[-1].last <= behind[0].first - trigger.last
    return [w for w in nouns if (w not in behind if nearer else w not in before)]


def _list_end(reading: Reading, last: int) -> int:
    """A list of instruments goes on over semicolons, as long as each part names one at once."""
    while last < len(reading.tokens) and reading.tokens[last].text in ";؛" and reading.has("instrument", last, last + 4):
        last = next((i for i in range(last + 1, len(reading.tokens)) if reading.tokens[i].text in ";؛"), len(reading.tokens))
    return last


def _subject(reading: Reading, first: int, last: int, context: Context) -> str | None:
    """What an instrument is about: the words behind it up to the next comma, as written."""
    stop = next((i for i in range(first, last) if reading.tokens[i].text in ",،;."), last)
    if stop - first < 2:
        return None
    start, end = context.text.span(reading.tokens[first].start, reading.tokens[stop - 1].end)
    return " ".join(context.stored[start:end].split())[:200]


def _level(telling: Telling, reading: Reading, context: Context) -> str | None:
    """The most senior of the acting side in the clause; of a symmetric event, of both sides."""
    first, last = telling.clause
    both = frames()[telling.rule.type]["roles"] == "symmetric"
    sides = {telling.roles.source, telling.roles.target} if both else {telling.roles.source}
    actors = [m for m in reading.mentions if m.kind == "office" and m.level and first <= m.first < last]
    actors += [
        a for m in reading.mentions if m.sort == "person" and first <= m.first < last and (a := finder.antecedent(m, reading, context))
    ]
    if frames()[telling.rule.type].get("instrument"):
        actors = [m for m in actors if not _only_visits(m, telling)]
    acting = telling.roles.source_mention
    if not both and acting is not None and acting.level and acting.role != "delegation":
        return acting.level
    levels = {m.level for m in actors if (m.country in sides or m.country is None) and (both or m is not telling.roles.target_mention)}
    return next((level for level in SENIORITY if level in levels), None)


def _only_visits(m: Mention, telling: Telling) -> bool:
    """Somebody during whose visit others sign does not sign."""
    own = (telling.roles.source_mention, telling.roles.target_mention)
    return any(m is other for other in telling.elsewhere) and not any(m is mine for mine in own)


def _location(telling: Telling, reading: Reading, near: int) -> tuple[str | None, str | None]:
    """Where it took place, told by a place in the locative: the one nearest to `near`, the trigger or one date of several."""
    if frames()[telling.rule.type].get("at") == "target":
        place = telling.roles.target_mention
        return telling.roles.target, place.value if place is not None and place.kind == "city" else None
    first, last = telling.clause
    places = [m for m in reading.mentions if m.case == "in" and m.sort in ("city", "state") and first <= m.first < last]
    places.sort(key=lambda m: (m.kind != "city" and near == telling.trigger.first, abs(m.first - near)))
    return (places[0].country, places[0].value if places[0].kind == "city" else None) if places else (None, None)


def _persons(telling: Telling, reading: Reading, context: Context) -> list[dict[str, Any]]:
    """People named in the clause with office, country and the place of their names."""
    first, last = telling.clause
    people = []
    for m in reading.mentions:
        if m.kind == "office" and m.name and first <= m.first < last:
            start, end = context.text.span(reading.tokens[m.name[0]].start, reading.tokens[m.name[1] - 1].end)
            country = m.country or (telling.roles.source if m is telling.roles.source_mention else None)
            people.append({"name": context.stored[start:end], "role": m.role, "country": country, "char_start": start, "char_end": end})
    return people


def _dates(telling: Telling, reading: Reading, dates: list[Dated], context: Context, each: bool) -> list[str | None]:
    """The date of the event, or one a date of a list ("in 2006, 2009 and 2012")."""
    barred = ("span", "since") if each else ("span",)  # "the first visit since 2008"
    usable = [d for d in dates if d.mention.kind not in barred and not _years(d.edtf) and not _since_then(d, telling.trigger, reading)]
    told = [d for d in usable if d.mention.kind != "since"]
    usable = [d for d in told or usable if not _row_date_of(d, told, context)]
    if not usable:
        return [_carried(telling, reading, context)]
    chosen = _nearest(telling, usable, reading)
    if chosen is None:
        return [_carried(telling, reading, context)]
    return [d.edtf for d in _listed(chosen, usable, reading, context)] if each else [chosen.edtf]


def _row_date_of(date: Dated, dates: list[Dated], context: Context) -> bool:
    """The date that a chronicle's row begins with, where a finer one stands in the row ("2012: … on 21 November")."""
    row = context.row
    return row is not None and date.first <= 1 and row[1] == date.edtf and any(d.edtf.startswith(date.edtf + "-") for d in dates)


def _years(edtf: str) -> bool:
    """A run of years ("programme for 2025-2029") is no day on which something happened."""
    one, _, other = edtf.partition("/")
    return len(one) == len(other) == 4


def _way(trigger: Word, date: Dated, reading: Reading) -> int:
    """Words between a date and the trigger; a conjunction between them sets them apart."""
    first, last = min(trigger.last, date.last), max(trigger.first, date.first)
    comma = any(token.text in ",،" for token in reading.tokens[first:last])
    return max(last - first, 0) + (3 if reading.has("joint", first, last) else 0) + comma


def _ahead(date: Dated) -> bool:
    """ "Next year" is no date of what has happened."""
    return date.mention.anchor == "published" and date.mention.shift > 0


def _since_then(date: Dated, trigger: Word, reading: Reading) -> bool:
    """ "Since the war of 1967": the year of what is named there, not of what is told."""
    if date.mention.kind == "since":
        return False
    words = [
        w for w in reading.words if w.kind == "since_word" and 1 < date.first - w.last + 1 <= 7 and not w.last <= trigger.first < date.first
    ]
    return any(not {t.text for t in reading.tokens[w.last : date.first]} & {",", "،"} for w in words)


def _nearest(telling: Telling, dates: list[Dated], reading: Reading) -> Dated | None:
    """The nearest date in the clause, else the first behind the colon that ends it, else the last one before it."""
    first, last = telling.clause
    inside = [d for d in dates if first <= d.first < last]
    behind = [d for d in dates if d.first >= last and reading.tokens[last].text == ":"]
    if inside and not (behind and all(len(d.edtf) == 4 and behind[0].edtf.startswith(d.edtf) for d in inside)):
        return min(inside, key=lambda d: (_way(telling.trigger, d, reading), d.first))
    if behind:
        return behind[0]
    before = [d for d in dates if d.first < telling.trigger.first]
    return before[-1] if before else None


def _listed(chosen: Dated, dates: list[Dated], reading: Reading, context: Context) -> list[Dated]:
    """Dates in a row with only commas and conjunctions between them."""
    place = dates.index(chosen)
    first = last = place
    while first > 0 and _row(dates[first - 1], dates[first], reading, context):
        first -= 1
    while last + 1 < len(dates) and _row(dates[last], dates[last + 1], reading, context):
        last += 1
    return dates[first : last + 1]


def _row(one: Dated, other: Dated, reading: Reading, context: Context) -> bool:
    if one.mention.kind != other.mention.kind or one.mention.anchor or other.mention.anchor or reading.has("break", one.last, other.first):
        return False
    a, b = (Mention("date", d.first, d.last) for d in (one, other))
    if one.last == other.first or joined(reading.tokens, a, b, context.pack) or _once_more(one, other, reading, context):
        return True
    return _parted_by_place(one, other, reading, context)


def _once_more(one: Dated, other: Dated, reading: Reading, context: Context) -> bool:
    """ "In March 1977 and again in September 1978"."""
    between = [t.text for t in reading.tokens[one.last : other.first]]
    joints, more = context.pack.folded_set("conjunctions"), context.pack.folded_set("once_more")
    return any(w in more for w in between) and all(w in more or w in joints or w in context.pack.before for w in between)


def _parted_by_place(one: Dated, other: Dated, reading: Reading, context: Context) -> bool:
    """ "In Oslo in May 2010 and in Lima in June": only a conjunction, prepositions and perhaps a place stand between the dates."""
    places = [
        m for m in reading.mentions if m.sort in ("city", "state") and m.case == "in" and one.last <= m.first and m.last <= other.first
    ]
    left = [t.text for i, t in enumerate(reading.tokens) if one.last <= i < other.first and not any(m.first <= i < m.last for m in places)]
    joints = context.pack.folded_set("conjunctions")
    return any(w in joints for w in left) and all(w in joints or w in context.pack.before for w in left)


def _carried(telling: Telling, reading: Reading, context: Context) -> str | None:
    """An undated happening takes the date of the visit or meeting that its sentence hangs on."""
    setting = _setting(telling, reading, context)
    if setting is None and reading.has("carried_date") and context.dates.paragraph == reading.sentence.paragraph:
        return context.dates.last.edtf()
    if setting is None and context.row and context.row[0] == reading.sentence.paragraph:
        return context.row[1]
    return setting.date if setting else None


def _setting(telling: Telling, reading: Reading, context: Context) -> Told | None:
    """What was told right before and this happening is part of: in the same sentence, or linked by "during the visit", "he"."""
    last = context.told[-1] if context.told else None
    if last is None or not frames()[telling.rule.type].get("carries"):
        return None
    if last.paragraph != reading.sentence.paragraph:
        return _occasion_before(reading, context)
    if any(_another(t, last) for t in context.told):
        return None  # one of several visits: the text does not say which
    linked = last.sentence == id(reading) or reading.has("link") or any(m.sort == "person" for m in reading.mentions)
    return last if linked or _follows(telling, last, context) else None


def _occasion_before(reading: Reading, context: Context) -> Told | None:
    """The occasion of a paragraph right before, told to the day, where the sentence names it again ("after the talks")."""
    if not reading.has("link"):
        return None
    near = [t for t in context.told if reading.sentence.paragraph - t.paragraph <= NEAR and len(t.date or "") >= len("2020-01-01")]
    return near[-1] if near and frames()[near[-1].type].get("occasion") else None


def _follows(telling: Telling, last: Told, context: Context) -> bool:
    """A signing whose verb opens a sentence with a joined conjunction goes on about the occasion told right before."""
    kinds = frames()
    opens = telling.trigger.first == telling.clause[0] <= 1 and bool(context.pack.folded_set("clause_prefixes"))
    return opens and bool(kinds[telling.rule.type].get("follows")) and bool(kinds[last.type].get("occasion")) and last.status == "occurred"


def _another(told: Told, last: Told) -> bool:
    """The same sentence told a second happening of the same kind, at quite another time."""
    same = (told.type, told.source, told.target, told.sentence) == (last.type, last.source, last.target, last.sentence)
    one, other = told.date or "", last.date or ""
    return same and not one.startswith(other) and not other.startswith(one)


def _implied(claim: Claim, kind: dict[str, Any]) -> Iterator[Claim]:
    """What an event lets stand or ends: an opening the embassy, an establishment the relations."""
    for implied in kind.get("implies", ()):
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
    """Note an event for the sentences that follow."""
    if claim.claim_table == "fact_event" and claim.subject_country:
        context.told.append(
            Told(
                claim.claim_type,
                claim.subject_country,
                claim.object_country or "",
                claim.date_edtf,
                reading.sentence.paragraph,
                id(reading),
                claim.level or "",
                claim.location_country,
                claim.status or "",
            )
        )
        if telling.roles.source_mention is not None and telling.roles.source_mention.sort == "actor":
            actor = telling.roles.source_mention
            context.last_actor = replace(actor, country=actor.country or telling.roles.source)
        if frames()[claim.claim_type].get("at") == "target":
            context.last_place = claim.object_country


def _learn(telling: Telling, reading: Reading, context: Context) -> None:
    """Somebody of no told country whom a fact gave one: his name stands for it from here on."""
    for m, country in ((telling.roles.source_mention, telling.roles.source), (telling.roles.target_mention, telling.roles.target)):
        if m is not None and m.kind == "office" and m.name and m.country is None and country:
            context.learn(replace(m, country=country), reading)


def point_of(edtf: str | None) -> Point:
    """The first year, month and day of an EDTF value."""
    parts = [int(p) for p in (edtf or "").partition("/")[0].split("-") if p.isdigit()]
    return Point(*parts)
