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

__all__ = ["EngineError", "chosen_engine", "map_frames"]

LOCAL, DASK = "local", "dask"


def chosen_engine() -> tuple[str, str]:
    """The name of the engine that is asked for, and the address of its scheduler ('' for this machine).

    Raises EngineError where there is no such engine, or no address where one is needed; nobody is called at it.
    """
    name, address = os.environ.get("ENGINE") or LOCAL, os.environ.get("DASK_ADDRESS") or ""
    if name not in (LOCAL, DASK):
        raise EngineError(f"ENGINE={name}: there are {LOCAL} and {DASK}")
    if name == DASK and not address:
        raise EngineError("ENGINE=dask needs DASK_ADDRESS, the address of a scheduler (tcp://127.0.0.1:8786)")
    return name, address


def map_frames(
    function: Function, frames: Iterable[pd.DataFrame], lost: Lost, unit: str | None = None
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Each frame with what a function makes of it, as they are done: a slow one holds up no other. Few are on the way at a time.

    A frame at which a worker died is done again in halves; `lost` tells what stands in place of a row at which it dies again.
    Rows that stand together and have the same value of the column `unit` are never parted: then it is told of all of these.
    Raises EngineError where the engine cannot be had, and what the function raises.
    """
    name, address = chosen_engine()
    if name == LOCAL:
        return with_lost_ones(map_in_processes(function, frames), function, lost, unit)
    from transforms.engines.cluster import map_on_cluster

    return with_lost_ones(map_on_cluster(function, frames, address), function, lost, unit)
