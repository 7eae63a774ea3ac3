"""Asking a server that misbehaves: what passes is tried again, what does not is told in a line, and nothing goes where it may not."""

import dataclasses
import gzip
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from orchestration.sources.problems import FetchError, PassingError
from orchestration.sources.registry import Fetching
from orchestration.sources.web import Answer, Request, Web
from tests.orchestration.sources.server import Server, drip, redirect, response

HTML = ("text/html",)
TEXT = "<p>Peru opened an embassy in Chile in 1994.</p>"


def get(web: Web, server: Server, path: str = "/page", **known: str) -> Answer:
    return web.get(Request(server.url(path), HTML, known))


def test_answer_is_kept_as_it_came(web: Web, server: Server) -> None:
    server.tell("/page", response(TEXT, ETag='"1"'))
    answer = get(web, server)
    assert (answer.status, answer.body.decode(), answer.headers["etag"]) == (200, TEXT, '"1"')
    assert answer.url == server.url("/page")


def test_we_say_who_we_are(web: Web, server: Server) -> None:
    server.tell("/page", response(TEXT))
    get(web, server)
    assert {asked.headers["user-agent"] for asked in server.asked} == {"Dyadic/0.1.0 (tests@localhost)"}


def test_what_is_known_is_told_and_not_sent_again(web: Web, server: Server) -> None:
    server.tell("/page", response(b"", "304 Not Modified"))
    answer = get(web, server, **{"If-None-Match": '"1"'})
    assert answer.status == 304
    assert server.asked_for("/page")[0].headers["if-none-match"] == '"1"'


def test_not_modified_without_being_asked_is_an_error(web: Web, server: Server) -> None:
    server.tell("/page", response(b"", "304 Not Modified"))
    with pytest.raises(FetchError, match="304"):
        get(web, server)


@pytest.mark.parametrize("status", ["429 Too Many Requests", "500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable"])
def test_what_may_pass_is_tried_again(web: Web, server: Server, status: str, pauses: list[float]) -> None:
    server.tell("/page", response(b"", status), response(TEXT))
    assert get(web, server).status == 200
    assert len(pauses) > 0


def test_tries_come_to_an_end(web: Web, server: Server, fetching: Fetching) -> None:
    server.tell("/page", response(b"", "500 Internal Server Error"))
    with pytest.raises(PassingError, match="HTTP 500"):
        get(web, server)
    assert len(server.asked_for("/page")) == fetching.tries


def test_waits_grow_and_are_never_twice_the_same(fetching: Fetching, server: Server) -> None:
    pauses: list[float] = []
    server.tell("/page", response(b"", "500 Internal Server Error"))
    settings = dataclasses.replace(fetching, tries=8, first_wait_seconds=1.0, longest_wait_seconds=1000.0)
    with pytest.raises(PassingError):
        get(Web(settings, pause=pauses.append), server)
    waits = [pause for pause in pauses if pause > 0]
    assert len(set(waits)) == len(waits) == 7
    assert all(wait <= 2**number for number, wait in enumerate(waits))


def test_server_says_how_long_to_wait(web: Web, server: Server, pauses: list[float]) -> None:
    server.tell("/page", response(b"", "429 Too Many Requests", Retry_After="17"), response(TEXT))
    get(web, server)
    assert 17 <= max(pauses) < 18


def test_server_says_until_when_to_wait(web: Web, server: Server, pauses: list[float]) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    server.tell("/page", response(b"", "503 Service Unavailable", Retry_After=later), response(TEXT))
    get(web, server)
    assert 15 < max(pauses) < 21


def test_server_that_wants_hours_is_left_alone(web: Web, server: Server) -> None:
    server.tell("/page", response(b"", "429 Too Many Requests", Retry_After="7200"))
    with pytest.raises(PassingError) as caught:
        get(web, server)
    assert caught.value.retry_after == 7200
    assert len(server.asked_for("/page")) == 1


