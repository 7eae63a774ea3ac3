"""The command behind `make fetch`: fetch the live sources that are due now, and say how all of them stand.

Belongs here: usage, the lock, and what a person is told. Does not belong here: fetching (orchestration.sources).

    python -m orchestration.commands.fetch [--data folder] [--sources file] [--source id]

Exits 0 when every source that is on is fresh, 1 when one is not, 3 when called wrongly. `--source` asks that one, due or not,
and then only that one counts.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from orchestration.machine import locks
from orchestration.machine.terminal import Exit, Parser, UsageError, complain, lock_wait, say, say_passing
from orchestration.places import DataFolder, chosen_data, chosen_sources
from orchestration.sources import telling
from orchestration.sources.fetching import fetch_due
from orchestration.sources.registry import Registry, SourcesError, load


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        options = _parse(arguments)
        data = DataFolder(options.data.expanduser().absolute())
        registry = _registry(options)
        data.root.mkdir(parents=True, exist_ok=True)
        with locks.hold(data.lock, "a fetch", lock_wait(), say):
            return _fetch(registry, data, options.source)
    except UsageError as error:
        complain(f"fetch: {error}")
        return Exit.USAGE
    except (locks.LockError, OSError) as error:
        complain(f"fetch: {error}: nothing more was fetched")
        return Exit.FAILED
    except KeyboardInterrupt:
        complain("fetch: interrupted; what was fetched is kept, and the next fetch goes on from there")
        return Exit.INTERRUPTED


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(prog="fetch", description="Fetch the live sources that are due now.")
    parser.add_argument("--data", type=Path, default=chosen_data(), help="the data folder (default %(default)s)")
    parser.add_argument("--sources", type=Path, default=chosen_sources(), help="the file of sources (default %(default)s)")
    parser.add_argument("--source", default="", help="the id of one source, to fetch it whether it is due or not")
    return parser.parse_args(arguments)


def _registry(options: argparse.Namespace) -> Registry:
    try:
        registry = load(options.sources)
    except SourcesError as error:
        raise UsageError(str(error)) from None
    if options.source and options.source not in {source.id for source in registry.followed}:
        raise UsageError(f"there is no source {options.source!r} that is on in {options.sources}")
    return registry


def _fetch(registry: Registry, data: DataFolder, only: str) -> int:
    if not registry.followed:
        say(f"fetch: no source is on: {len(registry.sources)} are listed; turn one on with on = true")
        return Exit.DONE
    told = fetch_due(registry, data, datetime.now(UTC), _progress, [only] if only else ())
    for line in telling.lines(told):
        say(line)
    asked_for = [each for each in told if only in ("", each.source.id)]
    return Exit.FAILED if telling.not_fresh(asked_for) else Exit.DONE


def _progress(source: str) -> Callable[[int, int], None]:
    return lambda done, total: say_passing(f"  {source}: {done} of {total} pages")


if __name__ == "__main__":
    sys.exit(main())
