"""Figures of trade: amounts with their flow, countries and period, and the claims that they become.

Here: which trade word an amount belongs to, its year and currency.  Not here: whose trade a word tells of (flows.py), goods (goods.py),
what an amount is worth (amounts.py).
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from transforms.reading.claims import Claim
from transforms.reading.mentions.amounts import Amount, find_amounts
from transforms.reading.mentions.dates import find_dates
from transforms.reading.mentions.reading import Reading, Word
from transforms.reading.packs.rules import Rule
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.pairs import Roles
from transforms.reading.tellings.referents import clause_of
from transforms.reading.tellings.telling import Dated
from transforms.reading.tellings.timing import ahead
from transforms.reading.trade.flows import FROM_MEMORY, Told, TradeMemory, outermost, passage, told_in
from transforms.reading.trade.goods import goods_listed, goods_of, goods_told
from transforms.reading.trade.holders import goods_of_amount, own_sides

# A row of a table or list has no more tokens than this.
LONGEST_ROW = 40
# What an amount's distance to its trade word is set to where only the heading says it.
HEADING_GAP = 9
# A goal stands at most so many words before the amount that it is about.
GOAL = 14
# So near behind an amount its own "last year" begins.
NEAR_LETTERS = 6
# So many words may stand between "rose by" and the amount.
BOUND_WORDS = 2
# What a trade word behind an amount is set back by where a conjunction or comma parts the two.
PARTED = 20


def read_trade(
    reading: Reading, dates: list[Dated], context: Context, memory: TradeMemory, headings: list[Reading] | None = None
) -> list[Claim]:
    """Trade amounts and traded products of one sentence."""
    told = outermost(list(told_in(reading, context, "fact_trade", memory)), reading, context)
    memory.here = tuple(told)
    _note_flows(reading, memory)
    dates = [d for d in dates if not _is_day(d.edtf)]
    announced = _announced(reading, dates, headings or [], context, memory)
    in_row = bool(dates) and dates[0].first <= 2  # a row opens with its period; in running text the heading's word would be one too many
    heading_year = None if dates else _of_heading(headings or [], context)
    if heading_year:
        memory.period, memory.headed = heading_year, reading.sentence.paragraph
    claims = list(_amounts(reading, dates, context, memory, told + announced if in_row else told or announced))
    if dates:
        memory.years = (reading.sentence.paragraph, tuple(d.edtf for d in dates))
    claims += _balances(reading, dates, context, told, claims)
    if told and not claims and not told[-1].roles.filled and len(dates) == 1 and reading.sentence.kind == "sentence":
        memory.rule, memory.roles, memory.period = told[-1].rule, told[-1].roles, dates[0].edtf
        memory.main = (id(reading), memory.rule, memory.roles)
        memory.paragraph = reading.sentence.paragraph
    goods = goods_told(reading, dates, context, memory), goods_listed(reading, headings or [], context), goods_of(reading, context)
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


def _announced(reading: Reading, dates: list[Dated], headings: list[Reading], context: Context, memory: TradeMemory) -> list[Told]:
    """A row of figures under a heading on trade ("2019: 3 million dollars") tells what the heading says."""
    if not headings or not dates or len(reading.tokens) > int(context.pack.language.get("longest_row", LONGEST_ROW)):
        return []
    above = outermost(list(told_in(headings[-1], context, "fact_trade", TradeMemory())), headings[-1], context)
    told = [t for t in above if t.rule.flow != "balance"]
    told = told or _told_above(headings[-1], context, memory)
    amounts = find_amounts(reading)
    if 1 < len(told) == len(amounts):  # columns: the first figure is of the first word, the second of the second
        return [replace(t, word=Word("trigger", "", a.first, a.first)) for t, a in zip(told, amounts, strict=True)]
    return [replace(t, word=Word("heading", "", -1, -1)) for t in told[:1]]


def _told_above(heading: Reading, context: Context, memory: TradeMemory) -> list[Told]:
    """ "How exports have grown" over rows of figures: those that the text spoke of last."""
    flows = {context.pack.rules[w.value.partition("#")[0]].flow for w in heading.of("trigger")} - {""}
    if memory.rule is None or memory.roles is None or flows != {memory.rule.flow} or any(m.country for m in heading.mentions):
        return []
    return [Told(memory.rule, Word("heading", "", -1, -1), memory.roles)]


def _amounts(reading: Reading, dates: list[Dated], context: Context, memory: TradeMemory, told: list[Told]) -> Iterator[Claim]:
    if reading.sentence.kind in ("heading", "lead") and not dates:
        return  # a headline rounds what the text below it says, a line above a list names its unit
    last, earlier = None, memory.main[1:] if memory.paragraph == reading.sentence.paragraph else (None, None)
    for bare in find_amounts(reading):
        amount = _with_currency(reading, bare, context, memory)
        again, before, last = last is not None and _told_again(reading, last, amount), last, amount
        if again or _foreign(reading, amount) or _difference(reading, amount) or _to_come(reading, amount, dates, memory, context):
            continue
        governor = _ruling(reading, amount, before, told, context, memory, earlier)
        if governor is None:
            continue
        period = _period(reading, amount, dates, memory, context)
        if goods := set(goods_of_amount(governor, amount, before, reading, context)):
            yield from _of_one_chapter(_claim(reading, context, governor, amount, period), goods)
            continue
        memory.rule, memory.roles, memory.paragraph = governor.rule, governor.roles, reading.sentence.paragraph
        _note_main(reading, memory)
        if governor.rule.flow in ("export", "import"):  # "that country" is the partner
            context.last_place = governor.roles.target if governor.rule.flow == "export" else governor.roles.source
        first, _ = clause_of(reading, amount.first)
        compared = reading.has("aside", first, first + 2) or reading.has("aside", amount.first - 2, amount.first)
        compared = compared or _in_bracket(reading, amount.first) is not None
        if memory.period is None or not compared:
            memory.period = period
        yield _claim(reading, context, governor, amount, period)


def _of_one_chapter(claim: Claim, goods: set[str]) -> Iterator[Claim]:
    """The amount of the goods of one HS chapter; what several share is the amount of none."""
    if len(goods) == 1:
        yield replace(claim, product_id=next(iter(goods)))


def _note_main(reading: Reading, memory: TradeMemory) -> None:
    """ "Trade came to 5 million, with exports of 3. It rose to 6": of a whole and its part in one sentence the whole goes on."""
    sentence, rule, _ = memory.main
    if sentence != id(reading) or rule is None or rule.flow != "total":
        memory.main = (id(reading), memory.rule, memory.roles)


def _ruling(
    reading: Reading,
    amount: Amount,
    before: Amount | None,
    told: list[Told],
    context: Context,
    memory: TradeMemory,
    earlier: tuple[Rule | None, Roles | None],
) -> Told | None:
    """The trade that an amount is of, with the states that stand beside it."""
    ruling = _trade_of(reading, amount, told, context, memory, earlier)
    if ruling is not None and ruling.word.kind == "heading":
        ruling = replace(ruling, word=Word("trigger", "", amount.first, amount.last))
    return own_sides(ruling, amount, before, reading, context) if ruling is not None else None


def _trade_of(
    reading: Reading, amount: Amount, told: list[Told], context: Context, memory: TradeMemory, earlier: tuple[Rule | None, Roles | None]
) -> Told | None:
    """The trade that an amount is of: told in its sentence, or before it where the sentence only goes on."""
    here = Word("trigger", "", amount.first, amount.last)
    if (turn := _in_turn(reading, amount, memory) or _each_its_own(reading, amount, told)) is not None:
        return replace(turn, word=here)
    if earlier[0] is not None and earlier[1] is not None and _resumes(reading, amount, told):
        return Told(earlier[0], here, earlier[1])
    if _main_again(reading, amount, told, memory):
        return Told(memory.main[1], here, memory.main[2])  # type: ignore[arg-type]
    if reading.has("respectively") and len(find_amounts(reading)) > len(told) + 1:
        return None  # the amounts of several, one by one
    governor = _governor(reading, amount, told, context)
    if governor is None and not told and _goes_on(reading, memory):
        return Told(memory.main[1], here, memory.main[2])  # type: ignore[arg-type]
    return governor


def _in_turn(reading: Reading, amount: Amount, memory: TradeMemory) -> Told | None:
    """ "Exports were 5 million, imports 3; in 2018 the corresponding figures had been 4 and 2": amounts in the order of the flows."""
    word = next((w for w in reading.of("in_turn") if w.last <= amount.first), None)
    if word is None or memory.flows[0] != reading.sentence.paragraph:
        return None
    _, last = clause_of(reading, word.first)
    row = [a.first for a in find_amounts(reading) if word.last <= a.first < last]
    return memory.flows[1][row.index(amount.first)] if len(row) == 2 and amount.first in row else None


def _each_its_own(reading: Reading, amount: Amount, told: list[Told]) -> Told | None:
    """ "Exports and imports were 8 and 3 million respectively", "exports to Ghana and Togo": the first amount is of the first."""
    first, last = clause_of(reading, amount.first)
    row = [a.first for a in find_amounts(reading) if first <= a.first < last]
    if len(row) < 2 or not reading.has("respectively", first, last):
        return None
    before = [t for t in told if t.word.kind != "heading" and first <= t.word.first and t.word.last <= row[0]]
    if len(before) == 1:
        before += [replace(before[0], roles=Roles(*sides)) for sides in before[0].roles.extra]
    return before[row.index(amount.first)] if len(before) == len(row) else None


def _resumes(reading: Reading, amount: Amount, told: list[Told]) -> bool:
    """ "It rose to 5 million, of which exports were 3": the first clause goes on about the trade told before, the next tells another."""
    first, last = clause_of(reading, amount.first)
    before = bool(told) and all(t.word.kind != "heading" and t.word.first >= last for t in told)
    return before and reading.has("went_on", first, amount.first)


def _main_again(reading: Reading, amount: Amount, told: list[Told], memory: TradeMemory) -> bool:
    """ "Trade came to 6 million, of it exports 4, after it had been 5": a clause without a trade word goes back to the whole."""
    first, last = clause_of(reading, amount.first)
    sentence, rule, roles = memory.main
    whole = sentence == id(reading) and rule is not None and roles is not None and rule.flow == "total"
    return whole and not any(first <= t.word.first < last for t in told) and reading.has("back_to_whole", first, amount.first)


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


def _difference(reading: Reading, amount: Amount) -> bool:
    """ "Exports rose by about 2 million to 8", "by 5 % (2 million)": by how much is no amount of trade."""
    if reading.tokens[amount.first - 1].text == "(" and any(w.last == amount.first - 1 for w in reading.of("percent")):
        return True
    return any(0 <= amount.first - w.last <= BOUND_WORDS for w in reading.of("change_by")) or _risen_by(reading, amount)


def _risen_by(reading: Reading, amount: Amount) -> bool:
    """Where "by" is joined to the number or stands before it: a verb of rising in the clause, and no amount nor worth since."""
    first, _ = clause_of(reading, amount.first)
    if not any(w.first <= amount.first <= max(w.last, w.first + 1) for w in reading.of("led_by")):
        return False
    verb = max((w.last for w in reading.of("changed") if first <= w.first < amount.first), default=None)
    if verb is None:
        return False
    return not reading.has("worth", verb, amount.first) and not any(verb <= a.first < amount.first for a in find_amounts(reading))


def _to_come(reading: Reading, amount: Amount, dates: list[Dated], memory: TradeMemory, context: Context) -> bool:
    """ "20 billion in 2032", in a text of 2026: trade that nobody has counted yet."""
    coming = {d.edtf for d in dates if ahead(d, context)}
    return bool(coming) and _period(reading, amount, dates, memory, context) in coming


def _hoped_for(reading: Reading, amount: Amount) -> bool:
    """ "The goal of raising our trade volume to one billion": the goal stands farther off in the clause, no date between."""
    first, _ = clause_of(reading, amount.first)
    if reading.has("forecast", first, amount.first):
        return True
    goals = [
        w
        for w in reading.words
        if w.kind == "not_trade" and w.value == "goal" and max(first, amount.first - GOAL) <= w.first < amount.first
    ]
    return any(not any(t.kind == "number" for t in reading.tokens[w.last : amount.first]) for w in goals)


def _nearer_trade(reading: Reading, amount: Amount, word: Word) -> bool:
    """A trade word in the amount's clause stands between it and the other word, which then speaks of another amount."""
    first, last = clause_of(reading, amount.first)
    if not first <= word.first < last:
        return True
    first, last = min(word.last, amount.last), max(word.first, amount.first)
    return any(first <= w.first < last for w in reading.of("trade_word"))


