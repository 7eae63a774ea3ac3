"""The network of ties on a map of the world: states where their capitals lie, pairs as arcs between them.

Here belongs the geometry of arcs and names. The projection is `warehouse.site.projection`'s, the land `land.svg`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from warehouse.site.projection import HEIGHT, WIDTH, project
from warehouse.site.store import Release

Point = tuple[float, float]
Box = tuple[float, float, float, float]

# More arcs than this hide a map of a thousand pixels: the strongest are drawn, on a smaller one fewer, and the caption says so.
MOST = 400
# From so many arcs on they get thinner, and from so many states on their dots (in pixels) smaller, or nothing else could be seen.
CROWD, CROWD_OF_STATES, DOT, SMALL_DOT = 40, 60, 4.5, 2.6
# How far an arc rises over the straight line, as a share of its length.
RISE = 0.18
# The room that a name takes and the size of a dot, in pixels of the screen that the picture is drawn for.
LETTER, LINE, GAP = 7.2, 15.0, 5.0
# Where a name may stand, first choice first: right and down of its dot, and whether it ends there rather than begins.
SIDES = ((8, 0, False), (-8, 0, True), (6, -13, True), (-6, -13, False), (6, 13, True), (-6, 13, False))
# The least width of a part of the map, and its room around what is drawn, in units of the sheet.
LEAST, MARGIN = 320.0, 36.0


@dataclass(frozen=True)
class Label:
    """Where a name begins, or ends (`is_before`), and the box that it takes: left, upper, right and lower end."""

    x: float
    y: float
    is_before: bool
    box: Box


@dataclass(frozen=True)
class Place:
    """A state on the map; without `label` its name has no room and is a tooltip."""

    country: str
    name: str
    x: float
    y: float
    facts: int
    label: Label | None


@dataclass(frozen=True)
class Window:
    """The part of the sheet that a picture shows, and how many of its units are a pixel there."""

    left: float
    top: float
    width: float
    height: float
    unit: float


@dataclass(frozen=True)
class Arc:
    """A pair: a curve between two states, as thick as their facts are many."""

    pair: tuple[str, ...]
    path: str
    width: float
    facts: int


@dataclass(frozen=True)
class WorldMap:
    """The whole picture; how many pairs it leaves out, and which states it has no place for."""

    window: Window
    dot: float
    places: tuple[Place, ...]
    arcs: tuple[Arc, ...]
    left_out: int
    unplaced: tuple[str, ...]


def draw(release: Release, facts: Mapping[tuple[str, ...], int], pixels: float = WIDTH, *, is_cut: bool = False) -> WorldMap | None:
    """The map of the pairs with the number of their facts; None without a pair that has a place.

    Names have one size on a screen of any width: `pixels` is that of the picture. `is_cut` shows only where the ties lie.
    """
    points = {state: point for pair in facts for state in pair if (point := _point(release, state))}
    placed = [pair for pair in facts if all(state in points for state in pair)]
    if not placed:
        return None
    strongest = sorted(placed, key=lambda pair: (-facts[pair], pair))[: max(int(MOST * pixels / WIDTH), 1)]
    ends = {pair: (points[pair[0]], points[pair[1]]) for pair in reversed(strongest)}
    window = _window([*points.values(), *(_top(*both) for both in ends.values())], pixels) if is_cut else _sheet(pixels)
    unplaced = sorted({release.name(state) for pair in facts for state in pair if state not in points})
    dot = round((SMALL_DOT if len(points) > CROWD_OF_STATES else DOT) * window.unit, 2)
    places = _places(release, points, facts, window)
    return WorldMap(window, dot, places, _arcs(ends, facts, window), len(placed) - len(strongest), tuple(unplaced))


def _arcs(ends: Mapping[tuple[str, ...], tuple[Point, Point]], facts: Mapping[tuple[str, ...], int], window: Window) -> tuple[Arc, ...]:
    thinner = min(1.0, math.sqrt(CROWD / len(ends))) * window.unit
    widest = max(facts.values())
    return tuple(Arc(pair, _path(*both), round(_width(facts[pair], widest) * thinner, 2), facts[pair]) for pair, both in ends.items())


def _sheet(pixels: float) -> Window:
    return Window(0, 0, WIDTH, HEIGHT, round(WIDTH / pixels, 3))


def _window(shown: Sequence[Point], pixels: float) -> Window:
    """The part in which all these points lie, no further out than the sheet."""
    xs, ys = zip(*shown, strict=True)
    left, width = _span(min(xs), max(xs), LEAST, WIDTH)
    top, height = _span(min(ys), max(ys), width / 2, HEIGHT)
    return Window(left, top, width, height, round(width / pixels, 3))


def _span(start: float, end: float, least: float, whole: float) -> tuple[float, float]:
    """The beginning and the length of a stretch with room at both ends."""
    length = min(max(end - start + 2 * MARGIN, least), whole)
    return round(min(max((start + end - length) / 2, 0), whole - length), 1), round(length, 1)


def _point(release: Release, state: str) -> tuple[float, float] | None:
    row = release.countries[state]
    if row["latitude"] is None or row["longitude"] is None:
        return None
    return project(float(row["latitude"]), float(row["longitude"]))


def _width(facts: int, widest: int) -> float:
    return round(1 + 5 * math.log1p(facts) / math.log1p(widest), 1)


def _path(one: Point, other: Point) -> str:
    """From west to east, bulging upwards as great circles of the north do."""
    (x, y), (u, v) = sorted((one, other))
    rise = RISE * math.dist((x, y), (u, v))
    return f"M{x} {y}Q{round((x + u) / 2, 1)} {round((y + v) / 2 - 2 * rise, 1)} {u} {v}"


def _top(one: Point, other: Point) -> Point:
    """About the highest point of an arc."""
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2 - RISE * math.dist(one, other)


def _places(release: Release, points: Mapping[str, Point], facts: Mapping[tuple[str, ...], int], window: Window) -> tuple[Place, ...]:
    """The busiest states are named first; a later one whose name would lie over theirs is a dot with a tooltip."""
    counts = {state: sum(number for pair, number in facts.items() if state in pair) for state in points}
    gap = GAP * window.unit
    taken: list[Box] = [(x - gap, y - gap, x + gap, y + gap) for x, y in points.values()]
    found = []
    for state in sorted(points, key=lambda state: (-counts[state], state)):
        label = _label(points[state], release.name(state), window, taken)
        taken += [label.box] if label else []
        found.append(Place(state, release.name(state), *points[state], counts[state], label))
    return tuple(found)


def _label(point: Point, name: str, window: Window, taken: Sequence[Box]) -> Label | None:
    """The name at the first side of its dot where it has room; None where it has none."""
    for right, down, is_before in SIDES:
        x, y = point[0] + right * window.unit, point[1] + down * window.unit
        left, length = (x - LETTER * len(name) * window.unit if is_before else x), LETTER * len(name) * window.unit
        box = (left, y - LINE / 2 * window.unit, left + length, y + LINE / 2 * window.unit)
        if _is_inside(box, window) and not any(overlap(box, other) for other in taken):
            return Label(round(x, 1), round(y, 1), is_before, box)
    return None


def _is_inside(box: Box, window: Window) -> bool:
    left, top, right, bottom = box
    return window.left <= left and window.top <= top and right <= window.left + window.width and bottom <= window.top + window.height


def overlap(one: Iterable[float], other: Iterable[float]) -> bool:
    """Whether two boxes share a place."""
    (a, b, c, d), (e, f, g, h) = one, other
    return a < g and e < c and b < h and f < d
