"""A Dask cluster on loopback, for tests and measurements: a scheduler and workers as processes of their own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Longer than any machine needs to start Python.
STARTED_AFTER = 60.0


@contextmanager
def dask_cluster(folder: Path, workers: int) -> Iterator[str]:
    """The address of a scheduler whose workers are at hand; all of them end with the block."""
    file = folder / "scheduler.json"
    common = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    settings = os.environ | {"DASK_DISTRIBUTED__WORKER__DAEMON": "False", "PYTHONPATH": str(ROOT)}
    commands = (["dask_scheduler", "--port", "0"], ["dask_worker", "--nworkers", str(workers), "--nthreads", "1"])
    running = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{name}", *options, *common], cwd=folder, env=settings, stderr=subprocess.DEVNULL
        )
        for name, *options in commands
    ]
    try:
        yield _address(file, workers)
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(30)


def _address(file: Path, workers: int) -> str:
    from distributed import Client

    end = time.monotonic() + STARTED_AFTER
    while not (file.is_file() and file.read_text("utf-8").endswith("}")):
        if time.monotonic() > end:
            raise TimeoutError("the scheduler did not start")
        time.sleep(0.1)
    address = str(json.loads(file.read_text("utf-8"))["address"])
    with Client(address) as client:
        client.wait_for_workers(workers, timeout=STARTED_AFTER)
    return address
