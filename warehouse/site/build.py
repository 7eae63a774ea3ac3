"""The site's folder: made in private of the newest release, then put in the place of the one before.

Here belongs the order of the making. What is written is `warehouse.site.pages`' and the templates'.
"""

import ctypes
import os
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from warehouse import durable
from warehouse.site.fonts import copy_fonts
from warehouse.site.pages import all_pages, downloads, shared
from warehouse.site.rendering import ASSETS, write_page
from warehouse.site.store import Row, announced, newest_release
from warehouse.site.world import World

# AT_FDCWD and RENAME_EXCHANGE of Linux's renameat2.
HERE, EXCHANGE = -100, 2


def build_site(exports: Path, target: Path, checked: date, sources: Sequence[Row] | None = None) -> int:
    """Make the pages of the newest release in `exports` at `target`, whole or not at all; returns the number of pages.

    `checked` is the day on which the release was found to be up to date, `sources` the rows of `source_standing` of then (the
    release's own where none are given); the home page tells both. The same of all these gives the same bytes.
    """
    world = World(newest_release(exports), announced(exports), checked, sources)
    with durable.private_path(target) as folder:
        count = _write(world, folder)
        _swap(folder, target)
    return count


def _write(world: World, folder: Path) -> int:
    frame = shared(world)
    count = 0
    for page in all_pages(world):
        write_page(folder, page, frame)
        count += 1
    shutil.copytree(ASSETS, folder / "assets")
    copy_fonts(folder / "assets" / "fonts")
    _copy_release(world, folder)
    return count


def _copy_release(world: World, folder: Path) -> None:
    """Copies and not links: who opens a downloaded database for writing must not change the release."""
    for file in downloads(world):
        copy = folder / file.link
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(world.release.folder / file.name, copy)


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
