"""The site's folder: whole, the same bytes from the same release, every link alive, and nothing that a document put in."""

import multiprocessing
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import duckdb
import pandas as pd
import pytest

from warehouse import history
from warehouse.build import build_warehouse
from warehouse.export import sha256
from warehouse.release import publish
from warehouse.shelf import ReleaseError
from warehouse.site import build, build_site
from warehouse.verify import verify
from warehouse.withdrawal import withdraw_release, withdraw_source

DAY = date(2026, 11, 22)
OWN_SCRIPTS = ["assets/release.js", "assets/site.js"]


def pages(made: Any) -> list[Path]:
    """The pages themselves: what is below downloads/ is the release's."""
    return sorted(page for page in made.site.rglob("*.html") if "downloads" not in page.parts)


def contents(folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): sha256(file) for file in sorted(folder.rglob("*")) if file.is_file()}


def test_all_kinds_of_pages_are_there(made: Any) -> None:
    for path in ("index", "downloads", "ties", "changes", "codebook", "pairs/AZE-DJI", "states/AZE", "tables/events", "documents/index"):
        assert (made.site / f"{path}.html").is_file(), path
    for path in ("doc-en", "doc-bn", "path~3aempty.txt"):
        assert (made.site / f"documents/{path}.html").is_file(), path


def test_every_link_leads_somewhere(made: Any, elements: Any) -> None:
    ids = {page: {attributes.get("id") for _, attributes in elements(page.read_text("utf-8")).found} for page in pages(made)}
    dead = []
    for page in pages(made):
        for name, attributes in elements(page.read_text("utf-8")).found:
            for link in (attributes.get("href"), attributes.get("src")):
                path, anchor = urldefrag(link or "")
                target = (page.parent / unquote(path)).resolve() if path else page
                outside = made.site.resolve() not in (target, *target.parents)
                if link and (outside or not target.is_file() or (anchor and anchor not in ids[target])):
                    dead.append((page.name, name, link))
    assert dead == []


def test_ids_are_there_once(made: Any, elements: Any) -> None:
    for page in pages(made):
        ids = [attributes["id"] for _, attributes in elements(page.read_text("utf-8")).found if "id" in attributes]
        assert len(ids) == len(set(ids)), page


def test_nothing_of_a_document_is_alive(made: Any, elements: Any) -> None:
    for page in pages(made):
        found = elements(page.read_text("utf-8"))
        assert [script["src"].removeprefix("../") for script in found.of("script")] == OWN_SCRIPTS, page
        assert not any(found.of(name) for name in ("img", "style", "iframe", "object", "form", "base")), page
        for _, attributes in found.found:
            assert not any(name.startswith("on") or name == "style" for name in attributes), page
            assert not attributes.get("href", "").lower().startswith(("javascript:", "data:")), page


def test_hostile_words_are_shown_as_words(made: Any, elements: Any) -> None:
    text = elements(made.page("pairs/AZE-CAN.html")).text
    assert "Canada <script>document.title=" in text
    assert 'Canada <img src=x onerror="document.title=1"> visited' in text
    assert "{{ 7 * 7 }}" in elements(made.page("documents/doc-hostile.html")).text
    assert "\x07" not in made.page("documents/doc-hostile.html")


def test_evidence_is_marked_in_its_own_language_and_direction(made: Any, elements: Any) -> None:
    quotes = elements(made.page("pairs/AZE-KWT.html")).of("blockquote")
    assert {"lang": "ar", "dir": "rtl"} in quotes
    assert "<mark>أقامت أذربيجان والكويت علاقات دبلوماسية سنة 1994.</mark> وزار" in made.page("pairs/AZE-KWT.html")
    assert {"lang": "bn", "dir": "ltr"} in elements(made.page("pairs/AZE-DJI.html")).of("blockquote")


def test_title_has_the_documents_direction_and_a_file_name_its_own(made: Any) -> None:
    listed = made.page("documents/index.html")
    assert '<bdi lang="ar" dir="rtl">أذربيجان والكويت</bdi>' in listed
    assert '<bdi dir="auto">2026_untitled.txt</bdi>' in listed


