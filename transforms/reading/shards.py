"""Shards: Parquet files of claims, each with the keys of the documents that it covers, also of those without a claim.

Belongs here: writing and opening them, and putting small ones together. Does not belong here: which documents are read, and how
(`cache`). What is kept can always be thrown away: a shard that cannot be opened is removed.
"""

import hashlib
import json
from collections.abc import Iterator, Set
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from transforms.reading.tiers import together
from transforms.replacing import replacing

KEY = "read_key"
KEYS_OF_SHARD = b"read_keys"
UNREADABLE = (pa.ArrowException, OSError, KeyError, TypeError, ValueError)


def held(shelf: Path) -> dict[Path, list[str]]:
    """Every shard of a folder, with the keys of the documents that it covers; nothing else of it is read."""
    return {path: keys for path in sorted(shelf.glob("*.parquet")) if (keys := _covered(path))}


def on_shelf(shelf: Path, wanted: Set[str]) -> Iterator[pa.Table]:
    """Every shard of a folder that covers any of these keys, one in memory at a time."""
    paths = (path for path, keys in held(shelf).items() if not wanted.isdisjoint(keys))
    return (table for path in paths if (table := _load(path)) is not None)


def keys_of(table: pa.Table) -> list[str]:
    """The keys of the documents that a shard covers."""
    return list(json.loads(table.schema.metadata[KEYS_OF_SHARD]))


def with_keys(claims: pd.DataFrame, batch: pd.DataFrame) -> pa.Table:
    """The claims of a batch of documents, each with the key of its document."""
    keys = dict(zip(batch["document_id"], batch[KEY], strict=True))
    return pa.Table.from_pandas(claims.assign(**{KEY: claims["document_id"].map(keys).astype("string")}), preserve_index=False)


def store(shelf: Path, keys: list[str], claims: pa.Table) -> pa.Table:
    """Keep claims as the shard of these keys, and return it."""
    named = claims.replace_schema_metadata({KEYS_OF_SHARD: json.dumps(keys).encode()})
    with replacing(_path_of(shelf, keys)) as temporary:
        pq.write_table(named, temporary, write_page_checksum=True)
    return named


def compact(shelf: Path) -> None:
    """Put shards of like size together. Killed in between it leaves documents covered twice, which whoever reads has to allow for."""
    for paths in together({path: len(keys) for path, keys in held(shelf).items()}):
        tables = [table for path in paths if (table := _load(path)) is not None]
        keys = sorted({key for table in tables for key in keys_of(table)})
        store(shelf, keys, _without_repeats(tables))
        for path in paths:
            if path != _path_of(shelf, keys):
                path.unlink(missing_ok=True)


def _load(path: Path) -> pa.Table | None:
    try:
        table = pq.read_table(path, page_checksum_verification=True)
        keys_of(table)
    except UNREADABLE:
        path.unlink()
        return None
    return table


def _covered(path: Path) -> list[str]:
    """The keys of a shard; none, and it is removed, where it does not say them."""
    try:
        return list(json.loads(pq.read_metadata(path).metadata[KEYS_OF_SHARD]))
    except UNREADABLE:
        path.unlink()
        return []


def _path_of(shelf: Path, keys: list[str]) -> Path:
    return shelf / f"{hashlib.sha256(''.join(keys).encode()).hexdigest()[:24]}.parquet"


def _without_repeats(tables: list[pa.Table]) -> pa.Table:
    seen: set[str] = set()
    fresh = []
    for table in tables:
        keys = set(keys_of(table)) - seen
        fresh.append(table.filter(pc.is_in(table[KEY], pa.array(sorted(keys), pa.string()))))
        seen |= keys
    return pa.concat_tables(fresh, promote_options="permissive")
