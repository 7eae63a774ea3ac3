"""Who does what to whom: source and target of a directed fact, the two sides of a symmetric one.

Here: roles from what cues find, and what the discourse may fill in.  Not here: cues (cues.py), whom a pronoun means (referents.py), rows of
states (pairs.py), polarity, dates, claims (frames.py).
"""

from transforms.reading.mentions.cases import joined
from transforms.reading.mentions.reading import Mention, Reading, Word
from transforms.reading.packs.pack import frames
from transforms.reading.packs.rules import Cue, Rule
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.cues import FIRST_REACH, embedded, find
from transforms.reading.tellings.pairs import Roles, further_pairs, listed_with, row_before, with_further
from transforms.reading.tellings.referents import clause_of, countries_of, untold


def directed(rule: Rule, reading: Reading, trigger: Word, context: Context) -> Roles | None:
    """Source and target of a directed fact; the pair fills one that is missing where nothing speaks against it."""
    clause = clause_of(reading, trigger.first)
    whole = (0, clause[1] if rule.scope == "clause" else len(reading.tokens))
    mutual = _mutual(rule, reading, clause, context)
    if mutual:
        return mutual
    if rule.needs & {"returned", "mission"}:
        return _returned(rule, reading, trigger, context) if "returned" in rule.needs else _of_mission(reading, clause, context)
    roles = _begun(rule, reading, context)
    if roles is None:
        return None
    _find_both(roles, rule, reading, trigger, (clause, whole), context)
    if roles.target is None:
        roles.target = _carried_target(roles.source, rule, context)
    filled = _fill_directed(roles, rule, reading, trigger, context)
    return filled and with_further(filled, reading, context)


def _begun(rule: Rule, reading: Reading, context: Context) -> Roles | None:
    """The roles that what was told before gives; None where the rule needs them and nothing was told."""
    roles = Roles()
    if "sender" in rule.needs:
        roles.source = _sender(reading, context)
    if "hither" in rule.needs:
        roles.target = context.last_place
    told = {"sender": roles.source, "hither": roles.target}
    return None if any(told[need] is None for need in rule.needs & told.keys()) else roles


def _find_both(
    roles: Roles, rule: Rule, reading: Reading, trigger: Word, spans: tuple[tuple[int, int], tuple[int, int]], context: Context
) -> None:
    """Look for source and target in the clause first, then in the whole of what the rule may use."""
    clause, whole = spans
    for span in spans:
        if rule.lead == "source":
            _find_source(roles, rule, reading, trigger, span, context)
        if roles.target is None:
            roles.target, roles.target_mention = find(rule.target, reading, trigger, span, context, {roles.source} - {None})
        _find_source(roles, rule, reading, trigger, span, context)
        if (roles.source and roles.target) or (rule.scope == "clause" and clause == whole):
            break


def _of_mission(reading: Reading, clause: tuple[int, int], context: Context) -> Roles | None:
    """ "It was closed in 2002": the mission whose opening or closing the paragraph told last, where the clause names no other state."""
    named = {m.country for m in reading.mentions if m.country and clause[0] <= m.first < clause[1]}
    last = next((t for t in reversed(context.told) if t.paragraph == reading.sentence.paragraph), None)
    sides = (last.source, last.target) if last is not None and "embassy" in last.type else None
    if last is None and context.mission and context.mission[0] == reading.sentence.paragraph:
        sides = context.mission[1:]
    if context.here and context.here[0] == id(reading):
        sides = context.here[1:]
    return Roles(*sides, filled=1) if sides and not named - {sides[0]} else None


def _sender(reading: Reading, context: Context) -> str | None:
    """ "The embassy is also accredited to Togo": whose mission the paragraph told last."""
    return context.mission[1] if context.mission and context.mission[0] == reading.sentence.paragraph else None


def _carried_target(source: str | None, rule: Rule, context: Context) -> str | None:
    """The target that what was told before gives a rule which says so."""
    if "answered" in rule.needs:
        return _answered(source, context)
    if "same_target" in rule.needs:  # "Peru was the second to recognise it"
        return next((t.target for t in reversed(context.told) if t.type == rule.type), None)
    return None


def _answered(speaker: str | None, context: Context) -> str | None:
    """ "Peru denounced the measures": who did something to Peru last, not with it."""
    return next((t.source for t in reversed(context.told) if t.target == speaker and frames()[t.type]["roles"] == "directed"), None)


def _returned(rule: Rule, reading: Reading, trigger: Word, context: Context) -> Roles | None:
    """ "… returned the visit": the host of the one told last goes the other way."""
    went = _went(rule, reading, context)
    if went is None:
        return None
    _, mention = find(rule.source, reading, trigger, clause_of(reading, trigger.first), context, {went[0]})
    return Roles(went[1], went[0], mention, filled=1)


