"""Whose trade a trade word tells of: exports, imports, totals and balances with their two countries.

Here: trade words and their countries, also those told before.  Not here: amounts (figures.py), goods (goods.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from transforms.reading.mentions.cases import joined
from transforms.reading.mentions.reading import Mention, Reading, Word
from transforms.reading.packs.rules import Rule
from transforms.reading.tellings import roles as finder
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.pairs import Roles
from transforms.reading.tellings.passages import window
from transforms.reading.tellings.referents import clause_of

# A sentence goes on about the trade of a table at most so many paragraphs below it.
BELOW = 2


# What a rule may need of the trade told before.
FROM_MEMORY = {"opposite", "told", "reporter", "likewise", "former", "latter"}


# What a rule may need that nothing else can stand for.
ALONE = {"likewise", "former", "latter"}


@dataclass
class TradeMemory:
    """The trade told last: what "it rose to" goes on from; who sold goods to whom last; the money named last and its everyday names."""

    rule: Rule | None = None
    roles: Roles | None = None
    period: str | None = None
    paragraph: int = -1
    goods: Roles | None = None
    currency: str | None = None
    money: frozenset[str] = frozenset()
    sentence: int = 0
    headed: int = -1
    main: tuple[int, Rule | None, Roles | None] = (0, None, None)  # sentence, rule and roles that "it rose to" goes on from
    here: tuple["Told", ...] = ()  # the trade told in the sentence that is read
    flows: tuple[int, tuple["Told", ...]] = (-1, ())  # the paragraph that last told of two flows in one sentence, and the two
    years: tuple[int, tuple[str, ...]] = (-1, ())  # the paragraph that last gave dates, and the dates, for "respectively"
    reporter: tuple[int, "Told"] | None = None  # the last paragraph of a table, and whose exports or imports it gave


@dataclass(frozen=True)
class Told:
    rule: Rule
    word: Word
    roles: Roles


def outermost(told: list[Told], reading: Reading, context: Context) -> list[Told]:
    """Trade words that are no part of a longer one, told or not: "trade deficit" is not also "trade"."""
    words = [w for w in reading.of("trigger") if context.pack.rules[w.value.partition("#")[0]].type == "trade"] if told else []
    return [t for t in told if not any(w.first <= t.word.first and t.word.last <= w.last and w[2:] != t.word[2:] for w in words)]


def told_in(reading: Reading, context: Context, table: str, memory: TradeMemory) -> Iterator[Told]:
    """Trade words (or, of `fact_trade_product`, words for goods traded) with the countries that they are about."""
    wanted = "trade" if table == "fact_trade" else "product"
    last: Told | None = None
    before: list[Told] = []
    for word in reading.of("trigger"):
        rule = context.pack.rules[word.value.partition("#")[0]]
        if rule.type != wanted or _shut(rule, reading, word):
            continue
        find = finder.symmetric if rule.flow == "total" else finder.directed
        roles = (
            _by_words_alone(rule, reading, word, last, memory)
            if rule.needs & ALONE
            else _left_over(rule, before)
            or _remembered(rule, reading, word, memory, last)
            or _shared_subject(rule, reading, word, context, last)
            or find(rule, reading, word, context)
            or _elliptic(rule, last or _before(reading, word, memory))
        )
        roles = _mirrored(rule, reading, word, roles, last)
        if roles and not _no_pair(rule, roles, reading, word, context):
            last = Told(rule, word, roles)
            before.append(last)
            yield last


def _no_pair(rule: Rule, roles: Roles, reading: Reading, word: Word, context: Context) -> bool:
    """ "Between Peru and its partners, including Chile", "exports of Peru and Chile", "exports to the Arab world", where the other state
    is only known from elsewhere: trade of more than the two."""
    first, last = clause_of(reading, word.first)
    sides = [m for m in reading.mentions if first <= m.first < last and m.country in (roles.source, roles.target)]
    if any(reading.has("among_others", max(m.first - 2, 0), m.first) for m in sides) or _behind_amount(roles, reading, word):
        return True
    return (rule.flow != "total" and _one_row(roles, sides, reading, context)) or (
        roles.filled > 0 and reading.has("group_of_states", first, last)
    )


def _behind_amount(roles: Roles, reading: Reading, word: Word) -> bool:
    """ "Kenya's exports came to 5 million, followed by Chile": a bare state behind the amount is no partner."""
    bare = [m for m in (roles.source_mention, roles.target_mention) if m is not None and (m.sort, m.case) == ("state", "nom")]
    return any(reading.has("scales", word.last, m.first) for m in bare if m.first >= word.last)


def _one_row(roles: Roles, sides: list[Mention], reading: Reading, context: Context) -> bool:
    """Seller and buyer are joined by a conjunction: they are of one side."""
    one = roles.source_mention or next((m for m in sides if m.country == roles.source), None)
    other = roles.target_mention or next((m for m in sides if m.country == roles.target), None)
    if one is None or other is None or one.sort != other.sort or "between" in (one.case, other.case):
        return False
    one, other = sorted((one, other), key=lambda m: m.first)
    return other.case in (one.case, "nom", "of") and joined(reading.tokens, one, other, context.pack)


def _left_over(rule: Rule, before: list[Told]) -> Roles | None:
    """ "Exports were 5 million and imports 3, leaving a surplus of 2": it is of the one state whose trade the sentence told."""
    if "reporter" not in rule.needs or rule.flow != "balance":
        return None
    sides = {(r.source, r.target) for t in before if (r := _of_reporter(rule, t.rule, t.roles))}
    return Roles(*sides.pop(), filled=1) if len(sides) == 1 else None


def _by_words_alone(rule: Rule, reading: Reading, word: Word, last: Told | None, memory: TradeMemory) -> Roles | None:
    """ "The former came to 5 million, the latter to 3": of the two flows that the paragraph told last; or "Ghana's, 3"."""
    if "likewise" in rule.needs:
        return _likewise(rule, reading, word, last)
    paragraph, flows = memory.flows
    if paragraph != reading.sentence.paragraph or not flows:
        return None
    return replace(flows[0 if "former" in rule.needs else -1].roles, filled=1)


def _likewise(rule: Rule, reading: Reading, word: Word, last: Told | None) -> Roles | None:
    """ "Peru's exports came to 5 million; Ghana's, 3": those of the other state, told by its bare genitive."""
    owner = next((m.country for m in reading.mentions if m.case == "gen" and m.last in (word.first, word.last - 2)), None)
    if last is None or owner is None or last.rule.flow in ("total", "balance") or _sells(rule) is not _sells(last.rule):
        return None
    mine, other = (last.roles.source, last.roles.target) if rule.flow == "export" else (last.roles.target, last.roles.source)
    return Roles(last.roles.target, last.roles.source, filled=1) if owner == other and owner != mine else None


def _shared_subject(rule: Rule, reading: Reading, word: Word, context: Context, last: Told | None) -> Roles | None:
    """ "Peru sold Ghana fish and bought cocoa": a second verb right behind a conjunction has the first one's subject."""
    if last is None or {rule.flow or rule.id, last.rule.flow or last.rule.id} & {"total", "balance"} or last.word.first >= word.first:
        return None
    joints = context.pack.folded_set("clause_joints")
    at = next((i for i in range(word.first - 1, max(word.first - 4, last.word.last), -1) if reading.tokens[i].text in joints), None)
    opposite = _sells(rule) is not _sells(last.rule)
    if at is None or not opposite or any(at < m.first < word.first and m.country for m in reading.mentions):
        return None
    _, end = clause_of(reading, word.first)
    behind = {m.country for m in reading.mentions if m.country and word.last <= m.first < end}
    if behind - {last.roles.source, last.roles.target}:
        return None
    return Roles(last.roles.target, last.roles.source, filled=1)


