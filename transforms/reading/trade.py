"""Trade: amounts and products, with their direction.

Here: from an amount or a product word to a claim.  Not here: what an amount is worth (amounts.py), other facts (frames.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from transforms.reading import roles as finder
from transforms.reading.amounts import Amount, find_amounts
from transforms.reading.claims import Claim
from transforms.reading.context import Context
from transforms.reading.dates import find_dates
from transforms.reading.mentions import Reading, Word
from transforms.reading.passages import window
from transforms.reading.roles import Roles
from transforms.reading.rules import Rule
from transforms.reading.tellings import Dated

# A row of a table or list has no more tokens than this.
LONGEST_ROW = 40
# An item that names goods has no more tokens than this.
LONGEST_GOODS = 14
# What an amount's distance to its trade word is set to where only the heading says it.
HEADING_GAP = 9
# A sentence goes on about the trade of a table at most so many paragraphs below it.
BELOW = 2
# A goal stands at most so many words before the amount that it is about.
GOAL = 14
# So near behind an amount its own "last year" begins.
NEAR_LETTERS = 6
# What a trade word behind an amount is set back by where a conjunction or comma parts the two.
PARTED = 20


# What a rule may need of the trade told before.
_FROM_MEMORY = {"opposite", "told", "reporter"}


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
    reporter: tuple[int, "Told"] | None = None  # the last paragraph of a table, and whose exports or imports it gave


@dataclass(frozen=True)
class Told:
    rule: Rule
    word: Word
    roles: Roles


def read_trade(
    reading: Reading, dates: list[Dated], context: Context, memory: TradeMemory, headings: list[Reading] | None = None
) -> list[Claim]:
    """Trade amounts and traded products of one sentence."""
    told = _outermost(list(told_in(reading, context, "fact_trade", memory)), reading, context)
    memory.here = tuple(told)
    _note_flows(reading, memory)
    dates = [d for d in dates if not _is_day(d.edtf)]
    announced = _announced(reading, dates, headings or [], context)
    in_row = bool(dates) and dates[0].first <= 2  # a row opens with its period; in running text the heading's word would be one too many
    heading_year = None if dates else _of_heading(headings or [], context)
    if heading_year:
        memory.period, memory.headed = heading_year, reading.sentence.paragraph
    claims = list(_amounts(reading, dates, context, memory, told + announced if in_row else told or announced))
    claims += _balances(reading, dates, context, told, claims)
    if told and not claims and not told[-1].roles.filled and len(dates) == 1 and reading.sentence.kind == "sentence":
        memory.rule, memory.roles, memory.period = told[-1].rule, told[-1].roles, dates[0].edtf
        memory.main = (id(reading), memory.rule, memory.roles)
        memory.paragraph = reading.sentence.paragraph
    goods = _products(reading, dates, context, memory), _goods_listed(reading, headings or [], context), _goods_of(reading, context)
    return claims + next(filter(None, map(list, goods)), [])


def _note_flows(reading: Reading, memory: TradeMemory) -> None:
    """Exports and imports told in one sentence, for "the corresponding figures"."""
    flows = tuple(t for t in memory.here if t.rule.flow in ("export", "import"))
    if len(flows) == 2:
        memory.flows = (reading.sentence.paragraph, flows)


def _is_day(edtf: str) -> bool:
    """A single day is when somebody spoke of trade, never a period of it."""
    return edtf.count("-") == 2 and "/" not in edtf


def _of_heading(headings: list[Reading], context: Context) -> str | None:
    """The one date of the heading over a list of figures ("Snapshot 2019")."""
    found = [d for d in find_dates(headings[-1], context.pack, context.text.text) if d.one.day is None] if headings else []
    return found[0].one.edtf() if len(found) == 1 and found[0].kind == "date" and not found[0].anchor and found[0].two is None else None


def _outermost(told: list[Told], reading: Reading, context: Context) -> list[Told]:
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
            _left_over(rule, before)
            or _remembered(rule, reading, word, memory, last)
            or _shared_subject(rule, reading, word, context, last)
            or find(rule, reading, word, context)
            or _elliptic(rule, last or _before(reading, word, memory))
        )
        roles = _mirrored(rule, reading, word, roles, last)
        if roles:
            last = Told(rule, word, roles)
            before.append(last)
            yield last


def _left_over(rule: Rule, before: list[Told]) -> Roles | None:
    """ "Exports were 5 million and imports 3, leaving a surplus of 2": it is of the one state whose trade the sentence told."""
    if "reporter" not in rule.needs or rule.flow != "balance":
        return None
    sides = {(r.source, r.target) for t in before if (r := _of_reporter(rule, t.rule, t.roles))}
    return Roles(*sides.pop(), filled=1) if len(sides) == 1 else None


def _shared_subject(rule: Rule, reading: Reading, word: Word, context: Context, last: Told | None) -> Roles | None:
    """ "Peru sold Ghana fish and bought cocoa": a second verb right behind a conjunction has the first one's subject."""
    if last is None or {rule.flow or rule.id, last.rule.flow or last.rule.id} & {"total", "balance"} or last.word.first >= word.first:
        return None
    joints = context.pack.folded_set("clause_joints")
    at = next((i for i in range(word.first - 1, max(word.first - 4, last.word.last), -1) if reading.tokens[i].text in joints), None)
    opposite = _sells(rule) is not _sells(last.rule)
    if at is None or not opposite or any(at < m.first < word.first and m.country for m in reading.mentions):
        return None
    _, end = finder.clause_of(reading, word.first)
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
    first, end = finder.clause_of(reading, word.first)
    if (
        last is None
        or {rule.flow, last.rule.flow} != {"export", "import"}
        or any(m.country and max(first, last.word.last) <= m.first < end for m in reading.mentions)
    ):
        return roles
    return Roles(last.roles.target, last.roles.source, filled=1)


