"""Texts of the frame that an earlier run made, for the documents whose files were not opened.

Belongs here: finding them by their documents' ids, group by group. Does not belong here: whether they may be taken (`unchanged`).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ID, TEXT = "document_id", "text"
Names = list[str]


class EarlierTexts:
    """The texts of a frame; those of one group of its rows are in memory."""

    def __init__(self, frame: Path) -> None:
        self._file = pq.ParquetFile(frame)
        groups = range(self._file.num_row_groups)
        self._starts = [0, *accumulate(self._file.metadata.row_group(group).num_rows for group in groups)]
        self._names: Names = self._file.read([ID])[ID].to_pylist()
        self._rows = {name: row for row, name in enumerate(self._names)}
        self._group: tuple[int, pa.ChunkedArray] | None = None

    def of(self, names: Iterable[str]) -> Iterator[tuple[Names, pa.ChunkedArray]]:
        """The texts of these documents, with their ids; in the order of the frame, so that hardly a group is read twice."""
        rows = sorted(self._rows[name] for name in names)
        for group, some in groupby(rows, lambda row: bisect_right(self._starts, row) - 1):
            within = list(some)
            yield [self._names[row] for row in within], self._texts(group).take([row - self._starts[group] for row in within])

    def _texts(self, group: int) -> pa.ChunkedArray:
        if self._group is None or self._group[0] != group:
            self._group = group, self._file.read_row_group(group, [TEXT])[TEXT]
        return self._group[1]
