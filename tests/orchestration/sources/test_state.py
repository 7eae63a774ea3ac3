"""When a source is due, and how it stands."""

from datetime import UTC, datetime, timedelta

import pytest

from orchestration.sources.state import Standing, State

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def is_due(state: State, after: timedelta) -> bool:
    return state.is_due(NOW + after, "this", DAY, HOUR)


def test_new_source_is_due() -> None:
    assert State().is_due(NOW, "this", DAY, HOUR)
    assert State().standing(NOW, DAY) == Standing.NEW


def test_source_is_due_when_its_time_has_come() -> None:
    state = State().succeeded(NOW, "this", None)
    assert not is_due(state, HOUR)
    assert is_due(state, DAY)


def test_source_that_is_asked_something_else_is_due() -> None:
    state = State().succeeded(NOW, "that", None)
    assert is_due(state, HOUR)
    assert is_due(state.failed(NOW, "that", "HTTP 500", 9 * 3600), HOUR)


def test_daily_run_that_starts_some_seconds_earlier_is_not_too_early() -> None:
    assert is_due(State().succeeded(NOW, "this", None), DAY - timedelta(minutes=5))


def test_after_a_failure_sooner_and_then_later_and_later() -> None:
    state = State().succeeded(NOW, "this", None)
    waits = []
    for _ in range(7):
        state = state.failed(NOW, "this", "HTTP 500", None)
        waits.append(next(hours for hours in range(48) if is_due(state, hours * HOUR)))
    assert waits == [1, 2, 4, 8, 16, 24, 24]


def test_many_failures_are_no_problem() -> None:
    state = State(tried_at=NOW, asked="this", failures=100_000, error="HTTP 500")
    assert is_due(state, DAY)


def test_server_that_asked_for_time_is_left_alone() -> None:
    state = State().failed(NOW, "this", "HTTP 429", 5 * 3600)
    assert not is_due(state, 4 * HOUR)
    assert is_due(state, 5 * HOUR)


def test_clock_that_went_back_does_not_stop_a_source() -> None:
    assert is_due(State().succeeded(NOW + timedelta(days=400), "this", None), HOUR)


def test_failure_makes_stale_and_success_fresh_again() -> None:
    good = State().succeeded(NOW, "this", None)
    failed = good.failed(NOW + HOUR, "this", "HTTP 500", None)
    assert good.standing(NOW, DAY) == Standing.FRESH
    assert failed.standing(NOW + HOUR, DAY) == Standing.STALE
    assert failed.good_at == NOW
    assert failed.succeeded(NOW + DAY, "this", None) == State(tried_at=NOW + DAY, good_at=NOW + DAY, asked="this")


@pytest.mark.parametrize(("days", "standing"), [(1.9, Standing.FRESH), (2.1, Standing.STALE)])
def test_source_that_nobody_asks_gets_stale(days: float, standing: Standing) -> None:
    assert State().succeeded(NOW, "this", None).standing(NOW + timedelta(days=days), DAY) == standing
