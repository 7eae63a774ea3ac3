"""A line of years: from days to places along it, and the ticks under it.

Here belongs what the timeline and the trade chart share. What is drawn along the line is theirs.
"""

from dataclasses import dataclass
from datetime import date

STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
# Room that a tick's four digits take, with air.
TICK_ROOM = 46.0


@dataclass(frozen=True)
class Tick:
    """A year's label and its place."""

    x: float
    year: int


@dataclass(frozen=True)
class Years:
    """Whole years, from the first to the last, between two places."""

    first: int
    last: int
    left: float
    right: float

    @property
    def year_width(self) -> float:
        """How wide one year is."""
        return (self.right - self.left) / (self.last - self.first + 1)

    def place(self, day: date) -> float:
        """Where a day lies."""
        share = (day.timetuple().tm_yday - 1) / 366
        return round(self.left + (day.year - self.first + share) * self.year_width, 1)

    def ticks(self) -> list[Tick]:
        """Years at round steps, as many as there is room for."""
        step = next((step for step in STEPS if step * self.year_width >= TICK_ROOM), STEPS[-1])
        start = -(-self.first // step) * step
        found = list(range(start, self.last + 1, step)) or [self.first]
        return [Tick(self.place(date(year, 1, 1)), year) for year in found]
