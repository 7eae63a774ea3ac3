"""Claims put into the order of their documents past the memory: portions of documents, each in a file until all are there.

Belongs here: the sorting. Does not belong here: where claims come from (`cache`), and what they say.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.reading.shards import KEY, keys_of
from transforms.spools import Spools

# Documents whose claims are in memory at a time; of very many documents more, so that not too many files are open at once.
PORTION = 2_000
MOST_PORTIONS = 256
RANK = "document_rank"
Ranks = npt.NDArray[np.int64]


class Ordered:
    """Takes claims in any order and gives them back in the order of their documents' keys; claims of no such document are left out.

    A document that two shards cover counts once. The files lie in a folder, which is the caller's to remove.
    """

    def __init__(self, keys: Sequence[str], like: pa.Schema, folder: Path, known: Collection[str] = ()) -> None:
        """In: the keys in their order, the claims' schema, a folder, and the keys of which claims need not come."""
        self._ranks = {key: rank for rank, key in enumerate(keys)}
        self._portion = max(PORTION, -(-len(keys) // MOST_PORTIONS))
        self._spools = Spools(folder, like.append(pa.field(RANK, pa.int64())))
        self._covered = set(known)

    @property
    def missing(self) -> set[str]:
        """The keys of which no shard has come yet."""
        return self._ranks.keys() - self._covered

    def add(self, shard: pa.Table) -> None:
        """Take the claims of a shard."""
        fresh = {key for key in keys_of(shard) if key in self._ranks} - self._covered
        self._covered |= fresh
        ranks = self._ranks_of(shard, fresh)
        portions = ranks // self._portion
        for portion in np.unique(portions[ranks >= 0]).tolist():
            rows = np.flatnonzero((portions == portion) & (ranks >= 0))
            self._spools.add(portion, shard.take(pa.array(rows)).append_column(RANK, pa.array(ranks[rows])))

    def portions(self) -> Iterator[pa.Table]:
        """All claims that were taken, each with the rank of its document, some documents at a time. Nothing can be added any more."""
        for _, claims in self._spools.heaps():
            # Those of one document came together, in their order.
            order = np.argsort(claims[RANK].to_numpy(), kind="stable")
            yield claims.take(pa.array(order))

    def _ranks_of(self, shard: pa.Table, fresh: set[str]) -> Ranks:
        """The rank of each claim's document; -1 for a document that does not count, or that has come before."""
        coded = pc.dictionary_encode(shard[KEY].combine_chunks())
        ranks = [self._ranks[key] if key in fresh else -1 for key in coded.dictionary.to_pylist()]
        found: Ranks = np.array(ranks, dtype=np.int64)[coded.indices.to_numpy()]
        return found
