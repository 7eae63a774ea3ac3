"""Runs whose process died are closed at the next start; runs that live or wait are left alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest

from orchestration.places import DataFolder
from orchestration.service import runs


@dg.job
def some_job() -> None:
    """Do nothing."""


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    data = DataFolder(tmp_path)
    data.alive.mkdir(parents=True)
    return data


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def begin(instance: dg.DagsterInstance, status: dg.DagsterRunStatus) -> str:
    return instance.create_run_for_job(some_job, status=status).run_id


def status_of(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run
    return run.status


@pytest.mark.parametrize("status", [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTED])
def test_run_with_the_mark_of_a_dead_process_is_closed(instance: dg.DagsterInstance, data: DataFolder, status: dg.DagsterRunStatus) -> None:
    run_id = begin(instance, status)
    (data.alive / run_id).write_text("")
    assert runs.close_dead_runs(instance, data) == [run_id]
    assert status_of(instance, run_id) == dg.DagsterRunStatus.FAILURE
    assert list(data.alive.iterdir()) == []


def test_living_run_is_left_alone(instance: dg.DagsterInstance, data: DataFolder) -> None:
    run_id = begin(instance, dg.DagsterRunStatus.STARTED)
    with runs.living(data, run_id, print):
        assert runs.close_dead_runs(instance, data) == []
        assert (data.alive / run_id).exists()
    assert not (data.alive / run_id).exists()


def test_run_that_is_being_launched_is_left_alone(instance: dg.DagsterInstance, data: DataFolder) -> None:
    begin(instance, dg.DagsterRunStatus.STARTING)
    assert runs.close_dead_runs(instance, data) == []


def test_run_that_was_launched_long_ago_and_never_came_is_closed(
    instance: dg.DagsterInstance, data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = begin(instance, dg.DagsterRunStatus.STARTING)
    monkeypatch.setattr(runs, "LAUNCHING", timedelta(0))
    assert runs.close_dead_runs(instance, data) == [run_id]


def test_finished_runs_are_left_alone(instance: dg.DagsterInstance, data: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "LAUNCHING", timedelta(0))
    for status in (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE):
        begin(instance, status)
    assert runs.close_dead_runs(instance, data) == []