def _governor(reading: Reading, amount: Amount, told: list[Told], context: Context) -> Told | None:
    """The trade word that an amount belongs to: the nearest in its clause, before it where both sides offer one."""
    first, last = clause_of(reading, amount.first)
    before_weight = 1 if context.pack.language.get("verb_last") else 0
    named = {t.word.first for t in told if not before_weight and t.rule.flow in ("export", "import")}  # "31 million exports and 67 imports"
    options: list[tuple[bool, int, int, Told | None]] = []
    for word, t in [(t.word, t) for t in told] + [(w, None) for w in _untold(reading, told, context)]:
        inside = first <= word.first < last or _before_colon(reading, word, first)
        gap = amount.first - word.last if word.first < amount.first else (word.first - amount.last) * (1 if before_weight else 3) + 2
        gap += PARTED if not before_weight and word.first > amount.last and _parted(reading, amount.last, word.first, context) else 0
        gap += PARTED if word.last <= amount.first and amount.last in named and _parted(reading, word.last, amount.first, context) else 0
        heading = word.kind == "heading"
        options.append((not inside and not heading, HEADING_GAP if heading else max(gap, 0), word.first, t))
    options = [o for o in options if o[1] <= 40]
    return min(options, key=lambda o: o[:3])[3] if options else None


