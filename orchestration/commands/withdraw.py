"""The command behind `make withdraw`: take a release back, or one source's words out of all of them.

Belongs here: usage, the lock, and the order of what follows. Does not belong here: how something is taken back
(`warehouse.withdrawal`).

    python -m orchestration.commands.withdraw [--data folder] [--root url] (--release version | --source source_id) --reason words

Exits 0 when it is taken back, 1 when that failed, 3 when there is no such release or source, or no reason.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from orchestration.commands.refresh import check_root
from orchestration.machine import locks
from orchestration.machine.terminal import Exit, Parser, UsageError, complain, lock_wait, say
from orchestration.places import DataFolder, chosen_data, chosen_root
from orchestration.store.buckets import BusyError, StoreError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        options = _parse(arguments)
        data = DataFolder(options.data.expanduser().absolute())
        root = check_root(options.root, [], data)
        if not root:
            _check_releases(data)
        data.root.mkdir(parents=True, exist_ok=True)
        with locks.hold(data.lock, "a withdrawal", lock_wait(), say):
            return _withdraw(data, root, options)
    except UsageError as error:
        complain(f"withdraw: {error}")
        return Exit.USAGE
    except (locks.LockError, BusyError) as error:
        complain(f"withdraw: {error}: nothing was done")
        return Exit.FAILED
    except StoreError as error:
        complain(f"withdraw: {error}: what is done is done in {data.root} alone; say it again")
        return Exit.FAILED


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(prog="withdraw", description="Take a release back, or one source's words out of all releases.")
    parser.add_argument("--data", type=Path, default=chosen_data(), help="the data folder (default %(default)s)")
    parser.add_argument("--root", default=chosen_root(), help="folder or s3://bucket/prefix that keeps all of it (default none)")
    parser.add_argument("--release", default="", help="the version of the release to take back")
    parser.add_argument("--source", default="", help="the source_id whose text and quotes are taken out of all releases")
    parser.add_argument("--reason", default="", help="why; it stays in the place of what is taken back")
    options = parser.parse_args(arguments)
    if bool(options.release) == bool(options.source):
        raise UsageError("name what is taken back, one thing: RELEASE=version or SOURCE=source_id")
    return options


def _check_releases(data: DataFolder) -> None:
    if not data.exports.is_dir():
        raise UsageError(f"there are no releases in {data.root}: run make refresh first")


def _withdraw(data: DataFolder, address: str, options: argparse.Namespace) -> int:
    """Take back what was ordered; of a root every release is taken whole first, as a source may be quoted in any of them."""
    from orchestration.store import root
    from warehouse.shelf import ReleaseError

    try:
        with root.held(address, data, "a withdrawal", lock_wait(), say, whole=True) as held:
            _check_releases(data)
            told = _take_back(data.exports, options)
            _renew_pages(data)
            if held:
                root.bring(held)
    except ReleaseError as error:
        raise UsageError(str(error)) from None
    except (OSError, ValueError) as error:
        complain(f"withdraw: {type(error).__name__}: {str(error).splitlines()[0]}")
        return Exit.FAILED
    say(f"withdraw: {told}")
    return Exit.DONE


def _take_back(exports: Path, options: argparse.Namespace) -> str:
    """Do what was ordered, and return what is told of it."""
    from warehouse import withdrawal

    today = datetime.now(UTC).date()
    if options.release:
        withdrawal.withdraw_release(exports, options.release, options.reason, today)
        return f"{options.release} is withdrawn"
    changed = withdrawal.withdraw_source(exports, options.source, options.reason, today)
    return f"the words of {options.source} are out of {', '.join(changed)}; take it out of the documents too, or the next one has them"


def _renew_pages(data: DataFolder) -> None:
    """The pages show the newest release: they are made anew, or go with the last one."""
    from warehouse import durable
    from warehouse.site import build_site

    if (data.exports / "latest.json").is_file():
        build_site(data.exports, data.site, datetime.now(UTC).date())
    else:
        durable.remove(data.site)


if __name__ == "__main__":
    sys.exit(main())
