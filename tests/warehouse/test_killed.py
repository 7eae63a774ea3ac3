"""A build or a release killed at any moment leaves the last one whole, and the next run no litter."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from warehouse import verify
from warehouse.build import build_warehouse
from warehouse.release import publish

CHILD = """
import datetime, pathlib, sys
sys.path.insert(0, {tests!r})
import conftest
from warehouse.release import publish
folder = pathlib.Path({folder!r})
frames = conftest.make_frames()
frames["fact_event"].loc[0, "title"] = sys.argv[1]
print("ready", flush=True)
sys.stdin.readline()
conftest.build_warehouse(frames, folder / "warehouse.duckdb")
publish(folder / "warehouse.duckdb", folder / "exports", {{}}, datetime.date(2026, 11, 22))
"""


def run_and_kill(folder: Path, title: str, after: float) -> None:
    """Build and publish in a child, and kill it so many seconds after it has begun."""
    code = CHILD.format(tests=str(Path(__file__).parent), folder=str(folder))
    with subprocess.Popen(
        [sys.executable, "-c", code, title], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        child.stdout.readline()
        child.stdin.write(b"go\n")
        child.stdin.flush()
        time.sleep(after)
        os.kill(child.pid, signal.SIGKILL)


def look(folder: Path) -> None:
    """What readers see: a warehouse that opens, and a newest release that is what it says."""
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM v_event").fetchone() == (4,)
    pointer = (folder / "exports" / "latest.json").read_text("utf-8")
    newest = pointer.split('"version": "')[1].split('"')[0]
    assert verify.verify(folder / "exports" / newest).problems == ()


@pytest.mark.full
def test_killed_at_any_moment(make_frames: Callable[[], dict], tmp_path: Path) -> None:
    build_warehouse(make_frames(), tmp_path / "warehouse.duckdb")
    publish(tmp_path / "warehouse.duckdb", tmp_path / "exports", {}, date(2026, 11, 21))
    moments = random.Random(6)
    for number in range(10):
        run_and_kill(tmp_path, f"title {number}", moments.uniform(0, 3))
        look(tmp_path)
    build_warehouse(make_frames(), tmp_path / "warehouse.duckdb")
    result = publish(tmp_path / "warehouse.duckdb", tmp_path / "exports", {}, date(2026, 11, 22))
    assert verify.verify(result.path).problems == ()
    assert [file.name for file in (*tmp_path.iterdir(), *(tmp_path / "exports").iterdir()) if file.name[0] == "."] == []
