"""Engines that map a pure function over frames: this machine's processes, or a Dask cluster.

Belongs here: which engine is asked for, and how frames travel to it and back. Does not belong here: what is mapped.
`ENGINE` names the engine: `local` (the default) or `dask`, which finds its scheduler at `DASK_ADDRESS`.
"""

import os
from collections.abc import Iterable, Iterator

import pandas as pd

from transforms.engines.careful import Lost, with_lost_ones
from transforms.engines.kinds import EngineError, Function
from transforms.engines.local import map_in_processes

__all__ = ["EngineError", "map_frames"]


def map_frames(
    function: Function, frames: Iterable[pd.DataFrame], lost: Lost, unit: str | None = None
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Each frame with what a function makes of it, as they are done: a slow one holds up no other. Few are on the way at a time.

    A frame at which a worker died is done again in halves; `lost` tells what stands in place of a row at which it dies again.
    Rows that stand together and have the same value of the column `unit` are never parted: then it is told of all of these.
    Raises EngineError where the engine cannot be had, and what the function raises.
    """
    name = os.environ.get("ENGINE") or "local"
    if name == "local":
        return with_lost_ones(map_in_processes(function, frames), function, lost, unit)
    if name == "dask":
        from transforms.engines.cluster import map_on_cluster

        return with_lost_ones(map_on_cluster(function, frames, os.environ.get("DASK_ADDRESS")), function, lost, unit)
    raise EngineError(f"ENGINE={name}: there are local and dask")
