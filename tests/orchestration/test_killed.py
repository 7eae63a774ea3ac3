"""A run that is killed, wherever it is: the last release stays whole, and the next run succeeds and leaves no litter."""

import json
import random
import signal
import time
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.machine import locks
from tests.orchestration.commands import Refresh, kill

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]

# After which line the run is killed; each is tried twice, a random moment later.
MOMENTS = ["Refreshing", "  dim_document", "  claims", "  facts", "  check_facts", "  warehouse"]


def release_is_whole(data: Path) -> bool:
    latest = json.loads((data / "exports" / "latest.json").read_text())
    folder = data / "exports" / latest["version"]
    manifest = json.loads((folder / "manifest.json").read_text())
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as connection:
        connection.execute("SELECT count(*) FROM dim_document").fetchall()
    return bool(manifest)


def unfinished(data: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("DAGSTER_HOME", str(data / "dagster"))
    with dg.DagsterInstance.get() as instance:
        return [run.run_id for run in instance.get_runs() if not run.is_finished]


@pytest.fixture(scope="module")
def command(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Refresh:
    """A data folder with a good release in it."""
    command = Refresh(documents, tmp_path_factory.mktemp("killed") / "data")
    first = command.run()
    assert first.returncode == 0, first.stdout + first.stderr
    return command


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_run_loses_nothing(command: Refresh, moment: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    process = command.start()
    assert process.stdout
    for line in process.stdout:
        if line.startswith(moment):
            break
    time.sleep(random.Random(f"{moment}{seed}").uniform(0, 0.6))
    kill(process)
    assert not locks.is_held(command.data / "run.lock")
    assert release_is_whole(command.data)
    after = command.run()
    assert after.returncode == 0, after.stdout + after.stderr
    assert release_is_whole(command.data)
    assert command.litter() == []
    assert unfinished(command.data, monkeypatch) == []


def test_interrupted_run_says_so(command: Refresh) -> None:
    process = command.start()
    assert process.stdout
    for line in process.stdout:
        if line.startswith("  check_lists"):
            break
    process.send_signal(signal.SIGINT)
    process.stdout.read()
    assert process.wait(60) == 130
    process.stdout.close()
    assert release_is_whole(command.data)
    assert command.litter() == []
