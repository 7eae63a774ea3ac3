"""The unit for systemd: systemd itself finds nothing wrong with it, and it calls the service as the service is called."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.commands import serve
from orchestration.places import ROOT
from orchestration.service import hosting
from orchestration.service.hosting import Hosted

UNIT = ROOT / "orchestration" / "service" / "dyadic.service"


def unit_here(folder: Path) -> str:
    """The unit for this project where it lies, with the Python at work and a data folder below `folder`."""
    text = UNIT.read_text("utf-8").replace("/opt/dyadic/.venv/bin/python", sys.executable)
    return text.replace("/opt/dyadic", str(ROOT)).replace("/var/lib/dyadic", str(folder / "data"))


def test_unit_calls_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DYADIC_PAGES", "DYADIC_SOURCES", "DAGSTER_HOME"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    joined = unit_here(tmp_path).replace("\\\n", "")
    (line,) = [line.removeprefix("ExecStart=") for line in joined.splitlines() if line.startswith("ExecStart=")]
    python, *arguments = shlex.split(line)
    assert (python, arguments[:2]) == (sys.executable, ["-m", "orchestration.commands.serve"])
    started: list[Hosted] = []
    monkeypatch.setattr(hosting, "_run", lambda name, commands, hosted: started.append(hosted) or 0)
    assert serve.main(arguments[2:]) == 0
    assert started[0].data.root == tmp_path / "data"


@pytest.mark.full
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing: install the Debian package systemd")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    (tmp_path / UNIT.name).write_text(unit_here(tmp_path), encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / UNIT.name)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
