"""Families of words: what a trigger calls by name stands for all of them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from transforms.reading.packs.rules import read_rules

RULE = """
[[rule]]
id = "x.opened"
type = "embassy_opened"
trigger = ["({opened}) ... ({embassy}|post)"]
"""


def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _triggers(folder: Path, families: str) -> tuple[str, ...]:
    (folder / "rules").mkdir()
    (folder / "rules" / "missions.toml").write_text(RULE, "utf-8")
    (folder / "families.toml").write_text(families, "utf-8")
    return read_rules(folder / "rules", {"embassy_opened": {}}, _load)["x.opened"].trigger


def test_a_family_stands_for_each_of_its_words(tmp_path: Path) -> None:
    triggers = _triggers(tmp_path, 'opened = ["opened", "set up"]\nembassy = ["embassy"]\n')
    assert triggers == ("opened ... embassy", "opened ... post", "set up ... embassy", "set up ... post")


@pytest.mark.parametrize(
    ("families", "words"),
    [
        ('opened = ["opened"]\n', "missions.toml: rule 1: no such family of words: embassy"),
        ('opened = "opened"\n', "families.toml: opened has to be"),
    ],
)
def test_what_is_wrong_with_a_family_is_told(tmp_path: Path, families: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        _triggers(tmp_path, families)
