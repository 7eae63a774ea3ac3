"""One run of the job `refresh` in this process, told on the terminal.

Belongs here: opening the instance, closing what a dead run left open in it, running, and the last line. Does not belong
here: usage and locks (refresh), figures for the summary (summary).
"""

import uuid
from pathlib import Path

import dagster as dg

from orchestration.commands import summary
from orchestration.definitions import build_definitions
from orchestration.machine.progress import LOGGER_NAME, StepReporter, make_logger
from orchestration.machine.terminal import Exit, complain, say, say_passing
from orchestration.places import DataFolder
from orchestration.service.jobs import JOB_NAME
from orchestration.service.runs import close_dead_runs, living
from orchestration.store import root as roots

KEPT_LOGS = 50
# Dagster's pages list a run below the job of a code location only where its tags name one, as those of the daemon's do.
TAGS = {
    "dyadic/command": "make refresh",
    ".dagster/repository": "__repository__@dyadic",
    "dagster/code_location": "dyadic",
}


def refresh_once(data: DataFolder, documents: list[str]) -> int:
    """Run the job once, say what came of it, and return the exit code."""
    run_id = str(uuid.uuid4())
    log_file = data.logs / f"{run_id}.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    reporter = StepReporter(say, say_passing)
    before = summary.newest_version(data)
    say(f"Refreshing {data.root} from {', '.join(documents)}")
    with dg.DagsterInstance.get() as instance:
        _close_dead(instance, data)
        with living(data, run_id, say):
            success = _execute(instance, run_id, reporter, log_file)
    _drop_old_logs(data)
    if success:
        for line in [*summary.lines(data, before), *roots.told(data)]:
            say(line)
        return Exit.DONE
    if reporter.interrupted:
        raise KeyboardInterrupt
    complain(f"refresh failed at {reporter.failures[0]} (nothing was published; details: {log_file})")
    return Exit.FAILED


def _drop_old_logs(data: DataFolder) -> None:
    runs = (path for path in data.logs.glob("*.log") if path != data.alerts)
    newest_first = sorted(runs, key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest_first[KEPT_LOGS:]:
        path.unlink()


def _close_dead(instance: dg.DagsterInstance, data: DataFolder) -> None:
    dead = close_dead_runs(instance, data)
    if dead:
        say(f"closed {len(dead)} runs whose process had died")


def _execute(instance: dg.DagsterInstance, run_id: str, reporter: StepReporter, log_file: Path) -> bool:
    definitions = build_definitions(loggers={LOGGER_NAME: make_logger(reporter, log_file)})
    result = definitions.resolve_job_def(JOB_NAME).execute_in_process(
        instance=instance,
        run_id=run_id,
        run_config={"loggers": {LOGGER_NAME: {}}},
        raise_on_error=False,
        tags=TAGS,
    )
    return result.success
