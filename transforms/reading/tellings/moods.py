"""Whether a telling occurred, is planned, cancelled, denied or only wished for.

Here: the words of mood and negation around a trigger.  Not here: dates, roles.
"""

from transforms.reading.mentions.reading import Reading, Word
from transforms.reading.packs.pack import frames
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.passages import past_colon
from transforms.reading.tellings.telling import Telling
from transforms.reading.tellings.timing import setting_of

# A word of planning stands at most so far behind what it plans ("visits X … next Friday").
BEHIND = 12
# A verb that ends its clause is followed by at most so many words and marks.
CLOSING = 2
# What was planned in the sentence before is named again among the first words.
AGAIN = 6


def status_of(telling: Telling, reading: Reading, context: Context) -> str | None:
    """`occurred`, `planned`, `cancelled`, `denied`; None where it is only wished for."""
    first, last = telling.clause
    if telling.rule.status == "planned" and _called_off(telling, reading, context):
        return "cancelled"
    if telling.rule.status == "occurred":
        return _status_of_occasion(telling, reading, context)
    if telling.rule.status:
        return telling.rule.status
    if reading.has("cancelled", first, past_colon(reading, last)):
        return "cancelled"
    early = bool(context.pack.language.get("mood_before"))
    if _governed("wish", telling, reading, early):
        return None
    if _denied(telling, reading, early):
        return "denied"
    if not _governed("plan", telling, reading, early):
        return "occurred"
    return "cancelled" if _called_off(telling, reading, context) else "planned"


def _status_of_occasion(telling: Telling, reading: Reading, context: Context) -> str:
    """Of what its own words tell as done: denied right behind it, or only to come with what hangs on it."""
    if _denied_outright(telling, reading, context):
        return "denied"
    return "planned" if _hangs_on_plan(telling, reading, context) else "occurred"


def _hangs_on_plan(telling: Telling, reading: Reading, context: Context) -> bool:
    """ "During his visit agreements will be signed": where the verb comes last and is of what is to come, the occasion is to come too;
    what somebody then said or who is there already ("the visiting minister will sign") has occurred."""
    occasion = frames()[telling.rule.type].get("occasion") and "aside" not in telling.rule.needs
    if not occasion or not context.pack.language.get("verb_last"):
        return False
    first, last = telling.trigger.last, telling.clause[1]
    ends = [w for w in reading.of("plan") if w.first >= first and last - CLOSING <= w.last <= last]
    return bool(ends) and not reading.has("says", first, last)


def _called_off(telling: Telling, reading: Reading, context: Context) -> bool:
    """ "He was to visit Peru, but the visit was put off": a later clause of the sentence, nothing else told before, undoes the plan."""
    behind = min((w.first for w in reading.of("cancelled") if w.first >= telling.clause[1]), default=None)
    others = [w for w in reading.of("trigger") if context.pack.rules[w.value.partition("#")[0]].type != telling.rule.type]
    return behind is not None and not any(telling.clause[1] <= w.first < behind for w in others)


def _denied_outright(telling: Telling, reading: Reading, context: Context) -> bool:
    """Where the verb comes last the words right behind it deny it: "ties were cut not"."""
    behind = telling.trigger.last
    near = [w for w in reading.of("negation") if telling.trigger.first <= w.first < min(behind + 2, telling.clause[1])]
    return bool(context.pack.language.get("verb_last")) and any(w.last >= behind for w in near)


def status_of_setting(telling: Telling, reading: Reading, context: Context) -> str:
    """What is part of a planned visit is planned like it."""
    setting = setting_of(telling, reading, context)
    return "planned" if setting and setting.status == "planned" and setting.sentence != id(reading) else "occurred"


def undo_told(reading: Reading, context: Context) -> None:
    """ "He was to visit Peru in May. The trip was called off": what the sentence before planned is cancelled, the visit and its parts."""
    undone = next((w for w in reading.words if w.kind in ("cancelled", "undone_then")), None)
    if undone is None or context.fresh[0] != reading.sentence.paragraph:
        return
    again = [w for w in reading.of("plan_again") if w.first <= AGAIN and w.last <= undone.first]
    if again and not any(again[0].last <= b <= undone.first for b in reading.breaks):
        for claim in context.fresh[1]:
            claim.status = "cancelled" if claim.status == "planned" else claim.status


def _governed(kind: str, telling: Telling, reading: Reading, early: bool) -> bool:
    """A word of the class governs the trigger: anywhere in the clause, or where mood comes first before it or close behind."""
    first, last = telling.clause
    if not early:
        return reading.has(kind, first, last)
    words = [w for w in reading.of(kind) if first <= w.first < last and not (kind == "wish" and _of_trigger(w, telling))]
    words = [w for w in words if not reading.has("told_already", w.last, telling.trigger.first + 1)]  # "to do what was agreed in May"
    return any(w.first < telling.trigger.last or (w.value == "behind" and w.first - telling.trigger.last <= BEHIND) for w in words)


def _of_trigger(word: Word, telling: Telling) -> bool:
    """A wish that begins with the trigger or ends it is part of what is told: "discussed the … with", "held talks on Monday"."""
    trigger = telling.trigger
    return word.first == trigger.first or word.first < trigger.last <= word.last


def _denied(telling: Telling, reading: Reading, early: bool) -> bool:
    first, last = telling.clause
    reach = 7
    behind = 2 if early else reach
    return any(
        first <= w.first < last and w.first - telling.trigger.last + 1 <= behind and w.last - telling.trigger.first >= -reach
        for w in reading.of("negation")
        if not _only_until(w, reading, last) and not (early and _of_antecedent(w, telling, reading))
    )


def _of_antecedent(negation: Word, telling: Telling, reading: Reading) -> bool:
    """ "Has no embassy in Peru, which is served from Lima", "… and serves it from Lima": denied before a clause, not in it."""
    begun = [w for w in reading.of("relative") if w.first and reading.tokens[w.first - 1].text == ","]
    return any(negation.last <= w.first <= telling.trigger.first for w in (*begun, *reading.of("afresh")))


def _only_until(negation: Word, reading: Reading, last: int) -> bool:
    """ "Not opened until 1984": what is denied of the time before a date happened then."""
    words = [w for w in reading.of("until") if negation.last <= w.first < min(negation.last + BEHIND, last)]
    return any(w.last < len(reading.tokens) and _dated(reading, w.last) for w in words)


def _dated(reading: Reading, at: int) -> bool:
    """A number stands within two words, as in "until May 1984"."""
    return any(t.kind == "number" for t in reading.tokens[at : at + 3])