@pytest.mark.parametrize(
    "status", ["403 Forbidden", "404 Not Found", "410 Gone", "451 Unavailable", "206 Partial Content", "204 No Content"]
)
def test_what_does_not_pass_is_not_tried_again(web: Web, server: Server, status: str) -> None:
    server.tell("/page", response(b"", status))
    with pytest.raises(FetchError) as caught:
        get(web, server)
    assert not isinstance(caught.value, PassingError)
    assert caught.value.status == int(status[:3])
    assert len(server.asked_for("/page")) == 1


def cut_off(connection: socket.socket, _: Any) -> None:
    connection.sendall(response(TEXT)[:-10])


def cut_chunk(connection: socket.socket, _: Any) -> None:
    connection.sendall(response(b"", Content_Length="", Transfer_Encoding="chunked") + b"20\r\nonly the beginning")


def silent(connection: socket.socket, _: Any) -> None:
    connection.close()


def no_http(connection: socket.socket, _: Any) -> None:
    connection.sendall(b"220 this is no web server\r\n\r\n")


@pytest.mark.parametrize("broken", [cut_off, cut_chunk, silent, no_http])
def test_broken_answer_is_no_answer(web: Web, server: Server, broken: Any) -> None:
    server.tell("/page", broken)
    with pytest.raises(PassingError):
        get(web, server)
    server.tell("/page", broken, response(TEXT))
    assert get(web, server).body.decode() == TEXT


def test_more_than_was_stated_is_not_taken_for_the_next_answer(web: Web, server: Server) -> None:
    smuggled = response(b"of somebody else")
    server.tell("/page", response(TEXT, Connection="keep-alive") + smuggled, response("second"))
    assert get(web, server).body.decode() == TEXT
    assert get(web, server).body == b"second"


def test_packed_answer_is_unpacked(web: Web, server: Server) -> None:
    server.tell("/page", response(gzip.compress(TEXT.encode()), Content_Encoding="gzip"))
    assert get(web, server).body.decode() == TEXT
    assert server.asked_for("/page")[0].headers["accept-encoding"] == "gzip"


def test_answer_that_cannot_be_unpacked_is_no_answer(web: Web, server: Server) -> None:
    server.tell("/page", response(b"not packed at all", Content_Encoding="gzip"))
    with pytest.raises(PassingError):
        get(web, server)


def test_bomb_is_not_unpacked_to_its_end(web: Web, server: Server) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    server.tell("/page", response(bomb, Content_Encoding="gzip"))
    started = time.monotonic()
    with pytest.raises(FetchError, match="too large"):
        get(web, server)
    assert time.monotonic() - started < 1


def test_bomb_in_a_bomb_is_not_unpacked_to_its_end(web: Web, server: Server) -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 50_000_000))
    server.tell("/page", response(bomb, Content_Encoding="gzip, gzip"))
    with pytest.raises(FetchError, match="too large"):
        get(web, server)


def test_too_large_is_told_before_it_is_read(web: Web, server: Server) -> None:
    server.tell("/page", lambda connection, _: connection.sendall(response(b"", Content_Length="900000000")))
    with pytest.raises(FetchError, match="900,000,000"):
        get(web, server)


def endless(connection: socket.socket, _: Any) -> None:
    connection.sendall(response(b"", Content_Length=""))
    while True:
        connection.sendall(b"and so on " * 1000)


def test_too_large_without_a_stated_length_is_cut(web: Web, server: Server) -> None:
    server.tell("/page", endless)
    with pytest.raises(FetchError, match="too large"):
        get(web, server)


@pytest.mark.parametrize("part", ["headers", "body"])
def test_drop_by_drop_is_ended_in_time(fetching: Fetching, server: Server, part: str) -> None:
    whole = response(TEXT * 100)
    server.tell("/page", drip(whole if part == "headers" else whole[200:], 0.02))
    if part == "body":
        dripping = drip(whole[whole.index(b"<p>") :], 0.02)
        server.tell("/page", lambda connection, asked: (connection.sendall(whole[: whole.index(b"<p>")]), dripping(connection, asked))[0])
    web = Web(dataclasses.replace(fetching, total_seconds=0.4, tries=1))
    started = time.monotonic()
    with pytest.raises(PassingError, match="longer than"):
        get(web, server)
    assert time.monotonic() - started < 3


