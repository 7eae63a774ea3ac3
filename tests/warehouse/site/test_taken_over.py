"""Pages taken over from the site before: whatever was edited, every file is what a whole build would have written."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from warehouse.build import build_warehouse
from warehouse.release import publish
from warehouse.site import build_site, rendering
from warehouse.withdrawal import withdraw_source

DAY = date(2026, 11, 22)
Frames = dict[str, pd.DataFrame]
TEXT = "Azerbaijan opened a consulate in Kuwait in 1999."


def added(frames: Frames) -> Frames:
    """One more document, which tells one more event, the last but one in time."""
    document = {**frames["dim_document"].iloc[0].to_dict(), "document_id": "doc-new", "source_id": "source-new", "text": TEXT}
    event = {**frames["fact_event"].iloc[0].to_dict(), "event_id": "ev-new", "event_type": "consulate_opened", "title": "A consulate"}
    event |= {"target_country": "KWT", "document_count": 1}
    passage = {**frames["evidence"].iloc[0].to_dict(), "evidence_id": "evi-new", "fact_table": "fact_event", "fact_id": "ev-new"}
    passage |= {"document_id": "doc-new", "char_start": 0, "char_end": len(TEXT), "quote": TEXT}
    more = {"dim_document": document, "fact_event": event, "evidence": passage}
    return frames | {name: pd.concat([frames[name], pd.DataFrame([row])], ignore_index=True) for name, row in more.items()}


def changed(frames: Frames) -> Frames:
    """Another title of a document, another level of an event, and others are the surest passages."""
    titled = frames["dim_document"].assign(title=frames["dim_document"]["title"].where(frames["dim_document"]["language"] != "en", "Two"))
    levels = frames["fact_event"].assign(
        level=frames["fact_event"]["level"].where(frames["fact_event"]["event_id"] != "ev-visit", "official")
    )
    sure = frames["evidence"].assign(confidence=frames["evidence"]["confidence"].where(frames["evidence"]["language"] != "bn", 0.97))
    return frames | {"dim_document": titled, "fact_event": levels, "evidence": sure}


def deleted(frames: Frames) -> Frames:
    """A document is gone, with all that it alone told."""
    gone = set(frames["evidence"].query("document_id == 'doc-hostile'")["fact_id"])
    return frames | {
        "dim_document": frames["dim_document"].query("document_id != 'doc-hostile'"),
        "fact_event": frames["fact_event"][~frames["fact_event"]["event_id"].isin(gone)],
        "evidence": frames["evidence"].query("document_id != 'doc-hostile'"),
    }


def files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def taken_over(before: dict[str, int], site: Path) -> set[str]:
    return {path for path, inode in before.items() if (site / path).is_file() and (site / path).stat().st_ino == inode}


def inodes(site: Path) -> dict[str, int]:
    return {page.relative_to(site).as_posix(): page.stat().st_ino for page in site.rglob("*.html")}


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of a few rows a page, so that the small world has many of them."""
    monkeypatch.setattr("warehouse.site.listing.ROWS_A_PAGE", 2)


@pytest.fixture
def site(made: Any, tmp_path: Path) -> Path:
    """The grown world's pages, beside a copy of its releases."""
    shutil.copytree(made.exports, tmp_path / "exports")
    build_site(tmp_path / "exports", tmp_path / "site", DAY, made_by="this code")
    return tmp_path / "site"


def assert_whole(site: Path, made_by: str = "this code") -> None:
    """The site, made anew over the one before, is what a build from nothing gives."""
    build_site(site.parent / "exports", site, DAY, made_by=made_by)
    build_site(site.parent / "exports", site.parent / "fresh", DAY, made_by=made_by)
    assert files(site) == files(site.parent / "fresh")


@pytest.mark.full
@pytest.mark.parametrize(
    ("edit", "kept", "new"),
    [
        pytest.param(added, {"tables/trade.html", "documents/doc-bn.html"}, {"pairs/AZE-KWT.html"}, id="added"),
        pytest.param(
            changed,
            {"tables/trade.html", "tables/events.html"},
            {"documents/doc-en.html", "pairs/AZE-DJI.html"},
            id="changed",
            marks=pytest.mark.full,
        ),
        pytest.param(deleted, {"tables/trade.html", "pairs/AZE-DJI.html"}, {"states/AZE.html"}, id="deleted"),
    ],
)
def test_whatever_was_edited_every_file_is_as_of_a_whole_build(
    site: Path, make_frames: Any, grown: Any, edit: Callable[[Frames], Frames], kept: set[str], new: set[str]
) -> None:
    before = inodes(site)
    build_warehouse(edit(grown(make_frames())), site.parent / "warehouse.duckdb")
    publish(site.parent / "warehouse.duckdb", site.parent / "exports", {}, DAY)
    assert_whole(site)
    assert kept - taken_over(before, site) == set()
    assert (new | {"index.html", "changes.html"}) & taken_over(before, site) == set()


@pytest.mark.full
def test_withdrawn_words_are_taken_over_by_no_page(site: Path) -> None:
    withdraw_source(site.parent / "exports", "source-bn", "a complaint", DAY)
    assert_whole(site)
    assert all("কূটনৈতিক".encode() not in content for content in files(site).values())


@pytest.mark.full
def test_page_that_somebody_wrote_to_is_not_taken_over(site: Path) -> None:
    page = site / "pairs" / "AZE-DJI.html"
    page.write_bytes(page.read_bytes()[:100])
    assert_whole(site)


@pytest.fixture
def reworded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Templates of which one has another word in it."""
    shutil.copytree(rendering.TEMPLATES, tmp_path / "templates")
    base = tmp_path / "templates" / "base.html"
    base.write_text(base.read_text("utf-8").replace("Skip to", "Go on to"), "utf-8")
    monkeypatch.setattr(rendering, "TEMPLATES", tmp_path / "templates")
    rendering.environment.cache_clear()
    yield
    rendering.environment.cache_clear()


@pytest.mark.usefixtures("reworded")
def test_changed_template_is_seen_on_every_page(made: Any, tmp_path: Path) -> None:
    shutil.copytree(made.exports, tmp_path / "exports")
    shutil.copytree(made.site, tmp_path / "site")
    assert_whole(tmp_path / "site", made_by="the code with that template")
    assert all(b"Go on to the content" in page.read_bytes() for page in (tmp_path / "site" / "pairs").glob("*.html"))
