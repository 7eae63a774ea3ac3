"""Asking the web for one thing, politely.

Belongs here: one request with its redirects, its limits and its tries. Does not belong here: what is asked for and when
(mediawiki, webpages), and where connections may go (connections).
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import tenacity
import urllib3

from orchestration.sources.connections import make_pools, within
from orchestration.sources.pace import Pace
from orchestration.sources.problems import FetchError, PassingError
from orchestration.sources.registry import Fetching
from orchestration.sources.robots import Robots

REDIRECTS = {301, 302, 303, 307, 308}
PASSING = {408, 425, 429, 500, 502, 503, 504}
GONE = {404, 410}
PIECE = 65_536


@dataclass(frozen=True)
class Answer:
    """An answer as it came, unpacked; `headers` have small names. Status 304 means: nothing new, and no body."""

    asked: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    retrieved_at: datetime

    @property
    def content_type(self) -> str:
        """The type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Request:
    """What is asked for, which types of content will do (any, where none is named), and what is known of it already."""

    url: str
    types: Collection[str] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    asks_robots: bool = True


def accept_all(_: Answer) -> None:
    """Raise nothing."""


class Web:
    """The web as seen by one run: its hosts' rules and how lately they were asked."""

    def __init__(self, fetching: Fetching, pause: Callable[[float], None] = time.sleep) -> None:
        self._fetching = fetching
        self._pools = make_pools(fetching)
        self._pace = Pace(fetching.seconds_between_requests, pause=pause)
        self._robots = Robots(fetching.product, self._read_robots)
        self._tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception(self._is_worth_waiting),
            stop=tenacity.stop_after_attempt(fetching.tries),
            wait=self._wait_seconds,
            sleep=pause,
            reraise=True,
        )
        self._jitter = tenacity.wait_random_exponential(fetching.first_wait_seconds, fetching.longest_wait_seconds)

    def get(self, request: Request, judge: Callable[[Answer], None] = accept_all) -> Answer:
        """The answer to a request, status 200 or 304; raises FetchError, after some tries where it may pass.

        `judge` raises PassingError for an answer that came well and yet says to ask again later.
        """

        def once() -> Answer:
            answer = self._follow(request)
            judge(answer)
            return answer

        return self._tries(once)

    def may_read(self, url: str) -> bool:
        """Whether the host's robots.txt lets us read this address."""
        return bool(self._tries(self._robots.allows, url))

    def _is_worth_waiting(self, error: BaseException) -> bool:
        return isinstance(error, PassingError) and (error.retry_after or 0) <= self._fetching.longest_wait_seconds

    def _wait_seconds(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = getattr(error, "retry_after", None) or 0.0
        return float(asked + self._jitter(state))

    def _read_robots(self, url: str) -> str:
        return self._follow(Request(url, asks_robots=False)).body.decode("utf-8", "replace")

    def _follow(self, request: Request) -> Answer:
        url = request.url
        for _ in range(self._fetching.most_redirects + 1):
            host = _check_address(url)
            self._pace.wait(host, self._delay(url) if request.asks_robots else 0.0)
            answer = self._ask(url, request)
            if answer.status not in REDIRECTS:
                _check_status(answer, request)
                return answer
            url = _following(url, answer.headers.get("location", ""))
        raise FetchError(f"more than {self._fetching.most_redirects} redirects")

    def _delay(self, url: str) -> float:
        """The seconds that robots.txt wants between two requests; FetchError where it forbids this one."""
        if not self._robots.allows(url):
            raise FetchError(f"robots.txt forbids {url}")
        delay = self._robots.delay(url)
        if delay > self._fetching.longest_wait_seconds:
            raise FetchError(f"robots.txt asks for {delay:g} seconds between two requests")
        return delay

    def _ask(self, url: str, request: Request) -> Answer:
        try:
            response = self._pools.urlopen(
                "GET", url, headers=self._headers(request), redirect=False, retries=False, preload_content=False, decode_content=True
            )
            try:
                return self._answer(url, request, response)
            finally:
                # What was not read to its end is not used again.
                response.close()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise PassingError(f"{type(error).__name__}: {error}") from error

    def _answer(self, url: str, request: Request, response: Any) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        answer = Answer(request.url, url, response.status, headers, b"", datetime.now(UTC).replace(microsecond=0))
        if response.status != 200:
            return answer
        if request.types and answer.content_type not in request.types:
            raise FetchError(f"it is {answer.content_type or 'of no stated type'}, not {' or '.join(request.types)}")
        return Answer(request.url, url, 200, headers, self._body(response, headers), answer.retrieved_at)

    def _body(self, response: Any, headers: Mapping[str, str]) -> bytes:
        """The body, unpacked; what is larger than allowed is not read to its end, however small it was packed."""
        most = self._fetching.most_bytes
        stated = headers.get("content-length", "")
        if stated.isdecimal() and int(stated) > most:
            raise FetchError(f"too large: {int(stated):,} bytes, the limit is {most:,}")
        pieces: list[bytes] = []
        size = 0
        with within(self._fetching.total_seconds, response.shutdown):
            while piece := response.read1(PIECE):
                pieces.append(piece)
                size += len(piece)
                if size > most:
                    raise FetchError(f"too large: the limit is {most:,} bytes, unpacked")
        return b"".join(pieces)

    def _headers(self, request: Request) -> dict[str, str]:
        accepted = ", ".join(request.types) or "*/*"
        return {"User-Agent": self._fetching.agent, "Accept": accepted, "Accept-Encoding": "gzip", **request.known}


def _check_address(url: str) -> str:
    """The host that is asked; FetchError where the address does not lead to the web, or brings a name and a password."""
    wrong = FetchError(f"{url[:200]!r} is no address of the web")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise wrong
    return parts.netloc


def _following(url: str, location: str) -> str:
    """The address that a redirect leads to."""
    try:
        return urljoin(url, _as_written(location))
    except ValueError:
        raise FetchError(f"a redirect to {location[:200]!r}, which is no address of the web") from None


def _as_written(location: str) -> str:
    """The address as its server wrote it: headers are taken for Latin-1, and many a server writes its own letters in UTF-8."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _check_status(answer: Answer, request: Request) -> None:
    if answer.status in PASSING:
        raise PassingError(f"HTTP {answer.status}", answer.status, retry_after(answer.headers))
    if answer.status != 200 and not (answer.status == 304 and request.known):
        raise FetchError("it is not there any more" if answer.status in GONE else f"HTTP {answer.status}", answer.status)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that the server asks us to wait, told as such or as a date."""
    stated = headers.get("retry-after")
    if not stated:
        return None
    try:
        return urllib3.Retry().parse_retry_after(stated)
    except urllib3.exceptions.InvalidHeader:
        return None
