"""The site's folder: made in private of the newest release, then put in the place of the one before.

Here belongs the order of the making, and which pages are taken over from the site before: those that show the same, made by the
same. What is written is `warehouse.site.pages`' and the templates'.
"""

import ctypes
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import duckdb

from warehouse import durable
from warehouse.connections import new_database, reading
from warehouse.site import overview, pages, parts
from warehouse.site.facts import document_page, page_of
from warehouse.site.fonts import copy_fonts
from warehouse.site.rendering import ASSETS, Page, write_page
from warehouse.site.store import Release, Row, announced, newest_release
from warehouse.site.tables import PATHS, part_path
from warehouse.site.words import date_in_words
from warehouse.site.world import World

# AT_FDCWD and RENAME_EXCHANGE of Linux's renameat2.
HERE, EXCHANGE = -100, 2
# What of a site tells what its pages were made of; the release's version, which a page shows by a script: it is no news of the page.
PRINTS, VERSION = "prints.json", "assets/release.js"
# The right to write to a file: of its owner, of a group and of all.
WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
# The folders in which the pages lie that can be taken over.
FOLDERS = ("documents", "pairs", "states", "tables")
Prints = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Task:
    """Some pages: of a part of the rows, with the keys of the pages."""

    kind: str
    part: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """What every page is made with; `cut` is the database of the parts."""

    folder: Path
    cut: Path
    release: Release
    releases: Sequence[Row]
    checked: date
    sources: Sequence[Row] | None


# Does each task by the function, in any process and in any order, and gives what it returns.
Spread = Callable[[Callable[[Task], int], Sequence[Task]], Iterable[int]]


def build_site(
    exports: Path, target: Path, checked: date, sources: Sequence[Row] | None = None, made_by: str = "", spread: Spread = map
) -> int:
    """Make the pages of the newest release in `exports` at `target`, whole or not at all; returns the number of pages.

    `checked` is the day on which the release was found to be up to date, `sources` the rows of `source_standing` of then (the
    release's own where none are given); the home page tells both. The same of all these gives the same bytes.
    `made_by` names the code; pages that the same code has made of the same rows are linked and not made again (none where it is
    empty). `spread` does the work, in this process unless told otherwise.
    """
    release = newest_release(exports)
    with durable.private_path(target) as folder:
        job = Job(folder, folder.with_name(f"{folder.name}.cut"), release, announced(exports), checked, sources)
        with new_database(job.cut, sum(release.manifest["rows"].values())) as connection:
            overview.lay_out(connection, release)
            prints = overview.prints(connection)
            kept = _kept(target, _maker(release, made_by), prints)
            parts.cut(connection, {kind: prints[kind].keys() - kept[kind].keys() for kind in prints})
            tasks = _tasks(connection)
        count = sum(spread(partial(_render, job), tasks))
        count += _link(target, folder, [path for pages_of_kind in kept.values() for path in pages_of_kind.values()])
        _write_beside(job, {"made_by": _maker(release, made_by), **prints})
        _swap(folder, target)
    return count


def _maker(release: Release, made_by: str) -> str:
    """What makes pages, with the lists that all of them take names from; empty where nobody knows."""
    lists = [release.manifest["files"][f"parquet/{name}.parquet"]["sha256"] for name in ("dim_country", "dim_product")]
    return " ".join([made_by, duckdb.__version__, *lists]) if made_by else ""


def _kept(target: Path, maker: str, prints: Prints) -> dict[str, dict[str, str]]:
    """The pages of the site before that would be made as they are: of each kind the paths by the keys."""
    known = _known(target / PRINTS)
    if not maker or known.get("made_by") != maker:
        return {kind: {} for kind in prints}
    written = (target / PRINTS).stat().st_mtime_ns
    there = {page for folder in FOLDERS for page in _pages_in(target, folder, written)}
    same = {kind: [key for key, mark in marks.items() if known.get(kind, {}).get(key) == mark] for kind, marks in prints.items()}
    paths = {kind: {key: _path(kind, key) for key in keys} for kind, keys in same.items()}
    return {kind: {key: path for key, path in found.items() if path in there} for kind, found in paths.items()}


def _pages_in(site: Path, folder: str, written: int) -> list[str]:
    """The pages in a folder of a site that nobody has written to since it was made: its prints were the last that was written."""
    try:
        with os.scandir(site / folder) as entries:
            return [f"{folder}/{entry.name}" for entry in entries if _is_as_written(entry, written)]
    except OSError:
        return []


def _is_as_written(entry: os.DirEntry[str], written: int) -> bool:
    return entry.is_file(follow_symlinks=False) and entry.stat().st_mtime_ns <= written


