"""Mentions that a rule's cues name around a trigger, nearest first.

Here: where a cue looks and what it finds.  Not here: what is made of it (roles.py).
"""

from collections.abc import Iterator

from transforms.reading.mentions.reading import Mention, Reading, Word
from transforms.reading.packs.rules import Cue
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.referents import countries_of

# Words that may stand between a verb and the subject that follows it.
FIRST_REACH = 3
# Marks behind which another part of a sentence or row begins.
_PARTING = (",", "،", "|", "·")


def matches(cue: Cue, reading: Reading, trigger: Word, span: tuple[int, int]) -> list[Mention]:
    """Mentions that a cue names, nearest first."""
    found = []
    span = _own_cell(trigger, reading, span) if reading.bars else span
    for m in reading.mentions:
        if m.first < span[0] or m.last > span[1] or (m.case not in cue.cases and "any" not in cue.cases):
            continue
        if m.sort not in cue.kinds and m.rank not in cue.kinds:
            continue
        distance = _distance(m, trigger, cue)
        if cue.near and cue.side == ">" and m.first < trigger.last:
            continue  # right behind is not inside
        if cue.near and cue.side == "<" and "any" not in cue.cases and reading.tokens[trigger.first - 1].text in _PARTING:
            continue  # what a mark parts from the verb is not right before it
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


def _own_cell(trigger: Word, reading: Reading, span: tuple[int, int]) -> tuple[int, int]:
    """A cell that names two states tells of them alone: "Embassy of X in A | Embassy of Y in B"."""
    first = max((i + 1 for i in reading.bars if i < trigger.first), default=span[0])
    last = min((i for i in reading.bars if i >= trigger.last), default=span[1])
    named = {m.country for m in reading.mentions if m.country and first <= m.first < last}
    return (max(first, span[0]), min(last, span[1])) if len(named) > 1 else span


def embedded(reading: Reading) -> list[tuple[int, int]]:
    """The spans of clauses in which "that" has a subject of its own ("the hospital that Peru sent in 2020"), up to a comma."""
    if not reading.of("embedded"):
        return []
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
    reach, asides, subject = _reach(trigger, context), embedded(reading), _relative_subject(trigger, reading, context)
    for cue in cues:
        if subject is not None and (cue.side, cue.near) == ("<", False) and "nom" in cue.cases and subject.sort in cue.kinds:
            yield cue, subject
        for m in matches(cue, reading, trigger, span):
            if cue.side == "<" and m.case == "nom" and any(a <= m.first < b <= trigger.first for a, b in asides):
                continue  # the subject of what is only mentioned
            if m.sort != "pair" and not (reach and m.first - trigger.last > reach):
                yield cue, m


def _relative_subject(trigger: Word, reading: Reading, context: Context) -> Mention | None:
    """ "… with Ghana, which buys rice": who trades is the state right before the relative clause that the verb opens."""
    rule = context.pack.rules.get(trigger.value.partition("#")[0])
    if rule is None or rule.type not in ("trade", "product"):
        return None
    opening = next((w for w in reading.of("relative") if w.value == "thing" and 0 <= trigger.first - w.last <= 1), None)
    before = [m for m in reading.mentions if m.sort == "state" and opening is not None and 0 <= opening.first - m.last <= 1]
    return before[-1] if before else None


def _reach(trigger: Word, context: Context) -> int:
    """How far behind its trigger a rule looks; 0 without a bound."""
    rule = context.pack.rules.get(trigger.value.partition("#")[0])
    return rule.reach if rule else 0


def _right_before(m: Mention, trigger: Word) -> bool:
    """Somebody named stands right before the verb."""
    return m.kind == "office" and m.name is not None and m.case == "nom" and 0 <= trigger.first - max(m.last, m.name[1]) <= 1