def _told_before(word: Word, memory: TradeMemory) -> Roles | None:
    """Who sells to whom by the trade word next before another in their sentence: "exports were 5 million, most of it tea; imports …"."""
    told = [t for t in memory.here if t.word.last <= word.first and t.rule.flow in ("export", "import")]
    if not told:
        return None
    return replace(max(told, key=lambda t: t.word.last).roles, filled=1)


def _remembered(rule: Rule, reading: Reading, word: Word, memory: TradeMemory, last: Told | None) -> Roles | None:
    """Who sells to whom, where a rule goes on from what was told: "in the other direction go …", "most of it is …"."""
    if "opposite" in rule.needs and last is not None and last.rule.flow != "total":
        return Roles(last.roles.target, last.roles.source, filled=1)
    if "reporter" in rule.needs and reading.sentence.paragraph - memory.paragraph <= 1:
        return _of_reporter(rule, memory.rule, memory.roles) or _of_table(rule, reading, memory)
    if "reporter" in rule.needs:
        return _of_table(rule, reading, memory)
    if memory.paragraph != reading.sentence.paragraph:
        return None
    if "opposite" in rule.needs:
        sold = memory.goods or (memory.roles if memory.rule is not None and memory.rule.flow in ("export", "import") else None)
        return Roles(sold.target, sold.source, filled=1) if sold else None
    if "told" in rule.needs and (here := _told_before(word, memory)):
        return here
    going_on = "told" in rule.needs and memory.rule is not None and memory.rule.flow in ("export", "import")
    return replace(memory.roles, filled=1) if going_on and memory.roles else None


def _announced(reading: Reading, dates: list[Dated], headings: list[Reading], context: Context) -> list[Told]:
    """A row of figures under a heading on trade ("2019: 3 million dollars") tells what the heading says."""
    if not headings or not dates or len(reading.tokens) > int(context.pack.language.get("longest_row", LONGEST_ROW)):
        return []
    told = [t for t in told_in(headings[-1], context, "fact_trade", TradeMemory()) if t.rule.flow != "balance"]
    amounts = find_amounts(reading)
    if 1 < len(told) == len(amounts):  # columns: the first figure is of the first word, the second of the second
        return [replace(t, word=Word("trigger", "", a.first, a.first)) for t, a in zip(told, amounts, strict=True)]
    return [replace(t, word=Word("heading", "", -1, -1)) for t in told[:1]]


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
    first, last = finder.clause_of(reading, word.first)
    if rule.scope == "heading" and reading.sentence.kind not in ("heading", "lead"):
        return True
    return any(reading.has(name, first, last) for name in rule.excludes) or any(
        not reading.has(name, first, last) for name in rule.requires
    )


