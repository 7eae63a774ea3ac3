"""How long one document may take: a clock that stops what takes longer.

Belongs here: the clock. Does not belong here: how long is too long (`transforms.documents.Settings`,
`seeds/reference/limits.toml`), and what becomes of a document that was stopped.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Seconds after which what was told to stop and did not is told again.
AGAIN = 1.0


class TooLongError(Exception):
    """It took more processor time than it may."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop what is done within by TooLongError when it has taken so many seconds of processor time.

    Not of the wall clock: a busy machine turns no document away. Only a main thread can be stopped; who reads in other
    threads has to bring a clock of their own.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLongError(f"it took more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    # Again and again: raised while an object is being thrown away, the first is swallowed by the interpreter.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before or signal.SIG_DFL)