def _went(rule: Rule, reading: Reading, context: Context) -> tuple[str, str] | None:
    """The visitor's and the host's state of the visit told last, perhaps in this sentence, or of a meeting in one of the two states."""
    if context.journey and context.journey[0] == id(reading):
        return context.journey[1:]
    told = [t for t in context.told if t.type == rule.type or (t.type == "meeting" and t.place in (t.source, t.target))]
    last = told[-1] if told else None
    if last is None or last.type == rule.type:
        return (last.source, last.target) if last else None
    return (last.source, last.target) if last.place == last.target else (last.target, last.source)


def first_actor(reading: Reading, trigger: Word, span: tuple[int, int]) -> Mention | None:
    """Where the subject follows its verb: the first to be named there, if his country is not told; who is named next is not he."""
    actors = [m for m in reading.mentions if m.sort == "actor" and m.case == "nom" and trigger.first <= m.first < span[1]]
    if not actors or actors[0].country is not None or actors[0].first - trigger.first > FIRST_REACH:
        return None
    known = len(actors) > 1 and actors[1].name == (actors[1].first, actors[1].last) and actors[1].role == actors[0].role  # his own name
    return None if known else actors[0]


def _find_source(roles: Roles, rule: Rule, reading: Reading, trigger: Word, span: tuple[int, int], context: Context) -> None:
    nameless = first_actor(reading, trigger, span) if "first" in rule.needs else None
    if nameless is not None:
        roles.source_mention = nameless
    elif roles.source is None:
        barred = {roles.target} - {None}
        shared = (span[0], _first_verb(reading, trigger, span[0], context))
        roles.source, mention = _shared_subject(rule.source, reading, trigger, shared, context, barred)
        if roles.source is None and mention is None:
            roles.source, mention = find(rule.source, reading, trigger, span, context, barred)
        roles.source_mention = mention or roles.source_mention


def _shared_subject(
    cues: tuple[Cue, ...], reading: Reading, trigger: Word, span: tuple[int, int], context: Context, barred: set[str | None]
) -> tuple[str | None, Mention | None]:
    """The subject of "X condemned Y and sent Z": what stands before the first verb, nearest to it; no object of that verb."""
    if span[1] >= trigger.first:
        return None, None
    before = tuple(c for c in cues if c.side == "<" and not c.near)
    return find(before, reading, trigger, span, context, barred)


def _first_verb(reading: Reading, trigger: Word, start: int, context: Context) -> int:
    """Where the first of verbs that share a subject begins: the trigger itself where it stands behind no conjunction."""
    first = trigger.first
    while not context.pack.language.get("verb_last") and _coordinated(reading, first, context):
        earlier = [w for w in reading.of("trigger") if start <= w.first < first and w.last < first]
        earlier = [w for w in earlier if not any(a <= w.first < b <= trigger.first for a, b in embedded(reading))]
        if not earlier:
            return first
        first = min(w.first for w in earlier if w.last == earlier[-1].last)
    return first


def _coordinated(reading: Reading, at: int, context: Context) -> bool:
    """A verb stands right behind a conjunction or comma, or parted from it by one adverb, and begins no relative clause."""
    joints = {*context.pack.folded_set("clause_joints"), ","}
    before = reading.tokens[max(at - 2, 0) : at]
    if not before or not context.pack.folded_set("clause_joints") or reading.has("relative", at, at + 1):
        return False
    adverb = len(before) == 2 and (before[1].text in context.pack.folded_set("once_more") or before[1].text.endswith("ly"))
    return before[-1].text in joints or (adverb and before[0].text in joints)


def _mutual(rule: Rule, reading: Reading, clause: tuple[int, int], context: Context) -> Roles | None:
    """ "Embassies in each other's capitals": the fact holds in both directions; "both legations" say so of missions only."""
    owners = {(m.first, m.last) for m in reading.mentions if m.sort == "pair" and m.case != "in"}  # "both countries' embassies elsewhere"
    words = [
        w for w in reading.of("mutual") if clause[0] <= w.first < clause[1] and (w.value != "mission" or (w.first, w.last) not in owners)
    ]
    if not any(w.value != "mission" or "embassy" in rule.type for w in words):
        return None
    both = _only_two(reading, clause) or _named_pair(reading, clause, context)
    both = both or (None if _names_country(reading, *clause) else context.pair)
    return Roles(both[0], both[1], extra=[(both[1], both[0])]) if both else None


# Needs of rules whose target is told, here or before: the pair gives them none.
_TARGET_TOLD = {"target", "answered", "same_target"}