def test_server_that_says_nothing_is_not_waited_for(fetching: Fetching, server: Server) -> None:
    server.tell("/page", lambda connection, _: time.sleep(5))
    web = Web(dataclasses.replace(fetching, read_seconds=0.2, tries=1))
    started = time.monotonic()
    with pytest.raises(PassingError, match=r"[Tt]ime"):
        get(web, server)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "text/css", ""])
def test_other_content_is_not_taken(web: Web, server: Server, kind: str) -> None:
    server.tell("/page", response(TEXT, kind=kind))
    with pytest.raises(FetchError, match="it is"):
        get(web, server)


def test_redirects_are_followed(web: Web, server: Server) -> None:
    server.tell("/page", redirect("/second", "301 Moved Permanently"))
    server.tell("/second", redirect("../third", "308 Permanent Redirect"))
    server.tell("/third", response(TEXT))
    answer = get(web, server)
    assert (answer.asked, answer.url) == (server.url("/page"), server.url("/third"))


def test_redirect_may_be_written_in_the_letters_of_its_server(web: Web, server: Server) -> None:
    server.tell("/page", redirect("/সম্পর্ক"))
    server.tell("/%E0%A6%B8%E0%A6%AE%E0%A7%8D%E0%A6%AA%E0%A6%B0%E0%A7%8D%E0%A6%95", response(TEXT))
    assert get(web, server).body.decode() == TEXT


@pytest.mark.parametrize("delay", ["nan", "-7", "soon", "1e"])
def test_robots_that_want_no_time_at_all(web: Web, server: Server, delay: str) -> None:
    server.tell("/robots.txt", response(f"User-agent: *\nCrawl-delay: {delay}\n", kind="text/plain"))
    server.tell("/page", response(TEXT))
    assert get(web, server).status == 200


