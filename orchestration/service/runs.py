"""Runs and their processes: which of the runs that Dagster calls unfinished still live, and which nobody will finish.

Belongs here: the mark of a living run, and closing the runs whose process died. Does not belong here: what a run does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import dagster as dg

from orchestration.machine import locks
from orchestration.places import DataFolder

# A queued run is not among them: it waits for a daemon, which may come.
UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
# A run that a daemon launched is marked as living by its own process, which needs some seconds to load the code.
LAUNCHING = timedelta(minutes=3)


@contextmanager
def living(data: DataFolder, run_id: str, say: Callable[[str], None]) -> Iterator[None]:
    """Mark the run as living for as long as this process does."""
    mark = data.alive / run_id
    mark.parent.mkdir(parents=True, exist_ok=True)
    with locks.hold(mark, f"run {run_id[:8]}", wait=0, say=say):
        try:
            yield
        finally:
            mark.unlink(missing_ok=True)


def close_dead_runs(instance: dg.DagsterInstance, data: DataFolder) -> list[str]:
    """Mark every unfinished run without a living process as failed, and return their ids."""
    records = instance.get_run_records(dg.RunsFilter(statuses=UNFINISHED))
    dead = [record.dagster_run for record in records if _is_dead(record, data)]
    for run in dead:
        instance.report_run_failed(run, "The process of this run died; the next refresh found it so.")
    _clear_marks(data)
    return [run.run_id for run in dead]


def _is_dead(record: dg.RunRecord, data: DataFolder) -> bool:
    mark = data.alive / record.dagster_run.run_id
    if mark.exists():
        return not locks.is_held(mark)
    return datetime.now(UTC) - record.update_timestamp > LAUNCHING


def _clear_marks(data: DataFolder) -> None:
    for mark in data.alive.iterdir():
        if not locks.is_held(mark):
            mark.unlink(missing_ok=True)
