"""Offices that a sentence gives no country: "its ambassador", "the President" once more, "the current Ambassador".

Here: whose office it is by what was said right before.  Not here: names (context.py), offices with their country beside them (actors.py).
"""

from transforms.reading.mentions.reading import Mention, Reading
from transforms.reading.tellings.context import ENVOYS, Context
from transforms.reading.tellings.referents import countries_of

# Heads of state beside whom a state has no president.
MONARCHS = ("king", "queen", "emir", "sultan")


def settle_bearers(reading: Reading, context: Context) -> None:
    """Give offices of no told country the one that the discourse tells."""
    for office in [m for m in reading.mentions if m.kind == "office" and m.country is None]:
        office.country = _possessed(office, reading, context) or _again(office, reading, context) or _of_mission(office, reading, context)
        if office.country is None and (country := _by_title(office, context)):
            office.country = country
            context.learn(office, reading)


def _possessed(office: Mention, reading: Reading, context: Context) -> str | None:
    """ "Its foreign minister": that of the state that the sentence, or the one before, spoke of first."""
    before = [m for m in reading.mentions if m.last <= office.first]
    if not before or before[-1].sort != "its" or before[-1].case != "gen":
        return None
    between = reading.tokens[before[-1].last : office.first]
    if len(between) > 2 or any(t.kind != "word" for t in between) or any(m.kind == "organization" for m in before):
        return None
    return countries_of(before[-1], reading, context)[0]


def _again(office: Mention, reading: Reading, context: Context) -> str | None:
    """ "The President" without a name, where a president acted last in the paragraph."""
    last, told = context.last_actor, context.told[-1] if context.told else None
    if last is None or told is None or told.paragraph != reading.sentence.paragraph or office.name or office.role != last.role:
        return None
    definite = office.first > 0 and reading.tokens[office.first - 1].text in context.pack.folded_set("definite")
    return last.country if definite and office.case == "nom" else None


def _by_title(office: Mention, context: Context) -> str | None:
    """ "President X" where all presidents told were of one of the pair and the other state has a king: he is of the first."""
    if office.level != "head_of_state" or not office.name or context.pair is None:
        return None
    heads = {(m.role, m.country) for m in context.people.values() if m.level == "head_of_state" and m.country in context.pair}
    alike, crowned = {c for role, c in heads if role == office.role}, {c for role, c in heads if role in MONARCHS}
    fits = len(alike) == 1 and crowned == set(context.pair) - alike and office.role not in MONARCHS
    return next(iter(alike)) if fits else None


def _of_mission(office: Mention, reading: Reading, context: Context) -> str | None:
    """ "The current Ambassador": the head of the mission that was told last in the paragraph."""
    mission = context.mission
    if office.role not in ENVOYS or mission is None or mission[0] != reading.sentence.paragraph:
        return None
    others = [m for m in reading.mentions if m.country and m.sort in ("state", "adjective") and m.last <= office.first]
    return None if others else mission[1]
