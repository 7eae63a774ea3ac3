"""The further slots of a telling: level, place, people, organisations, beginnings.

Here: one slot a function.  Not here: roles (roles.py), dates (timing.py).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from transforms.reading.claims import Claim
from transforms.reading.mentions.cases import behind_case, joined
from transforms.reading.mentions.reading import Mention, Reading
from transforms.reading.packs.pack import frames
from transforms.reading.tellings.context import Context, bearer_of
from transforms.reading.tellings.pairs import row_before
from transforms.reading.tellings.passages import past_colon
from transforms.reading.tellings.referents import antecedent, clause_of
from transforms.reading.tellings.telling import Dated, Telling

# A comma between a trigger and a place counts as so many words.
PARTED = 6
# No name has fewer letters.
SHORTEST_NAME = 3
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

# What is told by saying it.
_SAID = ("support_expressed", "criticism_expressed")


def seat_of(claim: Claim, context: Context) -> str | None:
    """The ambassador to one of the document's pair who also covers a third state resides there."""
    third = claim.object_country not in (context.pair or ())
    return context.other(claim.subject_country) if third else None


def sides_of(telling: Telling, reading: Reading, context: Context) -> set[str | None]:
    """Every country that the fact is about, those of a row too."""
    target = telling.roles.target_mention
    row = row_before(target, reading, context) if target is not None else []
    return {telling.roles.source, telling.roles.target, *(c for pair in telling.roles.extra for c in pair), *row}


def since_of(telling: Telling, reading: Reading, dates: list[Dated]) -> str | None:
    """The date of "since 1992"; a date that stands by for another reason is no beginning."""
    first, last = telling.clause[0], past_colon(reading, telling.clause[1])
    return next((d.edtf.partition("/")[0] for d in dates if d.mention.kind == "since" and first <= d.first < last), None)


def organizations_of(telling: Telling, reading: Reading, context: Context) -> list[str]:
    """Ids of the organisations that a telling names in its clause or sentence, in order."""
    first, last = telling.clause
    if telling.rule.scope != "clause" and not any(m.kind == "organization" and first <= m.first < last for m in reading.mentions):
        first, last = 0, len(reading.tokens)
    if last < len(reading.tokens) and reading.tokens[last].text == ":":
        last = clause_of(reading, last)[1]  # "in several organisations: …"
    named = [m for m in reading.mentions if m.kind == "organization" and first <= m.first < last]
    if frames()[telling.rule.type]["roles"] == "alone":
        named = _joined_by(named, telling, reading, context)
    return list(dict.fromkeys(m.value for m in named))


def each_its_own(telling: Telling, reading: Reading) -> bool:
    """ "Peru is a member of the one and Nepal of the other": behind each of the two states stands an organisation of its own."""
    sides = [m for m in (telling.roles.source_mention, telling.roles.target_mention) if m and (m.sort, m.case) == ("state", "nom")]
    if len(sides) < 2:
        return False
    one, two = sorted(sides, key=lambda m: m.first)
    named = [m for m in reading.mentions if m.kind == "organization"]
    return any(one.last <= m.first < two.first for m in named) and any(m.first >= two.last for m in named)


def _joined_by(named: list[Mention], telling: Telling, reading: Reading, context: Context) -> list[Mention]:
    """Whoever joins joins what stands next behind the verb, with what is listed there; where that is but a pronoun, what stood before."""
    behind = [m for m in named if m.first >= telling.trigger.first]
    before = [m for m in named if m.first < telling.trigger.first]
    if not behind or (before and reading.has("to_it", telling.trigger.last, behind[0].first)):
        return before[-1:] or behind
    row = behind[:1]
    for m in behind[1:]:
        if not joined(reading.tokens, row[-1], m, context.pack):
            break
        row.append(m)
    return row


def level_of(telling: Telling, reading: Reading, context: Context) -> str | None:
    """The most senior of the acting side in the clause; of a symmetric event, of both sides."""
    if "returned" in telling.rule.needs and telling.roles.source_mention is None:
        return None
    first, last = telling.clause
    both = frames()[telling.rule.type]["roles"] == "symmetric"
    sides = {telling.roles.source, telling.roles.target} if both else {telling.roles.source}
    actors = [m for m in reading.mentions if m.kind == "office" and m.level and first <= m.first < last]
    people = [m for m in reading.mentions if m.sort == "person" and first <= m.first < last]
    if frames()[telling.rule.type].get("at") == "target":
        people = [m for m in people if m.case != "gen"]  # "opened their embassy": whose it is does not act
    actors += [a for m in people if (a := antecedent(m, reading, context))]
    if frames()[telling.rule.type].get("instrument"):
        actors = [m for m in actors if not _only_visits(m, telling)]
    acting = telling.roles.source_mention
    if not both and acting is not None and acting.level and acting.role != "delegation":
        return _senior({acting.level, *(m.level for m in actors if _beside(m, acting, reading, context))})
    levels = {m.level for m in actors if (m.country in sides or m.country is None) and (both or m is not telling.roles.target_mention)}
    return _senior(levels) or frames()[telling.rule.type].get("level") or _speaker(telling, reading)


def _speaker(telling: Telling, reading: Reading) -> str | None:
    """ "Orbán said Hungary supported Chad": what a state is said to think has the rank of its man who says so."""
    if telling.rule.type not in _SAID:
        return None
    verbs = [w for w in reading.of("says") if w.first < telling.trigger.first]
    mine = [m for m in reading.mentions if m.sort == "actor" and m.case == "nom" and m.level and m.country == telling.roles.source]
    return next((m.level for w in verbs for m in mine if 0 <= w.first - max(m.last, m.name[1] if m.name else 0) <= 1), None)


