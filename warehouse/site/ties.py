"""The network of ties as a circle: states by region along it, pairs as chords between them.

Here belongs the geometry; it needs no map, and says at a glance who is tied to whom. How it looks is the template's.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warehouse.site.store import Release

# The least radius; the room along the circle that a name takes, and outwards: a letter, what stands before the first.
RADIUS, LINE, LETTER, AHEAD = 235.0, 19.0, 11.5, 18.0
LONGEST_NAME = 20
# From so many states on the picture is wider than a phone, and is moved about there.
CROWD = 60
# More chords than this are a ball of wool: the strongest are drawn, and the caption says so.
MOST = 400
GAP = 0.6


@dataclass(frozen=True)
class Node:
    """A state on the circle, its name turned so that it reads from left to right."""

    country: str
    name: str
    x: float
    y: float
    turn: float
    is_left: bool
    region: int


@dataclass(frozen=True)
class Chord:
    """A pair: a curve from one state to the other, as thick as their facts are many."""

    pair: tuple[str, ...]
    path: str
    width: float
    region: int
    facts: int


@dataclass(frozen=True)
class Ties:
    """The whole picture, and how many pairs it leaves out."""

    size: float
    longest_name: int
    is_crowded: bool
    nodes: tuple[Node, ...]
    chords: tuple[Chord, ...]
    regions: tuple[str, ...]
    left_out: int


def draw(release: Release, facts: Mapping[tuple[str, ...], int]) -> Ties | None:
    """The picture of the pairs with the number of their facts; None without a pair."""
    if not facts:
        return None
    strongest = sorted(facts, key=lambda pair: (-facts[pair], pair))[:MOST]
    states = sorted({state for pair in strongest for state in pair}, key=lambda state: _order(release, state))
    regions = tuple(dict.fromkeys(_region(release, state) for state in states))
    nodes, size = _nodes(release, states, regions)
    most = max(facts.values())
    chords = tuple(_chord(pair, facts[pair], most, nodes, size) for pair in reversed(strongest))
    return Ties(size, LONGEST_NAME, len(states) > CROWD, tuple(nodes.values()), chords, regions, len(facts) - len(strongest))


def _region(release: Release, state: str) -> str:
    return str(release.countries[state]["region"] or "No region")


def _order(release: Release, state: str) -> tuple[str, str, str]:
    row = release.countries[state]
    return _region(release, state), str(row["subregion"] or ""), str(row["name_en"])


def _nodes(release: Release, states: Sequence[str], regions: Sequence[str]) -> tuple[dict[str, Node], float]:
    """States at equal distances, with a gap between two regions, on a circle on which each has room; and the picture's size."""
    steps = len(states) + GAP * len(regions)
    radius = max(RADIUS, steps * LINE / (2 * math.pi))
    letters = min(max(len(release.name(state)) for state in states), LONGEST_NAME)
    middle = round(radius + AHEAD + letters * LETTER)
    nodes, place = {}, 0.0
    for number, state in enumerate(states):
        region = _region(release, state)
        place += GAP if number and region != _region(release, states[number - 1]) else 0.0
        angle = 2 * math.pi * place / steps
        at = (middle + radius * math.cos(angle), middle + radius * math.sin(angle))
        nodes[state] = _node(release, state, at, angle, regions.index(region))
        place += 1
    return nodes, 2.0 * middle


def _node(release: Release, state: str, at: tuple[float, float], angle: float, region: int) -> Node:
    is_left = math.cos(angle) < -1e-9
    turn = math.degrees(angle) + (180 if is_left else 0)
    return Node(state, release.name(state), round(at[0], 1), round(at[1], 1), round(turn, 1), is_left, region)


def _chord(pair: tuple[str, ...], facts: int, most: int, nodes: Mapping[str, Node], size: float) -> Chord:
    one, other = nodes[pair[0]], nodes[pair[1]]
    middle = size / 2
    path = f"M{one.x} {one.y}Q{middle} {middle} {other.x} {other.y}"
    width = round(1.2 + 6 * math.log1p(facts) / math.log1p(most), 1)
    return Chord(pair, path, width, one.region, facts)
