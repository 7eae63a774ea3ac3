"""Who does what to whom: the countries that a rule's cues find around a trigger.

Here: clauses, cues, candidates, what may be filled in from the discourse.  Not here: polarity, dates, claims (frames.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from transforms.reading.context import Context
from transforms.reading.mentions import Mention, Reading, Word, joined
from transforms.reading.rules import Cue, Rule

# Words that may stand between a verb and the subject that follows it.
FIRST_REACH = 3


@dataclass
class Roles:
    """The countries of a claim and the mentions that gave them; `sure` falls with every country that was filled in."""

    source: str | None = None
    target: str | None = None
    source_mention: Mention | None = None
    target_mention: Mention | None = None
    filled: int = 0
    extra: list[tuple[str, str]] = field(default_factory=list)


def clause_of(reading: Reading, at: int) -> tuple[int, int]:
    """The token span of the clause around token `at`: up to the next break word or strong mark on either side."""
    first = max((b for b in reading.breaks if b <= at), default=0)
    last = min((b for b in reading.breaks if b > at), default=len(reading.tokens))
    return first, last


def countries_of(m: Mention, reading: Reading, context: Context) -> tuple[str | None, ...]:
    """The countries that a mention stands for; (None,) for somebody whose country is not told."""
    if m.sort == "pair":
        return pair_here(m, reading, context)
    if m.sort == "self":
        return (context.self_country,) if context.self_country else ()
    if m.sort in ("person", "actor") and m.country is None:
        known = antecedent(m, reading, context) if m.sort == "person" else _holder(m, reading, context)
        return (known.country if known else None,)
    if m.sort == "there":
        place = _place_before(m, reading) or _named_last(m, reading) or context.last_place
        return (_elsewhere(place, m, reading, context),) if place else ()
    if m.sort == "its":
        return (_possessor(m, reading, context),)
    if m.sort == "other":
        named = [x.country for x in reading.mentions if x.country and x.last <= m.first]
        if m.kind == "latter":
            return (named[-1] if named else None,)
        return (context.other(named[-1] if named else context.last_place),)
    return (m.country,)


def _holder(m: Mention, reading: Reading, context: Context) -> Mention | None:
    """Whose "his government" is: somebody of the same state."""
    his = next((x for x in reading.mentions if x.sort == "person" and x.case == "gen" and x.last == m.first), None)
    return antecedent(his, reading, context) if his is not None and m.role == "government" else None


def _elsewhere(place: str, m: Mention, reading: Reading, context: Context) -> str:
    """ "Chile sends there …" after a visit to Chile: the other country is meant, not that of the clause's own subject."""
    here = clause_of(reading, m.first)[0]
    subject = any(x.sort == "state" and x.case == "nom" and x.country == place and here <= x.first < m.first for x in reading.mentions)
    return (context.other(place) or place) if subject and m.case == "in" else place


def _possessor(m: Mention, reading: Reading, context: Context) -> str | None:
    """Whose "its embassy" is: the subject named before in the sentence, else that of the sentence before."""
    before = [x for x in reading.mentions if x.country and x.last <= m.first and (x.sort == "state" or x.rank == "capital")]
    clause = clause_of(reading, m.first)[0]
    subjects = [x for x in before if x.case == "nom" and x.first >= clause] or [x for x in before if x.case == "nom"]
    subjects = subjects or [x for x in before if x.case == "gen"]
    return subjects[0].country if subjects else context.subject_of(reading.sentence.paragraph)


def _place_before(m: Mention, reading: Reading) -> str | None:
    """What "that country" means where an earlier clause of the sentence names a state that is not its subject."""
    first, _ = clause_of(reading, m.first)
    before = [x for x in reading.mentions if x.sort in ("state", "city") and x.last <= first]
    freed = any(x.sort == "state" and x.case == "nom" for x in before)  # "X became free from Y and Z recognised it"
    cases = ("in", "to") if freed else ("in", "to", "from")
    named = [x.country for x in before if x.case in cases or (x.sort, x.case) == ("city", "nom")]
    return named[-1] if named else None


def _named_last(m: Mention, reading: Reading) -> str | None:
    """ "The country" as a subject: the state that its sentence named last."""
    named = [x.country for x in reading.mentions if x.sort == "state" and x.last <= m.first and x.country]
    return named[-1] if named and m.case == "nom" else None


