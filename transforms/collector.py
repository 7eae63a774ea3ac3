"""The garbage collector of the interpreter: where it rests, and what it need not look through.

Belongs here: the two ways to spare it work. Does not belong here: when work is worth sparing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """Many small records without cycles would be searched for cycles again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def lasting() -> Iterator[None]:
    """What is made within lives as long as the process, and is never searched for cycles at all."""
    with at_rest():
        yield
        gc.freeze()
