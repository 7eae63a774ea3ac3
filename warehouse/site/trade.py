"""A pair's trade by year: whose figure of which flow, as columns of a chart, a chart a currency.

Here belongs the geometry and which figure can be drawn. A figure of one product, or of more than a year, is in the
table alone: beside the sum of a year its column would mislead.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from warehouse.site import words
from warehouse.site.axis import Tick, Years
from warehouse.site.facts import Fact
from warehouse.site.store import Release, grouped

HEIGHT, TOP, BOTTOM, LEFT, RIGHT = 260.0, 16.0, 26.0, 58.0, 8.0
STEPS = [Decimal(step) for step in ("1", "2", "2.5", "5", "10")]
LEAST_WIDTH = 3.0
# A small figure beside a large one is a column that one can still see and point at.
LEAST_HEIGHT = 3.0


@dataclass(frozen=True)
class Series:
    """One flow as one side tells it; `number` is its colour."""

    number: int
    name: str


@dataclass(frozen=True)
class Column:
    """One figure in the chart."""

    fact: Fact
    series: Series
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Level:
    """A line of equal amounts."""

    y: float
    label: str


@dataclass(frozen=True)
class Chart:
    """The figures of one currency."""

    currency: str
    width: float
    height: float
    years: Years
    levels: tuple[Level, ...]
    columns: tuple[Column, ...]
    series: tuple[Series, ...]
    base: float

    @property
    def ticks(self) -> list[Tick]:
        """The years under the columns, each in the middle of its year."""
        half = self.years.year_width / 2
        return [Tick(round(tick.x + half, 1), tick.year) for tick in self.years.ticks()]

    @property
    def summary(self) -> str:
        """What a person hears who does not see it."""
        figures = [f"{column.fact.row['period_edtf']}, {column.series.name}: {words.money(column.fact.row)}" for column in self.columns]
        return "; ".join(figures) + "."


def series_of(release: Release, countries: Sequence[str]) -> list[Series]:
    """The six series that a pair's trade can have, always in the same order and colours."""
    a, b = (release.name(country) for country in countries)
    return [
        Series(0, f"{a} to {b}, as {a} tells it"),
        Series(1, f"{a} to {b}, as {b} tells it"),
        Series(2, f"{b} to {a}, as {b} tells it"),
        Series(3, f"{b} to {a}, as {a} tells it"),
        Series(4, "both ways together"),
        Series(5, "balance"),
    ]


def place_of(fact: Fact) -> int:
    """The number of the series that a trade figure belongs to."""
    row = fact.row
    if row["flow"] in ("total", "balance"):
        return 4 if row["flow"] == "total" else 5
    from_first = row["exporter_country"] == fact.countries[0]
    return (0 if from_first else 2) + (0 if row["flow"] == "export" else 1)


def draw(release: Release, facts: Iterable[Fact], width: float) -> list[Chart]:
    """A chart for each currency in which there are two figures of whole years or more: one alone compares with nothing."""
    drawable = [fact for fact in facts if can_be_drawn(fact)]
    by_currency = grouped(drawable, lambda fact: fact.row["currency"] or "currency not stated")
    return [_chart(release, currency, found, width) for currency, found in sorted(by_currency.items()) if len(found) > 1]


def can_be_drawn(fact: Fact) -> bool:
    """Whether a figure is of all goods and of one year."""
    row = fact.row
    return fact.table == "fact_trade" and row["product_id"] is None and fact.start is not None and fact.start.year == fact.end.year


def _chart(release: Release, currency: str, facts: Sequence[Fact], width: float) -> Chart:
    known = series_of(release, facts[0].countries)
    used = sorted({place_of(fact) for fact in facts})
    first, last = min(fact.start.year for fact in facts), max(fact.end.year for fact in facts)
    years = Years(min(first, last - 2), last, LEFT, width - RIGHT)
    highest, lowest = max([*_values(facts), Decimal(0)]), min([*_values(facts), Decimal(0)])
    levels, scale, base = _levels(highest, lowest)
    columns = tuple(_column(fact, known, used, years, scale, base) for fact in facts)
    return Chart(currency, width, HEIGHT, years, levels, columns, tuple(known[number] for number in used), base)


def _values(facts: Sequence[Fact]) -> list[Decimal]:
    return [Decimal(fact.row["value"]) for fact in facts]


def _levels(highest: Decimal, lowest: Decimal) -> tuple[tuple[Level, ...], float, float]:
    """Lines at round amounts, how high a unit is, and where zero lies."""
    step = _round_step((highest - lowest or Decimal(1)) / 4)
    below, above = math.ceil(-lowest / step), math.ceil(highest / step)
    room = HEIGHT - TOP - BOTTOM
    scale = room / float((above + below) * step)
    base = TOP + above * float(step) * scale
    levels = (
        Level(round(base - number * float(step) * scale, 1), words.short_amount(number * step)) for number in range(-below, above + 1)
    )
    return tuple(levels), scale, round(base, 1)


def _round_step(least: Decimal) -> Decimal:
    power = Decimal(10) ** least.adjusted()
    return next(step * power for step in STEPS if step * power >= least)


def _column(fact: Fact, known: Sequence[Series], used: Sequence[int], years: Years, scale: float, base: float) -> Column:
    number = place_of(fact)
    inside = years.year_width * 0.8
    width = max(min(inside / len(used), 28.0), LEAST_WIDTH)
    middle = years.left + (fact.start.year - years.first + 0.5) * years.year_width
    x = middle + (used.index(number) - len(used) / 2) * width
    value = float(fact.row["value"]) * scale
    height = max(abs(value), LEAST_HEIGHT)
    return Column(fact, known[number], round(x, 1), round(base - (height if value >= 0 else 0), 1), round(width - 1, 1), round(height, 1))
