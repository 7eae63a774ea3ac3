"""What was worked out for a word, kept for the next time that it is met.

Here: remembering, and its bound.  Not here: what is worked out.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

Found = TypeVar("Found")

# Distinct words that are remembered: nearly all of what a text says is said in these, and memory has an end.
MOST_REMEMBERED = 50_000


class Memo(dict[str, Found], Generic[Found]):
    """`memo[word]` is `find(word)`, worked out once; emptied when it is full."""

    def __init__(self, find: Callable[[str], Found]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> Found:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        found = self[word] = self._find(word)
        return found