def _sells(rule: Rule) -> bool:
    """Whether the rule's subject is the seller."""
    return rule.flow == "export" if rule.flow else any(c.side == "<" for c in rule.source[:1])


def _before(reading: Reading, word: Word, memory: TradeMemory) -> Told | None:
    """What the paragraph told before a sentence that names no country ("Its exports came to 5 million")."""
    tabled = memory.reporter is not None and 0 < reading.sentence.paragraph - memory.reporter[0] <= BELOW and reading.has("flow_word")
    if memory.reporter and tabled:
        return None if any(m.country for m in reading.mentions) else memory.reporter[1]
    if memory.rule is None or memory.roles is None or memory.paragraph != reading.sentence.paragraph:
        return None
    return None if any(m.country for m in reading.mentions) else Told(memory.rule, word, memory.roles)


def _elliptic(rule: Rule, last: Told | None) -> Roles | None:
    """ "Exports to Chad came to 3 million, imports to 5": the second word goes on about the countries of the first."""
    flows = ("export", "import")
    if last is None or rule.flow not in flows or last.rule.flow not in flows:
        return None
    same = rule.flow == last.rule.flow
    return replace(last.roles, filled=1) if same else Roles(last.roles.target, last.roles.source, filled=1)


def _mirrored(rule: Rule, reading: Reading, word: Word, roles: Roles | None, last: Told | None) -> Roles | None:
    """ "Exports from X to Y were …, and imports …": a clause that names nobody speaks of the other direction."""
    first, end = clause_of(reading, word.first)
    if (
        last is None
        or not _opposite(rule, last.rule)
        or any(m.country and max(first, last.word.last) <= m.first < end for m in reading.mentions)
    ):
        return roles
    return Roles(last.roles.target, last.roles.source, filled=1)