def _amounts(reading: Reading, dates: list[Dated], context: Context, memory: TradeMemory, told: list[Told]) -> Iterator[Claim]:
    if reading.sentence.kind in ("heading", "lead") and not dates:
        return  # a headline rounds what the text below it says, a line above a list names its unit
    last, earlier = None, memory.main[1:] if memory.paragraph == reading.sentence.paragraph else (None, None)
    for bare in find_amounts(reading):
        amount = _with_currency(reading, bare, context, memory)
        again, last = last is not None and _told_again(reading, last, amount), amount
        if again or _foreign(reading, amount):
            continue
        governor = _ruling(reading, amount, told, context, memory, earlier)
        if governor is None:
            continue
        if governor.word.kind == "heading":
            governor = replace(governor, word=Word("trigger", "", amount.first, amount.last))
        period = _period(reading, amount, dates, memory, context)
        memory.rule, memory.roles, memory.paragraph = governor.rule, governor.roles, reading.sentence.paragraph
        _note_main(reading, memory)
        if governor.rule.flow in ("export", "import"):  # "that country" is the partner
            context.last_place = governor.roles.target if governor.rule.flow == "export" else governor.roles.source
        first, _ = finder.clause_of(reading, amount.first)
        compared = reading.has("aside", first, first + 2) or reading.has("aside", amount.first - 2, amount.first)
        compared = compared or _in_bracket(reading, amount.first) is not None
        if memory.period is None or not compared:
            memory.period = period
        yield _claim(reading, context, governor, amount, period)


def _note_main(reading: Reading, memory: TradeMemory) -> None:
    """ "Trade came to 5 million, with exports of 3. It rose to 6": of a whole and its part in one sentence the whole goes on."""
    sentence, rule, _ = memory.main
    if sentence != id(reading) or rule is None or rule.flow != "total":
        memory.main = (id(reading), memory.rule, memory.roles)


def _ruling(
    reading: Reading, amount: Amount, told: list[Told], context: Context, memory: TradeMemory, earlier: tuple[Rule | None, Roles | None]
) -> Told | None:
    """The trade that an amount is of: told in its sentence, or before it where the sentence only goes on."""
    here = Word("trigger", "", amount.first, amount.last)
    if (turn := _in_turn(reading, amount, memory)) is not None:
        return replace(turn, word=here)
    if earlier[0] is not None and earlier[1] is not None and _resumes(reading, amount, told):
        return Told(earlier[0], here, earlier[1])
    governor = _governor(reading, amount, told, context)
    if governor is None and not told and _goes_on(reading, memory):
        return Told(memory.main[1], here, memory.main[2])  # type: ignore[arg-type]
    return governor


def _in_turn(reading: Reading, amount: Amount, memory: TradeMemory) -> Told | None:
    """ "Exports were 5 million, imports 3; in 2018 the corresponding figures had been 4 and 2": amounts in the order of the flows."""
    word = next((w for w in reading.of("in_turn") if w.last <= amount.first), None)
    if word is None or memory.flows[0] != reading.sentence.paragraph:
        return None
    _, last = finder.clause_of(reading, word.first)
    row = [a.first for a in find_amounts(reading) if word.last <= a.first < last]
    return memory.flows[1][row.index(amount.first)] if len(row) == 2 and amount.first in row else None


def _resumes(reading: Reading, amount: Amount, told: list[Told]) -> bool:
    """ "It rose to 5 million, of which exports were 3": the first clause goes on about the trade told before, the next tells another."""
    first, last = finder.clause_of(reading, amount.first)
    before = bool(told) and all(t.word.kind != "heading" and t.word.first >= last for t in told)
    return before and reading.has("went_on", first, amount.first)


