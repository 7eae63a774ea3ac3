"""Several tables as one frame: so a function that makes facts, evidence and contradictions at once maps frames like any other.

Here: the packing, and the putting together of what was packed in many places. Not here: what is in the tables.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

NAME, ROWS = "frame", "rows"
BYTES = pd.ArrowDtype(pa.large_binary())
# In this thread alone: each thread that helps keeps memory of its own for good.
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_READ = pa.ipc.IpcReadOptions(use_threads=False)
# The rows of tables by name, in pieces: each a stream of Arrow, which is opened when it is needed.
Streams = dict[str, list[bytes]]


def pack(tables: Mapping[str, pa.Table]) -> pd.DataFrame:
    """One row a table: its name, and its rows as a stream of Arrow."""
    return _packed(tables.items())


def unpack(packed: Iterable[pd.DataFrame]) -> Streams:
    """The rows of all tables by name."""
    found: Streams = defaultdict(list)
    for some in packed:
        for name, stream in _streams(some):
            found[name].append(stream)
    return found


def only(packed: pd.DataFrame, column: str, values: Iterable[str]) -> pd.DataFrame:
    """What was packed, without rows that have other values in this column."""
    wanted = pa.array(list(values), pa.large_string())
    opened = ((name, _opened(stream)) for name, stream in _streams(packed))
    return _packed((name, table.filter(pc.is_in(table[column].cast(pa.large_string()), wanted))) for name, table in opened)


def opened(streams: list[bytes]) -> Iterator[pa.Table]:
    """The rows of each stream; none is kept."""
    while streams:
        yield _opened(streams.pop())


def in_order(pieces: Iterable[pa.Table], types: Mapping[str, Any], order: list[str]) -> pd.DataFrame:
    """The rows of all pieces as a frame with columns of these types, sorted by these columns."""
    selected = [piece.select(list(types)) for piece in pieces]
    if not selected:
        return pd.DataFrame({name: pd.array([], dtype) for name, dtype in types.items()})
    whole = pa.concat_tables(selected)
    selected.clear()
    rows = pc.sort_indices(whole, sort_keys=[(name, "ascending") for name in order])
    columns = {}
    for name, dtype in types.items():
        # One column after the other: text is not held twice.
        columns[name] = _typed(whole[name].take(rows), dtype)
        whole = whole.drop_columns([name])
    pa.default_memory_pool().release_unused()
    return pd.DataFrame(columns, copy=False)


def _typed(values: pa.ChunkedArray, dtype: Any) -> pd.Series:
    series: pd.Series = values.to_pandas(types_mapper=lambda _: pd.api.types.pandas_dtype(dtype))
    return series


def _streams(packed: pd.DataFrame) -> Iterator[tuple[str, bytes]]:
    yield from packed[[NAME, ROWS]].itertuples(index=False, name=None)


def _opened(stream: bytes) -> pa.Table:
    return pa.ipc.open_stream(stream, options=_READ).read_all()


def _packed(tables: Iterable[tuple[str, pa.Table]]) -> pd.DataFrame:
    streams = [(name, _stream(table)) for name, table in tables]
    return pd.DataFrame(streams, columns=[NAME, ROWS]).astype({NAME: "string", ROWS: BYTES})


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_OPTIONS) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