def _opposite(one: Rule, other: Rule) -> bool:
    """Exports and imports, of amounts or, by rules that need nothing, of goods."""
    if one.type == other.type == "product" and not (one.needs or other.needs or one.flow or other.flow):
        return _sells(one) is not _sells(other)
    return {one.flow, other.flow} == {"export", "import"}


def _told_before(word: Word, memory: TradeMemory) -> Roles | None:
    """Who sells to whom by the trade word next before another in their sentence: "exports were 5 million, most of it tea; imports …"."""
    told = [t for t in memory.here if t.word.last <= word.first and t.rule.flow in ("export", "import")]
    if not told:
        return None
    return replace(max(told, key=lambda t: t.word.last).roles, filled=1)


def _remembered(rule: Rule, reading: Reading, word: Word, memory: TradeMemory, last: Told | None) -> Roles | None:
    """Who sells to whom, where a rule goes on from what was told: "in the other direction go …", "most of it is …"."""
    if last is not None and (here := _from_last(rule, word, last)):
        return here
    if "reporter" in rule.needs and reading.sentence.paragraph - memory.paragraph <= 1:
        return _of_reporter(rule, memory.rule, memory.roles) or _of_table(rule, reading, memory)
    if "reporter" in rule.needs:
        return _of_table(rule, reading, memory)
    if memory.paragraph != reading.sentence.paragraph:
        return None
    if "opposite" in rule.needs:
        return _turned(rule, memory)
    if "told" in rule.needs and (here := _told_before(word, memory)):
        return here
    going_on = "told" in rule.needs and memory.rule is not None and memory.rule.flow in ("export", "import")
    return replace(memory.roles, filled=1) if going_on and memory.roles else None


def _from_last(rule: Rule, word: Word, last: Told) -> Roles | None:
    """Who sells to whom by the word before it in the sentence: the other way round, or once more ("half of it is tea, followed by …")."""
    same = replace(last.roles, filled=1)
    if "opposite" in rule.needs and last.rule.flow != "total":
        turned = "opposite" in last.rule.needs and word.first < last.word.last
        return same if turned else Roles(last.roles.target, last.roles.source, filled=1)
    return same if "told" in rule.needs and last.rule.type == rule.type == "product" else None


def _turned(rule: Rule, memory: TradeMemory) -> Roles | None:
    """ "In the other direction go …" after goods, or an amount, that went one way; "of import" is told by the reporter's imports too."""
    if memory.goods is None and rule.type == "product" and rule.flow and (own := _of_reporter(rule, memory.rule, memory.roles)):
        return own
    sold = memory.goods or (memory.roles if memory.rule is not None and memory.rule.flow in ("export", "import") else None)
    return Roles(sold.target, sold.source, filled=1) if sold else None


def _of_table(rule: Rule, reading: Reading, memory: TradeMemory) -> Roles | None:
    """Right below a table: the trade of the state whose exports or imports it gave."""
    if memory.reporter is None or not 0 <= reading.sentence.paragraph - memory.reporter[0] <= BELOW:
        return None
    return _of_reporter(rule, memory.reporter[1].rule, memory.reporter[1].roles)


def _of_reporter(rule: Rule, told: Rule | None, roles: Roles | None) -> Roles | None:
    """ "Main export goods: …" after a figure: the exports (or imports, or surplus) of the state whose trade was told."""
    if roles is None or told is None or told.flow not in ("export", "import", "balance"):
        return None
    known, wanted = (flow if flow != "balance" else "export" for flow in (told.flow, rule.flow))
    one, other = (roles.source, roles.target) if known == wanted else (roles.target, roles.source)
    return Roles(one, other, filled=1)


def _shut(rule: Rule, reading: Reading, word: Word) -> bool:
    first, last = clause_of(reading, word.first)
    if rule.scope == "heading" and reading.sentence.kind not in ("heading", "lead"):
        return True
    return any(reading.has(name, first, last) for name in rule.excludes) or any(
        not reading.has(name, first, last) for name in rule.requires
    )


def passage(reading: Reading, context: Context, first: int, last: int) -> tuple[int, int]:
    """Where the passage of a claim lies in the stored text: the sentence, or the tokens where that is too long to quote."""
    tokens = reading.tokens
    start, end = context.text.span(tokens[0].start, tokens[-1].end)
    return (start, end) if end - start <= 300 else window(reading, context, first, last)
