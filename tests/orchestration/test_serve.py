"""The service for real: alerts are seen to fire from a running daemon, and nothing stays when it ends, however it does."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.orchestration.served import Served, listening_addresses, wait_for
from tests.orchestration.sources.server import Server, response

pytestmark = [pytest.mark.full, pytest.mark.timeout(1200)]


@pytest.fixture
def web() -> Iterator[Server]:
    """A webhook that is listened to, and a page that can be followed."""
    with Server() as server:
        server.tell("/hook", response("ok"))
        server.tell("/robots.txt", response("", "404 Not Found"))
        server.tell("/page", response("broken", "500 Internal Server Error"))
        yield server


@pytest.fixture
def served(tmp_path: Path, web: Server) -> Iterator[Served]:
    running = Served(tmp_path, web.url("/hook"), web.url("/page"))
    yield running
    if running.process.poll() is None:
        assert running.end() == 0
    assert running.at_work() == []


def told(web: Server, text: str) -> list[dict[str, str]]:
    """The messages to the webhook that say this."""
    every = [json.loads(asked.body) for asked in web.asked_for("/hook")]
    return [message for message in every if text in message["text"]]


def test_alerts_fire(served: Served, web: Server) -> None:
    wait_for(lambda: "SUCCESS" in served.statuses(), "the first run")
    wait_for(lambda: bool(told(web, "the source page is stale")), "the alert for the source that fails")
    assert "500" in told(web, "the source page is stale")[0]["text"]
    served.sources.write_text("nothing that can be read", encoding="utf-8")
    served.add("two.txt", "Chile opened an embassy in Peru in 1995.")
    wait_for(lambda: bool(told(web, "of refresh failed: fetched_pages: ")), "the alert for the run that failed")
    assert {message["kind"] for message in told(web, "of refresh failed")} == {"run_failed"}
    wait_for(lambda: bool(told(web, "no live source can be followed")), "the alert for the list of sources")
    wait_for(lambda: bool(told(web, "the data are stale")), "the alert for the data")
    for text in ("the source page is stale", "the data are stale", "no live source can be followed"):
        assert len(told(web, text)) == 1
    for text in ("the source page is stale", "the data are stale", "of refresh failed"):
        assert text in served.alerts()
        assert text in served.log.read_text("utf-8")
    assert "<code>page</code>" in served.page("index.html")
    assert [listening_addresses(port) for port in (served.port, served.site_port)] == [{"0100007F"}] * 2


def test_nothing_stays_after_a_kill(served: Served) -> None:
    wait_for(lambda: served.statuses() != [], "a run at work")
    assert served.end(signal.SIGKILL) == -signal.SIGKILL
    wait_for(lambda: served.at_work() == [], "the end of all that it had started", 120)


def test_service_ends_with_any_of_its_programs(served: Served) -> None:
    wait_for(lambda: any("dagster._daemon" in command for command in served.at_work()), "the daemon")
    served.kill("dagster._daemon")
    assert served.process.wait(120) == 1
    assert "one of its programs ended by itself" in served.log.read_text("utf-8")