def antecedent(m: Mention, reading: Reading, context: Context) -> Mention | None:
    """Whom "he" means: the subject named before in the sentence (for "him" that of another clause), else who acted last."""
    first = clause_of(reading, m.first)[0] if m.case != "nom" else m.first
    owner = next((x for x in reversed(reading.mentions) if x.kind == "office" and x.case == "gen" and first <= x.first < m.first), None)
    if m.case == "gen" and owner is not None:  # "during President Rey's second leg of his visit"
        return owner if owner.country else None
    before = [x for x in reading.mentions if x.kind == "office" and x.country and x.case == "nom" and x.last <= first]
    return before[-1] if before else context.last_actor


def pair_here(m: Mention, reading: Reading, context: Context) -> tuple[str | None, ...]:
    """ "The two countries": two named before in the sentence, where something only took place left out, else the document's pair."""
    before = [x for x in reading.mentions if x.country and x.first < m.first and x.sort in ("state", "actor")]
    parties = [x for x in before if x.sort == "actor" or x.case not in ("in", "from", "via")]
    named = list(dict.fromkeys(x.country for x in parties))
    return tuple(named) if len(named) == 2 else context.pair or ()


def matches(cue: Cue, reading: Reading, trigger: Word, span: tuple[int, int]) -> list[Mention]:
    """Mentions that a cue names, nearest first."""
    found = []
    for m in reading.mentions:
        if m.first < span[0] or m.last > span[1] or (m.sort not in cue.kinds and m.rank not in cue.kinds):
            continue
        if m.case not in cue.cases and "any" not in cue.cases:
            continue
        distance = _distance(m, trigger, cue)
        if cue.near and cue.side == ">" and m.first < trigger.last:
            continue  # right behind is not inside
        if distance is not None and (not cue.near or distance <= 2):
            found.append((distance, m.first, m))
    return [m for _, _, m in sorted(found, key=lambda f: f[:2])]


def _distance(m: Mention, trigger: Word, cue: Cue) -> int | None:
    """Words between the mention and the trigger on the cue's side; None on the wrong side."""
    end = max(m.last, m.name[1]) if m.name else m.last
    before, after = trigger.first - end, m.first - trigger.last
    if cue.side == "<":
        return max(before, 0) if m.first < trigger.first else None
    if cue.side == ">":
        return max(after, 0) if m.last > trigger.last or (m.first > trigger.first) else None
    return max(before, after, 0)


def embedded(reading: Reading) -> list[tuple[int, int]]:
    """The spans of clauses in which "that" has a subject of its own ("the hospital that Peru sent in 2020"), up to a comma."""
    tokens, subjects = reading.tokens, [m for m in reading.mentions if m.case == "nom" and m.sort in ("state", "actor", "person")]
    words = [w for w in reading.of("embedded") if any(0 <= m.first - w.last <= 1 for m in subjects)]
    return [(w.first, next((i for i in range(w.last, len(tokens)) if tokens[i].text in ",;"), len(tokens))) for w in words]


def find(
    cues: tuple[Cue, ...], reading: Reading, trigger: Word, span: tuple[int, int], context: Context, barred: set[str | None]
) -> tuple[str | None, Mention | None]:
    """The first country that a cue finds and that is not barred; (None, mention) for somebody of no told country."""
    unknown: Mention | None = None
    for cue, m in _candidates(cues, reading, trigger, span, context):
        countries = countries_of(m, reading, context)
        fit = next((c for c in countries if c is not None and c not in barred), None)
        if fit:
            return fit, m
        if None in countries and unknown is None:
            unknown = m
        if unknown is m and cue.side == "<" and _right_before(m, trigger):
            break  # the subject, whoever it is
    return None, unknown


def _candidates(
    cues: tuple[Cue, ...], reading: Reading, trigger: Word, span: tuple[int, int], context: Context
) -> Iterator[tuple[Cue, Mention]]:
    """Mentions that the cues name, in order of preference, none farther behind than the rule looks."""
    reach, asides = _reach(trigger, context), embedded(reading)
    for cue in cues:
        for m in matches(cue, reading, trigger, span):
            if cue.side == "<" and m.case == "nom" and any(a <= m.first < b <= trigger.first for a, b in asides):
                continue  # the subject of what is only mentioned
            if m.sort != "pair" and not (reach and m.first - trigger.last > reach):
                yield cue, m


