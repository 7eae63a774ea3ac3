"""A file that lies there as it did is not opened, and the frame is to the byte what it is where every file is."""

import importlib
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as trying

from transforms.documents import Memory, ingest_into, stored, unchanged

READING = importlib.import_module("transforms.documents.ingest")
# Longer than the clock of a file system ticks.
SETTLING = 0.03
ENGLISH = "Peru opened an embassy in Kenya in 2009.\n"
ARABIC = "افتتحت مصر سفارة في الكويت في عام 1961.\n"
PAGE = f"<html><head><title>T</title></head><body><p>{ENGLISH * 3}</p></body></html>"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Files settle at once, and a handful of documents goes through several groups of rows."""
    monkeypatch.setattr(unchanged, "SETTLING_SECONDS", SETTLING)
    monkeypatch.setattr(unchanged, "ROWS_A_BATCH", 3)
    monkeypatch.setattr(stored, "ROWS_A_GROUP", 2)


@pytest.fixture
def opened(monkeypatch):
    """The names of the files that were opened, in order."""
    names = []
    real = READING.read_bytes

    def read(found, *rest):
        names.append(found.name)
        return real(found, *rest)

    monkeypatch.setattr(READING, "read_bytes", read)
    return names


class Runs:
    """One run after the other over some folders, each with what the one before remembered, and each held against one without."""

    def __init__(self, home: Path, folders, options):
        self.home, self.folders, self.options = home, folders, options
        self.memory = Memory(home / "languages", home / "files", home / "frame.parquet")

    def __call__(self):
        """The bytes of the frame; files that were written by now have settled."""
        time.sleep(SETTLING * 1.3)
        before = self.memory.frame if self.memory.frame.is_file() else None
        ingest_into(self.home / "new", self.folders, before, self.options, self.memory)
        ingest_into(self.home / "whole", self.folders, before, self.options)
        shutil.move(self.home / "new", self.memory.frame)
        assert self.memory.frame.read_bytes() == (self.home / "whole").read_bytes()
        return self.memory.frame.read_bytes()

    def without_looking(self):
        """The bytes of the frame where only this run's own openings are to be seen."""
        time.sleep(SETTLING * 1.3)
        ingest_into(self.home / "new", self.folders, self.memory.frame, self.options, self.memory)
        shutil.move(self.home / "new", self.memory.frame)
        return self.memory.frame.read_bytes()


