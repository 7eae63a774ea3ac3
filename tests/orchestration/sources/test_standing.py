"""How sources stand, as a public table: right by the catalogue, no news by itself, and on the home page as it is now."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from orchestration.places import DataFolder
from orchestration.sources.fetching import Told
from orchestration.sources.registry import Source
from orchestration.sources.standing import COLUMNS, standing
from orchestration.sources.state import Standing, State
from orchestration.steps import staging
from tests.warehouse.conftest import MADE_BY, make_frames
from warehouse import catalog
from warehouse.build import build_warehouse
from warehouse.checks import run_checks
from warehouse.release import ReleaseResult, publish
from warehouse.site import build_site

NOW = datetime(2026, 11, 1, 12, 30, 15, 999, tzinfo=UTC)
DAY = date(2026, 11, 1)
WIKI = Source("wiki", True, "mediawiki", "bn", "A wiki", "CC0-1.0", timedelta(days=1), api="https://example.org/api.php", title="A")
PAGE = Source("page", True, "webpage", "en", "A site", "CC0-1.0", timedelta(hours=6), url="https://example.org/")


def told(source: Source, state: State, kind: Standing, pages: int = 0, changed: datetime | None = None) -> Told:
    return Told(source, state, kind, None, pages, changed)


def stale() -> pd.DataFrame:
    """A wiki that is stale and a page that nobody has asked yet."""
    failed = State(tried_at=NOW, good_at=NOW - timedelta(days=3), failures=2, error="HTTP 503")
    return standing([told(WIKI, failed, Standing.STALE, 12, NOW - timedelta(days=9)), told(PAGE, State(), Standing.NEW)])


def test_rows_are_as_the_catalogue_says() -> None:
    assert list(COLUMNS) == [column.name for column in catalog.load()["source_standing"].columns]
    for frame in (stale(), standing([])):
        assert {name: str(kind) for name, kind in frame.dtypes.items()} == COLUMNS
        results = run_checks({"source_standing": frame}, tables=["source_standing"])
        assert list(results.loc[~results["passed"].astype(bool), "check_id"]) == []


def test_row_tells_when_it_was_asked_and_when_that_went_well() -> None:
    page, wiki = stale().to_dict("records")
    assert (page["live_source"], page["standing"], page["every_hours"]) == ("page", "new", 6.0)
    assert pd.isna(page["last_checked_at"])
    assert (wiki["standing"], wiki["pages"], wiki["failures"], wiki["problem"]) == ("stale", 12, 2, "HTTP 503")
    times = [wiki[name].isoformat() for name in ("last_checked_at", "last_good_at", "last_changed_at")]
    assert times == ["2026-11-01T12:30:15", "2026-10-29T12:30:15", "2026-10-23T12:30:15"]


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


def release(data: DataFolder, sources: pd.DataFrame) -> ReleaseResult:
    data.warehouse.unlink(missing_ok=True)
    build_warehouse({**make_frames(), "source_standing": sources}, data.warehouse)
    return publish(data.warehouse, data.exports, MADE_BY, DAY)


def test_standing_alone_makes_no_release_and_the_pages_tell_it_all_the_same(data: DataFolder) -> None:
    first = release(data, standing([]))
    again = release(data, stale())
    assert (again.version, again.created) == (first.version, False)
    assert pq.read_table(first.path / "parquet" / "source_standing.parquet").num_rows == 0
    staging.store(data, "source_standing", stale())
    build_site(data.exports, data.site, DAY, staging.rows(data, "source_standing"))
    home = (data.site / "index.html").read_text("utf-8")
    assert "<td>stale: HTTP 503</td>" in home
    assert '<time datetime="2026-10-29T12:30:15Z">29 October 2026, 12:30 UTC</time>' in home
    assert "<td>never</td>" in home


@pytest.mark.full
def test_where_no_source_is_followed_the_pages_say_nothing_of_it(data: DataFolder) -> None:
    release(data, standing([]))
    build_site(data.exports, data.site, DAY)
    assert "Live sources" not in (data.site / "index.html").read_text("utf-8")
