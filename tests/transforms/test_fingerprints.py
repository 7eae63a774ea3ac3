"""A fingerprint changes with every change of a name or a byte, and with nothing else."""

import os
from pathlib import Path

import pytest

from transforms.fingerprints import files_below, fingerprint_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "b" / "c.txt").write_text("two")
    return tmp_path


def taken(folder: Path) -> str:
    return fingerprint_files(folder, files_below(folder))


def test_order_and_times_do_not_matter(folder: Path) -> None:
    before = taken(folder)
    os.utime(folder / "a.txt", (1, 1))
    assert fingerprint_files(folder, reversed(files_below(folder))) == before


@pytest.mark.parametrize("change", ["content", "name", "more", "less", "moved"])
def test_every_change_shows(folder: Path, change: str) -> None:
    before = taken(folder)
    match change:
        case "content":
            (folder / "a.txt").write_text("onf")
        case "name":
            (folder / "a.txt").rename(folder / "z.txt")
        case "more":
            (folder / "empty").write_text("")
        case "less":
            (folder / "a.txt").unlink()
        case "moved":
            (folder / "a.txt").rename(folder / "b" / "a.txt")
    assert taken(folder) != before


def test_what_python_leaves_behind_does_not_count(folder: Path) -> None:
    before = taken(folder)
    (folder / "b" / "__pycache__").mkdir()
    (folder / "b" / "__pycache__" / "c.pyc").write_bytes(b"x")
    assert taken(folder) == before
