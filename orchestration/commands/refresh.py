"""The command behind `make refresh`: read the documents, check, build the warehouse, publish a release.

Belongs here: usage, the order of what surrounds a run, and exit codes. Does not belong here: the pipeline itself (assets).
Dagster is imported only once the usage is right and the lock is held: a wrong folder is told in a tenth of a second.

    python -m orchestration.commands.refresh --documents folder[:folder...] --data folder [--root url] [--sources file] [--wait seconds]

Exits 0 when the release stands, 1 when a check or a step failed, 3 when called wrongly.
"""

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from orchestration import places
from orchestration.machine import locks
from orchestration.machine.libraries import leave_behind, loading
from orchestration.machine.temporary import PREFIX, clear_temporary
from orchestration.machine.terminal import Exit, Parser, UsageError, complain, lock_wait, say, seconds
from orchestration.places import DataFolder
from orchestration.service.home import prepare_home
from orchestration.sources.registry import SourcesError, load
from orchestration.store.buckets import BusyError, StoreError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        options = _parse(arguments)
        is_following = choose_sources(options.sources)
        documents, data = check_usage(options.documents, options.data, is_following)
        root = check_root(options.root, documents, data)
        check_settings()
        with locks.hold(data.lock, "a refresh", options.wait, say):
            return _refresh(documents, data, root, options.wait)
    except UsageError as error:
        complain(f"refresh: {error}")
        return Exit.USAGE
    except locks.LockError as error:
        complain(f"refresh: {error}: nothing was done")
        return Exit.FAILED
    except KeyboardInterrupt:
        complain("refresh: interrupted; the last release stands as it was")
        return Exit.INTERRUPTED


def choose_sources(path: Path) -> bool:
    """Make this the file of live sources here and in all that is started from here, and say whether one of them is on."""
    try:
        registry = load(path)
    except SourcesError as error:
        raise UsageError(str(error)) from None
    os.environ[places.SOURCES_VARIABLE] = str(path.expanduser().absolute())
    return bool(registry.followed)


def check_usage(documents: str, data: str, is_following: bool) -> tuple[list[str], DataFolder]:
    """Return the folders and addresses to read and the folder to write, or raise UsageError with what is wrong with them.

    Where live sources are followed, the folders may be empty. Nothing is asked of a bucket yet.
    """
    named = places.split_addresses(documents)
    folders = [Path(each) for each in named if not places.is_in_bucket(each)]
    if not named:
        raise UsageError("no folder of documents was named: DOCUMENTS=folder[:folder...]")
    if not data.strip():
        raise UsageError("no folder to write to was named: DATA=folder")
    root = Path(data).expanduser().absolute()
    for folder in folders:
        _check_readable(folder)
        if root.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"DATA {root} lies inside the documents {folder}: the next run would read what this one writes")
    for address in set(named) - set(map(str, folders)):
        _check_address("DOCUMENTS", address)
    if not is_following and len(folders) == len(named) and not any(True for folder in folders for _ in _files(folder)):
        raise UsageError(f"nothing to read in {documents}: no file lies there")
    _check_writable(root)
    return named, DataFolder(root)


def check_root(root: str, documents: Sequence[str], data: DataFolder) -> str:
    """Return the root by URL, or none where it is the data folder itself, or raise UsageError with what is wrong with it."""
    if places.is_in_bucket(root.strip()):
        _check_address("ROOT", root.strip())
        return root.strip()
    if "://" in root:
        raise UsageError(f"ROOT {root} is neither a folder nor s3://bucket/prefix")
    folder = Path(root.strip() or data.root).expanduser().absolute()
    if folder == data.root:
        return ""
    for other in (data.root, *(Path(each) for each in documents if not places.is_in_bucket(each))):
        if folder.resolve().is_relative_to(other.resolve()) or other.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"ROOT {folder} and {other} lie in each other: name a folder beside it")
    _check_takes_files(folder, "ROOT")
    return str(folder)


def check_settings() -> None:
    """Raise UsageError where the environment names an engine, or an amount of memory for the database, that no step could use."""
    with loading():
        import duckdb

        from transforms.engines import EngineError, chosen_engine
        from warehouse.connections import check_memory
    try:
        chosen_engine()
        check_memory()
    except (EngineError, duckdb.Error) as error:
        raise UsageError(str(error)) from None


