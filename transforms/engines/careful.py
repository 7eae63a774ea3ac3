"""Frames at which a worker died: done again in a process of their own, until the row is found that kills it.

Here: what keeps one poisoned row from taking its frame, and the run, with it. Not here: what stands in such a row's place,
which only the caller knows.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool

import pandas as pd

from transforms.engines.kinds import Function, Outcome
from transforms.engines.local import new_pool

# The frame of one row at which a process dies, and in a few words why -> what stands in its place.
Lost = Callable[[pd.DataFrame, str], pd.DataFrame]
REASON = "the process that read it died"


def with_lost_ones(outcomes: Iterable[Outcome], function: Function, lost: Lost) -> Iterator[pd.DataFrame]:
    """The results in order, those of frames without one made again."""
    for outcome in outcomes:
        yield _again(outcome.frame, function, lost) if outcome.result is None else outcome.result


def _again(frame: pd.DataFrame, function: Function, lost: Lost) -> pd.DataFrame:
    with new_pool(1) as pool:
        try:
            return pool.submit(function, frame).result()
        except BrokenProcessPool:
            pass
    if len(frame) == 1:
        return lost(frame, REASON)
    middle = len(frame) // 2
    return pd.concat([_again(half, function, lost) for half in (frame.iloc[:middle], frame.iloc[middle:])], ignore_index=True)
