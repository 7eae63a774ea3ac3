"""Files read ahead by a few threads: while one is understood, the next ones come from the disk.

Belongs here: how many, and in which order. Does not belong here: the reading itself (`content`), and what becomes of it.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

# They wait for the disk, mostly.
THREADS = 4
# Enough that the disk is never idle, few enough that large files do not fill the memory.
AHEAD = 16
Item = TypeVar("Item")
Content = Callable[[], bytes]


def read_ahead(items: Iterable[Item], reading_of: Callable[[Item], Content | None]) -> Iterator[tuple[Item, Content | None]]:
    """Each item in its order, with what gives what its reading (None: there is none) gave or raised."""
    with ThreadPoolExecutor(THREADS) as readers:
        coming: deque[tuple[Item, Content | None]] = deque()
        for item in items:
            reading = reading_of(item)
            coming.append((item, readers.submit(reading).result if reading else None))
            if len(coming) > AHEAD:
                yield coming.popleft()
        yield from coming