def _senior(levels: set[str]) -> str | None:
    return next((level for level in SENIORITY if level in levels), None)


def _beside(m: Mention, acting: Mention, reading: Reading, context: Context) -> bool:
    """ "King A and Queen B": the two go together."""
    one, other = sorted((m, acting), key=lambda x: x.first)
    end = one.name[1] if one.name else one.last
    return m is not acting and end <= other.first and joined(reading.tokens, replace(one, last=end), other, context.pack)


def _only_visits(m: Mention, telling: Telling) -> bool:
    """Somebody during whose visit others sign does not sign."""
    own = (telling.roles.source_mention, telling.roles.target_mention)
    return any(m is other for other in telling.elsewhere) and not any(m is mine for mine in own)


def location_of(telling: Telling, reading: Reading, near: int) -> tuple[str | None, str | None]:
    """Where it took place, told by a place in the locative: the one nearest to `near`, the trigger or one date of several."""
    if frames()[telling.rule.type].get("at") == "target":
        place = telling.roles.target_mention
        return telling.roles.target, place.value if place is not None and place.kind == "city" else None
    first, last = telling.clause
    places = [m for m in reading.mentions if m.case == "in" and m.sort in ("city", "state") and first <= m.first < last]
    places.sort(key=lambda m: (m.kind != "city" and near == telling.trigger.first, _way(m.first, near, reading)))
    places = places or _hosts(reading, first, last)
    if places:
        return places[0].country, places[0].value if places[0].kind == "city" else None
    host = telling.roles.source_mention
    received = reading.has("receives", telling.trigger.first, telling.trigger.last) and host is not None and host.case == "nom"
    return (telling.roles.source if received else None), None


def _way(one: int, other: int, reading: Reading) -> int:
    """Words from one place in the sentence to another; a comma parts two happenings ("the first in Lima, the second in Oslo")."""
    first, last = min(one, other), max(one, other)
    return last - first + (PARTED if any(t.text in ",،" for t in reading.tokens[first:last]) else 0)


def _hosts(reading: Reading, first: int, last: int) -> list[Mention]:
    """The place beside a verb of hosting: "Nairobi hosted the second session"."""
    verbs = [w for w in reading.of("hosts") if first <= w.first < last]
    places = [m for m in reading.mentions if m.sort in ("city", "state") and m.case == "nom"]
    return [m for w in verbs for m in places if 0 <= m.first - w.last <= 1 or 0 <= w.first - m.last <= 1]


def persons_of(telling: Telling, reading: Reading, context: Context) -> list[dict[str, Any]]:
    """People of the clause with name, office, country and the place of their names; of two titles of one name the first.

    Of an office without a name the place is its own, and the name is none: "the health minister" is somebody else than the minister
    of energy.
    """
    first, last = telling.clause
    people: dict[tuple[int, int], dict[str, Any]] = {}
    for m in reading.mentions:
        if m.kind == "office" and m.name and first <= m.first < last and m.name not in people and not _only_reports(m, telling, reading):
            start, end = context.text.span(_bare_start(m, reading, context), _bare_end(m, reading, context))
            country = m.country or (telling.roles.source if m is telling.roles.source_mention else None)
            people[m.name] = {"name": context.stored[start:end], "role": m.role, "country": country, "char_start": start, "char_end": end}
    return [*people.values(), *_unnamed(telling, reading, context)]


def _unnamed(telling: Telling, reading: Reading, context: Context) -> Iterator[dict[str, Any]]:
    """Offices without names, as far as it is told of which state."""
    first, last = telling.clause
    for m in reading.mentions:
        if m.kind == "office" and m.level and not m.name and first <= m.first < last and not _only_reports(m, telling, reading):
            country = m.country or (telling.roles.source if m is telling.roles.source_mention else None)
            if country is not None:
                start, end = context.text.span(reading.tokens[m.first].start, reading.tokens[m.last - 1].end)
                yield {"name": None, "role": m.role, "country": country, "char_start": start, "char_end": end}


def _bare_start(m: Mention, reading: Reading, context: Context) -> int:
    """Where a name without a title begins, behind the preposition that is written in one with it."""
    at = m.name[0] if m.name else m.first
    token = reading.tokens[at]
    stems = [a.stem for a in context.pack.entities.analyses(token.text) if not a.after and token.text.endswith(a.stem)]
    bare = next((s for s in stems if bearer_of(s, at, reading, context)[0]), token.text) if at == m.first else token.text
    return token.end - len(bare)


def _bare_end(m: Mention, reading: Reading, context: Context) -> int:
    """Where a name ends without its case: an ending of one letter is one only where a word behind it demands the case."""
    last = m.name[1] if m.name else m.last
    token = reading.tokens[last - 1]
    governed = behind_case(reading.tokens, last, context.pack) != "" or reading.has("takes_genitive", last, last + 1)
    for ending in sorted(context.pack.folded_set("person_endings"), key=len, reverse=True) if m.case != "nom" else ():
        stem = token.text.removesuffix(ending)
        if stem == token.text or len(stem) < SHORTEST_NAME or (len(ending) == 1 and not governed):
            continue
        return token.start + len(stem)
    return token.end


def _only_reports(m: Mention, telling: Telling, reading: Reading) -> bool:
    """ "Marsudi added that the visit of …": who only says so takes no part."""
    if m is telling.roles.source_mention or m is telling.roles.target_mention or telling.rule.type in _SAID:
        return False
    said = [w for w in reading.of("says") if w.last <= m.first and m.first - w.last <= 1]
    return any(w.last <= telling.trigger.first for w in said)
