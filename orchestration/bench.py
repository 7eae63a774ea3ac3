"""The command behind `make bench`: how long a refresh of many documents takes, all new, unchanged, and with one changed.

Belongs here: making the documents out of the shipped ones, running the real command, and the figures. Does not belong
here: measuring single steps (a run's log has their times) and judging what was found.

    python -m orchestration.bench [--count 1000] [--from seeds/documents]
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from orchestration.places import SEEDS
from orchestration.terminal import Exit, Parser, UsageError, complain, say

TEXTS = (".txt", ".md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = Parser(prog="bench", description="Measure the refresh of many documents.")
    parser.add_argument("--count", type=int, default=1000, help="how many documents (default %(default)s)")
    parser.add_argument("--from", dest="source", type=Path, default=SEEDS / "documents", help="what they are made of")
    try:
        options = parser.parse_args(arguments)
        originals = _originals(options.source)
    except UsageError as error:
        complain(f"bench: {error}")
        return Exit.USAGE
    with tempfile.TemporaryDirectory(prefix="dyadic-bench-") as folder:
        return _measure(originals, options.count, Path(folder))


def _originals(source: Path) -> list[Path]:
    found = sorted(path for path in source.rglob("*") if path.suffix in TEXTS)
    if not found:
        raise UsageError(f"there is no document in {source}")
    return found


def _measure(originals: list[Path], count: int, folder: Path) -> int:
    documents, data = folder / "documents", folder / "data"
    documents.mkdir()
    written = list(_write_copies(originals, count, documents))
    size = sum(path.stat().st_size for path in written)
    say(f"{count} documents, {size / 1e6:.1f} MB, made of {len(originals)}")
    for name in ("all new", "nothing changed", "one changed"):
        if name == "one changed":
            _append(written[0], "One more line.")
        seconds = _timed_refresh(documents, data)
        if seconds is None:
            return Exit.FAILED
        say(f"{name:<16} {seconds:7.1f} s  {count / seconds:8.1f} documents a second")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    say(f"largest process  {peak:7.0f} MB")
    return Exit.DONE


def _write_copies(originals: list[Path], count: int, folder: Path) -> Iterator[Path]:
    """Write that many documents; each says which it is, as two files of the same bytes would be one document."""
    for number, original in enumerate(islice(cycle(originals), count)):
        copy = folder / f"{number // 1000:03}" / f"{original.stem}-{number:06}{original.suffix}"
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(original.read_bytes())
        _append(copy, f"No. {number}.")
        yield copy


def _append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n\n{line}\n")


def _timed_refresh(documents: Path, data: Path) -> float | None:
    command = [sys.executable, "-m", "orchestration.refresh", "--documents", str(documents), "--data", str(data)]
    started = time.monotonic()
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own command
    if result.returncode != Exit.DONE:
        complain(f"bench: {result.stderr.strip()}")
        return None
    return time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main())
