"""The command behind `make ui`: Dagster's web interface and its daemon, on 127.0.0.1 alone.

Belongs here: usage, and starting Dagster's own command with this project's home and folders. Does not belong here: the
pipeline. While it runs, the schedule and the sensor do too: a document that is put into the folders is read by itself.

    python -m orchestration.ui --documents folder[:folder...] --data folder [--port 3000]
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration import places
from orchestration.home import prepare_home
from orchestration.places import DataFolder
from orchestration.refresh import check_usage
from orchestration.terminal import Exit, Parser, UsageError, complain, say

HOST = "127.0.0.1"
STOP_SECONDS = 30
CODE_LOCATION = "load_from: [{python_module: {module_name: orchestration.definitions, location_name: dyadic}}]\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command until it is interrupted, and return its exit code."""
    parser = Parser(prog="ui", description="Dagster's web interface, its schedule and its sensor.")
    parser.add_argument("--documents", required=True, help="folders to read, with ':' between them")
    parser.add_argument("--data", required=True, help="the data folder whose runs are shown")
    parser.add_argument("--port", type=int, default=3000)
    try:
        options = parser.parse_args(arguments)
        folders, data = check_usage(options.documents, options.data)
    except UsageError as error:
        complain(f"ui: {error}")
        return Exit.USAGE
    return _serve(folders, data, options.port)


def _serve(folders: list[Path], data: DataFolder, port: int) -> int:
    for mended in prepare_home(data):
        say(mended)
    workspace = data.home / "workspace.yaml"
    workspace.write_text(CODE_LOCATION, encoding="utf-8")
    say(f"Dagster on http://{HOST}:{port} (Ctrl-C ends it); runs of {data.root}")
    command = [sys.executable, "-W", "ignore", "-m", "dagster", "dev", "-w", str(workspace), "-h", HOST, "-p", str(port)]
    # Its own folder: Dagster warns when it finds another dagster.yaml than the one in force where it is started.
    process = subprocess.Popen(command, cwd=data.home, env=_environment(folders, data))  # noqa: S603 -- our own arguments
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return process.wait()
    except KeyboardInterrupt:
        _stop(process)
        return Exit.DONE


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End Dagster as Ctrl-C would; asked twice it ends all the same."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _environment(folders: list[Path], data: DataFolder) -> dict[str, str]:
    return {
        **os.environ,
        places.DOCUMENTS_VARIABLE: os.pathsep.join(map(str, folders)),
        places.DATA_VARIABLE: str(data.root),
    }


if __name__ == "__main__":
    sys.exit(main())
