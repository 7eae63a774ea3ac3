"""Several frames as one: so a function that makes facts, evidence and contradictions at once maps frames like any other.

Here: the packing, and the putting together of what was packed in many places. Not here: what is in the frames.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

NAME, ROWS = "frame", "rows"
BYTES = pd.ArrowDtype(pa.large_binary())
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")
Tables = dict[str, list[pa.Table]]


def pack(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a frame: its name, and its rows as a stream of Arrow."""
    return _packed((name, pa.Table.from_pandas(frame, preserve_index=False)) for name, frame in frames.items())


def unpack(packed: Iterable[pd.DataFrame], without: str) -> Tables:
    """The rows of all frames of a name, in pieces, without one of their columns."""
    found: Tables = defaultdict(list)
    for some in packed:
        for name, table in _opened(some):
            found[name].append(table.drop_columns([without]))
    return found


def only(packed: pd.DataFrame, column: str, values: Iterable[str]) -> pd.DataFrame:
    """What was packed, without rows that have other values in this column."""
    wanted = pa.array(list(values), pa.large_string())
    return _packed((name, table.filter(pc.is_in(table[column].cast(pa.large_string()), wanted))) for name, table in _opened(packed))


def in_order(pieces: list[pa.Table], like: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """The rows of all pieces, with the columns and types of an empty frame, sorted by these columns. The pieces are used up."""
    names = list(like.columns)
    whole = pa.concat_tables([piece.select(names) for piece in pieces]) if pieces else pa.Table.from_pandas(like)
    pieces.clear()
    rows = pc.sort_indices(whole, sort_keys=[(name, "ascending") for name in order])
    schema, columns = whole.schema, []
    for name in names:
        # One column after the other: text is not held twice.
        columns.append(whole[name].take(rows))
        whole = whole.drop_columns([name])
    frame: pd.DataFrame = pa.table(columns, schema=schema).to_pandas()
    pa.default_memory_pool().release_unused()
    return frame.astype({name: dtype for name, dtype in like.dtypes.items() if frame[name].dtype != dtype})


def _opened(packed: pd.DataFrame) -> Iterator[tuple[str, pa.Table]]:
    for name, stream in packed[[NAME, ROWS]].itertuples(index=False, name=None):
        yield name, pa.ipc.open_stream(stream).read_all()


def _packed(tables: Iterable[tuple[str, pa.Table]]) -> pd.DataFrame:
    streams = [(name, _stream(table)) for name, table in tables]
    return pd.DataFrame(streams, columns=[NAME, ROWS]).astype({NAME: "string", ROWS: BYTES})


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_OPTIONS) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
