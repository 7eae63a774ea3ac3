"""What is told of a step that failed: the error that names what a person can mend, not what wraps it nor what caused it."""

from types import SimpleNamespace

import pytest

from orchestration.machine.progress import FILES_A_NOTE, first_line, ingesting_progress, own


def chain(*errors: str) -> SimpleNamespace | None:
    """Errors as Dagster keeps them, the outermost first."""
    if not errors:
        return None
    return SimpleNamespace(cls_name=errors[0].split(":")[0], message=errors[0], cause=chain(*errors[1:]))


WRAPPED = "DagsterExecutionStepExecutionError: a step failed"
CHAINS = {
    (WRAPPED, "PackError: bn/words.toml: no value", "TOMLDecodeError: no value"): "PackError: bn/words.toml: no value",
    (WRAPPED, "RetryRequested: ", "OSError: stale"): "OSError: stale",
    (WRAPPED, "KeyError: 'x'"): "KeyError: 'x'",
    (WRAPPED, "DagsterExecutionInterruptedError: stopped"): "DagsterExecutionInterruptedError: stopped",
    ("DagsterAssetCheckFailedError: a check failed",): "DagsterAssetCheckFailedError: a check failed",
}


@pytest.mark.parametrize("errors", CHAINS)
def test_the_error_that_names_what_is_wrong_is_told(errors: tuple[str, ...]) -> None:
    assert first_line(own(chain(*errors))) == CHAINS[errors]


def test_ingesting_leaves_a_note_now_and_then_and_one_at_the_end() -> None:
    notes: list[str] = []
    report = ingesting_progress(notes.append)
    total = 2 * FILES_A_NOTE + 1
    for done in range(1, total + 1):
        report(done, total)
    assert notes == [f"ingested {done} of {total} files" for done in (FILES_A_NOTE, 2 * FILES_A_NOTE, total)]
