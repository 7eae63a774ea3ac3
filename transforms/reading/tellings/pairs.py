"""The two countries of a telling, and the further pairs that a row of states makes.

Here: what is listed beside a source or a target.  Not here: finding these two (roles.py).
"""

from dataclasses import dataclass, field

from transforms.reading.mentions.cases import joined
from transforms.reading.mentions.reading import Mention, Reading
from transforms.reading.tellings.context import Context


@dataclass
class Roles:
    """The countries of a claim and the mentions that gave them; `sure` falls with every country that was filled in."""

    source: str | None = None
    target: str | None = None
    source_mention: Mention | None = None
    target_mention: Mention | None = None
    filled: int = 0
    extra: list[tuple[str, str | None]] = field(default_factory=list)


def with_further(filled: Roles, reading: Reading, context: Context) -> Roles:
    """The other states of a row, behind the target or, where the verb comes last, before it."""
    if filled.target_mention is not None:
        filled.extra += _further_targets(filled, filled.target_mention, reading, context)
        filled.extra += _without_verb(filled.target_mention, reading, context)
    verb_last = bool(context.pack.language.get("verb_last"))
    if verb_last and not filled.extra:
        filled.extra += _further_before(filled, reading, context)
    if not (verb_last and filled.extra):
        filled.extra += _further_sources(filled, reading, context)
    return filled


def _further_sources(roles: Roles, reading: Reading, context: Context) -> list[tuple[str, str]]:
    """ "Kenya, Chile and Nepal recognised Ghana": each of those that act does so."""
    if roles.source_mention is None or not roles.target:
        return []
    return [
        (state, roles.target) for state in listed_with(roles.source_mention, reading, context) if state not in (roles.source, roles.target)
    ]


def listed_with(m: Mention, reading: Reading, context: Context) -> list[str]:
    """Countries of the row in which a state or somebody stands: "the ambassadors of Norway, Malta and Nepal" too."""
    before = [x for x in reading.mentions if x.last <= m.first]
    behind = [x for x in reading.mentions if x.first >= m.last]
    return [*_chained(m, before[::-1], reading, context)[::-1], *_chained(m, behind, reading, context)]


def _of_several(start: Mention, m: Mention, reading: Reading, context: Context) -> bool:
    """ "The ambassadors of Norway, Malta": whose the next one is; without a preposition only behind a word for several people."""
    several = reading.tokens[start.first].text in context.pack.folded_set("nameless_words")
    return (start.sort, m.sort) == ("actor", "state") and (m.case == "of" or (m.case == start.case == "nom" and several))


def _chained(start: Mention, others: list[Mention], reading: Reading, context: Context) -> list[str]:
    """Countries of those that follow one another in a row from `start` on, to either side."""
    found: list[str] = []
    last = start
    for m in others:
        first, second = sorted((last, m), key=lambda x: x.first)
        alike = (m.sort, m.case) == (start.sort, start.case) or _of_several(start, m, reading, context)
        if (
            not alike
            or start.sort not in ("state", "actor")
            or m.country is None
            or not joined(reading.tokens, first, second, context.pack)
        ):
            break
        last = m
        found.append(m.country)
    return found


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


def further_pairs(
    one: str, two: str, first: Mention | None, second: Mention | None, reading: Reading, context: Context
) -> list[tuple[str, str | None]]:
    """Three states in a row that act together are three pairs."""
    if first is None or second is None:
        return []
    left, right = sorted((first, second), key=lambda m: m.first)
    if not joined(reading.tokens, left, right, context.pack):
        return _with_each(one, two, first, second, reading, context)
    more = row_before(left, reading, context) if context.pack.language.get("verb_last") else _row_behind(left, right, reading, context)
    row = dict.fromkeys([one, two, *more])
    pairs: list[tuple[str, str | None]] = [(a, b) if a < b else (b, a) for place, a in enumerate(row) for b in list(row)[place + 1 :]]
    return [p for p in pairs if p != ((one, two) if one < two else (two, one))]


def _with_each(one: str, two: str, first: Mention, second: Mention, reading: Reading, context: Context) -> list[tuple[str, str | None]]:
    """ "X, Y and Z with W": those of a row each with the other side, and not among themselves."""
    row = row_before if context.pack.language.get("verb_last") else listed_with
    rows = [(c, two) for c in row(first, reading, context)] + [(one, c) for c in row(second, reading, context)]
    return [(a, b) if a < b else (b, a) for a, b in rows if a != b]
