"""What hosts ask robots not to read.

Belongs here: the rules of a host's robots.txt (RFC 9309), asked for once a run. Does not belong here: how it is fetched.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from orchestration.sources.problems import FetchError, PassingError

MOST_CHARACTERS = 512_000


class Robots:
    """The rules of every host met so far; `read` gives the text behind an address or raises FetchError."""

    def __init__(self, product: str, read: Callable[[str], str]) -> None:
        self._product = product
        self._read = read
        self._rules: dict[str, Protego] = {}

    def allows(self, url: str) -> bool:
        """Whether the address may be read; raises PassingError where the host cannot say so now."""
        return self._of(url).can_fetch(url, self._product)

    def delay(self, url: str) -> float:
        """The seconds that the host wants between two requests; 0 where it says nothing."""
        return self._of(url).crawl_delay(self._product) or 0.0

    def _of(self, url: str) -> Protego:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = Protego.parse(self._text(f"{origin}/robots.txt")[:MOST_CHARACTERS])
        return self._rules[origin]

    def _text(self, url: str) -> str:
        """The file, empty where there is none; a host that fails forbids all for as long as it does."""
        try:
            return self._read(url)
        except FetchError as error:
            if error.status is not None and 400 <= error.status < 500 and not isinstance(error, PassingError):
                return ""
            raise PassingError(f"{url} cannot be read: {error}", error.status, getattr(error, "retry_after", None)) from error