def test_text_is_shown_where_the_licence_allows_it(made: Any) -> None:
    allowed, kept = made.page("documents/doc-bn.html"), made.page("documents/doc-en.html")
    assert 'class="text" lang="bn" dir="ltr"' in allowed
    assert "does not let us hand on the text" in kept
    assert 'class="text"' not in kept


def test_words_without_a_licence_are_on_no_page(made: Any) -> None:
    beyond_the_quotes = "mainly oil. Djibouti bought"
    assert all(beyond_the_quotes not in page.read_text("utf-8") for page in pages(made))


def test_rejected_document_says_why(made: Any) -> None:
    assert "turned away: the file is empty" in made.page("documents/path~3aempty.txt.html")


def test_names_of_people_are_in_each_script(make_frames: Callable[[], Any], tmp_path: Path) -> None:
    frames = make_frames()
    frames["dim_person"] = frames["dim_person"].assign(names='{"ar": ["عمر علي", "عمر"], "en": ["Omar Ali"]}')
    build_warehouse(frames, tmp_path / "warehouse.duckdb")
    publish(tmp_path / "warehouse.duckdb", tmp_path / "exports", {}, DAY)
    build_site(tmp_path / "exports", tmp_path / "site", DAY)
    table = (tmp_path / "site/tables/people.html").read_text("utf-8")
    written = ['<bdi lang="ar" dir="rtl">عمر علي</bdi>', '<bdi lang="ar" dir="rtl">عمر</bdi>', '<bdi lang="en" dir="ltr">Omar Ali</bdi>']
    assert " · ".join(written) in table


def test_passage_that_was_not_understood_is_one_click_away(made: Any) -> None:
    assert 'href="../documents/doc-bn.html#i1"' in made.page("tables/not-understood.html")


@pytest.mark.full
def test_downloads_are_a_release_that_can_be_verified(made: Any) -> None:
    assert verify(made.site / "downloads" / "2026.11.22").problems == ()


def test_who_writes_into_a_downloaded_database_does_not_change_the_release(exports: Path, tmp_path: Path) -> None:
    build_site(exports, tmp_path / "site", DAY)
    release = exports / "2026.11.22" / "dyadic.duckdb"
    before = sha256(release)
    with duckdb.connect(str(tmp_path / "site" / "downloads" / "2026.11.22" / "dyadic.duckdb")) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1 AS one")
    assert sha256(release) == before


def test_downloads_that_take_no_room_of_their_own_can_be_written_to_by_nobody(exports: Path, tmp_path: Path) -> None:
    build_site(exports, tmp_path / "site", DAY)
    downloads = tmp_path / "site" / "downloads" / "2026.11.22"
    shared = [file for file in downloads.rglob("*") if file.is_file() and file.stat().st_nlink > 1]
    assert downloads / "csv" / "v_event.csv" in shared
    assert [file for file in shared if file.stat().st_mode & 0o222] == []


def test_downloads_have_the_checksums_stated(made: Any) -> None:
    home = made.page("index.html")
    for file in ("dyadic.xlsx", "dyadic.duckdb", "csv/v_event.csv", "parquet/evidence.parquet"):
        copy = made.site / "downloads" / "2026.11.22" / file
        assert sha256(copy) in home


def test_what_does_not_add_up_is_on_the_page_of_the_pair(made: Any) -> None:
    page = made.page("pairs/AZE-DJI.html")
    assert "1500000 against 1400000" in page
    assert 'href="#c1">in conflict' in page


def test_event_of_a_state_alone_is_on_its_page(made: Any) -> None:
    assert 'id="ev-alone"' in made.page("states/AZE.html")