def test_redirects_in_a_ring_come_to_an_end(web: Web, server: Server) -> None:
    server.tell("/page", redirect("/other"))
    server.tell("/other", redirect("/page"))
    with pytest.raises(FetchError, match="redirects"):
        get(web, server)


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("file:///etc/passwd", "no address of the web"),
        ("ftp://127.0.0.1/page", "no address of the web"),
        ("javascript:alert(1)", "no address of the web"),
        ("http://user:word@127.0.0.1/", "no address of the web"),
        ("http://[::1", "no address of the web"),
        ("http://127.0.0.2/page", "no public address"),
        ("http://127.1.1.1:80/page", "no public address"),
        ("http://169.254.169.254/latest/", "no public address"),
        ("http://10.0.0.1/", "no public address"),
        ("http://[::1]/", "no public address"),
        ("http://[::ffff:10.0.0.1]/", "no public address"),
        ("http://0x0a000001/", "no public address"),
        ("http://167772161/", "no public address"),
        ("http://0/", "no public address"),
    ],
)
def test_redirect_to_where_nobody_may_go(web: Web, server: Server, to: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server.tell("/page", redirect(to))
    connected = watch_connections(monkeypatch)
    with pytest.raises(FetchError, match=told):
        get(web, server)
    assert {address[0] for address in connected} == {"127.0.0.1"}


def test_name_that_changes_its_address_is_judged_when_it_is_connected_to(web: Web, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    real = socket.getaddrinfo

    def resolve(host: str, *more: Any, **named: Any) -> Any:
        hosts = next(answers) if host == "rebinding.test" else [host]
        return [entry for each in hosts for entry in real(each, *more, **named)]

    monkeypatch.setattr("orchestration.sources.addresses.socket.getaddrinfo", resolve)
    connected = watch_connections(monkeypatch)
    server.tell("/page", response(TEXT))
    with pytest.raises(FetchError, match=r"10\.0\.0\.1, which is no public address"):
        web.get(Request(server.url("/page", "rebinding.test"), HTML))
    assert {address[0] for address in connected} == {"127.0.0.1"}


def test_one_private_address_among_public_ones_is_enough(web: Web, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("127.0.0.1", "192.168.0.1")]
    monkeypatch.setattr("orchestration.sources.addresses.socket.getaddrinfo", lambda *_, **__: entries)
    with pytest.raises(FetchError, match=r"192\.168\.0\.1"):
        get(web, server)


def test_loopback_is_closed_unless_a_setting_opens_it(fetching: Fetching, server: Server) -> None:
    web = Web(dataclasses.replace(fetching, private_networks=()))
    server.tell("/page", response(TEXT))
    with pytest.raises(FetchError, match="no public address"):
        get(web, server)
    assert server.asked == []


def test_proxy_of_the_environment_is_not_used(web: Web, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.2:9")
    server.tell("/page", response(TEXT))
    assert get(web, server).status == 200


def test_host_without_a_server_is_told(fetching: Fetching) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = probe.getsockname()[1]
    web = Web(dataclasses.replace(fetching, tries=1))
    with pytest.raises(PassingError, match=r"no connection to 127.0.0.1"):
        web.get(Request(f"http://127.0.0.1:{nobody}/", asks_robots=False))


def test_unknown_name_is_told(fetching: Fetching) -> None:
    web = Web(dataclasses.replace(fetching, tries=1))
    with pytest.raises(PassingError, match="cannot be resolved"):
        web.get(Request("http://nobody.invalid/", asks_robots=False))


def test_robots_that_forbid_are_heeded(web: Web, server: Server) -> None:
    server.tell("/robots.txt", response("User-agent: *\nDisallow: /page\n", kind="text/plain"))
    server.tell("/page", response(TEXT))
    with pytest.raises(FetchError, match=r"robots.txt forbids"):
        get(web, server)
    assert server.asked_for("/page") == []


def test_robots_may_let_us_in_by_name(web: Web, server: Server) -> None:
    server.tell("/robots.txt", response("User-agent: *\nDisallow: /\n\nUser-agent: dyadic\nAllow: /\n", kind="text/plain"))
    server.tell("/page", response(TEXT))
    assert get(web, server).status == 200


def test_robots_are_asked_once(web: Web, server: Server) -> None:
    server.tell("/page", response(TEXT))
    get(web, server)
    get(web, server)
    assert len(server.asked_for("/robots.txt")) == 1


def test_robots_of_a_redirect_are_heeded_too(web: Web, server: Server) -> None:
    server.tell("/robots.txt", response("User-agent: *\nDisallow: /private\n", kind="text/plain"))
    server.tell("/page", redirect("/private"))
    server.tell("/private", response(TEXT))
    with pytest.raises(FetchError, match=r"robots.txt forbids"):
        get(web, server)
    assert server.asked_for("/private") == []


def test_host_that_cannot_say_what_it_forbids_is_left_alone(web: Web, server: Server) -> None:
    server.tell("/robots.txt", response(b"", "503 Service Unavailable"))
    server.tell("/page", response(TEXT))
    with pytest.raises(PassingError, match=r"robots\.txt cannot be read"):
        get(web, server)
    assert server.asked_for("/page") == []


def test_robots_say_how_fast(web: Web, server: Server, pauses: list[float]) -> None:
    server.tell("/robots.txt", response("User-agent: *\nCrawl-delay: 7\n", kind="text/plain"))
    server.tell("/page", response(TEXT))
    get(web, server)
    assert 6 < max(pauses) <= 7


def test_robots_that_want_hours_between_requests_forbid(web: Web, server: Server) -> None:
    server.tell("/robots.txt", response("User-agent: *\nCrawl-delay: 86400\n", kind="text/plain"))
    with pytest.raises(FetchError, match="86400"):
        get(web, server)


def test_host_is_not_asked_faster_than_allowed(fetching: Fetching, server: Server) -> None:
    web = Web(dataclasses.replace(fetching, seconds_between_requests=0.2))
    server.tell("/page", response(TEXT))
    started = time.monotonic()
    get(web, server)
    get(web, server)
    assert time.monotonic() - started >= 0.4  # robots.txt, and the page twice


def watch_connections(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The addresses that are connected to from here on."""
    connected: list[tuple[str, int]] = []
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        connected.append(address)
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return connected
