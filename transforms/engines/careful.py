"""Frames at which a worker died: done again in a process of their own, until the row is found that kills it.

Here: what keeps one poisoned row, or the rows of one poisoned unit, from taking their frame, and the run, with them. Not here:
what stands in their place, which only the caller knows.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import pandas as pd

from transforms.engines.kinds import Function, Outcome
from transforms.engines.local import new_pool

# The frame of one row, or of one unit, at which a process dies, and in a few words why -> what stands in its place.
Lost = Callable[[pd.DataFrame, str], pd.DataFrame]
REASON = "the process at work on it died"


def with_lost_ones(
    outcomes: Iterable[Outcome], function: Function, lost: Lost, unit: str | None
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Each frame with its result, those without one made again."""
    for outcome in outcomes:
        result = outcome.result
        yield outcome.frame, _again(outcome.frame, function, lost, unit) if result is None else result


def _again(frame: pd.DataFrame, function: Function, lost: Lost, unit: str | None) -> pd.DataFrame:
    with new_pool(1) as pool:
        try:
            return pool.submit(function, frame).result()
        except BrokenProcessPool:
            pass
    middle = _middle(frame, unit)
    if middle == 0:
        return lost(frame, REASON)
    return pd.concat([_again(half, function, lost, unit) for half in (frame.iloc[:middle], frame.iloc[middle:])], ignore_index=True)


def _middle(frame: pd.DataFrame, unit: str | None) -> int:
    """Where to cut: the border of units nearest to the middle; 0 where there is none."""
    codes = np.arange(len(frame)) if unit is None else pd.factorize(frame[unit])[0]
    borders = np.flatnonzero(codes[1:] != codes[:-1]) + 1
    return int(borders[np.abs(2 * borders - len(frame)).argmin()]) if len(borders) else 0
