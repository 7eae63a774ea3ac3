"""Lists under a heading: "Visits from X to Y" with a name and a year on every line.

Here: claims of list items that say too little alone.  Not here: sentences that tell a fact themselves.
"""

from dataclasses import replace

from transforms.reading.claims import LONGEST_QUOTE, Claim
from transforms.reading.mentions.reading import Mention, Reading, Word
from transforms.reading.packs.pack import frames
from transforms.reading.packs.rules import Rule
from transforms.reading.tellings import roles as finder
from transforms.reading.tellings.context import Context, told_of
from transforms.reading.tellings.cues import find
from transforms.reading.tellings.instruments import title_of
from transforms.reading.tellings.pairs import Roles
from transforms.reading.tellings.telling import Dated
from transforms.reading.tellings.timing import in_force
from transforms.reading.trade.tables import fills_cell, separator_of

# A title stands so near the beginning of its item: behind a mark or a number.
TITLE_OPENS = 4
# How sure an item of a list of organisations is.
LISTED = 0.92


def read_item(reading: Reading, headings: list[Reading], dates: list[Dated], context: Context, claims: list[Claim]) -> list[Claim]:
    """Claims of an item from what the sentence right above it, or its headings, announce."""
    if context.lead and _opens_with_title(reading, context) and not any(c.claim_type == context.lead[1].claim_type for c in claims):
        return _under_lead(reading, dates, context)
    return _under_headings(reading, headings, dates, context, claims)


def _under_headings(reading: Reading, headings: list[Reading], dates: list[Dated], context: Context, claims: list[Claim]) -> list[Claim]:
    """Claims of an item from what its headings announce, one for every date that the item gives."""
    titled = _opens_with_title(reading, context)
    if not (dates or titled) or (_is_sentence(reading, context) and not _is_row(reading, dates)) or _undone(reading, headings):
        return []
    announced = False
    for heading in reversed(headings):
        for word in heading.of("trigger"):
            rule = context.pack.rules[word.value.partition("#")[0]]
            if not frames()[rule.type].get("listed") or not _announces(rule, context):
                continue
            announced = True
            if _kept_back(rule, heading, reading, context, claims):
                continue
            roles = _roles(rule, word, heading, reading, context)
            own: list[Dated | None] = [*_own_dates(dates, reading, context)]
            own = own or ([None] if titled and "instrument" in rule.requires else [])
            if roles and own:
                return _noted([_claim(rule, roles, reading, date, context) for date in own], roles, reading, context)
        if not announced and _changes_subject(heading) and not separator_of(heading.tokens, context.text.text):
            return []
    return _under_two(reading, headings, dates, context, claims)


def note_lead(reading: Reading, claims: list[Claim], context: Context) -> None:
    """ "Three instruments were signed on the occasion:" tells of the titles listed below it."""
    signings = [c for c in claims if c.claim_table == "fact_event" and frames()[c.claim_type].get("instrument")]
    if reading.tokens[-1].text == ":" and signings:
        context.lead = (reading.sentence.paragraph, signings[-1], False)
    elif reading.sentence.kind != "item" or (context.lead and reading.sentence.paragraph - context.lead[0] > 1):
        context.lead = None


def _under_lead(reading: Reading, dates: list[Dated], context: Context) -> list[Claim]:
    """A title that the sentence above announced: the first is what that sentence told, each further one a signing of its own."""
    noun = next(iter(reading.of("instrument")))
    if context.lead is None:
        return []
    paragraph, claim, taken = context.lead
    subject = title_of(noun, reading, context)
    start, end = context.text.span(reading.tokens[0].start, reading.tokens[-1].end)
    if not taken:
        claim.instrument, claim.subject, context.lead = noun.value, subject, (paragraph, claim, True)
        if dates:  # its own day, told here and not above
            claim.date_edtf, claim.char_start, claim.char_end = dates[0].edtf, start, min(end, start + 300)
        return []
    own = replace(claim, instrument=noun.value, subject=subject, char_start=start, char_end=min(end, start + 300))
    return [replace(own, date_edtf=d.edtf) for d in dates] or [own]


def read_member(reading: Reading, headings: list[Reading], context: Context) -> list[Claim]:
    """The organisation that an item begins with, below a lead that says of both sides that they are members."""
    named = next((m for m in reading.mentions if m.kind == "organization" and m.first <= TITLE_OPENS), None)
    if named is None or not headings or reading.sentence.kind != "item" or any(m.kind == "organization" for m in headings[-1].mentions):
        return []
    for word in headings[-1].of("trigger"):
        rule = context.pack.rules[word.value.partition("#")[0]]
        if frames()[rule.type].get("organization") and frames()[rule.type]["roles"] == "symmetric":
            roles = finder.symmetric(rule, headings[-1], word, context)
            return [_member(rule, roles, named, reading, context)] if roles and not _undone(reading, headings) else []
    return []