def _check_address(what: str, address: str) -> None:
    if not places.ADDRESS.fullmatch(address):
        raise UsageError(f"{what} {address} is no address of a bucket: s3://bucket/prefix")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(prog="refresh", description="Read the documents, check, build the warehouse, publish a release.")
    parser.add_argument("--documents", required=True, help="folders to read, with ':' between them")
    parser.add_argument("--data", required=True, help="the folder that everything is written to")
    parser.add_argument("--root", default=places.chosen_root(), help="folder or s3://bucket/prefix that keeps all of it (default none)")
    parser.add_argument("--sources", type=Path, default=places.chosen_sources(), help="the file of live sources (default %(default)s)")
    parser.add_argument("--wait", type=seconds, default=lock_wait(), help="seconds to wait for another refresh (default %(default)s)")
    return parser.parse_args(arguments)


def _check_readable(folder: Path) -> None:
    if folder.is_file():
        raise UsageError(f"{folder} is a file: name the folder that it lies in")
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise UsageError(f"the folder {folder} cannot be read")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def _check_writable(root: Path) -> None:
    """A folder of the data folder that takes no files is better told now than by whatever meets it first."""
    data = DataFolder(root)
    _check_takes_files(root)
    for folder in (data.home, data.staging, data.cache, data.exports, data.site, data.logs):
        if folder.is_dir():
            _check_takes_files(folder)


def _check_takes_files(folder: Path, what: str = "DATA") -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, prefix=PREFIX):
            pass
    except OSError as error:
        raise UsageError(f"{what} {folder} cannot be written: {error.strerror}") from None


def _refresh(documents: list[str], data: DataFolder, root: str, wait: float) -> int:
    """Run with the lock held; whatever goes wrong ends in one line here and its details in the logs."""
    try:
        for mended in [*_clean(data), *prepare_home(data), *look_at_warehouse(data)]:
            say(mended)
        _tell_processes(documents, data, root)
        with loading():
            from orchestration.service.run import refresh_once
            from orchestration.store.root import held

        with held(root, data, "a refresh", wait, say):
            return refresh_once(data, documents)
    except (KeyboardInterrupt, locks.LockError):
        raise
    except BusyError as error:
        complain(f"refresh: {error}: nothing was done")
        return Exit.FAILED
    except StoreError as error:
        complain(f"refresh failed: {error}")
        return Exit.FAILED
    except Exception as error:
        complain(f"refresh failed: {type(error).__name__}: {_first_line(error)}{_keep_details(data)}")
        return Exit.FAILED


def look_at_warehouse(data: DataFolder) -> list[str]:
    """A warehouse that cannot be read is made anew, and that is told: what no release may carry of its history is lost with it."""
    import duckdb

    if not data.warehouse.is_file():
        return []
    try:
        duckdb.connect(str(data.warehouse), read_only=True).close()
    except duckdb.Error as error:
        if "Could not set lock" not in str(error):
            return [f"{data.warehouse.name} cannot be read and is made anew; its history is carried on from the newest release"]
    return []


def _clean(data: DataFolder) -> list[str]:
    removed = clear_temporary(data.root)
    return [f"removed {len(removed)} temporary files that an earlier run left"] if removed else []


def _tell_processes(documents: list[str], data: DataFolder, root: str) -> None:
    """Dagster loads the definitions by themselves; they learn the folders from the environment."""
    os.environ[places.DOCUMENTS_VARIABLE] = os.pathsep.join(documents)
    os.environ[places.DATA_VARIABLE] = str(data.root)
    os.environ[places.ROOT_VARIABLE] = root


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no message"])[0]


def _keep_details(data: DataFolder) -> str:
    path = data.logs / "last-failure.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(traceback.format_exc(), encoding="utf-8")
    except OSError as error:
        # On a full disk the traceback cannot be kept; the line itself still says what happened.
        return f" (details could not be kept: {error.strerror})"
    return f" (details: {path})"


if __name__ == "__main__":
    status = main()
    leave_behind()
    sys.exit(status)