def _parted(reading: Reading, first: int, last: int, context: Context) -> bool:
    """A conjunction, comma or new clause between an amount and a trade word behind it: the word begins something else."""
    return reading.has("break", first, last) or any(t.text in context.pack.folded_set("conjunctions") for t in reading.tokens[first:last])


def _untold(reading: Reading, told: list[Told], context: Context) -> list[Word]:
    """Trade words that told no pair of countries: an amount beside one is theirs and nobody else's."""
    if not told or not context.pack.language.get("trade_words_bar"):
        return []
    rules = [(w, context.pack.rules[w.value.partition("#")[0]]) for w in reading.of("trigger")]
    words = [w for w, rule in rules if rule.type == "trade" and not rule.needs & FROM_MEMORY]  # those tell nothing of their own
    reasons = reading.of("owing_to")  # "thanks to sales of rice" is but a reason
    words = [w for w in words if not any(r.first <= w.first and w.last <= r.last for r in reasons)]
    return [w for w in words if not any(t.word.first < w.last and w.first < t.word.last for t in told)]


def _before_colon(reading: Reading, word: Word, first: int) -> bool:
    """ "Exports in 2021: 5 million": the word stands in the clause that a colon ends, the amount behind it."""
    if reading.tokens[first].text != ":" or first == 0:
        return False
    begin, end = clause_of(reading, first - 1)
    return begin <= word.first < end


