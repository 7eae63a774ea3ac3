"""The command behind `make ui`: Dagster's web interface on this machine alone, with every run of DATA.

Belongs here: starting Dagster's own command for a person at work. Does not belong here: the pipeline, and what surrounds the
command (hosting). While it runs, the schedule and the sensors do too: a document that is put into the folders is read by itself.

    python -m orchestration.commands.ui --documents folder[:folder...] --data folder [--port 3000]
"""

import sys
from collections.abc import Sequence

from orchestration.machine.terminal import say
from orchestration.service.hosting import HOST, Hosted, host, parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command until it is interrupted, and return its exit code."""
    return host(parser("ui", "Dagster's web interface, its schedule and its sensors."), arguments, _commands)


def _commands(hosted: Hosted) -> list[list[str]]:
    port = str(hosted.options.port)
    say(f"Dagster on http://{HOST}:{port} (Ctrl-C ends it); runs of {hosted.data.root}")
    return [[sys.executable, "-W", "ignore", "-m", "dagster", "dev", "-w", str(hosted.workspace), "-h", HOST, "-p", port]]


if __name__ == "__main__":
    sys.exit(main())