def _reach(trigger: Word, context: Context) -> int:
    """How far behind its trigger a rule looks; 0 without a bound."""
    rule = context.pack.rules.get(trigger.value.partition("#")[0])
    return rule.reach if rule else 0


def _right_before(m: Mention, trigger: Word) -> bool:
    """Somebody named stands right before the verb."""
    return m.kind == "office" and m.name is not None and m.case == "nom" and 0 <= trigger.first - max(m.last, m.name[1]) <= 1


def directed(rule: Rule, reading: Reading, trigger: Word, context: Context) -> Roles | None:
    """Source and target of a directed fact; the pair fills one that is missing where nothing speaks against it."""
    clause = clause_of(reading, trigger.first)
    whole = (0, clause[1] if rule.scope == "clause" else len(reading.tokens))
    mutual = _mutual(rule, reading, clause, context)
    if mutual:
        return mutual
    if rule.needs & {"returned", "mission"}:
        return _returned(rule, context) if "returned" in rule.needs else _of_mission(reading, clause, context)
    roles = Roles(target=context.last_place if "hither" in rule.needs else None)
    if "hither" in rule.needs and roles.target is None:
        return None
    for span in (clause, whole):
        if rule.lead == "source":
            _find_source(roles, rule, reading, trigger, span, context)
        if roles.target is None:
            roles.target, roles.target_mention = find(rule.target, reading, trigger, span, context, {roles.source} - {None})
        _find_source(roles, rule, reading, trigger, span, context)
        if (roles.source and roles.target) or (rule.scope == "clause" and clause == whole):
            break
    filled = _fill_directed(roles, rule, reading, trigger, context)
    return filled and _with_further(filled, reading, context)


def _of_mission(reading: Reading, clause: tuple[int, int], context: Context) -> Roles | None:
    """ "It was closed in 2002": the mission whose opening or closing the paragraph told last, where the clause names no state."""
    last = next((t for t in reversed(context.told) if t.paragraph == reading.sentence.paragraph), None)
    if last is None or "embassy" not in last.type or any(m.country and clause[0] <= m.first < clause[1] for m in reading.mentions):
        return None
    return Roles(last.source, last.target, filled=1)


def _returned(rule: Rule, context: Context) -> Roles | None:
    """ "… returned the visit": the host of the one told last goes the other way."""
    last = next((t for t in reversed(context.told) if t.type == rule.type), None)
    return Roles(last.target, last.source, filled=1) if last else None


def _with_further(filled: Roles, reading: Reading, context: Context) -> Roles:
    """The other states of a row, behind the target or, where the verb comes last, before it."""
    if filled.target_mention is not None:
        filled.extra += _further_targets(filled, filled.target_mention, reading, context)
        filled.extra += _without_verb(filled.target_mention, reading, context)
    if not filled.extra and context.pack.language.get("verb_last"):
        filled.extra += _further_before(filled, reading, context)
    return filled


def _further_targets(roles: Roles, target: Mention, reading: Reading, context: Context) -> list[tuple[str, str]]:
    """ "Accredited to Chad and Niger", "visited Chad, Niger and Mali": one fact a state that is listed behind the target."""
    found: list[tuple[str, str]] = []
    last = target
    for m in (m for m in reading.mentions if m.first >= target.last):
        if m.sort not in ("state", "city") or m.case != target.case or not joined(reading.tokens, last, m, context.pack):
            break
        last = m
        if roles.source and m.country and m.country not in (roles.source, roles.target) and (roles.source, m.country) not in found:
            found.append((roles.source, m.country))
    return found if target.sort in ("state", "city") and target.first < target.last else []


def _without_verb(target: Mention, reading: Reading, context: Context) -> list[tuple[str, str]]:
    """ "Peru has an embassy in Accra and Ghana in Lima": the second state and its place, to which the same verb belongs."""
    behind = [m for m in reading.mentions if m.first >= target.last][:2]
    if len(behind) < 2 or reading.has("trigger", target.last, behind[1].last):
        return []
    state, place = behind
    alike = state.sort == "state" and state.case == "nom" and place.case == target.case and place.sort in ("state", "city")
    near = joined(reading.tokens, target, state, context.pack) and place.first - state.last == 1
    told = alike and near and state.country and place.country and state.country != place.country
    return [(state.country or "", place.country or "")] if told else []


