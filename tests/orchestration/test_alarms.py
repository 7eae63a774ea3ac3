"""When somebody has to be told, and that nobody is told the same twice."""

from datetime import UTC, datetime, timedelta

from orchestration.service import alarms
from orchestration.service.alarms import DATA, Memory
from orchestration.sources.fetching import Told
from orchestration.sources.registry import Source
from orchestration.sources.state import Standing, State

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PAGE = Source("page", True, "webpage", "en", "Test", "CC0-1.0", DAY, url="https://example.org/")


def told(standing: Standing, **state: object) -> Told:
    return Told(PAGE, State(**state), standing, None, 1)


def stale(last_good: datetime | None, since: datetime = NOW, sources: tuple[Told, ...] = ()) -> dict[str, str]:
    return alarms.stale(NOW, last_good, since, 2 * DAY, sources)


def test_data_are_stale_after_the_longest_time() -> None:
    assert stale(NOW - 2 * DAY) == {}
    assert stale(NOW - 3 * DAY) == {
        DATA: "the data are stale: no refresh has ended well for 48 hours; the last one ended 2026-10-29 12:00 UTC"
    }


def test_where_none_has_ended_well_the_time_counts_from_the_first_look() -> None:
    assert stale(None) == {}
    assert "none ever has" in stale(None, NOW - 3 * DAY)[DATA]


def test_source_that_fails_is_told_with_its_reason_and_a_new_one_is_not() -> None:
    failing = told(Standing.STALE, good_at=NOW - 5 * DAY, failures=2, error="it answered 503")
    assert stale(NOW, sources=(failing,)) == {
        "source page": "the source page is stale: last fetched well 2026-10-27 12:00 UTC; it answered 503"
    }
    never = told(Standing.NEW, failures=1, error="no such host")
    assert stale(NOW, sources=(never,)) == {"source page": "the source page is stale: never fetched well; no such host"}
    assert stale(NOW, sources=(told(Standing.NEW), told(Standing.FRESH, good_at=NOW))) == {}


def test_list_of_sources_that_cannot_be_read_is_told() -> None:
    assert alarms.stale(NOW, NOW, NOW, DAY, [], "no TOML") == {alarms.LIST: "no live source can be followed: no TOML"}


def test_each_thing_is_told_once_and_again_after_long_and_when_it_is_over() -> None:
    found = {DATA: "the data are stale"}
    first, memory = alarms.news(found, Memory(NOW), NOW, DAY)
    assert [alert.text for alert in first] == ["the data are stale"]
    second, memory = alarms.news(found, memory, NOW + DAY / 2, DAY)
    assert second == []
    third, memory = alarms.news(found, memory, NOW + DAY, DAY)
    assert [alert.kind for alert in third] == [alarms.STALE]
    over, memory = alarms.news({}, memory, NOW + 2 * DAY, DAY)
    assert [(alert.kind, alert.text) for alert in over] == [(alarms.FRESH_AGAIN, "the data: no longer stale")]
    assert memory == Memory(NOW)


def test_source_is_not_over_because_the_list_cannot_be_read() -> None:
    told = Memory(NOW, {"source page": NOW})
    alerts, memory = alarms.news({alarms.LIST: "no TOML"}, told, NOW + DAY, DAY)
    assert [alert.text for alert in alerts] == ["no TOML"]
    assert memory.told == {"source page": NOW, alarms.LIST: NOW + DAY}


def test_memory_survives_being_written() -> None:
    memory = Memory(NOW, {DATA: NOW + DAY})
    assert Memory.read(memory.write(), NOW + 9 * DAY) == memory


def test_memory_that_cannot_be_read_is_a_fresh_one() -> None:
    for text in (None, "", "[]", "{}", '{"since": 1, "told": {}}', '{"since": "then", "told": []}'):
        assert Memory.read(text, NOW) == Memory(NOW)


def test_failed_run_says_what_comes_of_it() -> None:
    assert alarms.failed_run("refresh", "0123456789", "facts: no room", False).text == (
        "run 01234567 of refresh failed: facts: no room; nothing was published, the last release stands"
    )
    assert alarms.failed_run("refresh", "0123456789", "it died", True).text.endswith("it is tried again")
