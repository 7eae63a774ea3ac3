"""A real MediaWiki: what it lists, how its pages are edited between two refreshes, and five hundred of them at once."""

import csv
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.machine.terminal import Exit
from orchestration.places import SEEDS
from tests.orchestration.sources import loopback_wiki
from tests.orchestration.sources.loopback_wiki import LoopbackWiki

pytestmark = [
    pytest.mark.full,
    pytest.mark.timeout(600),
    pytest.mark.skipif(bool(loopback_wiki.missing()), reason=f"no MediaWiki to ask: {loopback_wiki.missing()}"),
]

SOURCE = """
[sources.{name}]
on = true
kind = "mediawiki"
api = "{api}"
{query}
language = "en"
publisher = "Loopback"
licence = "CC-BY-SA-4.0"
every = "1 minute"
"""
SETTINGS = [
    ('contact = ""', 'contact = "tests@localhost"'),
    ("seconds_between_requests = 2.0", "seconds_between_requests = 0.0"),
    ("tries = 4", "tries = 1"),
    ("private_networks = []", 'private_networks = ["127.0.0.1/32"]'),
]
MANY = 500


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackWiki]:
    with LoopbackWiki(tmp_path_factory.mktemp("wiki")) as running:
        yield running


class Place:
    """A data folder with a file of sources, and the commands that work on it."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.file = folder / "sources.toml"
        self.documents = folder / "documents"
        self.documents.mkdir()
        text = (SEEDS / "sources.toml").read_text("utf-8")
        for old, new in SETTINGS:
            assert old in text
            text = text.replace(old, new)
        self.file.write_text(text, encoding="utf-8")

    def follow(self, wiki: LoopbackWiki, name: str, query: str) -> None:
        with self.file.open("a", encoding="utf-8") as file:
            file.write(SOURCE.format(name=name, api=wiki.api, query=query))

    def fetch(self, source: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "orchestration.commands.fetch", "--data", str(self.data), "--sources", str(self.file)]
        return subprocess.run([*command, "--source", source], capture_output=True, text=True, check=False)

    @property
    def refreshing(self) -> list[str]:
        command = [sys.executable, "-m", "orchestration.commands.refresh", "--documents", str(self.documents), "--data", str(self.data)]
        return [*command, "--sources", str(self.file)]

    def refresh(self) -> str:
        """Refresh when every source is due again."""
        for path in self.data.glob("sources/*/state.json"):
            state = json.loads(path.read_text("utf-8"))
            path.write_text(json.dumps({**state, "tried_at": "2020-01-01T00:00:00+00:00"}), encoding="utf-8")
        done = subprocess.run(self.refreshing, capture_output=True, text=True, check=False)
        assert done.returncode == Exit.DONE, done.stdout + done.stderr
        return done.stdout

    def ask(self, question: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.data / "warehouse.duckdb"), read_only=True) as connection:
            return connection.sql(question).fetchall()

    def titles(self, source: str) -> set[str]:
        return {path.stem.rsplit(".", 1)[0] for path in (self.data / "fetched" / source).glob("*.wiki")}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_category_search_and_title(wiki: LoopbackWiki, place: Place) -> None:
    wiki.edit("Oman–Qatar relations", "Oman opened an embassy in Qatar in 1994. [[Category:Gulf relations]]")
    wiki.edit("Oman–Kuwait relations", "Oman opened an embassy in Kuwait in 1995. [[Category:Gulf relations]]")
    wiki.edit("Gulf of Oman", "A gulf. [[Category:Seas]]")
    wiki.edit("Qatar–Oman relations", "#REDIRECT [[Oman–Qatar relations]]")
    place.follow(wiki, "category", 'category = "Gulf relations"')
    place.follow(wiki, "search", 'search = "Oman"\ntitles = "*–* relations"')
    place.follow(wiki, "title", 'title = "Qatar–Oman relations"')
    place.follow(wiki, "nothing", 'title = "Not written yet"')
    both = {"Oman–Qatar_relations", "Oman–Kuwait_relations"}
    for source, titles in {"category": both, "search": both, "title": {"Oman–Qatar_relations"}, "nothing": set()}.items():
        told = place.fetch(source)
        assert place.titles(source) == titles, told.stdout + told.stderr


def test_page_that_is_edited_between_two_refreshes(wiki: LoopbackWiki, place: Place) -> None:
    wiki.edit("Chile–Peru relations", "Peru opened an embassy in Chile in 1994. [[Category:Edited]]")
    wiki.edit("Bolivia–Peru relations", "Peru opened a consulate in Bolivia in 1999. [[Category:Edited]]")
    place.follow(wiki, "edited", 'category = "Edited"')
    place.refresh()
    events = "SELECT event_type, date_edtf FROM fact_event ORDER BY ALL"
    assert place.ask(events) == [("consulate_opened", "1999"), ("embassy_opened", "1994")]

    wiki.edit("Chile–Peru relations", "Peru opened an embassy in Chile in 1996. [[Category:Edited]]")
    before = wiki.asked("rvprop")
    place.refresh()
    assert place.ask(events) == [("consulate_opened", "1999"), ("embassy_opened", "1996")]
    assert wiki.asked("rvprop") == before + 1
    versions = place.ask("SELECT source_id, is_current, licence FROM dim_document WHERE title LIKE 'Chile%' ORDER BY is_current")
    assert [(current, licence) for _, current, licence in versions] == [(False, "CC-BY-SA-4.0"), (True, "CC-BY-SA-4.0")]
    assert versions[0][0] == versions[1][0]

    wiki.move("Chile–Peru relations", "Peru–Chile relations")
    wiki.delete("Bolivia–Peru relations")
    place.fetch("edited")
    assert place.titles("edited") == {"Peru–Chile_relations"}
    wiki.stop()
    try:
        told = place.refresh()
    finally:
        wiki.start()
    assert "edited is stale: no connection to 127.0.0.1" in told
    assert place.ask(events) == [("embassy_opened", "1996")]


def articles() -> dict[str, str]:
    """As many articles as wanted, each on a pair of its own, long enough to be several requests of text."""
    with (SEEDS / "reference" / "countries.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name_en"] for row in csv.DictReader(file) if row["is_former"].lower() != "true"]
    plain = [name for name in names if name.isalpha()]
    pairs = itertools.islice(itertools.combinations(plain, 2), 0, None, 7)
    told = "{0} opened an embassy in {1} in {2}. {1} and {0} signed an agreement on culture on 3 May {3}.\n\n[[Category:Many]]"
    return {f"{a}–{b} relations": told.format(a, b, 1960 + n % 60, 1961 + n % 60) for n, (a, b) in enumerate(itertools.islice(pairs, MANY))}


def test_five_hundred_articles_in_one_go_and_after_a_kill(wiki: LoopbackWiki, place: Place) -> None:
    texts = articles()
    assert len(texts) == MANY
    wiki.fill(texts)
    place.follow(wiki, "many", 'category = "Many"')
    process = subprocess.Popen(place.refreshing, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    records = place.data / "sources" / "many" / "pages"
    while not records.is_dir() or len(list(records.glob("*.json"))) < 100:
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = {path.name: path.stat().st_mtime_ns for path in records.glob("*.json")}
    assert 100 <= len(kept) < MANY
    started = time.monotonic()
    told = place.refresh()
    print(f"{MANY - len(kept)} of {MANY} articles fetched, all read and released in {time.monotonic() - started:.1f} s")
    assert f"{MANY} loaded, 0 rejected" in told
    assert {name: (records / name).stat().st_mtime_ns for name in kept} == kept
    assert place.ask("SELECT count(*) FROM dim_document WHERE is_current") == [(MANY,)]
    assert place.ask("SELECT count(DISTINCT (source_country, target_country)) FROM fact_event WHERE event_type = 'embassy_opened'") == [
        (MANY,)
    ]
    assert not list(place.data.rglob(".tmp-*"))
    [log] = [path for path in (place.data / "logs").glob("*.log") if "of 500 documents" in path.read_text("utf-8")]
    assert f"many: fetched {MANY - len(kept)} of {MANY - len(kept)} pages" in log.read_text("utf-8")