def _told_again(reading: Reading, one: Amount, other: Amount) -> bool:
    """ "RM 612 million (US$134 million)": the second, in brackets of its own, is the first in another currency."""
    tokens = reading.tokens
    return other.first == one.last + 1 and tokens[one.last].text == "(" and other.last < len(tokens) and tokens[other.last].text == ")"


def _with_currency(reading: Reading, amount: Amount, context: Context, memory: TradeMemory) -> Amount:
    """A bare "dollar" is the one named last in the paragraph, if that was a dollar."""
    if not amount.named:
        near = memory.currency if amount.scaled and memory.sentence == id(reading) else None
        return replace(amount, currency=near) if near else amount
    if amount.currency:
        memory.sentence = id(reading)
    signs = [w for w in reading.words if w.kind == "currency" and amount.first <= w.first and w.last <= amount.last]
    stems = frozenset(a.stem for w in signs for a in context.pack.words.analyses(reading.tokens[w.last - 1].text))
    if amount.currency:
        memory.currency, memory.money, memory.paragraph = amount.currency, stems, reading.sentence.paragraph
    elif memory.paragraph == reading.sentence.paragraph and stems & memory.money:
        return replace(amount, currency=memory.currency)
    return amount


def _foreign(reading: Reading, amount: Amount) -> bool:
    """Words beside the amount say that it is no trade: a loan, an investment, a target; or what follows it counts other things."""
    beside = [w for w in reading.of("not_trade") if -9 <= w.first - amount.last <= 4 and w.last > amount.first - 9]
    if (
        any(w.value == "goal" for w in beside)
        or _hoped_for(reading, amount)
        or (not amount.named and reading.has("counted", amount.last, amount.last + 2))
    ):
        return True
    return any(not _nearer_trade(reading, amount, w) for w in beside)


def _hoped_for(reading: Reading, amount: Amount) -> bool:
    """ "The goal of raising our trade volume to one billion": the goal stands farther off in the clause, no date between."""
    first, _ = finder.clause_of(reading, amount.first)
    goals = [
        w
        for w in reading.words
        if w.kind == "not_trade" and w.value == "goal" and max(first, amount.first - GOAL) <= w.first < amount.first
    ]
    return any(not any(t.kind == "number" for t in reading.tokens[w.last : amount.first]) for w in goals)


def _nearer_trade(reading: Reading, amount: Amount, word: Word) -> bool:
    """A trade word in the amount's clause stands between it and the other word, which then speaks of another amount."""
    first, last = finder.clause_of(reading, amount.first)
    if not first <= word.first < last:
        return True
    first, last = min(word.last, amount.last), max(word.first, amount.first)
    return any(first <= w.first < last for w in reading.of("trade_word"))


def _governor(reading: Reading, amount: Amount, told: list[Told], context: Context) -> Told | None:
    """The trade word that an amount belongs to: the nearest in its clause, before it where both sides offer one."""
    first, last = finder.clause_of(reading, amount.first)
    before_weight = 1 if context.pack.language.get("verb_last") else 0
    options: list[tuple[bool, int, int, Told | None]] = []
    for word, t in [(t.word, t) for t in told] + [(w, None) for w in _untold(reading, told, context)]:
        inside = first <= word.first < last or _before_colon(reading, word, first)
        gap = amount.first - word.last if word.first < amount.first else (word.first - amount.last) * (1 if before_weight else 3) + 2
        gap += PARTED if not before_weight and word.first > amount.last and _parted(reading, amount.last, word.first, context) else 0
        heading = word.kind == "heading"
        options.append((not inside and not heading, HEADING_GAP if heading else max(gap, 0), word.first, t))
    options = [o for o in options if o[1] <= 40]
    return min(options, key=lambda o: o[:3])[3] if options else None


def _parted(reading: Reading, first: int, last: int, context: Context) -> bool:
    """A conjunction or comma between an amount and a trade word behind it: the word begins something else."""
    return any(t.text in context.pack.folded_set("conjunctions") for t in reading.tokens[first:last])