def test_long_tables_are_cut(made: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.site.listing.ROWS_A_PAGE", 3)
    build_site(made.exports, tmp_path / "site", DAY)
    assert (tmp_path / "site/tables/events-2.html").is_file()
    assert 'aria-current="page">2</a>' in (tmp_path / "site/tables/events-2.html").read_text("utf-8")


def test_same_release_same_bytes(made: Any, tmp_path: Path) -> None:
    code = "import sys; from datetime import date; from pathlib import Path; from warehouse.site import build_site\n"
    code += "build_site(Path(sys.argv[1]), Path(sys.argv[2]), date(2026, 11, 22))"
    other = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Dhaka", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code, str(made.exports), str(tmp_path / "site")], check=True, env=other)
    assert contents(tmp_path / "site") == contents(made.site)


@pytest.mark.full
@pytest.mark.parametrize("changed", ["second", "rewritten"])
def test_pages_that_show_the_same_are_taken_over(made: Any, tmp_path: Path, changed: str, request: pytest.FixtureRequest) -> None:
    target, fresh = tmp_path / "site", tmp_path / "fresh"
    build_site(made.exports, target, DAY, made_by="this code")
    before = {page: (target / page).stat().st_ino for page in contents(target)}
    exports = request.getfixturevalue(changed)
    build_site(exports, target, DAY, made_by="this code")
    build_site(exports, fresh, DAY, made_by="this code")
    assert contents(target) == contents(fresh)
    kept = {page for page, inode in before.items() if (target / page).is_file() and (target / page).stat().st_ino == inode}
    assert "states/CAN.html" in kept or "documents/path~3aempty.txt.html" in kept
    assert not kept & {"index.html", "changes.html", "pairs/AZE-DJI.html"}


def test_other_code_takes_no_page_over(made: Any, tmp_path: Path) -> None:
    target = tmp_path / "site"
    build_site(made.exports, target, DAY, made_by="this code")
    for page in target.rglob("*.html"):
        page.write_text("made by a mistake")
    build_site(made.exports, target, DAY, made_by="other code")
    assert not [page for page in target.rglob("*.html") if page.read_text("utf-8") == "made by a mistake"]


def test_pages_are_the_same_from_many_processes(made: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def spread(function: Callable[[Any], int], tasks: Any) -> list[int]:
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
            return list(pool.map(function, tasks))

    monkeypatch.setattr("warehouse.site.parts.WEIGHT", 3)
    build_site(made.exports, tmp_path / "site", DAY, spread=spread)
    assert contents(tmp_path / "site") == contents(made.site)


def test_failed_build_leaves_the_pages_of_before(made: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / "index.html").write_text("before")

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(build, "_lay_downloads", fail)
    with pytest.raises(OSError, match="disk"):
        build_site(made.exports, target, DAY)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert (target / "index.html").read_text() == "before"


def test_pages_are_replaced_as_a_whole(made: Any, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "of_before.html").write_text("before")
    build_site(made.exports, tmp_path / "site", DAY)
    assert contents(tmp_path / "site") == contents(made.site)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("can_exchange", [True, False])
def test_somebody_who_looks_always_finds_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool) -> None:
    if not can_exchange:
        monkeypatch.setattr(build, "_exchange", lambda *_: False)
    target, missing, done = tmp_path / "site", 0, threading.Event()
    (tmp_path / "site").mkdir()

    def look() -> None:
        nonlocal missing
        while not done.is_set():
            missing += not target.exists()

    looking = threading.Thread(target=look)
    looking.start()
    for number in range(300):
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / str(number)).touch()
        build._swap(tmp_path / "new", target)
        assert [path.name for path in target.iterdir()] == [str(number)]
        for old in tmp_path.glob("new*"):
            shutil.rmtree(old)
    done.set()
    looking.join()
    assert not (can_exchange and missing)


def test_no_release_no_pages(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="no release"):
        build_site(tmp_path, tmp_path / "site", DAY)


def test_nothing_read_gives_pages_too(empty_frames: Callable[[], Any], tmp_path: Path) -> None:
    build_warehouse(empty_frames(), tmp_path / "warehouse.duckdb")
    publish(tmp_path / "warehouse.duckdb", tmp_path / "exports", {}, DAY)
    build_site(tmp_path / "exports", tmp_path / "site", DAY)
    assert "No document tells anything of a pair yet." in (tmp_path / "site/index.html").read_text("utf-8")