@pytest.fixture
def runs(folder, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    for name, content in (("a.txt", ENGLISH), ("b.txt", ARABIC), ("b.yml", "title: B\n"), ("c.html", PAGE)):
        folder.write(name, content)
    return Runs(home, [folder.path], folder.settings)


def test_only_what_changed_is_opened(folder, runs, opened):
    first = runs()
    opened.clear()
    assert runs.without_looking() == first
    assert opened == []
    folder.write("d.txt", f"{ENGLISH}More.\n")
    runs.without_looking()
    assert opened == ["d.txt"]


@pytest.mark.parametrize(
    ("name", "content"), [("a.yml", "title: A\n"), ("b.yml", "title: Another\n"), ("b.yml", None), ("b.txt.yml", "title: Nearer\n")]
)
def test_another_sidecar_has_its_document_opened(folder, runs, opened, name, content):
    runs()
    folder.write(name, content) if content else (folder.path / name).unlink()
    opened.clear()
    runs.without_looking()
    assert opened[0] == f"{name[0]}.txt"
    assert "c.html" not in opened
    runs()


def test_a_change_that_hides_its_time_and_size_is_seen(folder, runs):
    runs()
    file = folder.path / "a.txt"
    before = file.stat()
    file.write_text(ENGLISH.replace("Kenya", "Ghana"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert b"Ghana" in runs()


def test_a_file_that_was_only_just_written_is_opened_again(runs, opened, monkeypatch):
    monkeypatch.setattr(unchanged, "SETTLING_SECONDS", 60.0)
    runs()
    opened.clear()
    runs.without_looking()
    assert sorted(set(opened)) == ["a.txt", "b.txt", "b.yml", "c.html"]


def test_the_same_bytes_as_text_and_as_page_keep_their_texts(folder, runs):
    folder.write("p/copy.html", PAGE)
    folder.write("p/copy.txt", PAGE)
    folder.write("p/late.txt", PAGE)
    runs()
    for name in ("c.html", "p/copy.html", "p/copy.txt"):
        (folder.path / name).unlink()
        runs()


def test_a_copy_speaks_where_the_first_is_turned_away(folder, runs):
    folder.write("a.yml", "title: [\n")
    folder.write("z/a.txt", ENGLISH)
    runs()
    (folder.path / "z" / "a.txt").unlink()
    runs()
    (folder.path / "a.yml").unlink()
    runs()


def test_files_without_a_text_and_corpora_are_opened(folder, runs, opened):
    folder.write("empty.txt", "")
    folder.write("lines.jsonl", f'{{"text": "{ENGLISH.strip()} One."}}\n')
    folder.write("french.txt", "Le Pérou a ouvert une ambassade au Kenya, et le Kenya a ouvert la sienne à Lima cette année-là.\n")
    runs()
    opened.clear()
    runs.without_looking()
    assert opened == ["empty.txt"]
    folder.write("lines.jsonl", f'{{"text": "{ENGLISH.strip()} Two."}}\n')
    assert b"Two." in runs()


@pytest.mark.parametrize("lost", ["files", "frame.parquet", "languages"])
@pytest.mark.parametrize("damage", ["gone", "cut", "one bit"])
def test_what_is_lost_or_damaged_costs_a_reading_and_nothing_else(runs, opened, lost, damage):
    first = runs()
    file = runs.home / lost
    content = file.read_bytes()
    middle = len(content) // 2
    file.unlink()
    if damage != "gone":
        file.write_bytes(content[:middle] + (bytes([content[middle] ^ 1]) + content[middle + 1 :] if damage == "one bit" else b""))
    opened.clear()
    ingest_into(runs.home / "new", runs.folders, None, runs.options, runs.memory)
    assert (runs.home / "new").read_bytes() == first
    assert bool(opened) == (lost != "languages")


def test_what_a_killed_run_remembered_does_not_go_with_the_frame_that_it_left(folder, runs):
    runs()
    folder.write("a.txt", ARABIC * 2)
    time.sleep(SETTLING * 1.3)
    ingest_into(runs.home / "new", runs.folders, runs.memory.frame, runs.options, runs.memory)
    runs()


def test_other_settings_open_every_file(folder, runs):
    runs()
    runs.options = replace(folder.settings, too_long=len(ENGLISH) + 5)
    assert b"the limit is" in runs()


def test_an_older_version_stays(folder, runs):
    runs()
    for content in (ARABIC * 2, ENGLISH * 2, ENGLISH):
        folder.write("a.txt", content)
        runs()
    (folder.path / "a.txt").unlink()
    runs()


NAMES = ("a.txt", "a.html", "a.md", "b.txt", "sub/a.txt", "lines.jsonl")
CONTENTS = (
    ENGLISH, ARABIC, PAGE, "", "\x00", "!!! 123\n", f"---\nid: one\nlanguage: en\n---\n{ENGLISH}", f'{{"text": "{ENGLISH.strip()}"}}\n',
    "Le Pérou a ouvert une ambassade au Kenya, et le Kenya a ouvert la sienne à Lima cette année-là.\n",
)  # fmt: skip
SIDECARS = ("a.yml", "a.txt.yml", "b.yml", "sub/a.yml")
SAID = ("title: T\n", "id: one\n", "language: fr\n", "title: [\n", "")
FOLDERS = strategies.sampled_from(("one", "two"))
EDITS = strategies.one_of(
    strategies.tuples(strategies.just("write"), FOLDERS, strategies.sampled_from(NAMES), strategies.sampled_from(CONTENTS)),
    strategies.tuples(strategies.just("write"), FOLDERS, strategies.sampled_from(SIDECARS), strategies.sampled_from(SAID)),
    strategies.tuples(
        strategies.sampled_from(("remove", "touch")), FOLDERS, strategies.sampled_from((*NAMES, *SIDECARS)), strategies.none()
    ),
    strategies.tuples(
        strategies.sampled_from(("copy", "move", "link")), FOLDERS, strategies.sampled_from(NAMES), strategies.sampled_from(NAMES)
    ),
)


def edit(home, kind, folder, name, other):
    """One edit; of what is not there, none."""
    file = home / folder / "documents" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if kind == "write":
        file.unlink(missing_ok=True)
        file.write_text(other, encoding="utf-8")
    elif kind in ("copy", "move", "link"):
        target = home / "one" / "documents" / other
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file != target:
            target.unlink(missing_ok=True)
            {"copy": shutil.copyfile, "move": shutil.move, "link": lambda *two: target.symlink_to(file)}[kind](file, target)
    elif file.exists():
        file.unlink() if kind == "remove" else os.utime(file)


@trying(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strategies.lists(strategies.lists(EDITS, min_size=1, max_size=4), min_size=2, max_size=5))
def test_after_any_edits_the_frame_is_what_it_is_without_a_memory(settings, tmp_path_factory, rounds):
    home = tmp_path_factory.mktemp("home")
    folders = [home / name / "documents" for name in ("one", "two")]
    for folder in folders:
        folder.mkdir(parents=True)
    runs = Runs(home, folders, settings)
    for name, content in zip(NAMES, CONTENTS, strict=False):
        edit(home, "write", "one", name, content)
    for edits in rounds:
        for each in edits:
            edit(home, *each)
        runs()