def _untold(reading: Reading, told: list[Told], context: Context) -> list[Word]:
    """Trade words that told no pair of countries: an amount beside one is theirs and nobody else's."""
    if not told or not context.pack.language.get("trade_words_bar"):
        return []
    words = [w for w in reading.of("trigger") if context.pack.rules[w.value.partition("#")[0]].type == "trade"]
    words = [w for w in words if not reading.has("owing_to", max(w.first - 1, 0), w.last)]  # "thanks to sales of rice" is but a reason
    return [w for w in words if not any(t.word.first < w.last and w.first < t.word.last for t in told)]


def _before_colon(reading: Reading, word: Word, first: int) -> bool:
    """ "Exports in 2021: 5 million": the word stands in the clause that a colon ends, the amount behind it."""
    if reading.tokens[first].text != ":" or first == 0:
        return False
    begin, end = finder.clause_of(reading, first - 1)
    return begin <= word.first < end


def _goes_on(reading: Reading, memory: TradeMemory) -> bool:
    """ "It rose to …": the sentence goes on about the trade told right before."""
    here = memory.main[1] is not None and memory.paragraph == reading.sentence.paragraph
    return here and reading.has("went_on") and not reading.has("flow_word")


def _in_bracket(reading: Reading, at: int) -> tuple[int, int] | None:
    """The bracket that a token stands in, from mark to mark."""
    texts = [t.text for t in reading.tokens]
    opened = next((i for i in range(at - 1, -1, -1) if texts[i] in "()"), None)
    closed = next((i for i in range(at, len(texts)) if texts[i] in "()"), None)
    return (opened, closed) if opened is not None and closed is not None and texts[opened] == "(" and texts[closed] == ")" else None


def _of_others(date: Dated, amount: Amount, reading: Reading) -> bool:
    """ "12 million euros (2018: 10 million euros)": a year in a bracket with an amount of its own is no other amount's."""
    bracket = _in_bracket(reading, date.first)
    if bracket is None or bracket[0] < amount.first < bracket[1]:
        return False
    within = [a for a in find_amounts(reading) if bracket[0] < a.first < bracket[1]]
    return any(a.currency == amount.currency for a in within)


def _risen_from(date: Dated, amount: Amount, reading: Reading) -> bool:
    """ "Climbed to 8 million last year from 6 million in 2022": the year right behind what it rose from is that amount's alone."""
    starts = [w for w in reading.of("risen_from") if amount.last < w.first < date.first or w.last < amount.first]
    near = [a for w in starts for a in find_amounts(reading) if 0 <= a.first - w.last <= 2 and 0 <= date.first - a.last <= 2]
    return any(a.first != amount.first for a in near)


def _period(reading: Reading, amount: Amount, dates: list[Dated], memory: TradeMemory, context: Context) -> str | None:
    """The date nearest to the amount in its clause, else the sentence's last one before it, else the one told before."""
    if _of_unknown_year(amount, reading, context):
        return None
    first, last = finder.clause_of(reading, amount.first)
    dates = [d for d in dates if not _of_others(d, amount, reading)]
    dates = [d for d in dates if not _risen_from(d, amount, reading)] or dates
    inside = [d for d in dates if first <= d.first < last]
    if inside and all(d.first > amount.last and reading.has("aside", amount.last, d.first) for d in inside):
        # the year is another amount's, which is only compared with this one
        return memory.period if memory.paragraph == reading.sentence.paragraph else None
    if inside:
        nearest = min(inside, key=lambda d: (max(amount.first - d.last, d.first - amount.last, 0), d.first < amount.first))
        return memory.period if _same_period(nearest, reading, memory) else nearest.edtf
    before = [d for d in dates if d.first < amount.first]
    if before:
        return before[-1].edtf
    if dates:
        return dates[0].edtf
    same = memory.paragraph == reading.sentence.paragraph
    return memory.period if same or memory.headed == reading.sentence.paragraph else None


def _of_unknown_year(amount: Amount, reading: Reading, context: Context) -> bool:
    """ "To 69 million last year", in a text that does not say when it was written."""
    end = reading.tokens[amount.last - 1].end
    beside = (d for d in reading.dates or () if d.anchor == "published" and end <= d.start <= end + NEAR_LETTERS)
    return context.dates.published.year is None and any(beside)