def _member(rule: Rule, roles: Roles, named: Mention, reading: Reading, context: Context) -> Claim:
    start, end = context.text.span(reading.tokens[0].start, reading.tokens[-1].end)
    one, other = sorted((roles.source or "", roles.target or ""))
    claim = Claim("fact_relation", rule.type, start, min(end, start + LONGEST_QUOTE), rule.id, LISTED, one, other, holds=True)
    return replace(claim, organization_id=named.value)


def _opens_with_title(reading: Reading, context: Context) -> bool:
    """An item that is nothing but an instrument and what it is about says that there is one, dated or not."""
    ended = reading.tokens[-1].text in (*context.pack.language.get("stops", ""), ".")
    last = len(reading.tokens) - ended if context.pack.language.get("verb_last") else 0  # where the noun itself stands last
    noun = next((w for w in reading.of("instrument") if w.first <= TITLE_OPENS or w.last == last), None)
    return reading.sentence.kind == "item" and noun is not None and title_of(noun, reading, context) is not None


def _changes_subject(heading: Reading) -> bool:
    """A heading below the one that announces the list speaks of other things: it names nobody, no place and no time ("Notes")."""
    if heading.of("trigger") or heading.has("list_state", value="done"):
        return False
    return not heading.mentions and not any(t.kind == "number" for t in heading.tokens)


def _noted(claims: list[Claim], roles: Roles, reading: Reading, context: Context) -> list[Claim]:
    """The claims of an item, remembered with whoever acts in it for the sentences that follow."""
    for claim in claims:
        context.told.append(replace(told_of(claim, reading), who=context.called(roles.source_mention, reading)))
    actor = roles.source_mention
    if actor is not None and actor.sort == "actor" and roles.source:
        known = replace(actor, country=roles.source)
        context.last_actor, actor.country = known, roles.source
        if known.name:
            context.learn(known, reading)
    return claims


def _under_two(reading: Reading, headings: list[Reading], dates: list[Dated], context: Context, claims: list[Claim]) -> list[Claim]:
    """Items under "Visits" and below it "From X to Y": the outer heading says what, the inner one who."""
    if len(headings) < 2 or headings[-1].of("trigger"):
        return []
    words = [w for heading in headings[:-1] for w in heading.of("trigger")]
    rules = [context.pack.rules[w.value.partition("#")[0]] for w in words]
    rule = next((r for r in rules if frames()[r.type].get("listed") and frames()[r.type]["roles"] == "directed"), None)
    actor = next((m for m in reading.mentions if m.sort == "actor"), None)
    sides = _sides(headings[-1], context)
    if rule is None or any(c.claim_type == rule.type for c in claims):
        return []
    if sides is None or (actor is None and not _has_name(reading)) or (actor and actor.country == sides[1]):
        return []
    roles = Roles(*sides, actor)
    return _noted([_claim(rule, roles, reading, date, context) for date in dates], roles, reading, context)


def _sides(heading: Reading, context: Context) -> tuple[str, str] | None:
    """Who goes to whom by the cases of a heading without a verb; one that is missing is the other of the pair."""
    states = [m for m in heading.mentions if m.country and m.sort in ("state", "adjective", "city", "actor")]  # "the Peruvian side"
    target = next((m.country for m in states if m.case in ("to", "in")), None)
    source = next((m.country for m in states if m.case not in ("to", "in") and m.country != target), None)
    source, target = source or context.other(target), target or context.other(source)
    return (source, target) if source and target and len(heading.tokens) <= 12 else None


def _undone(reading: Reading, headings: list[Reading]) -> bool:
    """The item, or the heading right above it ("Pending"), says of what it names that it is only wished for or to come; what was
    called off is a happening only where somebody is named."""
    if reading.has("cancelled") and not any(m.sort == "actor" for m in reading.mentions):
        return True
    return any(h.has("list_state", value="open") for h in (*headings[-1:], reading)) or any(
        reading.has(kind) for kind in ("wish", "plan", "negation")
    )


def _kept_back(rule: Rule, heading: Reading, item: Reading, context: Context, claims: list[Claim]) -> bool:
    """The item told this already, the heading speaks of something else, or nobody is named where the rule needs an `actor`."""
    aside = item.has("relative", value="person")  # "2016: the premier, who met …": what he did there is not yet that he came
    told = any(c.claim_type == rule.type or (c.claim_table == "fact_event" and "actor" not in rule.needs and not aside) for c in claims)
    if told or any(heading.has(name) for name in rule.excludes):
        return True
    triggers = [context.pack.rules[w.value.partition("#")[0]].type for w in item.of("trigger")]
    return "actor" in rule.needs and rule.type not in triggers and not any(m.sort == "actor" for m in item.mentions)


