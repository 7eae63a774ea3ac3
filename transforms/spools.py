"""Rows sorted into numbered heaps past the memory: each heap lies in a file until all its rows have come.

Belongs here: the files. Does not belong here: which row belongs to which heap, and what is made of one.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

# In this thread alone: each thread that helps keeps memory of its own for good.
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_READ = pa.ipc.IpcReadOptions(use_threads=False)


class Spools:
    """Heaps of rows of one schema, in a folder that is the caller's to remove."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self._folder, self._schema = folder, schema
        self._writers: dict[int, pa.ipc.RecordBatchFileWriter] = {}

    def add(self, number: int, rows: pa.Table) -> None:
        """Put rows on a heap."""
        if number not in self._writers:
            self._writers[number] = pa.ipc.new_file(str(self._path(number)), self._schema, options=_OPTIONS)
        self._writers[number].write_table(rows.select(self._schema.names).cast(self._schema))

    def heaps(self) -> Iterator[tuple[int, pa.Table]]:
        """Each heap by its number, with its rows in the order in which they came. Nothing can be added any more."""
        for writer in self._writers.values():
            writer.close()
        for number in sorted(self._writers):
            with pa.OSFile(str(self._path(number))) as file:
                rows = pa.ipc.open_file(file, options=_READ).read_all()
            self._path(number).unlink()
            yield number, rows

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.arrow"