@pytest.fixture
def second(make_frames: Callable[[], Any], exports: Path, tmp_path: Path) -> Path:
    """The small world's exports with a second release, in which an event is gone and another has changed."""
    frames = make_frames()
    events = frames["fact_event"]
    frames["fact_event"] = events[events["event_id"] != "ev-sign"].assign(level="minister")
    frames["evidence"] = frames["evidence"][frames["evidence"]["fact_id"] != "ev-sign"]
    build_warehouse(frames, tmp_path / "warehouse.duckdb")
    publish(tmp_path / "warehouse.duckdb", exports, {}, DAY)
    return exports


@pytest.fixture
def rewritten(make_frames: Callable[[], Any], exports: Path, tmp_path: Path) -> Path:
    """The small world's exports with a second release, in which the Bengali document has a newer version that says the same."""
    frames, before = make_frames(), make_frames()
    documents, evidence = frames["dim_document"], frames["evidence"]
    newer = documents[documents["document_id"] == "doc-bn"].assign(document_id="doc-newer", sha256="0" * 64)
    older = documents.assign(is_current=documents["document_id"] != "doc-bn")
    frames["dim_document"] = pd.concat([older, newer], ignore_index=True)
    frames["evidence"] = evidence.replace({"document_id": {"doc-bn": "doc-newer"}})
    frames["evidence"]["evidence_id"] = frames["evidence"]["evidence_id"].str.cat(frames["evidence"]["document_id"], sep="-")
    build_warehouse(before, tmp_path / "warehouse.duckdb")
    build_warehouse(frames, tmp_path / "warehouse.duckdb", known=history.before(tmp_path / "warehouse.duckdb", exports, DAY))
    publish(tmp_path / "warehouse.duckdb", exports, {}, DAY)
    return exports


@pytest.mark.full
def test_older_version_says_so_and_what_counted_once(rewritten: Path, tmp_path: Path, elements: Any) -> None:
    build_site(rewritten, tmp_path / "site", DAY)
    page = elements((tmp_path / "site/documents/doc-bn.html").read_text("utf-8"))
    assert "An older version, of which nothing counts any more." in page.text
    assert "No passage of it became a fact" not in page.text
    assert "passages that counted once" in page.text
    assert {"href": "../documents/doc-newer.html"} in page.of("a")
    assert {"lang": "bn", "dir": "ltr"} in page.of("blockquote")


def test_changes_since_the_release_before(second: Path, tmp_path: Path, elements: Any) -> None:
    build_site(second, tmp_path / "site", DAY)
    text = " ".join(elements((tmp_path / "site/changes.html").read_text("utf-8")).text.split())
    assert "What changed since release 2026.11.22" in text
    assert "removed agreement_signed" in text
    assert "level : nothing minister" in text or "level: nothing minister" in text


def test_withdrawn_words_are_gone_from_the_pages(exports: Path, tmp_path: Path) -> None:
    withdraw_source(exports, "source-bn", "a complaint", DAY)
    build_site(exports, tmp_path / "site", DAY)
    home = (tmp_path / "site/index.html").read_text("utf-8")
    assert "a complaint" in home
    assert all("কূটনৈতিক" not in page.read_text("utf-8") for page in (tmp_path / "site").rglob("*.html"))


def test_a_newest_release_that_was_withdrawn_gives_the_pages_of_the_one_before(second: Path, tmp_path: Path) -> None:
    withdraw_release(second, "2026.11.22.1", "a wrong level", DAY)
    build_site(second, tmp_path / "site", DAY)
    assert "The newest release: 2026.11.22<" in (tmp_path / "site/index.html").read_text("utf-8")
    assert "this is the first release" in (tmp_path / "site/index.html").read_text("utf-8")
    downloads = (tmp_path / "site/downloads.html").read_text("utf-8")
    assert "withdrawn: a wrong level" in downloads
    assert "until a person withdraws it" in downloads
