"""What README.md says is so: its answers are today's, its commands exist."""

import re
from pathlib import Path

import pytest

from orchestration import places, readme
from tests.orchestration.commands import Refresh


def test_every_command_exists() -> None:
    makefile = (places.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    told = set(re.findall(r"(?:`|^    )make ([a-z-]+)", readme.PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert told <= targets
    assert told


@pytest.mark.full
def test_answers_are_todays(tmp_path: Path) -> None:
    command = Refresh(places.SEEDS / "documents", tmp_path / "data")
    finished = command.run()
    assert finished.returncode == 0, finished.stdout + finished.stderr
    page = readme.PAGE.read_text(encoding="utf-8")
    assert readme.answer_page(page, tmp_path / "data" / "warehouse.duckdb") == page, "say make readme"
