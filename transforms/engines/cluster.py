"""A Dask cluster as an engine.

Here: frames sent to a scheduler that somebody has started, and their results as they are done. Not here: starting one. Its workers
need this project installed. A worker that may have processes of its own (DASK_DISTRIBUTED__WORKER__DAEMON=False) reads in
one of them: only there does the clock run that stops a document which takes too long.
"""

import multiprocessing
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pandas as pd

from transforms.engines.kinds import EngineError, Function, Outcome
from transforms.engines.local import new_pool

# Frames on the way for each thread of the cluster.
WAITING = 3
# For a scheduler to answer, and for the first worker to come.
CALLING_SECONDS, WORKER_SECONDS = 10, 60


def map_on_cluster(function: Function, frames: Iterable[pd.DataFrame], address: str) -> Iterator[Outcome]:
    """What the function makes of each frame, as it is done; without a result where the workers died at it."""
    with _client(address) as client:
        pending: dict[Any, pd.DataFrame] = {}
        for frame in frames:
            pending[client.submit(_at_work, function, frame, pure=False)] = frame
            if len(pending) >= WAITING * max(1, sum(client.nthreads().values())):
                yield from _done(pending)
        while pending:
            yield from _done(pending)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise EngineError("ENGINE=dask needs the extra of that name: pip install -e .[dask]") from None
    try:
        client = Client(address, timeout=CALLING_SECONDS)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise EngineError(f"there is no Dask scheduler at {address}: {str(error).splitlines()[0]}") from None
    _wait_for_a_worker(client, address)
    return client


def _wait_for_a_worker(client: Any, address: str) -> None:
    """Frames that are sent to a scheduler without workers would wait for ever, and without a word."""
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError:
        client.close()
        raise EngineError(f"the Dask scheduler at {address} has no worker: dask worker {address} starts one") from None


def _done(pending: dict[Any, pd.DataFrame]) -> Iterator[Outcome]:
    """Those that are done, one at least."""
    from distributed import wait

    for future in wait(list(pending), return_when="FIRST_COMPLETED").done:  # type: ignore[no-untyped-call]
        yield Outcome(pending.pop(future), _result(future))


def _result(future: Any) -> pd.DataFrame | None:
    from distributed.scheduler import KilledWorker

    try:
        found: pd.DataFrame = future.result()
    except (KilledWorker, BrokenProcessPool):
        return None
    return found


# --- at the worker: a process for each of its threads

_own = threading.local()


def _at_work(function: Function, frame: pd.DataFrame) -> pd.DataFrame:
    if multiprocessing.current_process().daemon:
        return function(frame)
    if not hasattr(_own, "pool"):
        _own.pool = new_pool(1)
    try:
        result: pd.DataFrame = _own.pool.submit(function, frame).result()
    except BrokenProcessPool:
        del _own.pool
        raise
    return result
