"""The sensors that look after the pipeline, on records of Dagster's own: what they tell, and that they tell it once."""

import json
from pathlib import Path

import dagster as dg
import pytest

from orchestration import places
from orchestration.places import DataFolder
from orchestration.service import sensors
from orchestration.service.sensors import data_stale, last_good, why_failed


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    monkeypatch.setenv(places.DATA_VARIABLE, str(tmp_path))
    return DataFolder(tmp_path)


@dg.op
def breaking() -> None:
    raise ValueError("first line\nsecond line")


@dg.job(name="refresh")
def failing() -> None:
    breaking()


def test_failed_run_is_told_with_its_step_and_reason(data: DataFolder) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        result = failing.execute_in_process(instance=instance, raise_on_error=False)
        event = next(event for event in result.all_events if event.event_type == dg.DagsterEventType.RUN_FAILURE)
        context = dg.build_run_status_sensor_context("run_failed", event, instance, result.dagster_run).for_run_failure()
        assert why_failed(context) == "breaking: ValueError: first line"
        sensors.run_failed(context)
        assert last_good(instance) is None
    assert f"run {result.run_id[:8]} of refresh failed: breaking: ValueError: first line; nothing" in data.alerts.read_text("utf-8")


def test_list_of_sources_that_cannot_be_read_is_told_once(data: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sources.toml").write_text("[fetching", encoding="utf-8")
    monkeypatch.setenv(places.SOURCES_VARIABLE, str(tmp_path / "sources.toml"))
    cursor = None
    with dg.DagsterInstance.ephemeral() as instance:
        for _ in range(2):
            context = dg.build_sensor_context(instance, cursor=cursor)
            answer = data_stale(context)
            assert "no live source can be followed: sources.toml" in str(answer)
            cursor = context.cursor
    assert list(json.loads(str(cursor))["told"]) == ["list of sources"]
    assert len(data.alerts.read_text("utf-8").splitlines()) == 1


def test_nothing_is_told_where_nothing_is_stale(data: DataFolder) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        answer = data_stale(dg.build_sensor_context(instance))
    assert "nothing is stale" in str(answer)
    assert not data.alerts.exists()
