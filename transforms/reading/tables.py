"""Tables of trade written as text: a row of headings, then a row a period, under a caption that gives the unit.

Here: rows cut by bars or slashes ("Year | Exports to X | Imports from X").  Not here: single figures in sentences (trade.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from transforms.reading.actors import compose
from transforms.reading.amounts import SCALES, number
from transforms.reading.claims import Claim
from transforms.reading.context import Context
from transforms.reading.dates import find_dates, resolve
from transforms.reading.mentions import Reading, annotate
from transforms.reading.roles import Roles
from transforms.reading.rules import Rule
from transforms.reading.tokens import Sentence, Token
from transforms.reading.trade import TradeMemory, told_in

SEPARATORS = ("|", "/")
# The caption with the unit stands at most so many lines above the headings.
CAPTION_REACH = 3


@dataclass(frozen=True)
class Column:
    """What a column of figures tells: the rule of its heading and the countries."""

    rule: Rule
    roles: Roles


@dataclass(frozen=True)
class Unit:
    """What the figures of a table count."""

    scale: Decimal
    currency: str | None


def read_tables(readings: list[Reading], context: Context) -> tuple[list[Claim], set[int]]:
    """Claims of all tables of a text, and the ids of the readings that are rows of one."""
    claims: list[Claim] = []
    rows: set[int] = set()
    for place, header in enumerate(readings):
        columns = _columns(header, context) if id(header) not in rows else {}
        unit = _unit(readings, place) if columns else None
        if unit is None:
            continue
        separator = _separator(header.tokens)
        for row in _rows(readings, place, len(_cells(header.tokens, separator)), separator):
            rows |= {id(header), id(row)}
            claims += _row(row, columns, separator, unit, context)
    return claims, rows


def _separator(tokens: list[Token]) -> str:
    return next((s for s in SEPARATORS if any(t.text == s for t in tokens)), "")


def _cells(tokens: list[Token], separator: str) -> list[list[Token]]:
    """The tokens of a line, cell by cell; bars at its ends open no cells of their own."""
    cells: list[list[Token]] = [[]]
    for token in tokens:
        if token.text == separator:
            cells.append([])
        else:
            cells[-1].append(token)
    return [c for i, c in enumerate(cells) if c or 0 < i < len(cells) - 1]


def _columns(header: Reading, context: Context) -> dict[int, Column]:
    """The columns of a heading row that speak of trade, by their place from the end (a period may hold a slash itself)."""
    separator = _separator(header.tokens)
    if not separator or any(t.kind == "number" for t in header.tokens):
        return {}
    cells = _cells(header.tokens, separator)
    columns = {i - len(cells): _column(cell, context) for i, cell in enumerate(cells) if cell and i}
    return {i: column for i, column in columns.items() if column}


def _column(cell: list[Token], context: Context) -> Column | None:
    """A heading read as a line of its own."""
    pack, text = context.pack, context.text
    reading = annotate(Sentence(cell[0].start, cell[-1].end, cell, "heading"), pack, text, context.stored)
    compose(reading, pack, text, context.stored)
    told = next(told_in(reading, context, "fact_trade", TradeMemory()), None)
    return Column(told.rule, told.roles) if told else None


def _unit(readings: list[Reading], place: int) -> Unit | None:
    """Scale and currency of the caption or of the heading row itself; without either the figures mean nothing."""
    for reading in reversed(readings[max(place - CAPTION_REACH, 0) : place + 1]):
        scale = next((SCALES[w.value] for w in reading.words if w.kind == "scales" and w.value in SCALES), None)
        currency = next((w.value for w in reading.words if w.kind == "currency"), None)
        if (scale or currency) and not any(t.kind == "number" for t in reading.tokens[2:]):
            return Unit(scale or Decimal(1), currency or None)
    return None


def _rows(readings: list[Reading], place: int, width: int, separator: str) -> Iterator[Reading]:
    """The lines right below the headings that have as many cells and open with a number."""
    for row in readings[place + 1 :]:
        cells = _cells(row.tokens, separator)
        if len(cells) < width or not cells[0] or not any(t.kind == "number" for t in cells[0]):
            return
        yield row


def _row(row: Reading, columns: dict[int, Column], separator: str, unit: Unit, context: Context) -> Iterator[Claim]:
    """One claim for every figure of the row whose column is understood."""
    dates = find_dates(row, context.pack, context.text.text)
    period = resolve(dates[0], context.dates, row.sentence.paragraph)[0] if dates else None
    cells = _cells(row.tokens, separator)
    for place, column in columns.items():
        figures = [t for t in cells[place] if t.kind == "number"]
        if period and len(figures) == 1:
            yield _claim(row, column, number(figures[0].text) * unit.scale, unit, period, context)


def _claim(row: Reading, column: Column, value: Decimal, unit: Unit, period: str, context: Context) -> Claim:
    start, end = context.text.span(row.tokens[0].start, row.tokens[-1].end)
    flow, source, target = column.rule.flow, column.roles.source, column.roles.target
    if flow == "total" and source and target:
        source, target = sorted((source, target))
    if flow == "import":
        source, target = target, source
    claim = Claim(
        "fact_trade", flow, start, min(end, start + 300), column.rule.id, column.rule.confidence, source, target, date_edtf=period
    )
    claim.value, claim.currency, claim.bound = value, unit.currency, "exact"
    return claim
