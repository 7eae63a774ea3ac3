"""What the summary says of checks that warn."""

import pandas as pd

from orchestration.commands import summary
from orchestration.places import DataFolder
from orchestration.steps import staging
from orchestration.steps.checks import STAGES


def told(monkeypatch, *results: tuple[str, str, bool]) -> str:
    frame = pd.DataFrame(results, columns=["check_id", "severity", "passed"])
    frames = {staging.results_name(stage): frame.iloc[:0] for stage in STAGES} | {staging.results_name("facts"): frame}
    monkeypatch.setattr(staging, "load", lambda data, name: frames[name])
    return summary._checks(DataFolder(None))


def test_all_passed(monkeypatch) -> None:
    assert told(monkeypatch, ("a", "blocking", True), ("b", "warning", True)) == "2 passed"


def test_a_warning_is_no_failure(monkeypatch) -> None:
    assert told(monkeypatch, ("a", "blocking", True), ("b", "warning", False)) == "1 passed, 1 warning: b"


def test_many_warnings(monkeypatch) -> None:
    warned = [(name, "warning", False) for name in "abcd"]
    assert told(monkeypatch, *warned) == "0 passed, 4 warnings: a, b, c ..."


def test_what_blocks_is_told_apart(monkeypatch) -> None:
    assert told(monkeypatch, ("a", "blocking", False), ("b", "warning", False)) == "0 passed, 1 failed, 1 warning: b"
