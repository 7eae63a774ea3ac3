"""Tables of trade written as text, under a caption that gives the unit: a row of headings and a row a period, or a row of
periods and a row a flow; also lists of figures under a line that ends in a colon.

Here: rows cut by bars, slashes or runs of spaces ("Year | Exports to X | Imports from X").  Not here: figures in sentences (figures.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from transforms.reading.claims import Claim
from transforms.reading.mentions.actors import compose
from transforms.reading.mentions.amounts import SCALES, find_amounts, number
from transforms.reading.mentions.dates import find_dates, resolve
from transforms.reading.mentions.mention import annotate
from transforms.reading.mentions.reading import Reading, Word
from transforms.reading.packs.pack import Pack
from transforms.reading.packs.rules import Rule
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.pairs import Roles
from transforms.reading.text.sentences import Sentence
from transforms.reading.text.tokens import Token
from transforms.reading.trade.figures import read_trade
from transforms.reading.trade.flows import Told, TradeMemory, told_in
from transforms.reading.trade.money import settle_money

SEPARATORS = ("|", "/")
# Cells that no mark parts stand at least so many spaces apart.
GAP = 2
# What has to stand between them: few lines of a text hold it.
_WIDE = re.compile(r"\t|[\s_]{2}")
# The caption with the unit stands at most so many lines above the headings.
CAPTION_REACH = 3
# No line of a table has more tokens than this.
LONGEST_LINE = 60


@dataclass(frozen=True)
class Column:
    """What a column (or row) of figures tells: the rule of its heading and the countries."""

    rule: Rule
    roles: Roles


@dataclass(frozen=True)
class Unit:
    """What the figures of a table count."""

    scale: Decimal | None  # None: every cell says its own
    currency: str | None


def read_tables(readings: list[Reading], context: Context) -> tuple[list[Claim], set[int]]:
    """Claims of all tables of a text, and the ids of the readings that are rows of one."""
    claims: list[Claim] = []
    rows: set[int] = set()
    for place, header in enumerate(readings):
        for row, found in _listed(readings, place, context):
            rows.add(id(row))
            claims += found
        separator = separator_of(header.tokens, context.text.text) if id(header) not in rows and len(header.tokens) <= LONGEST_LINE else ""
        unit = (_unit(readings, place) or _units_inside(readings, place)) if separator else None
        if unit is None:
            for row, found in _of_goods(readings, place, separator, context) if separator in ("|", " ") else ():
                rows |= {id(header), id(row)}
                claims += found
            continue
        read = _by_period if any(t.kind == "number" for t in header.tokens) else _by_flow
        for row, found in read(readings, place, separator, unit, context):
            rows |= {id(header), id(row)}
            claims += found
    return claims, rows


def _of_goods(readings: list[Reading], place: int, separator: str, context: Context) -> Iterator[tuple[Reading, list[Claim]]]:
    """ "Exports to X | Imports from X", then rows of goods."""
    header, text, pack = readings[place], context.text.text, context.pack
    goods = [w for w in header.of("trigger") if pack.rules[w.value.partition("#")[0]].type == "product"]
    cells = _cells(header.tokens, separator, text) if len(goods) > 1 else []
    heads = [_cell(cell, "heading", context) for cell in cells if cell]
    if len(heads) < 2 or len(heads) < len(cells) or not all(head.of("trigger") for head in heads):
        return
    for row in readings[place + 1 :]:
        columns = _cells(row.tokens, separator, text)
        if len(columns) != len(heads) or len(row.tokens) > LONGEST_LINE:
            return
        filled = [(head, _cell(cell, "item", context)) for head, cell in zip(heads, columns, strict=True) if cell]
        yield row, [claim for head, cell in filled for claim in read_trade(cell, [], context, TradeMemory(), [head])]


def _cell(cell: list[Token], kind: str, context: Context) -> Reading:
    """A cell read as a line of its own."""
    reading = annotate(Sentence(cell[0].start, cell[-1].end, cell, kind), context.pack, context.text, context.stored)
    compose(reading, context.pack, context.text, context.stored)
    return reading


def reporter_of(claims: list[Claim], paragraph: int, pack: Pack) -> tuple[int, Told] | None:
    """Whose trade the tables gave, for a sentence behind them that names nobody ("Exports reached 3 million this year")."""
    claim = next((c for c in claims if c.claim_type in ("export", "import")), None)
    if claim is None:
        return None
    one, two = claim.subject_country, claim.object_country
    sides = Roles(one, two) if claim.claim_type == "export" else Roles(two, one)
    return paragraph, Told(pack.rules[claim.rule_id], Word("trigger", "", 0, 0), sides)


def separator_of(tokens: list[Token], text: str) -> str:
    """The mark between the cells of a line, a blank where they only stand apart; empty where the line has no cells."""
    marks = {t.text for t in tokens}
    apart = _WIDE.search(text, tokens[0].start, tokens[-1].end) and any(_apart(a, b, text) for a, b in pairwise(tokens))
    return next((s for s in SEPARATORS if s in marks), " " if apart else "")


def _apart(one: Token, other: Token, text: str) -> bool:
    """Two tokens of different cells that no mark parts."""
    return other.start - one.end >= GAP or text[one.end : other.start] == "\t"


def fills_cell(first: int, last: int, tokens: list[Token], text: str) -> bool:
    """Something in a row stands alone in its cell, behind the first one."""
    opens = first > 0 and (tokens[first - 1].text == "|" or _apart(tokens[first - 1], tokens[first], text))
    return opens and (last == len(tokens) or tokens[last].text == "|" or _apart(tokens[last - 1], tokens[last], text))


def _cells(tokens: list[Token], separator: str, text: str) -> list[list[Token]]:
    """The tokens of a line, cell by cell; bars at its ends open no cells of their own."""
    cells: list[list[Token]] = [[]]
    for place, token in enumerate(tokens):
        if separator == " " and place and _apart(tokens[place - 1], token, text):
            cells.append([])
        if token.text == separator:
            cells.append([])
        else:
            cells[-1].append(token)
    return [c for i, c in enumerate(cells) if c or 0 < i < len(cells) - 1]


def _by_flow(readings: list[Reading], place: int, separator: str, unit: Unit, context: Context) -> Iterator[tuple[Reading, list[Claim]]]:
    """ "Year | Exports | Imports", then a row a period."""
    header = readings[place]
    cells = _cells(header.tokens, separator, context.text.text)
    columns = {i - len(cells): _column(cell, readings, place, context) for i, cell in enumerate(cells) if cell and i}
    known = {i: column for i, column in columns.items() if column}  # counted from the end: a period may hold a slash itself
    known |= _whole(cells, known, readings, place, context)
    for row in _rows(readings, place, len(cells), separator, context) if known else ():
        figures = _cells(row.tokens, separator, context.text.text)
        period = _period_of(figures[0], row, context)
        each = [(column, value) for i, column in known.items() for value in _worth(figures[i], unit, context)] if period else []
        found = [_claim(row, column, *value, period, context) for column, value in each]
        yield row, found


def _by_period(readings: list[Reading], place: int, separator: str, unit: Unit, context: Context) -> Iterator[tuple[Reading, list[Claim]]]:
    """ "2021 | 2022 | 2023", then a row a flow."""
    header = readings[place]
    cells = _cells(header.tokens, separator, context.text.text)
    dated = {i - len(cells): _period_of(cell, header, context) for i, cell in enumerate(cells)}
    periods = {i: period for i, period in dated.items() if period}
    if len(periods) < 2 or len(cells) - len(periods) > 1:
        return
    for row in readings[place + 1 :]:
        figures = _cells(row.tokens, separator, context.text.text)
        if len(figures) <= len(periods) or not figures[0] or len(row.tokens) > LONGEST_LINE or any(t.kind == "number" for t in figures[0]):
            return
        column = _column(figures[0], readings, place, context)
        yield row, [_claim(row, column, *v, p, context) for i, p in periods.items() for v in _worth(figures[i], unit, context) if column]


def _listed(readings: list[Reading], place: int, context: Context) -> Iterator[tuple[Reading, list[Claim]]]:
    """ "Imports from Peru, in millions:" and below "2019: 5"; "Trade (millions)" and below "2019 - 5"; "Trade, in millions:" and below
    "Exports to Peru: 5 (2019), 6 (2020)"."""
    lead = readings[place]
    unit = _unit([lead], 0) if lead.tokens and lead.tokens[-1].text in (":", ")") and len(lead.tokens) <= LONGEST_LINE else None
    own = _column(lead.tokens[:-1], readings, place, context) if unit else None
    for row in readings[place + 1 :] if unit else ():
        colon = next((i for i, t in enumerate(row.tokens) if t.text in (":", "-")), 0)
        if row.sentence.paragraph != lead.sentence.paragraph or not 0 < colon < len(row.tokens) - 1 or unit is None:
            return
        before, behind = row.tokens[:colon], row.tokens[colon + 1 :]
        period, values, figures = _period_of(before, row, context), _value(behind), _dated_figures(behind, row, context)
        column = own if period else _column(before, readings, place, context)
        told = {period: values[0]} if period and values else figures
        if column is None or not told or (period and _names_flow(row, colon, context)):
            return
        yield row, [_claim(row, column, value * (unit.scale or 1), unit.currency, at, context) for at, value in told.items()]


def _names_flow(row: Reading, colon: int, context: Context) -> bool:
    """ "2019: exports to Peru 5 million": the row says itself what its figure is."""
    rules = [context.pack.rules[w.value.partition("#")[0]] for w in row.of("trigger") if w.first > colon]
    return any(rule.flow and rule.type == "trade" for rule in rules)


def _dated_figures(cell: list[Token], row: Reading, context: Context) -> dict[str | None, Decimal]:
    """ "5 (2019), 6.2 (2020)": figures by the periods in brackets behind them."""
    found: dict[str | None, Decimal] = {}
    for at in [i for i, t in enumerate(cell) if t.text == "(" and i and cell[i - 1].kind == "number"]:
        end = next((i for i in range(at, len(cell)) if cell[i].text == ")"), len(cell) - 1)
        period = _period_of(cell[at : end + 1], row, context)
        if period:
            found[period] = number(cell[at - 1].text)
    return found


def _worth(cell: list[Token], unit: Unit, context: Context) -> list[tuple[Decimal, str | None]]:
    """The amount of a cell; one with a scale or currency of its own ("3.4 crore") is not counted in the table's."""
    if sum(t.kind == "word" for t in cell):
        reading = annotate(Sentence(cell[0].start, cell[-1].end, cell, "heading"), context.pack, context.text, context.stored)
        settle_money([reading], context.pair, context.self_country)
        told = find_amounts(reading)
        if told:
            return [(told[0].value, told[0].currency or unit.currency)] if len(told) == 1 else []
    return [(value * unit.scale, unit.currency) for value in _value(cell)] if unit.scale else []


