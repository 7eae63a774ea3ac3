"""The command behind `make ui`: Dagster's web interface and its daemon, on 127.0.0.1 alone.

Belongs here: usage, and starting Dagster's own command with this project's home and folders. Does not belong here: the
pipeline. While it runs, the schedule and the sensor do too: a document that is put into the folders is read by itself.

    python -m orchestration.ui --documents folder[:folder...] --data folder [--port 3000]
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from orchestration import places
from orchestration.home import prepare_home
from orchestration.places import DataFolder
from orchestration.refresh import check_usage, choose_sources
from orchestration.terminal import Exit, Parser, UsageError, complain, say

HOST = "127.0.0.1"
# What ends Dagster, and how long each is given to: asked as by Ctrl-C, asked again, not asked.
STOPPING = ((signal.SIGINT, 30.0), (signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
POLL_SECONDS = 0.1
CODE_LOCATION = "load_from: [{python_module: {module_name: orchestration.definitions, location_name: dyadic}}]\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command until it is interrupted, and return its exit code."""
    parser = Parser(prog="ui", description="Dagster's web interface, its schedule and its sensor.")
    parser.add_argument("--documents", required=True, help="folders to read, with ':' between them")
    parser.add_argument("--data", required=True, help="the data folder whose runs are shown")
    parser.add_argument("--sources", type=Path, default=places.chosen_sources(), help="the file of live sources (default %(default)s)")
    parser.add_argument("--port", type=int, default=3000)
    try:
        options = parser.parse_args(arguments)
        is_following = choose_sources(options.sources)
        folders, data = check_usage(options.documents, options.data, is_following)
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
    _listen()
    process = start(command, data.home, _environment(folders, data))
    try:
        return process.wait()
    except KeyboardInterrupt:
        return Exit.DONE
    finally:
        stop(process)


def _listen() -> None:
    """Be ended by a closed terminal (unless that is ignored, as under nohup) and by SIGTERM as by Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.default_int_handler)


def start(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own, in which SIGINT is heard even where this process ignores it."""
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True)  # noqa: S603 -- our own arguments
    finally:
        signal.signal(signal.SIGINT, ours)


def stop(process: subprocess.Popen[bytes], stopping: Iterable[tuple[signal.Signals, float]] = STOPPING) -> None:
    """End the command and everything that it started; whoever asks again while this waits gets the next, harder way."""
    for sign, seconds in stopping:
        try:
            if not _tell(process, sign) or _ends(process, seconds):
                return
        except KeyboardInterrupt:
            continue


def _tell(process: subprocess.Popen[bytes], sign: int) -> bool:
    """Send the signal to the whole group, and say whether anyone is there."""
    process.poll()
    try:
        os.killpg(process.pid, sign)
    except (ProcessLookupError, PermissionError):
        # macOS says that it is not permitted where all that is left of a group has ended already.
        return False
    return True


def _ends(process: subprocess.Popen[bytes], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _tell(process, 0):
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _environment(folders: list[Path], data: DataFolder) -> dict[str, str]:
    return {
        **os.environ,
        places.DOCUMENTS_VARIABLE: os.pathsep.join(map(str, folders)),
        places.DATA_VARIABLE: str(data.root),
    }


if __name__ == "__main__":
    sys.exit(main())
