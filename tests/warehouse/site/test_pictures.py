"""Timeline, trade chart and circle of ties: what is drawn where, and what is not."""

import csv
import dataclasses
import math
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.reference import FOLDER
from warehouse.site import ties, timeline, trade, worldmap
from warehouse.site.axis import Years
from warehouse.site.projection import HEIGHT, WIDTH, latitude_of, project
from warehouse.site.store import Release, newest_release
from warehouse.site.world import World

pytestmark = pytest.mark.usefixtures("made")


@pytest.fixture(scope="module")
def world(made: object) -> World:
    return World(newest_release(made.exports), [], date(2026, 11, 22))  # type: ignore[attr-defined]


def marks(drawn: timeline.Timeline) -> Iterator[timeline.Mark]:
    return (mark for lane in drawn.lanes for mark in lane.marks)


def test_every_event_type_has_a_lane() -> None:
    with (FOLDER / "event_types.csv").open(encoding="utf-8") as file:
        types = {row["event_type"] for row in csv.DictReader(file)}
    assert types == {kind for kinds in timeline.LANES.values() for kind in kinds}


def test_day_is_a_dot_and_a_year_is_a_bar(world: World) -> None:
    drawn = {mark.fact.fact_id: mark for mark in marks(timeline.draw(world.facts, 920))}
    assert drawn["ev-est"].width == timeline.MARK
    years = timeline.draw(world.facts, 920).years
    assert drawn["ev-open"].width == pytest.approx(years.year_width, rel=0.02)


@pytest.mark.parametrize("width", [340.0, 920.0])
def test_marks_do_not_touch_and_stay_inside(world: World, width: float) -> None:
    for lane in timeline.draw(world.facts, width).lanes:
        taken = sorted((mark.y, mark.x, mark.x + mark.width) for mark in lane.marks)
        assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(taken))
        assert all(mark.x >= 0 and mark.x + mark.width <= width for mark in lane.marks)


@pytest.mark.parametrize("width", [340.0, 920.0])
def test_what_stands_runs_out_of_the_picture_and_what_ended_does_not(world: World, width: float) -> None:
    standing = next(fact for fact in world.facts if fact.table == "fact_relation" and fact.start)
    ended = dataclasses.replace(standing, row={**standing.row, "until_end": date(standing.start.year + 1, 6, 30)})
    (lane,) = timeline.draw([standing, ended], width).lanes
    ends = {mark.is_open: mark.x + mark.width for mark in lane.marks}
    assert ends[True] == width
    assert ends[False] <= width - timeline.MARGIN


def test_nothing_dated_is_no_picture() -> None:
    assert timeline.draw([], 920) is None


def test_ticks_are_round_and_have_room() -> None:
    ticks = Years(1897, 2026, 0, 340).ticks()
    assert [tick.year for tick in ticks] == [1900, 1920, 1940, 1960, 1980, 2000, 2020]
    assert all(b.x - a.x >= 45 for a, b in pairwise(ticks))


def test_both_sides_of_a_flow_are_two_series(world: World) -> None:
    places = {fact.fact_id: trade.place_of(fact) for fact in world.facts if fact.table == "fact_trade"}
    assert places == {"tr-exp": 0, "tr-imp": 1, "tr-2016": 4, "tr-balance": 5}
    names = [series.name for series in trade.series_of(world.release, ("AZE", "DJI"))]
    assert names[:2] == ["Azerbaijan to Djibouti, as Azerbaijan tells it", "Azerbaijan to Djibouti, as Djibouti tells it"]


def test_columns_are_as_high_as_their_amounts(world: World) -> None:
    (chart,) = trade.draw(world.release, world.facts, 920)
    heights = {column.fact.fact_id: column.height for column in chart.columns}
    assert heights["tr-exp"] / heights["tr-imp"] == pytest.approx(15 / 14, rel=0.01)
    below = next(column for column in chart.columns if column.fact.fact_id == "tr-balance")
    assert below.y == chart.base
    assert all(column.y >= trade.TOP and column.y + column.height <= chart.height - trade.BOTTOM + 0.1 for column in chart.columns)


def test_small_figure_beside_a_large_one_can_be_seen(world: World) -> None:
    facts = {fact.fact_id: fact for fact in world.facts}
    large = dataclasses.replace(facts["tr-exp"], row={**facts["tr-exp"].row, "value": 10**12})
    (chart,) = trade.draw(world.release, [large, facts["tr-imp"], facts["tr-balance"]], 920)
    _, above, below = chart.columns
    assert above.height == below.height == trade.LEAST_HEIGHT
    assert (above.y + above.height, below.y) == (chart.base, chart.base)


def test_figure_alone_is_no_chart(world: World) -> None:
    alone = [fact for fact in world.facts if fact.fact_id == "tr-exp"]
    assert trade.draw(world.release, alone, 920) == []


def test_circle_has_each_state_once_and_says_what_it_leaves_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {pair: len(bundle.facts) for pair, bundle in world.bundles.items() if len(pair) == 2}
    drawn = ties.draw(world.release, counts)
    assert sorted(node.country for node in drawn.nodes) == ["AZE", "CAN", "DJI", "KWT"]
    assert drawn.left_out == 0
    monkeypatch.setattr(ties, "MOST", 1)
    assert ties.draw(world.release, counts).left_out == len(counts) - 1
    assert ties.draw(world.release, {}) is None