def _value(cell: list[Token]) -> list[Decimal]:
    """The one figure of a cell."""
    figures = [i for i, t in enumerate(cell) if t.kind == "number"]
    if len(figures) != 1:
        return []
    value = number(cell[figures[0]].text)
    return [-value if _negative(cell, figures[0]) else value]


def _negative(cell: list[Token], at: int) -> bool:
    """A minus stands right before the figure, or it stands alone in brackets, as in accounts."""
    before, behind = (cell[at - 1] if at else None), (cell[at + 1] if at + 1 < len(cell) else None)
    minus = before is not None and before.text in ("-", "−") and before.end == cell[at].start
    return minus or (len(cell) == 3 and before is not None and before.text == "(" and behind is not None and behind.text == ")")


def _period_of(cell: list[Token], line: Reading, context: Context) -> str | None:
    """The period that a cell names."""
    if not cell:
        return None
    dates = [d for d in find_dates(line, context.pack, context.text.text) if cell[0].start <= d.start and d.end <= cell[-1].end]
    return resolve(dates[0], context.dates, line.sentence.paragraph)[0] if dates else None


def _column(cell: list[Token], readings: list[Reading], place: int, context: Context) -> Column | None:
    """A heading read as a line of its own; whose trade it is may stand in the caption."""
    pack, reading = context.pack, _cell(cell, "heading", context)
    told = max(told_in(reading, context, "fact_trade", TradeMemory()), key=lambda t: t.word.last - t.word.first, default=None)
    words = sorted((w for w in reading.words if w.kind == "trigger"), key=lambda w: w.first - w.last)
    rules = [pack.rules[w.value.partition("#")[0]] for w in words]
    balance = next((r for r in rules[:1] if r.flow == "balance"), None)
    if told and not (balance and told.rule.flow != "balance"):
        return Column(told.rule, told.roles)
    if way := _way(reading, readings, place, pack):
        return way
    rule = next((r for r in rules if r.type == "trade"), None)
    sides = _captioned(readings, place, context) if rule and not any(m.country for m in reading.mentions) else None
    sides = sides or (_own(context) if balance else None)
    if rule is None or sides is None:
        return None
    one, other = sides
    return Column(rule, Roles(other, one, filled=1) if rule.flow == "import" else Roles(one, other, filled=1))


