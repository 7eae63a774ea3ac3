"""Libraries that stay until the process ends: of their hundred thousand objects nothing is garbage.

Belongs here: sparing Python's collector the search for it, which takes a second of a refresh. Does not belong here: which libraries.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Import libraries in here; what is there afterwards is never searched."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def leave_behind() -> None:
    """Let the process end without a search of all that it holds: the system takes it back as a whole."""
    gc.freeze()