def _goes_on(reading: Reading, memory: TradeMemory) -> bool:
    """ "It rose to …": the sentence goes on about the trade told right before."""
    _, rule, roles = memory.main
    if rule is None or roles is None or memory.paragraph != reading.sentence.paragraph:
        return False
    others = any(m.sort == "state" and m.country not in (None, roles.source, roles.target) for m in reading.mentions)
    return not others and reading.has("went_on") and not reading.has("flow_word") and not reading.has("ranked")


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


def _only_compared(date: Dated, amount: Amount, reading: Reading) -> bool:
    """ "Exports of 5 million, imports of 4, having grown in comparison with 2020": the year right behind such words is no amount's."""
    return any(amount.last <= w.first and 0 <= date.first - w.last <= 1 for w in reading.of("aside"))


def _since_then(date: Dated, amount: Amount, reading: Reading) -> bool:
    """ "4 million, the highest figure since records began in 1997": the year of what is named there."""
    return any(amount.last <= w.first < date.first for w in reading.of("since_word"))


def _period(reading: Reading, amount: Amount, dates: list[Dated], memory: TradeMemory, context: Context) -> str | None:
    """The date nearest to the amount in its clause, else the sentence's last one before it, else the one told before."""
    if _of_unknown_year(amount, reading, context):
        return None
    if respective := _respective(reading, amount, dates, memory):
        return respective
    first, last = clause_of(reading, amount.first)
    dates = [d for d in dates if not _of_others(d, amount, reading)]
    dates = [d for d in dates if not (_risen_from(d, amount, reading) or _only_compared(d, amount, reading))] or dates
    dates = [d for d in dates if d.mention.kind == "since" or not _since_then(d, amount, reading)]
    inside = [d for d in dates if first <= d.first < last]
    if inside and all(d.first > amount.last and reading.has("aside", amount.last, d.first) for d in inside):
        # the year is another amount's, which is only compared with this one
        return memory.period if memory.paragraph == reading.sentence.paragraph else None
    if inside:
        nearest = min(inside, key=lambda d: (max(amount.first - d.last, d.first - amount.last, 0), d.first < amount.first))
        return memory.period if _same_period(nearest, reading, memory) else _end_of(nearest, amount, reading)
    before = [d for d in dates if d.first < amount.first]
    if before:
        return before[-1].edtf
    if dates:
        return dates[0].edtf
    same = memory.paragraph == reading.sentence.paragraph
    return memory.period if same or memory.headed == reading.sentence.paragraph else None


