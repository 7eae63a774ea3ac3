"""What may pass is tried again with waits that grow; what does not pass fails at once."""

import errno
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration import places
from orchestration.machine.trying import trying_again


@pytest.fixture(autouse=True)
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = (places.SEEDS / "service.toml").read_text("utf-8")
    (tmp_path / "service.toml").write_text(shipped.replace("first_wait_seconds = 5", "first_wait_seconds = 0.01"), encoding="utf-8")
    monkeypatch.setenv(places.SERVICE_VARIABLE, str(tmp_path / "service.toml"))


def run(errors: list[Exception | None]) -> tuple[bool, list[float]]:
    """Make an asset that ends so, one time after the other; whether it was made, and the waits in between."""
    endings: Iterator[Exception | None] = iter(errors)

    @dg.asset
    def made(context: dg.AssetExecutionContext) -> None:
        with trying_again(context):
            if error := next(endings):
                raise error

    result = dg.materialize([made], raise_on_error=False)
    waits = [event.step_retry_data.seconds_to_wait for event in result.all_events if event.is_step_up_for_retry]
    return result.success, [wait for wait in waits if wait is not None]


def held() -> duckdb.IOException:
    return duckdb.IOException('IO Error: Could not set lock on file "w.duckdb": Conflicting lock is held')


def test_what_passes_is_made_in_the_end() -> None:
    assert run([OSError(errno.EIO, "input/output error"), held(), None]) == (True, [0.01, 0.02])


def test_what_does_not_pass_fails_after_the_last_try() -> None:
    assert run([held()] * 5) == (False, [0.01, 0.02, 0.04])


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, "no room"), FileNotFoundError(errno.ENOENT, "gone"), duckdb.IOException("not a database"), ValueError("ours")],
)
def test_what_cannot_pass_is_not_tried_again(error: Exception) -> None:
    assert run([error]) == (False, [])
