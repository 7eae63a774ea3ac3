"""How fast a host is asked.

Belongs here: waiting between two requests to one host. Does not belong here: waiting after a failure (web).
"""

import time
from collections.abc import Callable


class Pace:
    """Keeps the time from one request to a host to the next, whichever source it is for."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic, pause: Callable[[float], None] = time.sleep) -> None:
        self._seconds = seconds
        self._clock = clock
        self._pause = pause
        self._asked: dict[str, float] = {}

    def wait(self, host: str, seconds: float = 0.0) -> None:
        """Wait until the host may be asked again: the usual time after the last request, or what it asks for if that is more."""
        if host in self._asked:
            ready = self._asked[host] + max(self._seconds, seconds)
            self._pause(max(0.0, ready - self._clock()))
        self._asked[host] = self._clock()
