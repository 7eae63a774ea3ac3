"""A pair's events and relations along the years, as places of marks: a picture's geometry, not its SVG.

Here belongs which mark lies in which lane and where; how it looks is the template's and the style's. A date that is
known to a month or a year only is a bar as long as what is not known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from warehouse.site import words
from warehouse.site.axis import Tick, Years
from warehouse.site.facts import Fact
from warehouse.site.store import grouped

LANES = {
    "States": ("independence_declared", "state_dissolved"),
    "Recognition and relations": ("state_recognised", "relations_established", "relations_severed", "relations_restored"),
    "Missions and ambassadors": ("embassy_opened", "embassy_closed", "consulate_opened", "ambassador_appointed", "ambassador_recalled"),
    "Visits and talks": ("visit", "meeting", "consultation"),
    "Agreements and bodies": ("agreement_signed", "cooperation_agreed", "body_established", "organisation_joined"),
    "Positions and honours": (
        "resolution_adopted",
        "support_expressed",
        "criticism_expressed",
        "proposal_rejected",
        "award_conferred",
    ),
    "Aid, money and culture": ("aid_provided", "investment_made", "cultural_event"),
    "Sanctions and violence": ("sanction_imposed", "violence"),
}
OTHER = "Other events"
LANE_OF = {event_type: name for name, types in LANES.items() for event_type in types}
STANDING = "What stands"
ROW, HEAD, FOOT, MARGIN, MARK = 20.0, 24.0, 4.0, 14.0, 12.0
AXIS = 26.0
# A bar of what stands, high enough for its name, and how wide a letter of that is at most.
BAR, LETTER = 17.0, 6.4
# One odd year (a treaty of 1536) must not press all others together.
LONGEST = 260


@dataclass(frozen=True)
class Name:
    """What a bar is called in the picture: in it from its start, or before it."""

    text: str
    x: float
    is_before: bool


@dataclass(frozen=True)
class Mark:
    """One fact in the picture, `width` wide from `x`; a dot where it is no wider than high."""

    fact: Fact
    x: float
    y: float
    width: float
    height: float = MARK
    name: Name | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is something that stands of which no end is told: its bar runs out of the picture."""
        return _is_open(self.fact)

    @property
    def classes(self) -> str:
        """What the style looks at."""
        row = self.fact.row
        told = [self.fact.table.replace("_", "-"), str(row.get("status", "")), "disputed" if row["in_conflict"] else ""]
        told += ["denied" if row.get("holds") is False else ""]
        return " ".join(word for word in told if word)


@dataclass(frozen=True)
class Lane:
    """A named strip of the picture."""

    name: str
    y: float
    height: float
    marks: tuple[Mark, ...]

    @property
    def style(self) -> str:
        """The lane's name as the style knows it."""
        return f"lane-{self.name.replace(',', '').replace(' ', '-').lower()}"


@dataclass(frozen=True)
class Timeline:
    """The whole picture."""

    width: float
    height: float
    years: Years
    lanes: tuple[Lane, ...]
    left_out: int

    @property
    def ticks(self) -> list[Tick]:
        """The years under the lanes."""
        return self.years.ticks()

    @property
    def summary(self) -> str:
        """What a person hears who does not see it."""
        counts = [f"{lane.name}: {len(lane.marks)}" for lane in self.lanes]
        return f"From {self.years.first} to {self.years.last}. {'; '.join(counts)}. The same facts are listed below with their passages."


def draw(facts: Iterable[Fact], width: float) -> Timeline | None:
    """The picture of the dated events and relations among these facts; None where there is none."""
    dated = [fact for fact in facts if fact.table in ("fact_event", "fact_relation") and fact.start and fact.end]
    if not dated:
        return None
    last = max(fact.end.year for fact in dated)
    shown = [fact for fact in dated if fact.start.year >= last - LONGEST]
    first = min(fact.start.year for fact in shown)
    years = Years(min(first, last - 4), last, MARGIN, width - MARGIN)
    lanes = tuple(_lanes(shown, years))
    return Timeline(width, lanes[-1].y + lanes[-1].height + AXIS, years, lanes, len(dated) - len(shown))


def lane_of(event_type: str) -> str:
    """The lane of an event type."""
    return LANE_OF.get(event_type, OTHER)


def _lanes(facts: Sequence[Fact], years: Years) -> Iterable[Lane]:
    y = 0.0
    inside = grouped(facts, _lane)
    for name in (each for each in (STANDING, *LANES, OTHER) if each in inside):
        marks, rows = _stacked(inside[name], years, y + HEAD)
        height = HEAD + rows * ROW + FOOT
        yield Lane(name, y, height, marks)
        y += height


def _lane(fact: Fact) -> str:
    return STANDING if fact.table == "fact_relation" else lane_of(fact.kind)


def _stacked(facts: Sequence[Fact], years: Years, top: float) -> tuple[tuple[Mark, ...], int]:
    """Marks in as few rows as keep them from touching one another."""
    ends: list[float] = []
    marks = []
    for fact in facts:
        start, stop = _extent(fact, years)
        row = next((number for number, end in enumerate(ends) if end + 4 <= start), len(ends))
        ends[row:] = [stop, *ends[row + 1 :]]
        marks.append(_mark(fact, start, stop, top + row * ROW))
    return tuple(marks), len(ends)


def _mark(fact: Fact, start: float, stop: float, y: float) -> Mark:
    width = round(stop - start, 1)
    if fact.table == "fact_event":
        return Mark(fact, start, y, width)
    return Mark(fact, start, y, width, height=BAR, name=_bar_name(fact, start, stop))


def _bar_name(fact: Fact, start: float, stop: float) -> Name | None:
    """What stands has its name in the picture: its title where there is room, else its kind, else none."""
    for text in (fact.title.split(" since ")[0], fact.label):
        if len(text) * LETTER <= stop - start:
            return Name(text, round(start + 7, 1), is_before=False)
        if len(text) * LETTER <= start:
            return Name(text, round(start - 5, 1), is_before=True)
    return None


def _extent(fact: Fact, years: Years) -> tuple[float, float]:
    start = years.place(fact.start)
    stop = years.right + MARGIN if _is_open(fact) else years.place(_last_day(fact, years))
    if stop - start < MARK:
        middle = min(max((start + stop) / 2, years.left + MARK / 2), years.right - MARK / 2)
        return round(middle - MARK / 2, 1), round(middle + MARK / 2, 1)
    return start, stop


def _is_open(fact: Fact) -> bool:
    return fact.table == "fact_relation" and fact.row["until_end"] is None


def _last_day(fact: Fact, years: Years) -> date:
    """An event ends with its date; what stood, with its end, or with the picture."""
    own_end: date = fact.end if fact.table == "fact_event" else fact.row["until_end"]
    return min(own_end, date(years.last, 12, 31))


def label(fact: Fact) -> str:
    """What a mark is called: the title, with the date where that does not say it."""
    return fact.title if not fact.date or fact.when in fact.title else f"{fact.title}, {words.date_in_words(fact.date)}"
