"""Where an alert goes: always into the log, to the webhook that is configured and nowhere else, and never back as an error."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from orchestration.places import DataFolder
from orchestration.service import alerts
from orchestration.service.alarms import Alert
from orchestration.service.settings import Alerts
from tests.orchestration.sources.server import Server, drip, redirect, response

ALERT = Alert("stale", "the data\nare stale")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


def settings(webhook: str) -> Alerts:
    return Alerts(webhook, 1.0, 300, timedelta(days=1))


def tell(data: DataFolder, webhook: str) -> tuple[bool, list[str]]:
    noted: list[str] = []
    return alerts.tell(ALERT, data, settings(webhook), noted.append), noted


def test_without_a_webhook_it_stands_in_the_log(data: DataFolder) -> None:
    assert tell(data, "") == (True, ["the data are stale"])
    assert data.alerts.read_text("utf-8").endswith("Z the data are stale\n")


def test_webhook_is_told(data: DataFolder, server: Server) -> None:
    server.tell("/hook", response("ok"))
    assert tell(data, server.url("/hook")) == (True, ["the data are stale"])
    (asked,) = server.asked_for("/hook")
    assert asked.headers["content-type"] == "application/json"
    assert json.loads(asked.body) == {"kind": "stale", "text": "the data\nare stale"}


def test_what_may_pass_is_tried_again(data: DataFolder, server: Server) -> None:
    server.tell("/hook", response("busy", "503 Service Unavailable"), response("ok"))
    assert tell(data, server.url("/hook"))[0]
    assert len(server.asked_for("/hook")) == 2


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (response("no", "404 Not Found"), "answered 404"),
        (response("busy", "503 Service Unavailable"), "answered 503"),
        (drip(b"HTTP/1.1 200 OK\r\n\r\n", 5.0), "cannot be reached (ReadTimeoutError)"),
        (b"", "cannot be reached (ProtocolError)"),
        (b"nonsense\r\n\r\n", "cannot be reached (ProtocolError)"),
    ],
)
def test_webhook_that_fails_is_no_error(data: DataFolder, server: Server, answer: bytes, told: str) -> None:
    server.tell("/hook", answer)
    arrived, noted = tell(data, server.url("/hook?token=hidden"))
    assert (arrived, noted) == (False, ["the data are stale", f"the webhook was not told of it: 127.0.0.1 {told}"])
    assert "hidden" not in data.alerts.read_text("utf-8")


def test_redirect_is_not_followed(data: DataFolder, server: Server) -> None:
    server.tell("/hook", redirect(server.url("/elsewhere")))
    assert tell(data, server.url("/hook"))[1][1] == "the webhook was not told of it: 127.0.0.1 answered 302"
    assert server.asked_for("/elsewhere") == []


@pytest.mark.parametrize("webhook", ["http://127.0.0.1:1/hook", "http://nowhere.invalid/", "http://127.0.0.1:99999999/"])
def test_webhook_that_is_not_there_is_no_error(data: DataFolder, webhook: str) -> None:
    arrived, noted = tell(data, webhook)
    assert not arrived
    assert "cannot be reached" in noted[1]


def test_log_that_cannot_be_written_is_no_error(data: DataFolder) -> None:
    data.logs.write_text("in the way", encoding="utf-8")
    arrived, noted = tell(data, "")
    assert arrived
    assert noted[0] == "the data are stale"
    assert noted[1].startswith("alerts.log cannot be written")
