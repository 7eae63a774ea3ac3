"""The list of sources and how they are fetched: `seeds/sources.toml`, read and checked.

Belongs here: the form of that file, and one line on what is wrong in it. Does not belong here: fetching.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from orchestration.tables import table_of, values_of

MEDIAWIKI, WEBPAGE = "mediawiki", "webpage"
# What a source of a kind is known by: its address, and of the rest exactly one where there is any.
ADDRESSES = {MEDIAWIKI: "api", WEBPAGE: "url"}
QUERIES = {MEDIAWIKI: ("title", "category", "search"), WEBPAGE: ()}
MOST_AT_ONCE = 50

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


class SourcesError(ValueError):
    """The file of sources cannot be used; the message is one line for the person who keeps it."""


@dataclass(frozen=True)
class Fetching:
    """How sources are fetched; what each of these means stands in `seeds/sources.toml`."""

    contact: str
    user_agent: str
    seconds_between_requests: float
    connect_seconds: float
    read_seconds: float
    total_seconds: float
    most_bytes: int
    most_redirects: int
    tries: int
    first_wait_seconds: float
    longest_wait_seconds: float
    after_failure: timedelta
    maxlag: int
    pages_at_once: int
    most_pages: int
    private_networks: tuple[IPv4Network | IPv6Network, ...]

    @property
    def agent(self) -> str:
        """The User-Agent that is sent: who we are and how to reach us."""
        return self.user_agent.format(version=version("dyadic"), contact=self.contact)

    @property
    def product(self) -> str:
        """Our name as a robots.txt knows it."""
        return self.user_agent.partition("/")[0]


@dataclass(frozen=True)
class Source:
    """A page, or pages of one wiki, that are followed."""

    id: str
    on: bool
    kind: str
    language: str
    publisher: str
    licence: str
    every: timedelta
    api: str = ""
    url: str = ""
    title: str = ""
    category: str = ""
    search: str = ""
    titles: str = "*"

    @property
    def address(self) -> str:
        """Where it is asked."""
        return str(getattr(self, ADDRESSES[self.kind]))

    @property
    def question(self) -> str:
        """All that decides which pages are followed; where it changes, the source is asked anew."""
        return " ".join((self.kind, self.address, self.title, self.category, self.search, self.titles))


@dataclass(frozen=True)
class Registry:
    """All sources, and how they are fetched."""

    fetching: Fetching
    sources: tuple[Source, ...]

    @property
    def followed(self) -> tuple[Source, ...]:
        """The sources that are on."""
        return tuple(source for source in self.sources if source.on)


def load(path: Path) -> Registry:
    """Read the file of sources; raises SourcesError with what is wrong in it, and where."""
    try:
        with path.open("rb") as file:
            return _registry(tomllib.load(file))
    except OSError as error:
        raise SourcesError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise SourcesError(f"{path.name}: {error}") from None


def _registry(content: Mapping[str, Any]) -> Registry:
    if unknown := set(content) - {"fetching", "sources"}:
        raise ValueError(f"there is no place for [{min(unknown)}]: only [fetching] and [sources.<id>]")
    fetching = Fetching(**values_of("[fetching]", Fetching, content.get("fetching", {})))
    sources = tuple(_source(name, table) for name, table in content.get("sources", {}).items())
    if fetching.pages_at_once > MOST_AT_ONCE:
        raise ValueError(f"[fetching] pages_at_once: MediaWiki gives no more than {MOST_AT_ONCE} pages at once")
    registry = Registry(fetching, sources)
    if registry.followed and not fetching.contact.strip():
        raise ValueError(f"[fetching] contact is empty and {registry.followed[0].id} is on: servers have to be told whom to write to")
    return registry


def _source(name: str, table: Any) -> Source:
    where = f"[sources.{name}]"
    if not _ID.fullmatch(name):
        raise ValueError(f"{where}: an id is made of small letters, digits, - and _")
    source = Source(**values_of(where, Source, {**table_of(where, table), "id": name}))
    _check_query(where, source)
    return source


def _check_query(where: str, source: Source) -> None:
    if source.kind not in ADDRESSES:
        raise ValueError(f"{where} kind is {source.kind!r}: it is {' or '.join(ADDRESSES)}")
    parts = urlsplit(source.address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{where} {ADDRESSES[source.kind]} is no address of the web")
    asked = [name for name in QUERIES[source.kind] if getattr(source, name)]
    if QUERIES[source.kind] and len(asked) != 1:
        raise ValueError(f"{where} needs one of {', '.join(QUERIES[source.kind])}")