def _further_before(roles: Roles, reading: Reading, context: Context) -> list[tuple[str, str]]:
    """Where the verb comes last the nearest of a row is its last: what is listed before it, pairs told alike ("in X of A, in Y of B")."""
    one, other = roles.source_mention, roles.target_mention
    if one is None or other is None or not roles.source or not roles.target:
        return []
    sources, targets = row_before(one, reading, context), row_before(other, reading, context)
    found = [(s, roles.target) for s in sources] + [(roles.source, t) for t in targets]
    return [pair for pair in found or _same_before(one, other, reading, context) if pair[0] != pair[1]]


def _row_behind(left: Mention, right: Mention, reading: Reading, context: Context) -> list[str]:
    """Countries of the states that are listed behind two listed ones."""
    found: list[str] = []
    row = [m for m in reading.mentions if m.first >= right.last]
    if right.sort != "state" or left.sort != "state" or not joined(reading.tokens, left, right, context.pack):
        return found
    for m in row:
        if m.sort != "state" or m.case != right.case or not joined(reading.tokens, right, m, context.pack):
            break
        right = m
        found.append(m.country or "")
    return found


def row_before(last: Mention, reading: Reading, context: Context) -> list[str]:
    """Countries of the states that are listed before a state, nearest first."""
    found: list[str] = []
    for m in reversed([m for m in reading.mentions if m.last <= last.first]):
        alike = last.sort in ("state", "city", "actor") and (m.sort, m.role) == (last.sort, last.role) and m.case == last.case
        if not alike or not joined(reading.tokens, m, last, context.pack):
            break
        last = m
        found.append(m.country or "")
    return found


def _same_before(one: Mention, other: Mention, reading: Reading, context: Context) -> list[tuple[str, str]]:
    """ "In X A's and in Y B's embassy": before two neighbours stand two more of the same cases."""
    first, second = sorted((one, other), key=lambda m: m.first)
    before = [m for m in reading.mentions if m.last <= first.first and m.country][-2:]
    if (
        len(before) < 2
        or [m.case for m in before] != [first.case, second.case]
        or not joined(reading.tokens, before[1], first, context.pack)
    ):
        return []
    if before[1].first - before[0].last > 1 or second.first - first.last > 1:
        return []
    a, b = (m.country or "" for m in before)
    return [(a, b)] if first is one else [(b, a)]


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
    """A verb stands right behind a conjunction or comma, or parted from it by one adverb."""
    joints = {*context.pack.folded_set("clause_joints"), ","}
    before = reading.tokens[max(at - 2, 0) : at]
    if not before or not context.pack.folded_set("clause_joints"):
        return False
    adverb = len(before) == 2 and (before[1].text in context.pack.folded_set("once_more") or before[1].text.endswith("ly"))
    return before[-1].text in joints or (adverb and before[0].text in joints)


def _mutual(rule: Rule, reading: Reading, clause: tuple[int, int], context: Context) -> Roles | None:
    """ "Embassies in each other's capitals": the fact holds in both directions; "both legations" say so of missions only."""
    words = [w for w in reading.of("mutual") if clause[0] <= w.first < clause[1]]
    if not any(w.value != "mission" or "embassy" in rule.type for w in words):
        return None
    both = _only_two(reading, clause) or _named_pair(reading, clause, context)
    return Roles(both[0], both[1], extra=[(both[1], both[0])]) if both else None


