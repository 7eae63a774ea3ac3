"""A real MediaWiki on loopback, from the system's package: installed into a temporary folder, with pages of our own."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CODE = Path("/usr/share/mediawiki")
PHP = shutil.which("php")
PATIENCE_SECONDS = 30
SETTINGS = """
$wgArticlePath = "/index.php?title=$1";
$wgRightsUrl = "https://creativecommons.org/licenses/by-sa/4.0/";
$wgRightsText = "CC BY-SA 4.0";
$wgJobRunRate = 0;
// Small answers, so that they have to be continued; and no waiting for a disk.
$wgAPIMaxResultSize = 50000;
$wgDBservers = [ [
    'type' => 'sqlite', 'dbname' => $wgDBname, 'dbDirectory' => $wgSQLiteDataDir, 'tablePrefix' => '', 'flags' => 0, 'load' => 1,
    'trxMode' => 'IMMEDIATE', 'variables' => [ 'synchronous' => 'OFF' ],
] ];
"""


def missing() -> str:
    """What a MediaWiki would need and is not there; nothing where all is."""
    if not (CODE / "maintenance" / "install.php").is_file():
        return "the Debian package mediawiki is not installed"
    if PHP is None:
        return "the Debian package php-cli is not installed"
    modules = subprocess.run([PHP, "-m"], capture_output=True, text=True, check=True).stdout.split()
    return "" if "pdo_sqlite" in modules else "the Debian package php-sqlite3 is not installed"


class LoopbackWiki:
    """Installed when it is made; serves while it is entered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        (folder / "db").mkdir(parents=True)
        self._install()

    @property
    def api(self) -> str:
        """The address of its api.php."""
        return f"http://127.0.0.1:{self.port}/api.php"

    def __enter__(self) -> "LoopbackWiki":
        self.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()

    def start(self) -> None:
        """Serve, and wait until it does."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(PHP), "-S", f"127.0.0.1:{self.port}", "-t", str(CODE)], stdout=log, stderr=log, env=self._environment()
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, self.log.read_text("utf-8")
            time.sleep(0.1)

    def stop(self) -> None:
        """Serve no more."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE_SECONDS)
            self._process = None

    def edit(self, title: str, text: str) -> None:
        """Make a page, or give it a new revision."""
        self._maintain("edit.php", "-u", "Admin", "-s", "by a test", title, given=text)

    def delete(self, title: str) -> None:
        """Take a page away."""
        self._maintain("deleteBatch.php", "-u", "Admin", given=f"{title}\n")

    def move(self, title: str, to: str) -> None:
        """Move a page, and leave a redirect."""
        self._maintain("moveBatch.php", "-u", "Admin", given=f"{title}|{to}\n")

    def fill(self, texts: Mapping[str, str]) -> None:
        """Make many pages at once."""
        folder = self.folder / "texts"
        folder.mkdir()
        for title, text in texts.items():
            (folder / f"{title}.txt").write_text(text, encoding="utf-8")
        self._maintain("importTextFiles.php", "-u", "Admin", *map(str, sorted(folder.iterdir())))

    def asked(self, what: str) -> int:
        """How many requests with these words were answered."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return sum(1 for line in lines if "GET /api.php" in line and what in line)

    def _install(self) -> None:
        where = ["--dbtype", "sqlite", "--dbpath", str(self.folder / "db"), "--dbname", "wiki", "--confpath", str(self.folder)]
        who = ["--server", f"http://127.0.0.1:{self.port}", "--scriptpath", "", "--pass", "as-long-as-it-has-to-be", "Loopback", "Admin"]
        self._maintain("install.php", *where, *who, is_installed=False)
        with (self.folder / "LocalSettings.php").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS)

    def _maintain(self, script: str, *arguments: str, given: str = "", is_installed: bool = True) -> None:
        command = [str(PHP), str(CODE / "maintenance" / script), *arguments]
        environment = self._environment() if is_installed else None
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, env=environment, cwd=self.folder)
        assert done.returncode == 0, done.stdout + done.stderr

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "MW_CONFIG_FILE": str(self.folder / "LocalSettings.php")}

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.api}?action=query&meta=siteinfo&format=json", timeout=10) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False
