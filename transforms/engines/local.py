"""This machine's processes as an engine.

Here: a pool that dies with its parent, and frames that wait until a process is free. Not here: what is done about a frame
at which a process died (`careful`).
"""

import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice

import pandas as pd

from transforms.engines.kinds import Function, Outcome

# Below this many frames a pool costs more than it gains: each of its processes loads anew what the function needs.
LEAST_FOR_POOL = 6
# Frames on the way for each process: enough that none waits, few enough that memory does not grow with their number.
WAITING = 3
Pending = dict["Future[pd.DataFrame]", pd.DataFrame]


def map_in_processes(function: Function, frames: Iterable[pd.DataFrame]) -> Iterator[Outcome]:
    """What the function makes of each frame, as it is done; a few are done in this process, more in as many as there are cores."""
    coming = iter(frames)
    first = list(islice(coming, LEAST_FOR_POOL))
    everything = chain(first, coming)
    if len(first) < LEAST_FOR_POOL or (os.cpu_count() or 1) == 1:
        yield from (Outcome(frame, function(frame)) for frame in everything)
        return
    # A pool ends with the first of its processes that dies; what comes after goes on in a new one.
    while (frame := next(everything, None)) is not None:
        yield from _in_a_pool(function, chain([frame], everything))


def new_pool(processes: int | None) -> ProcessPoolExecutor:
    """Processes that end with this one. Spawned and not forked: a forked child would hold the run's lock on after a kill."""
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"), initializer=_die_with_parent)


def _in_a_pool(function: Function, frames: Iterator[pd.DataFrame]) -> Iterator[Outcome]:
    """Until the frames or the pool end; frames that were on the way then have no result."""
    most = WAITING * (os.cpu_count() or 1)
    pending: Pending = {}
    with new_pool(os.cpu_count()) as pool:
        try:
            for frame in frames:
                pending[_submitted(pool, function, frame)] = frame
                if len(pending) >= most:
                    yield from _done(pending)
            while pending:
                yield from _done(pending)
        except BrokenProcessPool:
            yield from (Outcome(frame, None) for frame in pending.values())


def _submitted(pool: ProcessPoolExecutor, function: Function, frame: pd.DataFrame) -> "Future[pd.DataFrame]":
    """A frame on its way; where the pool has died meanwhile, its future says so like those of the others."""
    try:
        return pool.submit(function, frame)
    except BrokenProcessPool as error:
        never: Future[pd.DataFrame] = Future()
        never.set_exception(error)
        return never


def _done(pending: Pending) -> Iterator[Outcome]:
    """Those that are done, one at least; one whose process died stays where it is."""
    for future in wait(pending, return_when=FIRST_COMPLETED).done:
        outcome = Outcome(pending[future], future.result())
        del pending[future]
        yield outcome


def _die_with_parent() -> None:
    """End this process when its parent is killed; it would otherwise wait for work for ever."""
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
