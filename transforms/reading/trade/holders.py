"""Whose and of what an amount is, where a sentence gives several: the states or the goods that stand right before each of them.

Here: what stands between an amount and its trade word or the amount before it.  Not here: which trade word an amount belongs to
(figures.py), whose trade a word tells of (flows.py).
"""

from dataclasses import replace

from transforms.reading.mentions.amounts import Amount
from transforms.reading.mentions.reading import Mention, Reading
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.pairs import Roles
from transforms.reading.trade.flows import FROM_MEMORY, Told
from transforms.reading.trade.goods import chapters

# So many words before an amount, at most, stands the name of the goods that it is of, and so near behind it "of".
BESIDE = 8
# Marks behind which goods are only spoken of besides ("exports, mainly of tea, came to 5 million").
_ASIDE = frozenset(",،(;؛:")


def own_sides(told: Told, amount: Amount, before: Amount | None, reading: Reading, context: Context) -> Told | None:
    """ "Peru bought goods for 10 million from Kenya, and Kenya from Peru for 7", "… and 3 million from Togo": the two states between
    this amount and the one before it, or the one right behind; None where the trade is with several, or somebody else is named there
    and nothing says on which side he stands."""
    if told.roles.extra and not reading.has("respectively"):
        return None
    if before is None or not told.word.first <= before.first or told.rule.flow not in ("export", "import"):
        return told
    if _told_between(before.last, amount.first, reading, context):
        return told
    states = [m for m in reading.mentions if m.sort == "state" and m.country]
    named = [m for m in states if before.last <= m.first and m.last <= amount.first]
    turned = (_gapped(*named[-2:]) if len(named) > 1 else None) or _turned_behind(told.roles, amount, states)
    if turned:
        return replace(told, roles=turned)
    return None if {m.country for m in named} - {told.roles.source, told.roles.target} else told


def _turned_behind(roles: Roles, amount: Amount, states: list[Mention]) -> Roles | None:
    """ "(And) 3 million from Togo", "4 million to Chad": another state right behind the amount."""
    other = next((m for m in states if 0 <= m.first - amount.last <= 1 and m.case in ("from", "to")), None)
    if other is None or other.country in (roles.source, roles.target):
        return None
    return Roles(roles.source, other.country, filled=1) if other.case == "to" else Roles(other.country, roles.target, filled=1)


def _told_between(first: int, last: int, reading: Reading, context: Context) -> bool:
    """Trade is told anew there, by a word that does not only go on from what was told."""
    rules = (context.pack.rules[w.value.partition("#")[0]] for w in reading.of("trigger") if first <= w.first < last)
    return any(rule.type == "trade" and not rule.needs & FROM_MEMORY for rule in rules)


def _gapped(one: Mention, other: Mention) -> Roles | None:
    """ "(And) Kenya from Peru": the verb of the clause before, with new sides."""
    if one.case not in ("nom", "gen") or other.case not in ("from", "to") or one.country == other.country:
        return None
    return Roles(one.country, other.country, filled=1) if other.case == "to" else Roles(other.country, one.country, filled=1)


def goods_of_amount(told: Told, amount: Amount, before: Amount | None, reading: Reading, context: Context) -> list[str]:
    """HS chapters that an amount is of ("exports of oil came to 5 million", "fertilizers worth 3 million", "2 million of tea")."""
    word = told.word
    if goods := _made_of(amount, reading, context):
        return goods
    if before is not None and word.first <= before.first:
        return _named(reading, context, max(before.last, amount.first - BESIDE), amount.first)
    if word.last > amount.first:
        return []
    stop = next((i for i in range(word.last, amount.first) if reading.tokens[i].text in _ASIDE), amount.first)
    return _named(reading, context, word.last, stop) or _in_front(word.first, reading, context)


def _made_of(amount: Amount, reading: Reading, context: Context) -> list[str]:
    """ "2 million euros of tea": goods right behind the amount."""
    made = next((w.last for w in reading.of("made_of") if w.first == amount.last), len(reading.tokens))
    return [p for p, at, _ in chapters(reading, context, made, min(made + BESIDE, len(reading.tokens))) if at == made]


def _in_front(first: int, reading: Reading, context: Context) -> list[str]:
    """ "Oil exports": goods that end where the trade word begins."""
    return [p for p, _, last in chapters(reading, context, max(first - 3, 0), first) if last == first]


def _named(reading: Reading, context: Context, first: int, last: int) -> list[str]:
    return [p for p, at, _ in chapters(reading, context, first, last) if not reading.has("all_but", max(at - 2, 0), at)]