def _known(file: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _path(kind: str, key: str) -> str:
    if kind == "tables":
        name, number = key.split("-")
        return part_path(PATHS[name], int(number))
    return page_of(tuple(filter(None, key.split("-")))) if kind == "facts" else document_page(key)


def _tasks(connection: duckdb.DuckDBPyConnection) -> list[Task]:
    """The long ones first, so that no process is left alone with one of them at the end."""
    kinds = ("tables", "facts", "documents")
    made = [Task(kind, part, tuple(keys)) for kind in kinds for part, keys in parts.members(connection, kind).items()]
    return [Task("common", ""), *made]


def _link(target: Path, folder: Path, paths: Sequence[str]) -> int:
    """Take pages over: as links, which cost nothing, or as copies where the file system has none. Nobody writes into a page."""
    for parent in {path.rpartition("/")[0] for path in paths}:
        (folder / parent).mkdir(parents=True, exist_ok=True)
    for path in paths:
        # A Path for each of 100,000 pages would cost more than the links.
        _link_or_copy(f"{target}/{path}", f"{folder}/{path}")
    return len(paths)


def _link_or_copy(file: str | Path, name: str | Path) -> None:
    try:
        os.link(file, name)
    except OSError:
        shutil.copyfile(file, name)


_PAGES: Mapping[str, Callable[[World, tuple[str, ...]], Iterable[Page]]] = {
    "tables": pages.table_pages,
    "facts": pages.pages_of_facts,
    "documents": pages.document_pages,
}


def _render(job: Job, task: Task) -> int:
    """Make the pages of a task; returns how many."""
    frame = pages.shared(job.release) if task.kind == "common" else {}
    count = 0
    for page in _pages(job, task):
        write_page(job.folder, page, frame)
        count += 1
    return count


def _pages(job: Job, task: Task) -> Iterable[Page]:
    with reading(job.cut) as connection:
        rows = job.release if task.kind == "common" else parts.take(connection, job.release, task.kind, task.part)
        world = World(rows, job.releases, job.checked, job.sources, _outlines(job.cut, job.release.folder))
    if task.kind == "common":
        return pages.common_pages(world)
    return _PAGES[task.kind](world, task.keys)


@lru_cache(maxsize=1)
def _outlines(cut: Path, folder: Path) -> Sequence[overview.Outline]:
    """Of the whole release, read once in a process."""
    with reading(cut) as connection:
        return overview.outlines(connection, newest_release(folder.parent))


def _write_beside(job: Job, prints: dict[str, Any]) -> None:
    """What a site has beside its pages: style, script, letters, the release, and what the pages were made of."""
    shutil.copytree(ASSETS, job.folder / "assets")
    copy_fonts(job.folder / "assets" / "fonts")
    shown = {"version": job.release.version, "date": date_in_words(str(job.release.manifest["date"]))}
    (job.folder / VERSION).write_text(f"window.release = {json.dumps(shown)};\n", "utf-8")
    # No person reads it, and with line breaks the writing of 100,000 prints takes ten times as long.
    (job.folder / PRINTS).write_text(json.dumps(prints, ensure_ascii=False, sort_keys=True), "utf-8")
    _lay_downloads(job)


def _lay_downloads(job: Job) -> None:
    """Copy the files of the release, but give those of single tables, nine tenths of it, a second name.

    Who opens a downloaded database writes into it without being asked, and a workbook or a description may be saved in its place:
    none of that must change the release. Tables are read and not written, and what would save one after all (an editor, a
    spreadsheet) heeds that nobody may write to it. The release has no need of that right either: it is never written again.
    """
    for file in pages.files(job.release):
        source, download = job.release.folder / file, job.folder / pages.download_path(job.release, file)
        download.parent.mkdir(parents=True, exist_ok=True)
        is_of_table = "/" in file
        if is_of_table and _made_readonly(source):
            _link_or_copy(source, download)
        else:
            shutil.copyfile(source, download)


def _made_readonly(file: Path) -> bool:
    """Take from everybody the right to write to the file; False where it is not ours to do so."""
    mode = stat.S_IMODE(file.stat().st_mode)
    try:
        if mode & WRITE:
            file.chmod(mode & ~WRITE)
    except OSError:
        return False
    return True


def _swap(folder: Path, target: Path) -> None:
    """Put the new pages where the old ones are, which then lie in the private folder and go with it.

    Where the system cannot exchange two folders, the old one goes aside first, for no longer than a rename takes.
    """
    if target.exists() and _exchange(folder, target):
        return
    if target.exists():
        os.replace(target, folder.with_name(f"{folder.name}-old"))  # noqa: PTH105 - as in warehouse.durable
    os.replace(folder, target)  # noqa: PTH105


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, as Linux can; False where that cannot be done and nothing was."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0)