def _fill_directed(roles: Roles, rule: Rule, reading: Reading, trigger: Word, context: Context) -> Roles | None:
    if roles.source and roles.target:
        return roles if roles.source != roles.target else None
    if rule.flow in ("export", "import") and not (roles.source or roles.target) and context.self_country:
        _own_trade(roles, rule, context)
    if "own" in rule.needs and roles.source is None and context.self_country:
        roles.source, roles.filled = context.self_country, 1
    unfit = "someone" in rule.needs and roles.source_mention is None
    unfit = unfit or (roles.source is None and roles.source_mention is None and _organisation_acts(reading, trigger))
    if unfit or (rule.type in ("trade", "product") and not context.pair_named):
        return None
    if roles.target and "source" not in rule.needs:
        roles.source = context.other(roles.target)
        roles.filled = 1 if roles.source_mention is not None else 2
    elif roles.source and "target" not in rule.needs and (rule.flow or not _at_home(roles.source, reading, trigger)):
        roles.target = context.other(roles.source)
        roles.filled = 2
    if not (roles.source and roles.target) or roles.source == roles.target:
        return None
    return roles if not stranger(reading, trigger, context, rule.flow != "") else None


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
    """A third country acts in the clause (of trade: anywhere in the sentence): then nothing is filled in."""
    first, last = (0, len(reading.tokens)) if anywhere else clause_of(reading, trigger.first)
    pair = set(context.pair or ())
    return any(
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
        return Roles(one, two, mention, other, extra=_further_pairs(one, two, mention, other, reading, context))
    nobody = "someone" in rule.needs and mention is None and other is None
    together = (
        None
        if "cues" in rule.needs
        else _named_pair(reading, clause, context)
        or (None if "target" in rule.needs or nobody else _only_two(reading, clause, "someone" in rule.needs))
        or (None if one or two else _named_pair(reading, (0, clause[1]), context))
    )
    if together:
        return Roles(*together, mention, other)
    if one is None and two is None and mention is not None and other is not None and mention is not other:
        return _across(mention, other, reading, clause, context)
    if one and other is not None:
        return _met_by_other(one, mention, other, reading, trigger, context)
    if two and mention is not None:
        return _met_by_other(two, other, mention, reading, trigger, context)
    return _fill_symmetric(one or two, mention or other, rule, reading, trigger, context)


def _further_pairs(
    one: str, two: str, first: Mention | None, second: Mention | None, reading: Reading, context: Context
) -> list[tuple[str, str]]:
    """Three states in a row that act together are three pairs."""
    if first is None or second is None:
        return []
    left, right = sorted((first, second), key=lambda m: m.first)
    if context.pack.language.get("verb_last") and not joined(reading.tokens, left, right, context.pack):
        return _with_each(one, two, first, second, reading, context)
    more = row_before(left, reading, context) if context.pack.language.get("verb_last") else _row_behind(left, right, reading, context)
    row = dict.fromkeys([one, two, *more])
    pairs = [(a, b) if a < b else (b, a) for place, a in enumerate(row) for b in list(row)[place + 1 :]]
    return [p for p in pairs if p != ((one, two) if one < two else (two, one))]


def _with_each(one: str, two: str, first: Mention, second: Mention, reading: Reading, context: Context) -> list[tuple[str, str]]:
    """ "X, Y and Z with W": those of a row each with the other side, and not among themselves."""
    rows = [(c, two) for c in row_before(first, reading, context)] + [(one, c) for c in row_before(second, reading, context)]
    return [(a, b) if a < b else (b, a) for a, b in rows if a != b]


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
    parties = [m for m in reading.mentions if span[0] <= m.first < span[1] and m.sort in sorts and (m.sort, m.case) != ("state", "in")]
    named = list(dict.fromkeys(m.country for m in parties if m.country))
    bound_for = all((m.sort, m.case) == ("state", "to") for m in parties)  # "during his visit to Togo and Ghana"
    return (named[0], named[1]) if len(named) == 2 and not bound_for else None


def _fill_symmetric(
    one: str | None, mention: Mention | None, rule: Rule, reading: Reading, trigger: Word, context: Context
) -> Roles | None:
    if rule.needs - {"someone", "date"} or ("someone" in rule.needs and mention is None):
        return None
    if _with_organisation(mention, reading, trigger, context):
        return None
    first, last = clause_of(reading, trigger.first)
    earlier = _only_two(reading, (0, first)) if one is None and not _names_country(reading, first, last) else None
    if earlier:
        return Roles(*earlier, mention, None, 2)
    if context.pair is None:
        return None
    if one is None:
        one = next((m.country for m in reading.mentions if m.country in context.pair and first <= m.first < last), None)
    roles = Roles(one or context.pair[0], context.other(one) if one else context.pair[1], mention, None, 2 if one else 3)
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
    """The one state of a fact that concerns it alone."""
    clause = clause_of(reading, trigger.first)
    source, mention = find(rule.source, reading, trigger, clause, context, set())
    if source is None:
        source, mention = find(rule.source, reading, trigger, (0, len(reading.tokens)), context, set())
    return Roles(source, None, mention) if source else None
