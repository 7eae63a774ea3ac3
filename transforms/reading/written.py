"""The file of all claims, in the order of their documents: written, and what of it the next one takes over as it lies there.

Belongs here: the file, what it says of itself (whose claims it has, and how many), and two streams of claims put into one. Does
not belong here: whether the file is as it was written (whoever asks knows), and the claims of other documents (`cache`).
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.reading.ordered import RANK, Ranks

# A group of claims is in memory at once, with whoever reads the file group by group.
ROWS_A_GROUP = 10_000
READER, KEYS, COUNTS = b"reader", b"read_keys", b"claims"


class Written:
    """The claims of a file that still hold: those of these documents, as long as their order is the same."""

    def __init__(self, path: Path | None, reader: str, keys: Sequence[str], known: Collection[str]) -> None:
        """In: a file that `write` wrote (or none), the name of what reads now, the keys of all documents, those that may be taken."""
        self._path, own = path, pq.read_metadata(path).metadata or {} if path else {}
        held = json.loads(own[KEYS]) if own.get(READER) == reader.encode() else []
        places = {key: rank for rank, key in enumerate(keys) if key in known}
        ranks = np.array([places.get(key, -1) for key in held], dtype=np.int64)
        still = ranks[ranks >= 0]
        # Documents that have changed places among each other are put in order anew, with all others.
        is_in_order = bool(np.all(still[1:] > still[:-1]))
        self.keys = {key for key, rank in zip(held, ranks.tolist(), strict=True) if rank >= 0} if is_in_order else set[str]()
        self._ranks: Ranks = np.repeat(ranks, json.loads(own[COUNTS])) if self.keys else np.zeros(0, dtype=np.int64)

    def portions(self) -> Iterator[pa.Table]:
        """The claims that hold, each with the rank of its document, some at a time."""
        if not self.keys:
            return
        file, end = pq.ParquetFile(self._path), 0
        for group in range(file.num_row_groups):
            claims = file.read_row_group(group, use_threads=False)
            start, end = end, end + len(claims)
            ranked = claims.append_column(RANK, pa.array(self._ranks[start:end]))
            holds = self._ranks[start:end] >= 0
            yield ranked if holds.all() else ranked.filter(pa.array(holds))


def write(target: Path, schema: pa.Schema, reader: str, keys: Sequence[str], portions: Iterable[pa.Table]) -> None:
    """Write claims, each with its document's rank, in groups of the same size; and whose claims they are, read by what."""
    counts = np.zeros(len(keys), dtype=np.int64)
    with pq.ParquetWriter(target, schema) as writer:
        for claims in in_groups(portions):
            counts += np.bincount(_ranks_of(claims), minlength=len(keys))
            writer.write_table(claims.drop_columns([RANK]), row_group_size=ROWS_A_GROUP)
        writer.add_key_value_metadata({READER: reader, KEYS: json.dumps(list(keys)), COUNTS: json.dumps(counts.tolist())})


def merged(ones: Iterator[pa.Table], others: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Two streams of claims, each in the order of its documents' ranks, as one; no document is in both."""
    waiting = next(others, None)
    for some in ones:
        together = [some]
        while waiting is not None and len(some) and _ranks_of(waiting)[0] < _ranks_of(some)[-1]:
            before = int(np.searchsorted(_ranks_of(waiting), _ranks_of(some)[-1]))
            together.append(waiting.slice(0, before))
            waiting = waiting.slice(before) if before < len(waiting) else next(others, None)
        yield _in_order(pa.concat_tables(together)) if len(together) > 1 else some
    if waiting is not None:
        yield waiting
        yield from others


def _in_order(claims: pa.Table) -> pa.Table:
    return claims.take(pa.array(np.argsort(_ranks_of(claims), kind="stable")))


def in_groups(portions: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in tables of the size of a group, but for the last."""
    waiting: list[pa.Table] = []
    for claims in portions:
        waiting.append(claims)
        if sum(map(len, waiting)) >= ROWS_A_GROUP:
            together = pa.concat_tables(waiting)
            whole = len(together) - len(together) % ROWS_A_GROUP
            yield from (together.slice(start, ROWS_A_GROUP) for start in range(0, whole, ROWS_A_GROUP))
            waiting = [together.slice(whole)]
    yield from (pa.concat_tables(waiting),) if any(map(len, waiting)) else ()


def _ranks_of(claims: pa.Table) -> Ranks:
    ranks: Ranks = claims[RANK].to_numpy()
    return ranks
