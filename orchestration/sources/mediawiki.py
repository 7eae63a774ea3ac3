"""Pages of a wiki, through MediaWiki's Action API.

Belongs here: what the API is asked for and what its answers say. Does not belong here: when it is asked, what is kept.
The API is there for programs and has manners of its own (maxlag, one request at a time), and wikis close it to crawlers in
robots.txt; what robots.txt says is therefore held against the address of each page, not of the API.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from orchestration.sources.problems import FetchError, PassingError
from orchestration.sources.registry import Fetching, Source
from orchestration.sources.web import Answer, Request, Web, retry_after

JSON = ("application/json",)
WIKITEXT = "wikitext"
# Errors that the API itself calls passing.
PASSING = {"maxlag", "readonly", "ratelimited"}
LONGEST_TOLD = 300


@dataclass(frozen=True)
class Listed:
    """A page as a listing names it, with its newest revision."""

    key: str
    title: str
    revision: str
    url: str


@dataclass(frozen=True)
class Revision:
    """A page's wikitext, and which revision it is."""

    key: str
    title: str
    url: str
    revision: str
    timestamp: str
    text: str

    @property
    def content(self) -> bytes:
        """The text as the bytes of a file."""
        return self.text.encode("utf-8")


class Wiki:
    """One wiki, asked for the pages of one source."""

    def __init__(self, web: Web, source: Source, fetching: Fetching) -> None:
        self._web = web
        self._source = source
        self._fetching = fetching
        self.stated_licence = ""

    def listing(self) -> list[Listed]:
        """Every page that the source follows, in the wiki's order; FetchError where there is none."""
        found: dict[str, Listed] = {}
        for _, data in self._ask({**_query(self._source), "prop": "info", "inprop": "url", "meta": "siteinfo", "siprop": "rightsinfo"}):
            self.stated_licence = licence(data) or self.stated_licence
            found.update((page.key, page) for page in listed(data) if fnmatchcase(page.title, self._source.titles))
            if len(found) >= self._fetching.most_pages:
                break
        if not found:
            raise FetchError("the wiki has no such page")
        return list(found.values())[: self._fetching.most_pages]

    def at_home(self, url: str) -> str:
        """The address of a page on the host that is asked: what a wiki says of other hosts sends us to none of them."""
        here, there = urlsplit(self._source.api), urlsplit(url)
        return urlunsplit((here.scheme, here.netloc, there.path, there.query, ""))

    def read(self, pages: Sequence[Listed]) -> Iterator[tuple[Answer, list[Revision]]]:
        """The texts of these pages, answer by answer; one that was deleted meanwhile is in none."""
        asked = {
            "pageids": "|".join(page.key for page in pages),
            "prop": "revisions|info",
            "rvprop": "ids|timestamp|content|contentmodel",
            "rvslots": "main",
            "inprop": "url",
        }
        for answer, data in self._ask(asked):
            yield answer, revisions(data)

    def _ask(self, query: dict[str, str]) -> Iterator[tuple[Answer, dict[str, Any]]]:
        """The answers to a query, as many as it takes."""
        fixed = {"action": "query", "format": "json", "formatversion": "2", "maxlag": str(self._fetching.maxlag), **query}
        following: Any = {}
        for _ in range(self._fetching.most_pages):
            url = f"{self._source.api}?{urlencode({**fixed, **following})}"
            answer = self._web.get(Request(url, JSON, asks_robots=False), _judge)
            data = parse(answer.body)
            yield answer, data
            if "continue" not in data:
                return
            following = data["continue"]
            if not isinstance(following, dict):
                break
        raise FetchError("the wiki continues without end")


def _query(source: Source) -> dict[str, str]:
    """The part of a query that names the pages."""
    if source.title:
        return {"titles": source.title, "redirects": "1"}
    if source.category:
        return {"generator": "categorymembers", "gcmtitle": f"Category:{source.category}", "gcmnamespace": "0", "gcmlimit": "max"}
    return {"generator": "search", "gsrsearch": source.search, "gsrwhat": "text", "gsrnamespace": "0", "gsrlimit": "max"}


def _judge(answer: Answer) -> None:
    """MediaWiki tells its errors in an answer that came well."""
    error = parse(answer.body).get("error")
    if not error:
        return
    code, words = (error.get("code"), error.get("info")) if isinstance(error, dict) else (None, error)
    told = f"the wiki says {code}: {words}"[:LONGEST_TOLD]
    raise PassingError(told, retry_after=retry_after(answer.headers)) if code in PASSING else FetchError(told)


def parse(body: bytes) -> dict[str, Any]:
    """What an answer of the API says; PassingError for what is no JSON, as a cut answer is not."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise PassingError("the answer is no JSON") from None
    if not isinstance(data, dict):
        raise FetchError("the answer is none of MediaWiki's")
    return data


def licence(data: dict[str, Any]) -> str:
    """The address of the licence that the wiki names, '' where it names none."""
    with _as_mediawiki_says():
        return _text(data.get("query", {}).get("rightsinfo", {}).get("url", ""))


def listed(data: dict[str, Any]) -> list[Listed]:
    """The pages that an answer lists; one that does not exist has no revision, and a redirect has no text of its own."""
    with _as_mediawiki_says():
        pages = data.get("query", {}).get("pages", [])
        return [_listed(page) for page in pages if "lastrevid" in page and not page.get("redirect")]


def revisions(data: dict[str, Any]) -> list[Revision]:
    """The wikitexts that an answer holds; a page of another kind, or one whose text is hidden, has none."""
    with _as_mediawiki_says():
        pages = data.get("query", {}).get("pages", [])
        return [_revision(page) for page in pages if page.get("revisions") and _has_wikitext(page)]


@contextmanager
def _as_mediawiki_says() -> Iterator[None]:
    """Take whatever is not where MediaWiki puts it for what it is: an answer of somebody else."""
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise FetchError(f"the answer is none of MediaWiki's: {type(error).__name__} {error}"[:LONGEST_TOLD]) from None


def _listed(page: dict[str, Any]) -> Listed:
    return Listed(_number(page["pageid"]), _text(page["title"]), _number(page["lastrevid"]), _address(page["canonicalurl"]))


def _has_wikitext(page: dict[str, Any]) -> bool:
    main = page["revisions"][0]["slots"]["main"]
    return bool(main["contentmodel"] == WIKITEXT and "content" in main)


def _revision(page: dict[str, Any]) -> Revision:
    newest = page["revisions"][0]
    return Revision(
        key=_number(page["pageid"]),
        title=_text(page["title"]),
        url=_address(page["canonicalurl"]),
        revision=_number(newest["revid"]),
        timestamp=_text(newest["timestamp"]),
        text=_text(newest["slots"]["main"]["content"]),
    )


def _number(value: Any) -> str:
    if not isinstance(value, int) or not 0 < value < 10**15:
        raise ValueError(f"{value!r} is no number of a page or a revision")
    return str(value)


def _text(value: Any) -> str:
    """A text that a file can hold: JSON can spell halves of letters."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value.encode("utf-8", "replace").decode("utf-8")


def _address(value: Any) -> str:
    urlsplit(_text(value))
    return _text(value)