def _whole(cells: list[list[Token]], known: dict[int, Column], readings: list[Reading], place: int, context: Context) -> dict[int, Column]:
    """A column headed by nothing but "Total" beside exports and imports: the trade of the two states."""
    ways = {(c.roles.source, c.roles.target): c.roles for c in known.values() if c.rule.flow in ("export", "import")}
    rule = next((r for r in context.pack.rules.values() if r.type == "trade" and r.flow == "total"), None)
    if rule is None or len(ways) != 2 or any(c.rule.flow == "total" for c in known.values()):
        return {}
    words = readings[place].of("all_trade")
    heads = {i - len(cells): cell for i, cell in enumerate(cells) if cell and sum(t.kind == "word" for t in cell) <= 2}
    sides = next(iter(ways.values()))
    named = {i for i, cell in heads.items() if i not in known for w in words if readings[place].tokens[w.first] is cell[0]}
    return {i: Column(rule, sides) for i in named}


def _way(reading: Reading, readings: list[Reading], place: int, pack: Pack) -> Column | None:
    """ "From Peru to Chad" under a caption that speaks of trade: what the one sells to the other."""
    states = [m for m in reading.mentions if m.country and m.sort in ("state", "city")]
    source = next((m.country for m in states if m.case == "from"), None)
    target = next((m.country for m in states if m.case in ("to", "in") and m.country != source), None)
    above = readings[max(place - CAPTION_REACH, 0) : place + 1]
    rule = next((r for r in pack.rules.values() if r.type == "trade" and r.flow == "export"), None)
    if rule is None or len(states) != 2 or not (source and target) or not any(r.has("trade_word") for r in above):
        return None
    return Column(rule, Roles(source, target))


