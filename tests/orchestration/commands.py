"""The real command, run to its end or killed on the way."""

import os
import signal
import subprocess
import sys
from pathlib import Path


class Refresh:
    """The real command, as make calls it."""

    def __init__(self, documents: Path, data: Path) -> None:
        self.data = data
        self.command = [sys.executable, "-m", "orchestration.commands.refresh", "--documents", str(documents), "--data", str(data)]

    def run(self) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        return subprocess.run(self.command, capture_output=True, text=True, check=False)

    def start(self) -> subprocess.Popen[str]:
        """Start it in a process group of its own, so that it can be killed with everything that it started."""
        return subprocess.Popen(
            self.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True, bufsize=1
        )

    def litter(self) -> list[Path]:
        """What a killed run left behind and no later run has cleared."""
        return [path for pattern in (".tmp-*", ".*.building-*", "*.wal") for path in self.data.rglob(pattern)]


def kill(process: subprocess.Popen[str]) -> None:
    """End a command that `start` gave at once, as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()
