"""The command behind `make serve`: Dagster's web interface, its daemon and the pages, as a service would run them.

Belongs here: which programs make up the service. Does not belong here: the pipeline, what surrounds the command (hosting), and
who may come in: all of it listens on 127.0.0.1 alone, and a proxy with a login is put in front (README).

    python -m orchestration.commands.serve --documents folder[:folder...] --data folder [--port 3000] [--site-port 8000]

Exits 0 when it is told to end, 1 when one of its programs ended by itself, 3 when called wrongly.
"""

import os
import sys
from collections.abc import Sequence

from orchestration import places
from orchestration.machine.terminal import say
from orchestration.service import settings
from orchestration.service.hosting import HOST, Hosted, host, parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to end, and return the exit code."""
    made = parser("serve", "Dagster's web interface, its daemon and the pages, as a service.")
    made.add_argument("--site-port", type=int, default=8000, help="where the pages are served (default %(default)s)")
    return host(made, arguments, _commands)


def _commands(hosted: Hosted) -> list[list[str]]:
    port, site_port = str(hosted.options.port), str(hosted.options.site_port)
    # Dagster's pages link to ours: where the settings say, or else where they are served here.
    os.environ[places.PAGES_VARIABLE] = settings.chosen().pages.url or f"http://{HOST}:{site_port}"
    say(f"Dagster on http://{HOST}:{port}, the pages on http://{HOST}:{site_port}; runs of {hosted.data.root}")
    python, workspace = [sys.executable, "-W", "ignore", "-m"], ["-w", str(hosted.workspace)]
    return [
        [*python, "dagster_webserver", *workspace, "-h", HOST, "-p", port],
        [*python, "dagster._daemon", "run", *workspace],
        [*python, "orchestration.commands.site", "--data", str(hosted.data.root), "--port", site_port, "--early"],
    ]


if __name__ == "__main__":
    sys.exit(main())