def _captioned(readings: list[Reading], place: int, context: Context) -> tuple[str, str] | None:
    """The reporter and the partner that the caption names in this order: "Chile's trade with Kenya"."""
    for reading in reversed(readings[max(place - CAPTION_REACH, 0) : place + 1]):
        owners = [m for m in reading.mentions if m.country and (m.case == "gen" or m.sort == "adjective")]
        named = list(dict.fromkeys(m.country for m in reading.mentions if m.country))
        if owners and len(named) <= 2 and reading.has("trade_word"):
            partner = next((c for c in named if c != owners[0].country), None) or context.other(owners[0].country)
            return (owners[0].country or "", partner) if partner else None
    return None


def _own(context: Context) -> tuple[str, str] | None:
    """The state whose page it is, and the other one of its pair."""
    other = context.other(context.self_country)
    return (context.self_country, other) if context.self_country and other else None


def _unit(readings: list[Reading], place: int) -> Unit | None:
    """Scale and currency of the caption or of the heading row itself; without either the figures mean nothing."""
    for reading in reversed(readings[max(place - CAPTION_REACH, 0) : place + 1]):
        bare = [w for w in reading.words if w.kind in ("scales", "currency") and not _counted(reading.tokens, w.first, w.last)]
        scale = next((SCALES[w.value] for w in bare if w.kind == "scales" and w.value in SCALES), None)
        currency = next((w.value for w in bare if w.kind == "currency"), None)
        told = currency or (scale and not any(t.kind == "number" for t in reading.tokens[2:]))
        if told and len(bare) == len([w for w in reading.words if w.kind in ("scales", "currency")]):
            return Unit(scale or Decimal(1), currency or None)
    return None


def _units_inside(readings: list[Reading], place: int) -> Unit | None:
    """Headings of trade over a row whose own cells say what they count ("2019 | 56 crore kronor")."""
    behind = readings[place + 1] if place + 1 < len(readings) else None
    if behind is None or not readings[place].has("trade_word") or any(t.kind == "number" for t in readings[place].tokens):
        return None
    here = behind.sentence.paragraph == readings[place].sentence.paragraph and behind.tokens[0].text not in "-*•"
    return Unit(None, None) if here and (behind.of("scales") or behind.of("currency")) else None


def _counted(tokens: list[Token], first: int, last: int) -> bool:
    """A number stands right beside the word: an amount and no unit."""
    return (first > 0 and tokens[first - 1].kind == "number") or (last < len(tokens) and tokens[last].kind == "number")


def _rows(readings: list[Reading], place: int, width: int, separator: str, context: Context) -> Iterator[Reading]:
    """The lines right below the headings that have as many cells and open with a number."""
    for row in readings[place + 1 :]:
        cells = _cells(row.tokens, separator, context.text.text)
        if len(cells) < width or not cells[0] or not any(t.kind == "number" for t in cells[0]):
            return
        yield row


def _claim(row: Reading, column: Column, value: Decimal, currency: str | None, period: str | None, context: Context) -> Claim:
    start, end = context.text.span(row.tokens[0].start, row.tokens[-1].end)
    flow, source, target = column.rule.flow, column.roles.source, column.roles.target
    if flow == "total" and source and target:
        source, target = sorted((source, target))
    if flow == "import":
        source, target = target, source
    claim = Claim(
        "fact_trade", flow, start, min(end, start + 300), column.rule.id, column.rule.confidence, source, target, date_edtf=period
    )
    claim.value, claim.currency, claim.bound = value, currency, "exact"
    return claim
