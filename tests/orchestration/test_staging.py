"""Nothing goes into the warehouse but frames that passed the checks, whatever was made anew since."""

from pathlib import Path

import pandas as pd
import pytest

from orchestration.places import DataFolder
from orchestration.steps import checks, staging
from orchestration.steps.resources import Workplace

RESULT = {
    "check_id": "t.x",
    "table_name": "t",
    "column_name": None,
    "expectation": "is there",
    "severity": "blocking",
    "passed": True,
    "rows_seen": 2,
    "rows_failing": 0,
    "samples": "[]",
}


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    first = checks.Stage(("a",), {"a": ("a",)})
    second = checks.Stage(("a", "b", "c"), {"b": ("b",), "c": ("c",)})
    monkeypatch.setattr(checks, "STAGES", {"first": first, "second": second})
    for name in "abc":
        staging.store(DataFolder(tmp_path), name, pd.DataFrame({"x": [name, None]}))
    return Workplace(documents="nowhere", data=str(tmp_path))


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Which frames were checked, one entry a call."""
    calls: list[list[str]] = []

    def run_checks(files: dict[str, Path], tables: list[str], previous: dict[str, int] | None, passed: dict[str, Path]) -> pd.DataFrame:
        calls.append(list(files))
        frames = {name: pd.read_parquet(files[name]) for name in tables}
        return pd.DataFrame([{**RESULT, "table_name": name, "passed": frames[name]["x"].iloc[0] != "bad"} for name in tables])

    monkeypatch.setattr(checks, "run_checks", run_checks)
    return calls


def check_all(workplace: Workplace) -> None:
    for stage in checks.STAGES:
        checks.check_stage(workplace.places, stage)


def test_checked_frames_are_handed_on_with_the_results(workplace: Workplace, checked: list[list[str]]) -> None:
    check_all(workplace)
    frames = checks.checked_frames(workplace.places)
    assert set(frames) == {"a", "b", "c", "quality_result"}
    assert list(frames["quality_result"]["table_name"]) == ["a", "b", "c"]
    assert checked == [["a"], ["a", "b", "c"]]


def test_same_frames_are_not_checked_again(workplace: Workplace, checked: list[list[str]]) -> None:
    check_all(workplace)
    check_all(workplace)
    assert len(checked) == 2


def test_frame_made_anew_is_not_handed_on_unchecked(workplace: Workplace, checked: list[list[str]]) -> None:
    check_all(workplace)
    staging.store(workplace.places, "b", pd.DataFrame({"x": ["other"]}))
    with pytest.raises(staging.NotCheckedError, match="second"):
        checks.checked_frames(workplace.places)
    check_all(workplace)
    assert list(pd.read_parquet(checks.checked_frames(workplace.places)["b"])["x"]) == ["other"]


def test_earlier_frame_made_anew_has_later_ones_checked_again(workplace: Workplace, checked: list[list[str]]) -> None:
    check_all(workplace)
    staging.store(workplace.places, "a", pd.DataFrame({"x": ["other"]}))
    checks.check_stage(workplace.places, "first")
    with pytest.raises(staging.NotCheckedError, match="second"):
        checks.checked_frames(workplace.places)


def test_failed_check_is_kept_and_never_taken_for_passed(workplace: Workplace, checked: list[list[str]]) -> None:
    staging.store(workplace.places, "c", pd.DataFrame({"x": ["bad"]}))
    for _ in range(2):
        check_all(workplace)
        with pytest.raises(staging.NotCheckedError):
            checks.checked_frames(workplace.places)
    assert len(checked) == 3
    assert not staging.load(workplace.places, "quality_result_second")["passed"].all()


@pytest.mark.parametrize("changed", ["of_checker", "of_lists"])
def test_other_checks_or_lists_check_again(
    workplace: Workplace, checked: list[list[str]], monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    check_all(workplace)
    monkeypatch.setattr(checks.fingerprints, changed, lambda: "another")
    with pytest.raises(staging.NotCheckedError):
        checks.checked_frames(workplace.places)
    assert passed_frames(workplace) == {}


@pytest.mark.parametrize("damage", ["", "null", "[]", "{half"])
def test_damaged_proof_is_no_proof(workplace: Workplace, checked: list[list[str]], damage: str) -> None:
    check_all(workplace)
    (workplace.places.staging / "checked_first.json").write_text(damage)
    with pytest.raises(staging.NotCheckedError):
        checks.checked_frames(workplace.places)


def test_earlier_frame_that_cannot_be_opened_is_none(workplace: Workplace) -> None:
    staging.frame_path(workplace.places, "a").write_bytes(b"PAR1")
    assert staging.load_earlier(workplace.places, "a") is None
    assert staging.load_earlier(workplace.places, "never") is None


@pytest.mark.parametrize(("severity", "dagster"), [("blocking", "ERROR"), ("warning", "WARN")])
def test_failure_is_told_with_its_sample(severity: str, dagster: str) -> None:
    failed = {**RESULT, "severity": severity, "passed": False, "rows_failing": 1, "samples": '["Atlantis"]'}
    told = checks.summarise("t", pd.DataFrame([RESULT, failed]))
    assert not told.passed
    assert told.severity.value == dagster
    assert told.description == 't.x: 1 of 2 rows, such as ["Atlantis"]'
    assert told.metadata["failed"].value == 1


def test_all_passed_is_told_so() -> None:
    told = checks.summarise("t", pd.DataFrame([RESULT]))
    assert told.passed
    assert told.description is None


def test_results_that_are_damaged_are_made_anew(workplace: Workplace, checked: list[list[str]]) -> None:
    check_all(workplace)
    whole = staging.load(workplace.places, "quality_result_first")
    staging.store(workplace.places, "quality_result_first", whole.assign(table_name="c"))
    with pytest.raises(staging.NotCheckedError, match="first"):
        checks.checked_frames(workplace.places)
    check_all(workplace)
    assert list(checks.checked_frames(workplace.places)["quality_result"]["table_name"]) == ["a", "b", "c"]


def passed_frames(workplace: Workplace, stage: str = "second") -> dict[str, str]:
    """What the frames of a stage held when they passed, as far as that is known."""
    kept = staging.passed_frames(workplace.places, stage, checks.STAGES[stage].frames, checks._proof())
    return {name: pd.read_parquet(file)["x"].iloc[0] for name, file in kept.items()}


def test_frames_that_passed_are_kept_when_others_take_their_place(workplace: Workplace, checked: list[list[str]]) -> None:
    assert passed_frames(workplace) == {}
    check_all(workplace)
    staging.store(workplace.places, "b", pd.DataFrame({"x": ["other"]}))
    assert passed_frames(workplace) == {"a": "a", "b": "b", "c": "c"}
    check_all(workplace)
    assert passed_frames(workplace) == {"a": "a", "b": "other", "c": "c"}


def test_of_frames_that_failed_nothing_is_taken_for_passed(workplace: Workplace, checked: list[list[str]]) -> None:
    check_all(workplace)
    staging.store(workplace.places, "c", pd.DataFrame({"x": ["bad"]}))
    check_all(workplace)
    assert passed_frames(workplace) == {}
    assert set(passed_frames(workplace, "first")) == {"a"}


def test_run_that_is_killed_while_it_keeps_frames_leaves_nothing_to_trust(
    workplace: Workplace, checked: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_all(workplace)
    staging.store(workplace.places, "b", pd.DataFrame({"x": ["other"]}))
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(staging, "_keep", interrupted)
        check_all(workplace)
    assert passed_frames(workplace) == {}


def interrupted(*arguments: object) -> None:
    raise KeyboardInterrupt


def test_kept_frame_that_is_damaged_or_lost_is_not_trusted(workplace: Workplace, checked: list[list[str]]) -> None:
    check_all(workplace)
    for name in "abc":
        staging.store(workplace.places, name, pd.DataFrame({"x": [f"new {name}"]}))
    kept = staging.passed_frames(workplace.places, "second", "abc", checks._proof())
    damaged = bytearray(kept["b"].read_bytes())
    damaged[len(damaged) // 2] ^= 1
    kept["b"].write_bytes(damaged)
    kept["c"].unlink()
    assert passed_frames(workplace) == {"a": "a"}


def test_frames_are_kept_where_a_file_has_one_name_only(
    workplace: Workplace, checked: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError("not supported")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    check_all(workplace)
    staging.store(workplace.places, "a", pd.DataFrame({"x": ["other"]}))
    assert passed_frames(workplace) == {"a": "a", "b": "b", "c": "c"}
