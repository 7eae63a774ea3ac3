"""A refresh of documents on the disk speaks to nobody: no telemetry, no look for updates, no service that listens."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.orchestration.commands import Refresh
from tests.orchestration.forked import command

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]

# What a process that speaks or listens cannot do without.
SPEAKING = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "urllib.Request",
    "http.client.connect",
)
HEARD = "heard.txt"


class Ear:
    """Writes down whatever a process asks of the network, whoever in it asks."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self) -> None:
        sys.addaudithook(self.hear)

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in SPEAKING:
            with self.file.open("a", encoding="utf-8") as file:
                file.write(f"{event} {arguments!r}\n")


def test_nothing_is_asked_of_the_network(documents: Path, tmp_path: Path) -> None:
    told = command(documents, tmp_path / "data", Ear(tmp_path / HEARD))
    assert told.code == 0, told
    assert not (tmp_path / HEARD).exists(), (tmp_path / HEARD).read_text("utf-8")


def test_ear_hears(tmp_path: Path) -> None:
    code = f"from pathlib import Path; from tests.orchestration.test_offline import Ear; Ear(Path({str(tmp_path / HEARD)!r}))()"
    ask = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    subprocess.run([sys.executable, "-c", f"{code}; {ask}"], check=True)
    assert "socket.connect" in (tmp_path / HEARD).read_text("utf-8")


def test_refresh_succeeds_where_there_is_no_network(documents: Path, tmp_path: Path) -> None:
    alone = ["unshare", "--net", "--map-root-user"]
    tried = subprocess.run([*alone, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"this machine lets nobody take the network away: {tried.stderr.strip()}")
    refresh = Refresh(documents, tmp_path / "data")
    refresh.command = [*alone, *refresh.command]
    told = refresh.run()
    assert told.returncode == 0, told.stdout + told.stderr
