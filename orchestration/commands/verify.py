"""The command behind `make verify`: a release, looked at as a stranger would.

Belongs here: finding the release and telling what was found. Does not belong here: what a release promises (`warehouse.verify`).

    python -m orchestration.commands.verify [--data folder] [--root url] release   (its folder, or a version in the data folder or its root)

Exits 0 when the release is what it says it is, 1 when it is not, 3 when there is none.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration.commands.refresh import check_root
from orchestration.machine import locks
from orchestration.machine.terminal import Exit, Parser, UsageError, complain, lock_wait, say
from orchestration.places import DataFolder, chosen_data, chosen_root
from orchestration.store.buckets import StoreError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = Parser(prog="verify", description="Look at a release as a stranger would.")
    parser.add_argument("--data", type=Path, default=chosen_data(), help="the data folder (default %(default)s)")
    parser.add_argument("--root", default=chosen_root(), help="folder or s3://bucket/prefix that it is taken from (default none)")
    parser.add_argument("release", help="the folder of a release, or a version in the data folder")
    try:
        options = parser.parse_args(arguments)
        data = DataFolder(options.data.expanduser().absolute())
        _take_from_root(options.root, data, options.release)
        return _tell(_folder(options.release, data))
    except UsageError as error:
        complain(f"verify: {error}")
        return Exit.USAGE
    except (locks.LockError, StoreError) as error:
        complain(f"verify: {error}")
        return Exit.FAILED


def _take_from_root(address: str, data: DataFolder, version: str) -> None:
    """Have the whole release in the data folder, which takes only manifests of older ones by itself."""
    from orchestration.store import root

    if not (address := check_root(address, [], data)):
        return
    data.root.mkdir(parents=True, exist_ok=True)
    with locks.hold(data.lock, "a look at a release", lock_wait(), say), root.held(address, data, "a look", lock_wait(), say) as held:
        if held:
            root.take_release(held, version)


def _folder(named: str, data: DataFolder) -> Path:
    if not named.strip():
        raise UsageError("no release was named: RELEASE=folder, or RELEASE=version")
    for folder in (Path(named).expanduser().absolute(), data.exports.absolute() / named):
        if folder.is_dir():
            return folder
    raise UsageError(f"there is no folder {named}, and no release of that version in {data.exports}")


def _tell(folder: Path) -> int:
    from warehouse import verify

    try:
        found = verify.verify(folder)
    except Exception as error:
        # Whatever a damaged file makes a reader of it say, it is no release to rely on.
        first = (str(error).strip().splitlines() or ["no message"])[0]
        complain(f"verify: {folder.name} cannot be read: {type(error).__name__}: {first}")
        return Exit.FAILED
    for problem in found.problems:
        say(f"  {problem}")
    if found.problems:
        complain(f"verify: {folder.name} is not what it says it is: {len(found.problems)} problems")
        return Exit.FAILED
    unseen = f" (not looked at: {'; '.join(found.not_looked_at)})" if found.not_looked_at else ""
    say(f"verify: nothing is wrong with {folder.name}{unseen}")
    return Exit.DONE


if __name__ == "__main__":
    sys.exit(main())