def _same_period(date: Dated, reading: Reading, memory: TradeMemory) -> bool:
    """ "In the same period": that of the trade told before, a fiscal year too."""
    again = date.mention.anchor == "last" and date.mention.shift == 0 and memory.paragraph == reading.sentence.paragraph
    return again and memory.period is not None and memory.period.startswith(date.edtf + "/")


def _claim(reading: Reading, context: Context, told: Told, amount: Amount | None, period: str | None) -> Claim:
    spots = [told.word.first, told.word.last] + ([amount.first, amount.last] if amount else [])
    start, end = _quote(reading, context, min(spots), max(spots))
    flow, source, target = told.rule.flow, told.roles.source, told.roles.target
    if flow in ("total",) and source and target:
        source, target = sorted((source, target))
    if flow == "import":
        source, target = target, source
    claim = Claim("fact_trade", flow, start, end, told.rule.id, told.rule.confidence, source, target, date_edtf=period, bound="exact")
    if amount is None:
        return claim
    return replace(
        claim,
        value=amount.value if flow != "balance" else _signed(amount.value, told),
        currency=amount.currency,
        bound=amount.bound,
        restated_value=amount.restated,
    )


def _signed(value: Decimal, told: Told) -> Decimal:
    """A deficit is a negative balance of the reporter."""
    return -value if told.rule.status == "deficit" else value


def _quote(reading: Reading, context: Context, first: int, last: int) -> tuple[int, int]:
    tokens = reading.tokens
    start, end = context.text.span(tokens[0].start, tokens[-1].end)
    return (start, end) if end - start <= 300 else window(reading, context, first, last)


def _balances(reading: Reading, dates: list[Dated], context: Context, told: list[Told], claims: list[Claim]) -> list[Claim]:
    """A deficit or surplus told without a figure."""
    if any(c.claim_type == "balance" for c in claims):
        return []
    return [
        _claim(reading, context, t, None, dates[0].edtf if dates else None) for t in told if t.rule.flow == "balance" and not t.roles.filled
    ][:1]


def _products(reading: Reading, dates: list[Dated], context: Context, memory: TradeMemory) -> Iterator[Claim]:
    """Products listed behind (or, where the verb comes last, before) a word that says who sells to whom."""
    told = list(told_in(reading, context, "fact_trade_product", memory))
    told = [t for t in told if not t.rule.needs & _FROM_MEMORY or not any(_instead(o, t) and _rather(o, t) for o in told if o is not t)]
    back = [t.word for t in told if "opposite" in t.rule.needs]
    told = [t for t in told if not any(w.first < t.word.first and t.word.last <= w.last for w in back)]
    words = [(w, context.pack.rules[w.value.partition("#")[0]]) for w in reading.of("trigger")]
    starts = sorted({_begin(rule, w, reading) for w, rule in words if rule.type == "product"})
    for t in told:
        stop = next((s for s in sorted([*starts, *_others(reading, t.word.last)]) if s >= t.word.last), len(reading.tokens))
        start = max([o.word.last for o in told if o.word.last <= t.word.first], default=0)
        start = max(start, _begin(t.rule, t.word, reading)) if "before" in t.rule.needs else start
        for product, at, last in _listed(reading, context, t, start, stop):
            first, end = _quote(reading, context, min(at, t.word.first), max(last, t.word.last))
            memory.goods, memory.paragraph = t.roles, reading.sentence.paragraph
            rank = "principal" if reading.has("principal") else "other"
            yield _product_claim(t, product, first, end, rank, dates[0].edtf if len(dates) == 1 else None)


def _instead(other: Told, told: Told) -> bool:
    """Another word for goods overlaps one that goes on from memory; of "the opposite" one it is no mere part."""
    part = "opposite" in told.rule.needs and told.word.first < other.word.first and other.word.last <= told.word.last
    return not part and other.word.first < told.word.last and told.word.first < other.word.last


def _rather(other: Told, told: Told) -> bool:
    """Of two that go on from memory the longer one stays, of equals the first by name."""
    if not other.rule.needs & _FROM_MEMORY:
        return True
    one, two = ((t.word.first - t.word.last, t.rule.id) for t in (other, told))
    return one < two


