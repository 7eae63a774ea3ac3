"""What the tests of this room share: a server that misbehaves on demand, and settings that do not wait."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from orchestration.sources.registry import Fetching, Registry, Source
from orchestration.sources.web import Web
from tests.orchestration.sources.server import Server

ONLY_THIS_ADDRESS = (ip_network("127.0.0.1/32"),)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on loopback that answers as it is told to."""
    with Server() as running:
        yield running


@pytest.fixture
def fetching() -> Fetching:
    """Settings under which the test server may be asked, and asked at once."""
    return Fetching(
        contact="tests@localhost",
        user_agent="Dyadic/{version} ({contact})",
        seconds_between_requests=0.0,
        connect_seconds=2.0,
        read_seconds=2.0,
        total_seconds=5.0,
        most_bytes=200_000,
        most_redirects=5,
        tries=3,
        first_wait_seconds=0.01,
        longest_wait_seconds=30.0,
        after_failure=timedelta(hours=1),
        maxlag=5,
        pages_at_once=2,
        most_pages=50,
        private_networks=ONLY_THIS_ADDRESS,
    )


@pytest.fixture
def pauses() -> list[float]:
    """The waits that were asked for, none of which took place."""
    return []


@pytest.fixture
def web(fetching: Fetching, pauses: list[float]) -> Web:
    """The web under these settings, without waits."""
    return Web(fetching, pause=pauses.append)


@pytest.fixture
def page(server: Server) -> Source:
    """A page of the test server that is followed."""
    return Source("page", True, "webpage", "en", "Test", "CC0-1.0", timedelta(days=1), url=server.url("/page"))


@pytest.fixture
def wiki(server: Server) -> Source:
    """A category of a wiki that the test server plays."""
    return Source("wiki", True, "mediawiki", "en", "Test", "CC0-1.0", timedelta(days=1), api=server.url("/api.php"), category="Relations")


@pytest.fixture
def quick(fetching: Fetching) -> Fetching:
    """The same settings where the real waits take place: hardly any."""
    return dataclasses.replace(fetching, tries=2, longest_wait_seconds=0.05)


@pytest.fixture
def registry(quick: Fetching, page: Source) -> Registry:
    """A registry of one page."""
    return Registry(quick, (page,))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder."""
    return tmp_path / "data"
