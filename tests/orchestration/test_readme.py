"""What README.md says is so: its answers are today's, its commands exist."""

import re
from pathlib import Path

import pytest

from orchestration import places
from orchestration.commands import readme
from tests import measure_accuracy
from tests.orchestration.commands import Refresh


def test_every_command_exists() -> None:
    makefile = (places.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    told = set(re.findall(r"(?:`|^    )make (?:-C \S+ )?([a-z-]+)", readme.PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert told <= targets
    assert told


def test_accuracy_is_the_measured_one() -> None:
    page = readme.PAGE.read_text(encoding="utf-8")
    assert "| five | all |" in page
    assert measure_accuracy.told_in(page, measure_accuracy.TARGET.read_text(encoding="utf-8")) == page, "say make accuracy"


@pytest.mark.full
def test_answers_are_todays(tmp_path: Path) -> None:
    command = Refresh(places.SEEDS / "documents", tmp_path / "data")
    finished = command.run()
    assert finished.returncode == 0, finished.stdout + finished.stderr
    page = readme.PAGE.read_text(encoding="utf-8")
    assert readme.answer_page(page, tmp_path / "data" / "warehouse.duckdb") == page, "say make readme"
