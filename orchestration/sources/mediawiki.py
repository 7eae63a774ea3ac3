"""Pages of a wiki, through MediaWiki's Action API.

Belongs here: what the API is asked for and what its answers say. Does not belong here: when it is asked, what is kept.
The API is there for programs and has manners of its own (maxlag, one request at a time), and wikis close it to crawlers in
robots.txt; what robots.txt says is therefore held against the address of each page, not of the API.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlencode

from orchestration.sources.problems import FetchError, PassingError
from orchestration.sources.registry import Fetching, Source
from orchestration.sources.web import Answer, Request, Web, retry_after

JSON = ("application/json",)
WIKITEXT = "wikitext"
# Errors that the API itself calls passing.
PASSING = {"maxlag", "readonly", "ratelimited"}


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
        """The text as the bytes of a file; JSON can spell halves of letters that no file can hold."""
        return self.text.encode("utf-8", "replace")


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
            query = data.get("query", {})
            self.stated_licence = str(query.get("rightsinfo", {}).get("url", "")) or self.stated_licence
            pages = (_listed(page) for page in query.get("pages", []) if "lastrevid" in page)
            found.update((page.key, page) for page in pages if fnmatchcase(page.title, self._source.titles))
            if len(found) >= self._fetching.most_pages:
                break
        if not found:
            raise FetchError("the wiki has no such page")
        return list(found.values())[: self._fetching.most_pages]

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
        following: dict[str, str] | None = {}
        while following is not None:
            url = f"{self._source.api}?{urlencode({**fixed, **following})}"
            answer = self._web.get(Request(url, JSON, asks_robots=False), _judge)
            data = parse(answer.body)
            yield answer, data
            told = data.get("continue")
            if told == following:
                raise FetchError("the wiki continues where it began")
            following = told


def _query(source: Source) -> dict[str, str]:
    """The part of a query that names the pages."""
    if source.title:
        return {"titles": source.title, "redirects": "1"}
    if source.category:
        return {"generator": "categorymembers", "gcmtitle": f"Category:{source.category}", "gcmtype": "page", "gcmlimit": "max"}
    return {"generator": "search", "gsrsearch": source.search, "gsrwhat": "text", "gsrnamespace": "0", "gsrlimit": "max"}


def _judge(answer: Answer) -> None:
    """MediaWiki tells its errors in an answer that came well."""
    error = parse(answer.body).get("error")
    if not error:
        return
    told = f"the wiki says {error.get('code')}: {error.get('info')}"
    raise PassingError(told, retry_after=retry_after(answer.headers)) if error.get("code") in PASSING else FetchError(told)


def parse(body: bytes) -> dict[str, Any]:
    """What an answer of the API says; PassingError for what is no JSON, as a cut answer is not."""
    try:
        data = json.loads(body)
    except ValueError:
        raise PassingError("the answer is no JSON") from None
    if not isinstance(data, dict):
        raise FetchError("the answer is none of MediaWiki's")
    return data


def revisions(data: dict[str, Any]) -> list[Revision]:
    """The wikitexts that an answer holds; a page of another kind, or one whose text is hidden, has none."""
    pages = data.get("query", {}).get("pages", [])
    try:
        return [_revision(page) for page in pages if page.get("revisions") and _has_wikitext(page)]
    except (KeyError, TypeError, AttributeError) as error:
        raise FetchError(f"the answer is none of MediaWiki's: {type(error).__name__} {error}") from None


def _listed(page: dict[str, Any]) -> Listed:
    try:
        return Listed(str(int(page["pageid"])), str(page["title"]), str(page["lastrevid"]), str(page["canonicalurl"]))
    except (KeyError, TypeError, ValueError) as error:
        raise FetchError(f"the listing is none of MediaWiki's: {type(error).__name__} {error}") from None


def _has_wikitext(page: dict[str, Any]) -> bool:
    main = page["revisions"][0]["slots"]["main"]
    return main["contentmodel"] == WIKITEXT and "content" in main


def _revision(page: dict[str, Any]) -> Revision:
    newest = page["revisions"][0]
    return Revision(
        key=str(int(page["pageid"])),
        title=str(page["title"]),
        url=str(page["canonicalurl"]),
        revision=str(newest["revid"]),
        timestamp=str(newest["timestamp"]),
        text=str(newest["slots"]["main"]["content"]),
    )
