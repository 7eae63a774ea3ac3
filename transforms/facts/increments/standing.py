"""The frames of the last run: rows of pairs of which nothing else is told are taken over as they lie in their files.

Here: which files may be taken over from, which of their rows still stand, and new rows put between these. Not here: what is found
about a pair (`shelf`, `resolution`), and what can only be told of all pairs together (`whole`).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Set
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from transforms.facts.batches.ledger import PAIR
from transforms.facts.batches.packed import Streams, opened, pack, unpack
from transforms.facts.resolution import FACT_OF
from transforms.facts.tables import ACTS, ID_COLUMN, LACKING, ORDER, TEXT, in_columns
from transforms.reading.written import ROWS_A_GROUP, in_groups
from transforms.replacing import replacing

# What of a fact's row says of which pair of countries it is.
COUNTRIES = {
    "fact_relation": ("subject_country", "object_country"),
    "fact_event": ("source_country", "target_country"),
    "fact_trade": ("reporter_country", "partner_country"),
    "fact_trade_product": ("exporter_country", "importer_country"),
}
RESOLVER, SUMS = b"resolver", b"frames"
PRINTS, PRINT = "prints", "print"
# What follows from one pair and is no frame, but goes into one with that of all others.
BESIDE = {"acts": ACTS, "lacking": LACKING}


class Last(NamedTuple):
    """What the last run told: the print of each pair, and the tables `BESIDE` the frames, whose rows name their pairs."""

    prints: Mapping[str, str]
    beside: Mapping[str, pa.Table]


class Files(NamedTuple):
    """The file of each frame, and the file that says what they are made of."""

    frames: Mapping[str, Path]
    state: Path

    def last(self, resolver: str) -> Last | None:
        """What the frames are made of; None where they do not lie there as this resolver wrote them."""
        try:
            table = pq.read_table(self.state, page_checksum_verification=True)
            told = table.schema.metadata
            is_theirs = told[RESOLVER].decode() == resolver and json.loads(told[SUMS]) == self._sums()
            return _unpacked(table) if is_theirs else None
        except (pa.ArrowException, OSError, KeyError, TypeError, ValueError):
            return None

    def keep(self, resolver: str, last: Last) -> None:
        """Write what the frames are made of, which lie there by now."""
        prints = pa.table({PAIR: pa.array(last.prints.keys(), pa.string()), PRINT: pa.array(last.prints.values(), pa.string())})
        packed = pa.Table.from_pandas(pack({PRINTS: prints, **last.beside}), preserve_index=False)
        told = {**packed.schema.metadata, RESOLVER: resolver, SUMS: json.dumps(self._sums())}
        with replacing(self.state) as private:
            pq.write_table(packed.replace_schema_metadata(told), private, write_page_checksum=True)

    def store(self, name: str, frame: pd.DataFrame) -> None:
        """Write the frame of this name."""
        with replacing(self.frames[name]) as private:
            frame.to_parquet(private, index=False, row_group_size=ROWS_A_GROUP)

    def facts_of(self, pairs: Set[str]) -> set[str]:
        """The identifiers of all facts of these pairs."""
        return {fact for name in COUNTRIES for fact in _facts_of(name, self.frames[name], pairs)}

    def take_over(self, name: str, gone: Set[str], found: pd.DataFrame) -> None:
        """Write the frame of this name: its rows without those of facts that are gone, and those found, in one order."""
        file = self.frames[name]
        schema = pq.read_schema(file)
        fresh = pa.Table.from_pandas(found, schema=schema, preserve_index=False)
        groups = in_groups(_between(_standing(file, FACT_OF[name], gone), fresh, ORDER.get(name, schema.names[:1])))
        with replacing(file) as private, pq.ParquetWriter(private, schema) as writer:
            # A frame without rows is one empty group.
            for group in chain([next(groups, schema.empty_table())], groups):
                writer.write_table(group, row_group_size=ROWS_A_GROUP)

    def _sums(self) -> dict[str, str]:
        return {name: _sum_of(path) for name, path in sorted(self.frames.items())}


def beside(last: Last | None, found: Streams, standing: Set[str]) -> dict[str, pa.Table]:
    """The tables `BESIDE` the frames: of standing pairs what was told the last time, and what was found."""
    before = last.beside if last else {name: in_columns([], {**columns, PAIR: TEXT}) for name, columns in BESIDE.items()}
    return {name: _together(_of(before[name], PAIR, standing), found[name]) for name in BESIDE}


def _together(rows: pa.Table, found: list[bytes]) -> pa.Table:
    """Rows, and those found, of which some name their pairs by codes."""
    return pa.concat_tables([rows, *(each.select(rows.schema.names).cast(rows.schema) for each in opened(found))])


def _unpacked(table: pa.Table) -> Last:
    tables = {name: next(opened(streams)) for name, streams in unpack([table.to_pandas()]).items()}
    prints = tables.pop(PRINTS)
    return Last(dict(zip(prints[PAIR].to_pylist(), prints[PRINT].to_pylist(), strict=True)), tables)


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- rows


def _of(rows: pa.Table, column: str, values: Set[str]) -> pa.Table:
    """The rows that have one of these values in a column."""
    return rows.filter(pc.is_in(rows[column], pa.array(sorted(values), rows.schema.field(column).type)))


def _facts_of(name: str, file: Path, pairs: Set[str]) -> list[str]:
    facts = pq.read_table(file, columns=[ID_COLUMN[name], *COUNTRIES[name]], use_threads=False)
    one, other = (pc.fill_null(facts[column].cast(pa.large_string()), "") for column in COUNTRIES[name])
    named = pc.binary_join_element_wise(pc.min_element_wise(one, other), pc.max_element_wise(one, other), pa.scalar("|", pa.large_string()))
    return list(_of(facts.append_column(PAIR, named), PAIR, pairs)[ID_COLUMN[name]].to_pylist())


def _standing(file: Path, fact: str, gone: Set[str]) -> Iterator[pa.Table]:
    """The rows of all other facts, some at a time."""
    stored = pq.ParquetFile(file)
    values = pa.array(sorted(gone), stored.schema_arrow.field(fact).type)
    for group in range(stored.num_row_groups):
        rows = stored.read_row_group(group, use_threads=False)
        yield rows.filter(pc.invert(pc.is_in(rows[fact], values)))


def _between(standing: Iterator[pa.Table], fresh: pa.Table, order: list[str]) -> Iterator[pa.Table]:
    """Rows that stand and new ones, both in order, as one stream; by what comes first in the order no two of them are equal."""
    first, done = np.array(fresh[order[0]].to_pylist(), dtype=object), 0
    for rows in standing:
        upto = int(np.searchsorted(first, rows[order[0]][-1].as_py())) if len(rows) else done
        together = pa.concat_tables([rows, fresh.slice(done, upto - done)])
        yield together.sort_by([(name, "ascending") for name in order]) if upto > done else rows
        done = upto
    yield fresh.slice(done)
