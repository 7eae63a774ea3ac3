"""Rules that fire: a trigger, its clause, who is concerned.

Here: from triggers to tellings.  Not here: what a telling becomes (frames.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from transforms.reading.mentions.dates import DateMention
from transforms.reading.mentions.reading import Mention, Reading, Word
from transforms.reading.packs.pack import frames
from transforms.reading.packs.rules import Rule
from transforms.reading.tellings import roles as finder
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.cues import find
from transforms.reading.tellings.pairs import Roles
from transforms.reading.tellings.referents import clause_of


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


def tellings_of(reading: Reading, context: Context) -> Iterator[Telling]:
    """Rules that fire, in text order; of rules of one type with overlapping triggers only the first that finds its roles."""
    taken: list[tuple[str, int, int]] = []
    journey: Telling | None = None
    triggers = reading.of("trigger")
    for word in sorted(triggers, key=lambda w: (w.first, w.first - w.last, context.pack.rule_order[w.value.partition("#")[0]])):
        rule = context.pack.rules[word.value.partition("#")[0]]
        kind = frames()[rule.type]
        if kind["table"] in ("fact_trade", "fact_trade_product") or any(
            t == rule.type and a < word.last and word.first < b for t, a, b in taken
        ):
            continue
        hosted = _by_host(rule, word, reading, context, journey) if kind.get("host") else None
        telling = (hosted if "first" in rule.needs else None) or _fire(rule, word, reading, context, kind) or hosted
        if telling:
            journey = telling if kind.get("at") == "target" else journey
            _settle(telling, reading, context)
            taken.append((rule.type, word.first, word.last))
            yield telling


def _settle(telling: Telling, reading: Reading, context: Context) -> None:
    """Whoever the sentence says to have travelled is of the state he came from, in what it tells next too ("and met Modi"); "the
    mission" is the one that it told."""
    m, sides = telling.roles.source_mention, (telling.roles.source, telling.roles.target)
    if telling.rule.type in ("embassy_opened", "embassy_closed") and sides[0] and sides[1]:
        context.here = (id(reading), sides[0], sides[1])
    if telling.rule.type == "visit" and sides[0] and sides[1]:
        context.journey = (id(reading), sides[0], sides[1])
    if frames()[telling.rule.type].get("at") == "target" and m is not None and m.kind == "office" and m.country is None:
        m.country = telling.roles.source
        if m.name and m.country:
            context.learn(m, reading)


def _fire(rule: Rule, word: Word, reading: Reading, context: Context, kind: dict[str, Any]) -> Telling | None:
    if rule.scope == "heading" and reading.sentence.kind not in ("heading", "lead"):
        return None
    clause = clause_of(reading, word.first)
    scope = clause if rule.scope == "clause" else (0, len(reading.tokens))
    if any(not reading.has(name, *scope) for name in rule.requires) or any(reading.has(name, *scope) for name in rule.excludes):
        return None
    roles = _roles(rule, word, reading, context, kind)
    return Telling(rule, word, roles, clause) if roles else None


def _roles(rule: Rule, word: Word, reading: Reading, context: Context, kind: dict[str, Any]) -> Roles | None:
    """Who is concerned: those of what was told before, where the rule goes on about that, else whom its cues find."""
    if "told" in rule.needs:
        return _again(rule, reading, context)
    if "jointly" in rule.needs:
        return _of_body(reading, word, context)
    roles: Roles | None = getattr(finder, kind["roles"])(rule, reading, word, context)
    return roles


def _of_body(reading: Reading, word: Word, context: Context) -> Roles | None:
    """ "It met in Lima": the two states whose joint body was told last, where the clause names no third."""
    first, last = clause_of(reading, word.first)
    third = any(m.country and m.country not in (context.body or ()) for m in reading.mentions if first <= m.first < last)
    return Roles(*context.body, filled=1) if context.body and not third else None


def _by_host(rule: Rule, word: Word, reading: Reading, context: Context, journey: Telling | None) -> Telling | None:
    """Somebody of no told country, or of the host's, decorates whom the sentence said to have come: the host the visitor."""
    clause = clause_of(reading, word.first)
    if journey is None or any(reading.has(name, *clause) for name in rule.excludes):
        return None
    mention = finder.first_actor(reading, word, clause) if "first" in rule.needs else None
    mention = mention or find(rule.source, reading, word, clause, context, set())[1]
    him = any(m.sort == "person" and m.case != "nom" and clause[0] <= m.first < clause[1] for m in reading.mentions)
    if mention is None or not (mention.country is None or (him and mention.country == journey.roles.target)):
        return None
    return Telling(rule, word, Roles(journey.roles.target, journey.roles.source, mention, None, 1), clause)


def _again(rule: Rule, reading: Reading, context: Context) -> Roles | None:
    """The countries of the last happening of this type in the paragraph: "the meeting took place on …"."""
    told = [t for t in context.told if t.type == rule.type and t.paragraph == reading.sentence.paragraph and t.sentence != id(reading)]
    return Roles(told[-1].source, told[-1].target or None) if told else None