@pytest.mark.parametrize("number", [4, 60, 230])
def test_circle_has_room_for_every_name(world: World, number: int) -> None:
    states = sorted(world.release.countries)[:number]
    drawn = ties.draw(world.release, dict.fromkeys(pairwise(states), 1))
    middle = drawn.size / 2
    places = [(node.x - middle, node.y - middle) for node in drawn.nodes]
    apart = [math.dist(one, other) for one, other in pairwise(places)]
    longest = max(min(len(node.name), drawn.longest_name) for node in drawn.nodes)
    assert len(places) == number and min(apart) > 18, "a name is eighteen high"
    assert math.hypot(*places[0]) + longest * 11 < middle, "and a letter at most eleven wide"
    assert drawn.is_crowded == (number > 60)


def test_release_is_read_as_it_is(made: object, tmp_path: Path) -> None:
    release = newest_release(made.exports)  # type: ignore[attr-defined]
    assert isinstance(release, Release)
    assert release.rows("no_such_table") == []


@given(latitude=st.floats(-55, 79), longitude=st.floats(-180, 180))
def test_places_lie_on_the_sheet_and_back(latitude: float, longitude: float) -> None:
    x, y = project(latitude, longitude)
    assert 0 <= x <= WIDTH and 0 <= y <= HEIGHT
    assert latitude_of(y) == pytest.approx(latitude, abs=0.03)


def test_map_puts_states_where_they_are(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {pair: len(bundle.facts) for pair, bundle in world.bundles.items() if len(pair) == 2}
    drawn = worldmap.draw(world.release, counts)
    places = {place.country: place for place in drawn.places}
    assert places["CAN"].x < places["DJI"].x < places["AZE"].x, "Canada lies west of Djibouti, and that of Azerbaijan"
    assert places["CAN"].y < places["DJI"].y, "Canada lies north"
    assert max(drawn.arcs, key=lambda arc: arc.width).facts == max(counts.values())
    monkeypatch.setattr(worldmap, "MOST", 1)
    assert worldmap.draw(world.release, counts).left_out == len(counts) - 1
    assert worldmap.draw(world.release, {}) is None


@pytest.mark.parametrize(("pixels", "is_cut"), [(1000, False), (340, True)])
def test_names_on_the_map_do_not_touch(world: World, pixels: float, is_cut: bool) -> None:
    states = sorted(state for state, row in world.release.countries.items() if row["latitude"])
    drawn = worldmap.draw(world.release, dict.fromkeys(pairwise(states), 1), pixels, is_cut=is_cut)
    boxes = [place.label.box for place in drawn.places if place.label]
    assert 8 < len(boxes) < len(states)
    assert not any(worldmap.overlap(one, other) for one, other in combinations(boxes, 2))


def test_map_on_a_phone_shows_the_ties_alone_and_names_the_busiest(world: World) -> None:
    counts = {("AZE", "CAN"): 9, ("ARM", "AZE"): 1, ("AZE", "KWT"): 5, ("AZE", "DJI"): 5, ("CAN", "TUR"): 1}
    phone, screen = (worldmap.draw(world.release, counts, pixels, is_cut=cut) for pixels, cut in ((340, True), (1000, False)))
    window = phone.window
    assert window.width < screen.window.width == WIDTH
    for place in phone.places:
        assert window.left < place.x < window.left + window.width and window.top < place.y < window.top + window.height
    assert {"AZE", "CAN", "KWT"} <= {place.country for place in phone.places if place.label}
    for left, top, right, bottom in (place.label.box for place in phone.places if place.label):
        assert window.left <= left < right <= window.left + window.width
        assert window.top <= top < bottom <= window.top + window.height


def test_crowded_map_draws_less_and_finer(world: World) -> None:
    states = sorted(state for state, row in world.release.countries.items() if row["latitude"])
    crowd = dict.fromkeys(pairwise(states), 3)
    few, many, phone = (
        worldmap.draw(world.release, facts, pixels) for facts, pixels in (({("AZE", "KWT"): 3}, 1000), (crowd, 1000), (crowd, 250))
    )
    assert (few.arcs[0].width, few.dot) > (many.arcs[0].width, many.dot)
    assert len(phone.arcs) == 100 == len(crowd) - phone.left_out
    assert len(many.arcs) == len(crowd)


def test_part_of_the_map_is_never_larger_than_the_sheet(world: World) -> None:
    everywhere = worldmap.draw(world.release, {("FJI", "USA"): 1, ("NZL", "NOR"): 1}, 340, is_cut=True)
    window = everywhere.window
    assert window.left >= 0 and window.left + window.width <= WIDTH
    assert window.top >= 0 and window.top + window.height <= HEIGHT


def test_state_without_a_place_is_said(world: World) -> None:
    drawn = worldmap.draw(world.release, {("ATA", "AZE"): 1, ("AZE", "KWT"): 2})
    assert drawn.unplaced == ("Antarctica",)
    assert [arc.pair for arc in drawn.arcs] == [("AZE", "KWT")]
