"""Work that is no frame, spread over the cores of this machine.

Belongs here: how many processes, and when they are worth their start. Does not belong here: what is done in them, and the mapping
of frames (`transforms.engines`), which other machines may do too.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from transforms.engines.local import new_pool

# Tasks of a second or two each; below this many, starting the processes takes longer than they save.
LEAST_TASKS = 16
Task = TypeVar("Task")
Result = TypeVar("Result")


def in_processes(function: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
    """What the function makes of each task, in their order; few tasks are done in this process, more in as many as there are cores."""
    cores = os.cpu_count() or 1
    if cores == 1 or len(tasks) < LEAST_TASKS:
        yield from map(function, tasks)
        return
    with new_pool(cores) as pool:
        yield from pool.map(function, tasks)
