"""What was found about pairs of countries, kept in files, each with the pairs that it covers and the print of what was told of them.

Here: writing such a file for every batch, so that a killed run loses little; finding what still holds; putting small files together.
Not here: resolving, and what a print is made of (`changes`). What is kept can always be thrown away, and a file that cannot
be opened is.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.facts.batches.ledger import PAIR
from transforms.facts.batches.packed import Streams, only, unpack
from transforms.reading.tiers import together
from transforms.replacing import replacing

COVERED = b"covered"
# What lies beside the files of pairs: `hearings`.
SAYINGS = "sayings.parquet"
Prints = Mapping[str, str]


class DamagedError(Exception):
    """A file of what was kept could not be opened, and is gone: what it held is to be made anew."""


class Shelf:
    """The files that one resolver has written; those of others are removed, as nobody can ask for them any more."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.folder.mkdir(parents=True, exist_ok=True)
        for other in folder.iterdir():
            if other != self.folder:
                shutil.rmtree(other)
        for path in self.folder.iterdir():
            if path.name.startswith("."):
                path.unlink()

    def known(self, prints: Prints) -> set[str]:
        """The pairs of which is kept what follows from what is told of them now."""
        return {pair for _, held in self._files(prints) for pair in held}

    def add(self, prints: Prints, packed: pd.DataFrame) -> Path:
        """Keep what was found about these pairs, and return the file."""
        table = pa.Table.from_pandas(packed, preserve_index=False)
        covered = json.dumps(prints, sort_keys=True)
        path = self.folder / f"{hashlib.sha256(covered.encode()).hexdigest()[:24]}.parquet"
        with replacing(path) as private:
            pq.write_table(table.replace_schema_metadata({COVERED: covered}), private, compression=None, write_page_checksum=True)
        return path

    def found(self, prints: Prints) -> Streams:
        """All that is kept and still holds; of what a killed run left twice, once. Raises DamagedError."""
        return unpack(_holding(path, held) for path, held in self._files(prints) if held)

    def compact(self, prints: Prints) -> None:
        """Put files of like size together, and write those anew of which less than half still holds. Raises DamagedError."""
        held = dict(self._files(prints))
        groups = together({path: len(pairs) for path, pairs in held.items()})
        grouped = {path for group in groups for path in group}
        stale = [[path] for path in held if path not in grouped and 2 * len(held[path]) < len(_covered(path))]
        for group in (*groups, *stale):
            covered = {pair: prints[pair] for path in group for pair in held[path]}
            kept = self.add(covered, pd.concat([_holding(path, held[path]) for path in group])) if covered else None
            for path in group:
                if path != kept:
                    path.unlink()

    def _files(self, prints: Prints) -> Iterator[tuple[Path, list[str]]]:
        """Each file that can be opened, with the pairs of which it still holds what was found, and no file before it does."""
        seen: set[str] = set()
        for path in sorted(path for path in self.folder.glob("*.parquet") if path.name != SAYINGS):
            covered = _covered(path)
            held = [pair for pair, mark in covered.items() if prints.get(pair) == mark and pair not in seen]
            seen.update(held)
            yield path, held


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    """Have a file that cannot be opened removed, and DamagedError say so."""
    try:
        yield
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        path.unlink(missing_ok=True)
        raise DamagedError(path.name) from error


def _covered(path: Path) -> dict[str, str]:
    """The pairs of a file and their prints; nothing else of it is read."""
    with _opening(path):
        return dict(json.loads(pq.read_metadata(path).metadata[COVERED]))


def _holding(path: Path, pairs: list[str]) -> pd.DataFrame:
    """What a file has of these pairs."""
    with _opening(path):
        packed = pq.read_table(path, page_checksum_verification=True).to_pandas()
    return packed if len(pairs) == len(_covered(path)) else only(packed, PAIR, pairs)