def _fill_directed(roles: Roles, rule: Rule, reading: Reading, trigger: Word, context: Context) -> Roles | None:
    if roles.source and roles.target:
        return None if roles.source == roles.target or _of_one_row(roles, reading, context) else roles
    if rule.flow in ("export", "import") and not (roles.source or roles.target) and context.self_country:
        _own_trade(roles, rule, context)
    if "own" in rule.needs and roles.source is None and context.self_country:
        roles.source, roles.filled = context.self_country, 1
    unfit = "someone" in rule.needs and roles.source_mention is None
    unfit = unfit or (roles.source is None and roles.source_mention is None and _organisation_acts(reading, trigger))
    if unfit or (rule.type in ("trade", "product") and not context.pair_named):
        return None
    if roles.target and ("source" not in rule.needs or (roles.source_mention is not None and roles.source is None)):
        roles.source = context.other(roles.target)
        roles.filled = 1 if roles.source_mention is not None else 2
    elif roles.source and not rule.needs & _TARGET_TOLD and (rule.flow or not _at_home(roles.source, reading, trigger)):
        roles.target = context.other(roles.source)
        roles.filled = 2
    if not (roles.source and roles.target) or roles.source == roles.target or _of_one_row(roles, reading, context):
        return None
    return roles if not stranger(reading, trigger, context, rule.flow != "") else None


def _of_one_row(roles: Roles, reading: Reading, context: Context) -> bool:
    """ "The ambassadors of Peru, Chile and Kenya presented their credentials": whoever they went to is none of them."""
    sides = ((roles.source_mention, roles.target), (roles.target_mention, roles.source))
    rows = [(listed_with(m, reading, context), other) for m, other in sides if m is not None]
    return any(len(row) > 1 and other in row for row, other in rows)


def _at_home(source: str, reading: Reading, trigger: Word) -> bool:
    """What somebody does in a place of his own country he does for nobody else ("financed a hospital in Lima")."""
    _, last = clause_of(reading, trigger.first)
    stop = next((i for i in range(trigger.last, last) if reading.tokens[i].text == ","), last)
    return any(m.country == source and m.case == "in" and trigger.last <= m.first < stop for m in reading.mentions)


def _organisation_acts(reading: Reading, trigger: Word) -> bool:
    """An organisation stands before the verb in its clause: it acts, and not a state of the pair ("Experts of the World Bank visited")."""
    first, _ = clause_of(reading, trigger.first)
    return any(m.kind == "organization" and first <= m.first < trigger.first for m in reading.mentions)


def _own_trade(roles: Roles, rule: Rule, context: Context) -> None:
    """On the page of one state bare "exports" and "imports" are its own."""
    if rule.flow == "export":
        roles.source = context.self_country
    else:
        roles.target = context.self_country


def stranger(reading: Reading, trigger: Word, context: Context, anywhere: bool = False) -> bool:
    """A third country acts in the clause (of trade: anywhere in the sentence), or one of no settled name: then nothing is filled in."""
    first, last = (0, len(reading.tokens)) if anywhere else clause_of(reading, trigger.first)
    pair = set(context.pair or ())
    return untold(reading, (0, last), context) or any(
        m.country not in pair
        and m.sort in ("state", "actor", "adjective")
        and first <= m.first < last
        and m.case not in ("in", "from", "on")
        for m in reading.mentions
        if m.country
    )


def symmetric(rule: Rule, reading: Reading, trigger: Word, context: Context) -> Roles | None:
    """Two countries of a symmetric fact: by cues, by "the two countries", by the only two named, by the pair."""
    clause = clause_of(reading, trigger.first)
    one, mention = find(rule.source, reading, trigger, clause, context, set())
    two, other = find(rule.target, reading, trigger, clause, context, {one} - {None})
    if (two or other is not None) and mention is None and context.pack.language.get("verb_last"):
        one, mention = find(rule.source, reading, trigger, (0, clause[1]), context, {two} - {None})
    if one and two:
        return Roles(one, two, mention, other, extra=further_pairs(one, two, mention, other, reading, context))
    nobody = "someone" in rule.needs and mention is None and other is None
    together = (
        None
        if "cues" in rule.needs
        else _named_pair(reading, clause, context)
        or (None if "target" in rule.needs or nobody else _only_two(reading, clause, "someone" in rule.needs))
        or (None if one or two else _named_pair(reading, (0, clause[1]), context))
    )
    if together:
        turned = (other is not None and other.country == together[0]) or (mention is not None and mention.country == together[1])
        return Roles(*(together[::-1] if turned else together), mention, other)
    if one is None and two is None and mention is not None and other is not None and mention is not other:
        return _across(mention, other, reading, clause, context)
    if one and other is not None:
        return _met_by_other(one, mention, other, reading, trigger, context)
    if two and mention is not None:
        return _met_by_other(two, other, mention, reading, trigger, context)
    return _fill_symmetric(one or two, mention or other, rule, reading, trigger, context)