def _others(reading: Reading, start: int) -> list[int]:
    """Where a clause begins that speaks of somebody else: "…, while Peruvian fish goes to Chile"."""
    breaks = [w for w in reading.of("break") if w.first >= start]
    return [w.first for w in breaks if any(m.country and 0 <= m.first - w.last <= 2 for m in reading.mentions)]


def _goods_listed(reading: Reading, headings: list[Reading], context: Context) -> Iterator[Claim]:
    """Items that name goods under a heading that says who sells them to whom ("Exports to X")."""
    if reading.sentence.kind != "item" or not headings or len(reading.tokens) > LONGEST_GOODS:
        return
    told = next(told_in(headings[-1], context, "fact_trade_product", TradeMemory()), None)
    if told is None or reading.of("trigger"):
        return
    spot = replace(told, word=Word("heading", "", 0, len(reading.tokens)))
    for product, at, last in _chapters(reading, context, 0, len(reading.tokens)):
        first, end = _quote(reading, context, at, last)
        yield _product_claim(spot, product, first, end, "principal", None)


def _goods_of(reading: Reading, context: Context) -> Iterator[Claim]:
    """A row "From X: goods" or "To X: goods" in a text on a pair, which says nothing else."""
    first = next(iter(reading.mentions), None)
    if first is None or first.case not in ("from", "to") or first.first > 1 or reading.of("trigger"):
        return
    other, marks = context.other(first.country), [i for i, t in enumerate(reading.tokens) if t.text == ":"]
    if other is None or first.country is None or marks[:1] != [first.last] or len(reading.tokens) > LONGEST_GOODS * 2:
        return
    sides = (first.country, other) if first.case == "from" else (other, first.country)
    for product, at, last in _chapters(reading, context, first.last, len(reading.tokens)):
        start, end = _quote(reading, context, at, last)
        yield Claim("fact_trade_product", "product", start, end, "engine.goods_of", 0.88, *sides, product_id=product, rank="principal")


def _product_claim(told: Told, product: str, first: int, end: int, rank: str, period: str | None) -> Claim:
    claim = Claim("fact_trade_product", "product", first, end, told.rule.id, told.rule.confidence, told.roles.source, told.roles.target)
    return replace(claim, product_id=product, rank=rank, date_edtf=period)


def _begin(rule: Rule, word: Word, reading: Reading) -> int:
    """Where a trigger's own words begin: with its clause, if its products stand before it."""
    return finder.clause_of(reading, word.first)[0] if "before" in rule.needs else word.first


def _listed(reading: Reading, context: Context, told: Told, start: int, stop: int) -> Iterator[tuple[str, int, int]]:
    """(HS chapter, first token, last token) of the products that belong to the trigger; each chapter once."""
    seen: set[str] = set()
    for first, last in _sides(told, context, start, stop):
        for product, at, end in _chapters(reading, context, first, last):
            if product not in seen:
                seen.add(product)
                yield product, at, end
        if seen:
            return


def _sides(told: Told, context: Context, start: int, stop: int) -> list[tuple[int, int]]:
    """Where the products of a trigger stand, the likelier side first; a rule may say which (`behind`, `before`)."""
    behind, before = (told.word.last, stop), (start, told.word.first)
    if "before" in told.rule.needs:
        return [before, behind]
    return [behind] if "behind" in told.rule.needs or not context.pack.language.get("verb_last") else [behind, before]


def _chapters(reading: Reading, context: Context, first: int, last: int) -> Iterator[tuple[str, int, int]]:
    at = first
    while at < last:
        hits = [h for h in context.pack.products.hits(reading.tokens, at) if h.last <= last]
        best = max(hits, key=lambda h: (h.last, h.entry.value), default=None)
        if (
            best
            and best.entry.value
            and not _in_office(reading, at)
            and reading.tokens[at].text not in context.pack.folded_set("no_products")
        ):
            yield best.entry.value, at, best.last
        at = best.last if best else at + 1


def _in_office(reading: Reading, at: int) -> bool:
    return any(m.kind in ("office", "organization") and m.first <= at < m.last for m in reading.mentions)
