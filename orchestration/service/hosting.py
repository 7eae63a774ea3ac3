"""What `make ui` and `make serve` have in common: Dagster at work on this machine alone, for as long as the command lasts.

Belongs here: usage, what has to be right before Dagster starts, what it is told of this project, and its end. Does not belong
here: which of Dagster's programs are started (ui, serve).
"""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration import places
from orchestration.commands.refresh import check_root, check_settings, check_usage, choose_sources
from orchestration.machine.children import Children, listen
from orchestration.machine.terminal import Exit, Parser, UsageError, complain, say
from orchestration.places import DataFolder
from orchestration.service import settings
from orchestration.service.home import prepare_home
from orchestration.service.settings import SettingsError

HOST = "127.0.0.1"
CODE_LOCATION = "load_from: [{python_module: {module_name: orchestration.definitions, location_name: dyadic}}]\n"


@dataclass(frozen=True)
class Hosted:
    """What is hosted: the data folder, what a person typed, and the variables that all programs get."""

    data: DataFolder
    options: argparse.Namespace
    variables: Mapping[str, str]

    @property
    def workspace(self) -> Path:
        """The file that tells Dagster which code to load."""
        return self.data.home / "workspace.yaml"


def parser(name: str, description: str) -> Parser:
    """The options that both commands have."""
    made = Parser(prog=name, description=description)
    made.add_argument("--documents", required=True, help="folders to read, with ':' between them")
    made.add_argument("--data", required=True, help="the data folder whose runs are shown")
    made.add_argument("--root", default=places.chosen_root(), help="folder or s3://bucket/prefix that keeps all of it (default none)")
    made.add_argument("--sources", type=Path, default=places.chosen_sources(), help="the file of live sources (default %(default)s)")
    made.add_argument("--port", type=int, default=3000)
    return made


def host(made: Parser, arguments: Sequence[str] | None, commands: Callable[[Hosted], list[list[str]]]) -> int:
    """Start these commands, wait until one of them ends or this is interrupted, end all, and return the exit code."""
    try:
        hosted = _hosted(made.parse_args(arguments))
    except (UsageError, SettingsError) as error:
        complain(f"{made.prog}: {error}")
        return Exit.USAGE
    for mended in [*prepare_home(hosted.data), *_close_dead(hosted.data)]:
        say(mended)
    hosted.workspace.write_text(CODE_LOCATION, encoding="utf-8")
    return _run(made.prog, commands(hosted), hosted)


def _run(name: str, commands: list[list[str]], hosted: Hosted) -> int:
    listen()
    # Their folder is Dagster's home: it warns when it finds another dagster.yaml than the one in force where it is started.
    children = Children(commands, hosted.data.home, {**os.environ, **hosted.variables})
    try:
        code = children.wait()
        complain(f"{name}: one of its programs ended by itself (exit code {code}), so all of it ends")
        return Exit.FAILED
    except KeyboardInterrupt:
        return Exit.DONE
    finally:
        children.stop()


def _hosted(options: argparse.Namespace) -> Hosted:
    is_following = choose_sources(options.sources)
    documents, data = check_usage(options.documents, options.data, is_following)
    root = check_root(options.root, documents, data)
    check_settings()
    settings.chosen()
    variables = {places.DOCUMENTS_VARIABLE: os.pathsep.join(documents), places.DATA_VARIABLE: str(data.root), places.ROOT_VARIABLE: root}
    return Hosted(data, options, variables)


def _close_dead(data: DataFolder) -> list[str]:
    """A run that was cut off with its process would keep all that the daemon starts waiting for hours."""
    import dagster as dg

    from orchestration.service.runs import close_dead_runs

    with dg.DagsterInstance.get() as instance:
        dead = close_dead_runs(instance, data)
    return [f"closed {len(dead)} runs whose process had died"] if dead else []