def _own_dates(dates: list[Dated], item: Reading, context: Context) -> list[Dated]:
    """The dates of what the heading announces: those before a semicolon, behind which the item tells something else; of dates that
    have cells of their own the first ("Air services agreement | 24 March 2011 | 2013")."""
    stop = next((i for i, t in enumerate(item.tokens) if t.text in ";؛"), len(item.tokens))
    own = [d for d in dates if d.first < stop and not in_force(d, item)] or dates
    own = [d for d in own if not (item.has("instrument") and _is_run(d.edtf))] or own
    cells = [d for d in own if fills_cell(d.first, d.last, item.tokens, context.text.text)]
    return [d for d in own if d not in cells[1:]]


def _is_run(edtf: str) -> bool:
    """The years that a programme is for: "2016/2018"."""
    return len(edtf) == len("2016/2018") and edtf[4] == "/"


def _is_sentence(reading: Reading, context: Context) -> bool:
    """What ends like a sentence and is no item of a list tells its facts itself."""
    return reading.sentence.kind != "item" and reading.tokens[-1].text in (*context.pack.language.get("stops", ""), ".")


def _is_row(reading: Reading, dates: list[Dated]) -> bool:
    """ "3-5 May 2010: the Deputy Prime Minister of Nepal.": a row, though it ends with a full stop."""
    opens = bool(dates) and dates[0].first <= 1 and reading.tokens[min(dates[0].last, len(reading.tokens) - 1)].text in ":-|"
    return opens and any(m.sort == "actor" for m in reading.mentions)


def _announces(rule: Rule, context: Context) -> bool:
    """Where a language has rules for headings alone, those announce lists of their type and no others."""
    return rule.scope == "heading" or not any(r.type == rule.type and r.scope == "heading" for r in context.pack.rules.values())


def _roles(rule: Rule, word: Word, heading: Reading, item: Reading, context: Context) -> Roles | None:
    """Whom the heading names; what it leaves open the item's own actor and places tell."""
    if frames()[rule.type]["roles"] == "symmetric":
        told = all(item.has(name) for name in rule.requires)
        return finder.symmetric(rule, heading, word, context) if told else None
    roles = finder.directed(rule, heading, word, context)
    actor = next((m for m in item.mentions if m.sort == "actor"), None)
    if actor is None and not _has_name(item):
        return None
    if roles:
        if actor is not None and actor.country == roles.target:
            return Roles(roles.target, roles.source, actor)
        return Roles(roles.source, roles.target, actor)
    source = (actor.country if actor else None) or find(rule.source, heading, word, (0, len(heading.tokens)), context, set())[0]
    places = [m for m in item.mentions if m.sort in ("state", "city") and m.case in ("nom", "in", "to")]
    place = next((m.country for m in places if m.country != source), None)
    announced = find(rule.target, heading, word, (0, len(heading.tokens)), context, {source} - {None})[0]
    target = announced or place or context.other(source)
    source = source or (context.other(target) if actor else None)
    return Roles(source, target, actor) if source and target else None


def _has_name(item: Reading) -> bool:
    return sum(t.kind == "word" for t in item.tokens) <= 14


def _claim(rule: Rule, roles: Roles, reading: Reading, date: Dated | None, context: Context) -> Claim:
    start, end = context.text.span(reading.tokens[0].start, reading.tokens[-1].end)
    level = roles.source_mention.level if roles.source_mention else None
    sides = (roles.source, roles.target)
    source, target = sorted(s or "" for s in sides) if frames()[rule.type]["roles"] == "symmetric" else sides
    noun = next(iter(reading.of("instrument")), None) if frames()[rule.type].get("instrument") else None
    place = None if frames()[rule.type].get("at") == "target" else _place_beside(date, reading, context)
    return Claim(
        "fact_event",
        rule.type,
        start,
        min(end, start + 300),
        rule.id,
        0.91 if date else 0.8,
        source,
        target,
        date_edtf=date.edtf if date else None,
        status="cancelled" if reading.has("cancelled") else "occurred",
        level=level or None,
        instrument=noun.value if noun else None,
        subject=title_of(noun, reading, context) if noun else None,
        location_country=roles.target if frames()[rule.type].get("at") == "target" else place.country if place else None,
        location_city=place.value if place else None,
    )


def _place_beside(date: Dated | None, reading: Reading, context: Context) -> Mention | None:
    """The city that stands in one bracket with the date, "(Lima, 3 May 2011)", or fills a cell of its row."""
    tokens, cities = reading.tokens, [m for m in reading.mentions if m.kind == "city" and m.first]
    beside = [m for m in cities if date and 0 <= date.first - m.last <= 1 and tokens[m.first - 1].text == "("]
    alone = [m for m in cities if fills_cell(m.first, m.last, tokens, context.text.text)]
    return next(iter(beside + alone), None)
