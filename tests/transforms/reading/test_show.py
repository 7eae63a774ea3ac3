"""One document shown, and what is said where none is named."""

from pathlib import Path

import pytest

from transforms.reading.show import main


def test_document_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a$b.txt").write_text("Peru opened an embassy in Chile in 1994.", encoding="utf-8")
    assert main([str(tmp_path / "a$b.txt")]) == 0
    assert "[[ Peru opened an embassy in Chile in 1994. ]]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "words"),
    [("nowhere.txt", "there is no file"), ("folder", "is a folder"), (".hidden.txt", "is not read as a document")],
)
def test_what_is_no_document(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, words: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / ".hidden.txt").write_text("Peru", encoding="utf-8")
    assert main([str(tmp_path / name)]) == 3
    told = capsys.readouterr().err
    assert words in told
    assert len(told.splitlines()) == 1


def test_no_document_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([""]) == 3
    assert "FILE=" in capsys.readouterr().err
