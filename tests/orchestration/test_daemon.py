"""The daemon for real: `make ui`'s command is started, and the schedule and the sensor are seen to make runs that succeed."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration import places
from tests.orchestration.served import at_work_in, free_port, listening_addresses, wait_for

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]

RUNS = "{runsOrError{... on Runs{results{status startTime tags{key value}}}}}"
EVERY_MINUTE = "* * * * *"


class Server:
    """Dagster's interface at work, asked through its own API."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def runs(self, tag: str) -> list[dict[str, Any]]:
        """The runs that carry this tag, newest first; none while the server is still starting."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            json.dumps({"query": RUNS}).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                found = json.load(answer)["data"]["runsOrError"]["results"]
        except OSError:
            return []
        return [run for run in found if tag in {entry["key"] for entry in run["tags"]}]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "one.txt").write_text("Peru opened an embassy in Chile in 1994.", encoding="utf-8")
    return folder


@pytest.fixture
def server(tmp_path: Path, documents: Path) -> Iterator[Server]:
    port = free_port()
    # As a script's `make ui &`: SIGINT is ignored.
    ignoring = ["/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh"]
    command = [
        *ignoring,
        sys.executable,
        "-m",
        "orchestration.commands.ui",
        "--documents",
        str(documents),
        "--data",
        str(tmp_path / "data"),
    ]
    log = (tmp_path / "server.log").open("wb")
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        env={**os.environ, places.SCHEDULE_VARIABLE: EVERY_MINUTE},
        stdout=log,
        stderr=log,
    )
    yield Server(process, port)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert at_work_in(tmp_path / "data") == {}
    log.close()


def succeeded(runs: list[dict[str, Any]]) -> bool:
    return any(run["status"] == "SUCCESS" for run in runs)


def test_schedule_and_sensor_fire(server: Server, documents: Path, tmp_path: Path) -> None:
    wait_for(lambda: succeeded(server.runs("dagster/sensor_name")), "the sensor's first run")
    wait_for(lambda: succeeded(server.runs("dagster/schedule_name")), "the schedule's first run")
    before = len(server.runs("dagster/sensor_name"))
    (documents / "two.txt").write_text("Chile opened an embassy in Peru in 1995.", encoding="utf-8")
    wait_for(lambda: len(server.runs("dagster/sensor_name")) > before, "a run for the new document")
    assert (tmp_path / "data" / "warehouse.duckdb").is_file()
    assert (tmp_path / "data" / "exports" / "latest.json").is_file()
    assert listening_addresses(server.port) == {"0100007F"}
