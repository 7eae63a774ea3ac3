"""The command behind `make fetch`, and what a refresh makes of live sources."""

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.commands import fetch
from orchestration.machine.terminal import Exit
from orchestration.places import ROOT, SEEDS
from tests.orchestration.sources.server import Server, response

PAGE = """
[sources.page]
on = {on}
kind = "webpage"
url = "{url}"
language = "en"
publisher = "Test"
licence = "CC0-1.0"
every = "1 day"
"""
SETTINGS = [
    ('contact = ""', 'contact = "tests@localhost"'),
    ("seconds_between_requests = 2.0", "seconds_between_requests = 0.0"),
    ("tries = 4", "tries = 1"),
    ("private_networks = []", 'private_networks = ["127.0.0.1/32"]'),
]
TEXT = "<html><head><title>Peru and Chile</title></head><body><p>Peru opened an embassy in Chile in 1994.</p></body></html>"


def sources(folder: Path, server: Server, on: bool = True) -> Path:
    """A file of sources: the shipped one, with a page of the test server."""
    text = (SEEDS / "sources.toml").read_text("utf-8")
    for old, new in SETTINGS:
        assert old in text
        text = text.replace(old, new)
    path = folder / "sources.toml"
    path.write_text(text + PAGE.format(on=str(on).lower(), url=server.url("/page")), encoding="utf-8")
    return path


def run(folder: Path, file: Path, *more: str) -> int:
    return fetch.main(["--data", str(folder / "data"), "--sources", str(file), *more])


def test_fetch_says_how_each_source_stands(tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.tell("/page", response(TEXT), response(b"", "500 Internal Server Error"))
    file = sources(tmp_path, server)
    assert run(tmp_path, file) == Exit.DONE
    assert "page  fresh  pages 1, new or changed 1" in capsys.readouterr().out
    assert run(tmp_path, file, "--source", "page") == Exit.FAILED
    assert "HTTP 500" in capsys.readouterr().out


def test_one_source_that_is_asked_for_counts_alone(tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.tell("/page", response(TEXT))
    server.tell("/other", response(b"", "500 Internal Server Error"))
    file = sources(tmp_path, server)
    other = PAGE.replace("sources.page", "sources.other").format(on="true", url=server.url("/other"))
    file.write_text(file.read_text("utf-8") + other, encoding="utf-8")
    assert run(tmp_path, file) == Exit.FAILED
    assert run(tmp_path, file, "--source", "page") == Exit.DONE
    assert "HTTP 500" in capsys.readouterr().out
    assert run(tmp_path, file, "--source", "other") == Exit.FAILED


def test_fetch_without_a_source_that_is_on(tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, sources(tmp_path, server, on=False)) == Exit.DONE
    assert "no source is on" in capsys.readouterr().out
    assert server.asked == []


@pytest.mark.parametrize(("source", "told"), [("other", "no source 'other' that is on"), ("wikipedia_bn_relations", "that is on")])
def test_unknown_source_is_wrong_usage(tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str], source: str, told: str) -> None:
    assert run(tmp_path, sources(tmp_path, server), "--source", source) == Exit.USAGE
    assert told in capsys.readouterr().err


def test_fetch_that_is_interrupted_says_so(tmp_path: Path, server: Server) -> None:
    server.tell("/page", lambda *_: time.sleep(20))
    command = [
        sys.executable,
        "-m",
        "orchestration.commands.fetch",
        "--data",
        str(tmp_path / "data"),
        "--sources",
        str(sources(tmp_path, server)),
    ]
    # Where the tests were started with SIGINT ignored, so would be what they start.
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    signal.signal(signal.SIGINT, ours)
    while not server.asked_for("/page"):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == Exit.INTERRUPTED
    assert told == "fetch: interrupted; what was fetched is kept, and the next fetch goes on from there\n"


def test_broken_file_of_sources_stops_a_refresh_before_it_begins(tmp_path: Path) -> None:
    broken = tmp_path / "sources.toml"
    broken.write_text("[fetching]\n", encoding="utf-8")
    data = tmp_path / "data"
    command = [sys.executable, "-m", "orchestration.commands.refresh", "--documents", str(SEEDS / "documents"), "--data", str(data)]
    done = subprocess.run([*command, "--sources", str(broken)], capture_output=True, text=True, check=False)
    assert done.returncode == Exit.USAGE
    assert done.stderr == "refresh: sources.toml: [fetching] lacks 'contact'\n"
    assert not data.exists()


@pytest.mark.full
def test_refresh_reads_what_it_fetched_and_goes_on_without(tmp_path: Path, server: Server) -> None:
    server.tell("/page", response(TEXT))
    file, documents = sources(tmp_path, server), tmp_path / "documents"
    documents.mkdir()
    command = [sys.executable, "-m", "orchestration.commands.refresh", "--documents", str(documents), "--data", str(tmp_path / "data")]

    def refresh() -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, "--sources", str(file)], capture_output=True, text=True, check=False, env=os.environ)

    first = refresh()
    assert first.returncode == Exit.DONE, first.stdout + first.stderr
    assert "1 loaded, 0 rejected" in first.stdout
    assert "Sources     1 of 1 fresh" in first.stdout
    server.tell("/page", response(b"", "500 Internal Server Error"))
    file.write_text(file.read_text("utf-8").replace('every = "1 day"', 'every = "1 minute"'), encoding="utf-8")
    state = tmp_path / "data" / "sources" / "page" / "state.json"
    state.write_text(state.read_text("utf-8").replace("202", "201"), encoding="utf-8")
    second = refresh()
    assert second.returncode == Exit.DONE, second.stdout + second.stderr
    assert "1 loaded, 0 rejected" in second.stdout
    assert "page is stale: HTTP 500" in second.stdout
    assert "sources_are_fresh" in second.stdout


def test_nothing_else_talks_to_the_network() -> None:
    # Alerts go to a webhook and the root to a bucket, where a person has configured one.
    allowed = {ROOT / "orchestration" / "sources", ROOT / "orchestration" / "store", ROOT / "orchestration" / "service" / "alerts.py"}
    clients = {"aiohttp", "boto3", "botocore", "ftplib", "httpx", "requests", "urllib3"}
    wrong = []
    for path in sorted(file for room in ("orchestration", "transforms", "warehouse") for file in (ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if not allowed & {path, *path.parents} and clients & {name.split(".")[0] for name in imported}:
            wrong.append(path)
    assert wrong == []
