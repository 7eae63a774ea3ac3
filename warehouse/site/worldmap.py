"""The network of ties on a map of the world: states where their capitals lie, pairs as arcs between them.

Here belongs the geometry of arcs and names. The projection is `warehouse.site.projection`'s, the land `land.svg`.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from warehouse.site.projection import HEIGHT, WIDTH, project
from warehouse.site.store import Release

# More arcs than this hide the map: the strongest are drawn, and the caption says so.
MOST = 400
# How far an arc rises over the straight line, as a share of its length.
RISE = 0.18
# The room that a name takes, in units of the sheet.
LETTER, LINE, GAP = 8.5, 19.0, 7.0


@dataclass(frozen=True)
class Place:
    """A state on the map; `label` is empty where its name would lie over another."""

    country: str
    name: str
    x: float
    y: float
    facts: int
    label: str
    is_left: bool


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

    width: float
    height: float
    places: tuple[Place, ...]
    arcs: tuple[Arc, ...]
    left_out: int
    unplaced: tuple[str, ...]


def draw(release: Release, facts: Mapping[tuple[str, ...], int]) -> WorldMap | None:
    """The map of the pairs with the number of their facts; None without a pair that has a place."""
    points = {state: point for pair in facts for state in pair if (point := _point(release, state))}
    placed = [pair for pair in facts if all(state in points for state in pair)]
    if not placed:
        return None
    strongest = sorted(placed, key=lambda pair: (-facts[pair], pair))[:MOST]
    most = max(facts.values())
    arcs = tuple(
        Arc(pair, _path(*(points[state] for state in pair)), _width(facts[pair], most), facts[pair]) for pair in reversed(strongest)
    )
    unplaced = sorted({release.name(state) for pair in facts for state in pair if state not in points})
    return WorldMap(WIDTH, HEIGHT, _places(release, points, facts), arcs, len(placed) - len(strongest), tuple(unplaced))


def _point(release: Release, state: str) -> tuple[float, float] | None:
    row = release.countries[state]
    if row["latitude"] is None or row["longitude"] is None:
        return None
    return project(float(row["latitude"]), float(row["longitude"]))


def _width(facts: int, widest: int) -> float:
    return round(1 + 5 * math.log1p(facts) / math.log1p(widest), 1)


def _path(one: tuple[float, float], other: tuple[float, float]) -> str:
    """From west to east, bulging upwards as great circles of the north do."""
    (x, y), (u, v) = sorted((one, other))
    rise = RISE * math.dist((x, y), (u, v))
    return f"M{x} {y}Q{round((x + u) / 2, 1)} {round((y + v) / 2 - 2 * rise, 1)} {u} {v}"


def _places(release: Release, points: Mapping[str, tuple[float, float]], facts: Mapping[tuple[str, ...], int]) -> tuple[Place, ...]:
    """The busiest states are named first; a later one whose name would lie over theirs is a dot with a tooltip."""
    counts = {state: sum(number for pair, number in facts.items() if state in pair) for state in points}
    taken: list[tuple[float, float, float, float]] = [(x - GAP, y - GAP, x + GAP, y + GAP) for x, y in points.values()]
    found = []
    for state in sorted(points, key=lambda state: (-counts[state], state)):
        (x, y), name = points[state], release.name(state)
        is_left = x + GAP + LETTER * len(name) > WIDTH
        box = name_box(x, y, name, is_left)
        label = "" if any(overlap(box, other) for other in taken) else name
        taken += [box] if label else []
        found.append(Place(state, name, x, y, counts[state], label, is_left))
    return tuple(found)


def name_box(x: float, y: float, name: str, is_left: bool) -> tuple[float, float, float, float]:
    """The left, upper, right and lower end of a name beside its dot."""
    length = LETTER * len(name)
    left = x - GAP - 2 - length if is_left else x + GAP + 2
    return left, y - LINE / 2, left + length, y + LINE / 2


def overlap(one: Iterable[float], other: Iterable[float]) -> bool:
    """Whether two boxes share a place."""
    (a, b, c, d), (e, f, g, h) = one, other
    return a < g and e < c and b < h and f < d
