"""What a run tells while it works: a line a step on the terminal, everything else in a log file.

Belongs here: turning Dagster's events into those lines. Does not belong here: printing (the caller says how to say a line)
and the summary at the end.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path

import dagster as dg
from tqdm import tqdm

LOGGER_NAME = "terminal"
# A file takes a millisecond or two: a note for each would be longer than what it tells.
FILES_A_NOTE = 500
# How the errors are called that Dagster puts around the one that ended a step.
DAGSTERS = ("Dagster", "RetryRequested")


class StepReporter(logging.Handler):
    """Says a line for every step that starts, ends or fails, and keeps the failures for the last line of the command."""

    def __init__(self, say: Callable[[str], None], say_later: Callable[[str], None]) -> None:
        super().__init__()
        self.failures: list[str] = []
        self.interrupted = False
        self._failed_checks: list[str] = []
        self._say = say
        self._say_later = say_later
        self._started: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Take one of Dagster's log records; only those that carry a step's event are of interest."""
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None or event.step_key is None:
            return
        if event.is_step_start:
            self._started[event.step_key] = time.monotonic()
            self._say_later(f"  {event.step_key} ...")
        elif event.is_step_success:
            self._say(f"  {event.step_key:<22} {self._seconds(event.step_key):6.1f} s")
        elif event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            self._note_check(event.asset_check_evaluation_data)
        elif event.is_step_up_for_retry:
            reason = first_line(own(event.step_retry_data.error))
            self._say(f"  {event.step_key:<22} {self._seconds(event.step_key):6.1f} s  tried again: {reason}")
        elif event.is_step_failure:
            cause = own(event.event_specific_data.error)
            self.interrupted |= getattr(cause, "cls_name", "") == dg.DagsterExecutionInterruptedError.__name__
            reasons = self._failed_checks or [first_line(cause)]
            self.failures.append(f"{event.step_key}: {'; '.join(reasons)}")
            self._say(f"  {event.step_key:<22} {self._seconds(event.step_key):6.1f} s  failed")

    def _note_check(self, check: dg.AssetCheckEvaluation) -> None:
        """A failed check says more of why a step failed than the error that Dagster raises for it."""
        if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR:
            self._failed_checks.append(check.description or check.check_name)

    def _seconds(self, step: str) -> float:
        return time.monotonic() - self._started.get(step, time.monotonic())


def own(error: object) -> object:
    """Return the first error in a chain that is not Dagster's own: what caused it in turn says less (not even which file it was)."""
    while getattr(error, "cls_name", "").startswith(DAGSTERS) and (cause := getattr(error, "cause", None)) is not None:
        error = cause
    return error


def first_line(error: object) -> str:
    """Return what an error says first, without its traceback."""
    lines = str(getattr(error, "message", error)).strip().splitlines()
    return lines[0] if lines else "no message"


def make_logger(reporter: StepReporter, log_file: Path) -> dg.LoggerDefinition:
    """Return the logger that a run from the command line uses in place of Dagster's console logger."""

    @dg.logger
    def terminal(_: dg.InitLoggerContext) -> logging.Logger:
        handlers: list[logging.Handler] = [reporter, logging.FileHandler(log_file, encoding="utf-8", delay=True)]
        handlers[1].setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        logger = logging.Logger("dyadic.run", level=logging.DEBUG)
        for handler in handlers:
            logger.addHandler(handler)
        return logger

    return terminal


def source_progress(note: Callable[[str], None]) -> Callable[[str], Callable[[int, int], None]]:
    """Return what gives, for the id of a live source, what is told after every lot of its pages: a bar, and a note in the run's log."""

    def of_source(name: str) -> Callable[[int, int], None]:
        return _progress(f"{name}: fetched", " pages", note)

    return of_source


def ingesting_progress(note: Callable[[str], None]) -> Callable[[int, int], None]:
    """Return what is told after every file: a bar where a person looks on, a note in the run's log for every `FILES_A_NOTE`."""
    report = _progress("ingested", " files", note)

    def every_so_often(done: int, total: int) -> None:
        if done == total or done % FILES_A_NOTE == 0:
            report(done, total)

    return every_so_often


def reading_progress(note: Callable[[str], None]) -> Callable[[int, int], None]:
    """Return what is told after every batch of documents: a bar where a person looks on, a note in the run's log always."""
    return _progress("read", " documents", note)


def resolving_progress(note: Callable[[str], None]) -> Callable[[int, int], None]:
    """Return what is told after every batch of pairs of countries, in the same way."""
    return _progress("resolved", " pairs", note)


def _progress(done_what: str, unit: str, note: Callable[[str], None]) -> Callable[[int, int], None]:
    bar = tqdm(unit=unit, disable=None, leave=False)

    def report(done: int, total: int) -> None:
        note(f"{done_what} {done} of {total}{unit}")
        bar.total = total
        bar.update(done - bar.n)
        if done == total:
            bar.close()

    return report
