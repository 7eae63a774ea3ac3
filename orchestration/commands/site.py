"""The command behind `make site`: the pages of DATA, served on 127.0.0.1 alone.

Belongs here: usage, and a web server of files. Does not belong here: making the pages (`warehouse.site`).

    python -m orchestration.commands.site --data folder [--port 8000]
"""

import sys
from collections.abc import Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from orchestration.machine.terminal import Exit, Parser, UsageError, complain, say
from orchestration.places import DataFolder, chosen_data

HOST = "127.0.0.1"


class Files(SimpleHTTPRequestHandler):
    """Files of the site; a reader's own browser is no reason to write a line for each of them."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted, and return the exit code."""
    parser = Parser(prog="site", description="The pages of the newest release, on 127.0.0.1.")
    parser.add_argument("--data", type=Path, default=chosen_data(), help="the data folder (default %(default)s)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--early", action="store_true", help="serve before there are any pages, which may come")
    try:
        options = parser.parse_args(arguments)
        with open_server(DataFolder(options.data.expanduser().absolute()), options.port, options.early) as server:
            say(f"The pages are on http://{HOST}:{server.server_port} (Ctrl-C ends it)")
            server.serve_forever()
    except UsageError as error:
        complain(f"site: {error}")
        return Exit.USAGE
    except KeyboardInterrupt:
        pass
    return Exit.DONE


def open_server(data: DataFolder, port: int, is_early: bool = False) -> ThreadingHTTPServer:
    """Return a server of the data folder's pages, or raise UsageError with the reason why there is none."""
    if not is_early and not (data.site / "index.html").is_file():
        raise UsageError(f"there are no pages in {data.root}: run make refresh first")
    try:
        return ThreadingHTTPServer((HOST, port), partial(Files, directory=str(data.site)))
    except (OSError, OverflowError) as error:
        raise UsageError(f"port {port} cannot be used: {error}") from None


if __name__ == "__main__":
    sys.exit(main())