# A state has one at a time who is of this level.
_SINGULAR = ("head_of_state", "head_of_government")


def _across(one: Mention, other: Mention, reading: Reading, clause: tuple[int, int], context: Context) -> Roles | None:
    """Two people of no told country, but a place in one of the pair's: they are of the two sides."""
    here = [m for m in reading.mentions if m.country and clause[0] <= m.first < clause[1]]
    named = {m.country for m in here}
    alike = one.role == other.role or one.level == other.level in _SINGULAR
    peers = alike and not any(m.case != "in" for m in here)  # two presidents, or a king and one, are of two states, wherever they meet
    if context.pair is None or not (peers or (named and named <= set(context.pair))):
        return None
    first, second = context.pair
    if context.known(one, reading) == second or context.known(other, reading) == first:
        first, second = second, first
    return Roles(first, second, one, other, 2)


def _met_by_other(
    known: str | None, one: Mention | None, other: Mention | None, reading: Reading, trigger: Word, context: Context
) -> Roles | None:
    """One side is told and somebody of no told country is the other: he is of the pair's other country."""
    roles = Roles(known, context.other(known), one, other, 1)
    return None if roles.target is None or stranger(reading, trigger, context) else roles


def _named_pair(reading: Reading, span: tuple[int, int], context: Context) -> tuple[str, str] | None:
    for m in reading.mentions:
        if m.sort == "pair" and span[0] <= m.first < span[1]:
            countries = countries_of(m, reading, context)
            if len(countries) == 2 and None not in countries:
                return countries  # type: ignore[return-value]
    return None


def _only_two(reading: Reading, span: tuple[int, int], people: bool = False) -> tuple[str, str] | None:
    """The clause names two states (or has `people` of two) and no third; where something takes place is no part in it."""
    sorts = ("actor",) if people else ("state", "actor", "adjective")
    last = min((w.last for w in reading.of("topics") if w.first >= span[0]), default=span[1])  # "talks on topics including Peru"
    parties = [
        m for m in reading.mentions if span[0] <= m.first < min(span[1], last) and m.sort in sorts and (m.sort, m.case) != ("state", "in")
    ]
    named = list(dict.fromkeys(m.country for m in parties if m.country))
    bound_for = all((m.sort, m.case) == ("state", "to") for m in parties)  # "during his visit to Togo and Ghana"
    return (named[0], named[1]) if len(named) == 2 and not bound_for else None


def _fill_symmetric(
    one: str | None, mention: Mention | None, rule: Rule, reading: Reading, trigger: Word, context: Context
) -> Roles | None:
    if rule.needs - {"someone", "date", "beside"} or ("someone" in rule.needs and mention is None):
        return None
    if _with_organisation(mention, reading, trigger, context):
        return None
    first, last = clause_of(reading, trigger.first)
    earlier = _only_two(reading, (0, first)) if one is None and not _names_country(reading, first, last) else None
    if earlier:
        return Roles(*earlier, mention, None, 2)
    pair = context.pair_in(reading.sentence.paragraph)
    if pair is None:
        return None
    if one is None:
        one = next((m.country for m in reading.mentions if m.country in pair and first <= m.first < last), None)
    roles = Roles(one or pair[0], context.other(one) if one else pair[1], mention, None, 2 if one else 3)
    if roles.target is None or stranger(reading, trigger, context):
        return None
    return roles if one or rule.weak is False else None


def _with_organisation(mention: Mention | None, reading: Reading, trigger: Word, context: Context) -> bool:
    """An organisation is the other side ("Tunisia and the European Union signed"), and no state of the pair."""
    first, last = clause_of(reading, trigger.first)
    for m in (m for m in reading.mentions if m.kind == "organization" and first <= m.first < last):
        one, other = sorted((m, mention), key=lambda x: x.first) if mention is not None else (m, m)
        if m.case in ("with", "between") or (one is not other and joined(reading.tokens, one, other, context.pack)):
            return True
    return False


def _names_country(reading: Reading, first: int, last: int) -> bool:
    return any(m.country and first <= m.first < last for m in reading.mentions)


def alone(rule: Rule, reading: Reading, trigger: Word, context: Context) -> Roles | None:
    """The state of a fact that concerns it alone; where both of a pair, or the states of a row, do the same, each of them."""
    clause = clause_of(reading, trigger.first)
    source, mention = find(rule.source, reading, trigger, clause, context, set())
    both = _named_pair(reading, (clause[0], trigger.first), context) if source is None else None
    if both:
        return Roles(both[0], None, extra=[(both[1], None)])
    if source is None:
        source, mention = find(rule.source, reading, trigger, (0, len(reading.tokens)), context, set())
    row = row_before(mention, reading, context) if mention is not None else []
    return Roles(source, None, mention, extra=[(state, None) for state in row if state != source]) if source else None
