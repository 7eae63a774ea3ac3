"""Texts put aside in a file until it is known which documents there are and in what order: so they are never all in memory.

Belongs here: putting a text aside and taking it up again. Does not belong here: whose text it is, and what becomes of it.
"""

import tempfile
from pathlib import Path
from types import TracebackType

# Where a text begins in the file, and how many bytes it has.
Place = tuple[int, int]
# A text may hold what UTF-8 has no bytes for; it comes back as it was.
SURROGATES = "surrogatepass"


class TextsAside:
    """A nameless file in a folder, gone with this process however that ends."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed when this is left
        self._end = 0

    def __enter__(self) -> "TextsAside":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def put(self, text: str | None) -> Place | None:
        """Put a text aside, and say where; None where there is none."""
        if text is None:
            return None
        content = text.encode("utf-8", SURROGATES)
        self._file.seek(self._end)
        self._file.write(content)
        place = (self._end, len(content))
        self._end += len(content)
        return place

    def take(self, place: Place | None) -> str | None:
        """The text that was put there."""
        if place is None:
            return None
        self._file.seek(place[0])
        return self._file.read(place[1]).decode("utf-8", SURROGATES)
