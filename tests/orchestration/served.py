"""`make serve`'s command at work on folders of its own, for the tests that look at it from outside.

Belongs here: starting it, asking it and the kernel, and the settings under which it can be seen to work within minutes.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from orchestration import places

PATIENCE_SECONDS = 300
SETTINGS = """
[refresh]
schedule = "0 4 1 1 *"
timezone = "UTC"
tries = 2
first_wait_seconds = 1
[freshness]
warn_after = "1 minutes"
fail_after = "2 minutes"
[alerts]
webhook = "{webhook}"
webhook_seconds = 5
look_every_seconds = 10
remind_after = "1 day"
[pages]
url = ""
"""
SOURCES = """
[fetching]
contact = "tests@localhost"
user_agent = "Dyadic/{{version}} ({{contact}})"
seconds_between_requests = 0.0
connect_seconds = 2.0
read_seconds = 2.0
total_seconds = 5.0
most_bytes = 200_000
most_redirects = 5
tries = 1
first_wait_seconds = 0.1
longest_wait_seconds = 1.0
after_failure = "1 hour"
maxlag = 5
pages_at_once = 2
most_pages = 50
private_networks = ["127.0.0.1/32"]

[sources.page]
on = true
kind = "webpage"
url = "{url}"
language = "en"
publisher = "Test"
licence = "CC0-1.0"
every = "1 days"
"""
RUNS = "{runsOrError{... on Runs{results{status tags{key value}}}}}"


class Served:
    """The command in folders below `root`; `webhook` and `page` are addresses on loopback."""

    def __init__(self, root: Path, webhook: str = "", page: str = "") -> None:
        self.documents, self.data, self.sources = root / "documents", root / "data", root / "sources.toml"
        self.port, self.site_port = free_port(), free_port()
        self.documents.mkdir(parents=True)
        self.add("one.txt", "Peru opened an embassy in Chile in 1994.")
        (root / "service.toml").write_text(SETTINGS.format(webhook=webhook), encoding="utf-8")
        listed = SOURCES.format(url=page) if page else SOURCES.format(url="http://127.0.0.1:1/").replace("on = true", "on = false")
        self.sources.write_text(listed, encoding="utf-8")
        self._log = (root / "served.log").open("wb")
        self.log = root / "served.log"
        environment = {**os.environ, places.SERVICE_VARIABLE: str(root / "service.toml")}
        self.process = subprocess.Popen(self._command(), env=environment, stdout=self._log, stderr=self._log)

    def _command(self) -> list[str]:
        folders = ["--documents", str(self.documents), "--data", str(self.data), "--sources", str(self.sources)]
        ports = ["--port", str(self.port), "--site-port", str(self.site_port)]
        return [sys.executable, "-m", "orchestration.commands.serve", *folders, *ports]

    def add(self, name: str, text: str) -> None:
        """Put a document into the folder."""
        (self.documents / name).write_text(text, encoding="utf-8")

    def ask(self, query: str) -> Any:
        """What Dagster's own API answers; None while it is still starting."""
        body, kind = json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
        try:
            request = urllib.request.Request(f"http://127.0.0.1:{self.port}/graphql", body, kind)
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return json.load(answer)["data"]
        except OSError:
            return None

    def statuses(self) -> list[str]:
        """How the runs stand, newest first."""
        answer = self.ask(RUNS)
        return [run["status"] for run in answer["runsOrError"]["results"]] if answer else []

    def page(self, path: str) -> str:
        """One of the pages."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.site_port}/{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def alerts(self) -> str:
        """The log of alerts."""
        log = places.DataFolder(self.data).alerts
        return log.read_text("utf-8") if log.exists() else ""

    def end(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send the command this signal, and return its exit code."""
        self.process.send_signal(sign)
        code = self.process.wait(90)
        self._log.close()
        return code

    def at_work(self) -> list[str]:
        """The commands of the processes that were started for this data folder."""
        return list(at_work_in(self.data).values())

    def kill(self, program: str) -> None:
        """Kill those of its processes whose command names this program."""
        for process, command in at_work_in(self.data).items():
            if program in command:
                os.kill(process, signal.SIGKILL)


def wait_for(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}"
        time.sleep(1)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def at_work_in(data: Path) -> dict[int, str]:
    """The commands of the processes that were started for this data folder; none where there is no /proc to look into."""
    marked = f"{places.DATA_VARIABLE}={data}".encode()
    found = {}
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if marked in environment.read_bytes().split(b"\0"):
                command = (environment.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(environment.parent.name)] = command
        except OSError:
            continue
    return found


def listening_addresses(port: int) -> set[str]:
    """The local addresses, as the kernel writes them, on which something listens at this port."""
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    rows = [line.split() for table in tables if table.exists() for line in table.read_text().splitlines()[1:]]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port}
