"""The claims and the documents that facts are made of, as frames or as the Parquet files that hold them: never all in memory.

Here: going through them part by part. Not here: what is looked for in them.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.parquet as pq

# Claims that are in memory at a time.
PART = 100_000
TEXT, MARK = "text", "mark"
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Claims:
    """All claims; some of them may have been corrected, which then stand in the others' places (`replaced`), or behind all."""

    def __init__(self, source: pd.DataFrame | Path) -> None:
        self._source = source
        self._replaced = frozenset[int]()
        self._instead: pd.DataFrame | None = None

    def parts(self) -> Iterator[pd.DataFrame]:
        """The claims in their order, some at a time; the index says which row of all it was, the column `mark` how it is corrected."""
        end = 0
        for part in self._stored():
            start, end = end, end + len(part)
            yield self._corrected(part.set_axis(pd.RangeIndex(start, end)))
        if self._instead is not None:
            yield self._instead[self._instead.index >= end]

    def with_words(self, words: list[str]) -> pd.DataFrame:
        """The claims in whose quote any of these words stand, by the number of their row."""
        found = [part[_holding(part["quote"], words)].drop(columns=MARK) for part in self.parts()]
        return pd.concat(found)

    def replace(self, rows: pd.Index, instead: pd.DataFrame) -> None:
        """Have claims stand in the place of those of these rows; what has the number of no row comes behind all."""
        self._replaced = frozenset(rows)
        self._instead = instead if MARK in instead else instead.assign(**{MARK: pd.Series(pd.NA, instead.index, dtype="string")})

    def _stored(self) -> Iterator[pd.DataFrame]:
        if isinstance(self._source, pd.DataFrame):
            yield from (self._source.iloc[start : start + PART] for start in range(0, max(len(self._source), 1), PART))
            return
        file = pq.ParquetFile(self._source)
        yield file.schema_arrow.empty_table().to_pandas()
        for batch in file.iter_batches(PART):
            yield batch.to_pandas()

    def _corrected(self, part: pd.DataFrame) -> pd.DataFrame:
        marked = part.assign(**{MARK: pd.Series(pd.NA, part.index, dtype="string")})
        if self._instead is None:
            return marked
        left = marked[~marked.index.isin(self._replaced)]
        instead = self._instead[self._instead.index.isin(part.index)]
        return pd.concat([left, instead]).sort_index() if len(instead) else left


def _holding(quotes: pd.Series, words: list[str]) -> Flags:
    held = np.zeros(len(quotes), dtype=bool)
    for each in words:
        held |= quotes.str.contains(each, regex=False).fillna(False).to_numpy(dtype=bool)
    return held


class Documents:
    """All documents: what is told of each as a frame, and the texts of some of them at a time."""

    def __init__(self, source: pd.DataFrame | Path) -> None:
        self._source = source
        if isinstance(source, pd.DataFrame):
            self.frame = source.drop(columns=TEXT)
        else:
            self.frame = pd.read_parquet(source, columns=[name for name in pq.read_schema(source).names if name != TEXT])

    def parts(self, columns: list[str], rows: Ints) -> Iterator[pd.DataFrame]:
        """These columns, the texts too, of these rows (in their order), some at a time; the index says which row it is."""
        if isinstance(self._source, pd.DataFrame):
            yield self._source[columns].iloc[rows].set_axis(pd.Index(rows))
            return
        file, end = pq.ParquetFile(self._source), 0
        for group in range(file.num_row_groups):
            start, end = end, end + file.metadata.row_group(group).num_rows
            some = rows[(rows >= start) & (rows < end)]
            if len(some):
                yield file.read_row_group(group, columns).to_pandas().iloc[some - start].set_axis(pd.Index(some))

    def texts(self, rows: Ints) -> Iterator[str]:
        """The texts of these rows that have one."""
        return (text for part in self.parts([TEXT], rows) for text in part[TEXT].dropna())