def _respective(reading: Reading, amount: Amount, dates: list[Dated], memory: TradeMemory) -> str | None:
    """ "In 2019 and 2020 exports were 5 and 7 million respectively": as many years, told here or right before, as amounts."""
    row = [a.first for a in find_amounts(reading)]
    years = tuple(d.edtf for d in dates) or (memory.years[1] if memory.years[0] == reading.sentence.paragraph else ())
    if not reading.has("respectively") or len(row) < 2 or len(years) != len(row):
        return None
    return years[row.index(amount.first)]


def _end_of(date: Dated, amount: Amount, reading: Reading) -> str:
    """ "Between 2010 and 2015 trade rose from 2 to 8 million": the first year is that of the first amount, the last that of the second."""
    first, last = clause_of(reading, amount.first)
    row = [a.first for a in find_amounts(reading) if first <= a.first < last]
    risen = len(row) == 2 and any(0 <= row[0] - w.last <= BOUND_WORDS for w in reading.of("risen_from"))
    if date.mention.kind != "span" or "/" not in date.edtf or not risen:
        return date.edtf
    return date.edtf.split("/")[row.index(amount.first)]


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
    start, end = passage(reading, context, min(spots), max(spots))
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


def _balances(reading: Reading, dates: list[Dated], context: Context, told: list[Told], claims: list[Claim]) -> list[Claim]:
    """A deficit or surplus told without a figure."""
    if any(c.claim_type == "balance" for c in claims):
        return []
    return [
        _claim(reading, context, t, None, dates[0].edtf if dates else None) for t in told if t.rule.flow == "balance" and not t.roles.filled
    ][:1]
