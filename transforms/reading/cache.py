"""Claims of documents that were read before, so that only new or changed ones are read again.

Belongs here: the keeping of claims by (document, extractor), and the batches in which documents are read. Does not belong
here: reading itself (`extract`), who does it (`transforms.engines`), and which documents there are. What is kept can always
be thrown away: an entry that cannot be opened is removed and its documents are read again.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from transforms.engines import map_frames
from transforms.fingerprints import NOT_READ, files_below, fingerprint_files
from transforms.reading.extract import extract, unread_document
from transforms.reading.packs.pack import packs
from transforms.reading.tiers import together

ROOT = Path(__file__).resolve().parent.parent.parent
# What of a document the reading may depend on. The same bytes under another name ending may give another text.
INPUTS = ["document_id", "language", "title", "published_edtf", "text"]
COUNTING = ["status", "is_current"]
KEY = "read_key"
KEYS_OF_SHARD = b"read_keys"
BATCH_DOCUMENTS = 100
BATCH_CHARACTERS = 400_000
# Documents whose texts are in memory at a time, beside those that are being read.
PART_DOCUMENTS = 5_000

Extract = Callable[[pd.DataFrame], pd.DataFrame]
Report = Callable[[int, int], None]


def extract_cached(documents: pd.DataFrame | Path, folder: Path, report: Report | None = None, reader: Extract = extract) -> pd.DataFrame:
    """Return the claims of every document that counts (loaded, current), reading only those that `folder` does not know.

    In: the documents frame, or the Parquet file that holds it, of whose texts only some are in memory at a time. Out: the claims
    frame, in the order of the documents. `report` is told after every batch how many documents have been read, of how many that
    had to be.
    """
    keyed = pd.concat([part[["language", KEY]] for part in _parts(documents)], ignore_index=True)
    shelves = {language: folder / extractor_fingerprint(language) for language in {*packs(), *keyed["language"]}}
    tables = [table for shelf in sorted(set(shelves.values())) for table in _load_shards(shelf)]
    unread = set(keyed[KEY]) - _keys_in(tables)
    count = int(keyed[KEY].isin(unread).sum())
    done = 0
    batches = (batch for part in _parts(documents) for batch in _batches(part[part[KEY].isin(unread)])) if unread else iter(())
    for batch, claims in map_frames(reader, batches, unread_document):
        shelf = shelves[batch["language"].iloc[0]]
        tables.append(_store_shard(shelf, list(batch[KEY]), _with_keys(claims, batch)))
        done += len(batch)
        if report:
            report(done, count)
    _tidy(folder, set(shelves.values()))
    return _claims_in_order(tables, list(keyed[KEY]), reader)


def _parts(documents: pd.DataFrame | Path) -> Iterator[pd.DataFrame]:
    """The documents that count, some at a time, with their keys."""
    for part in _frames_of(documents):
        counting = part[(part["status"] == "loaded") & part["is_current"].astype(bool)]
        yield counting.assign(**{KEY: [_read_key(row) for row in counting[INPUTS].itertuples(index=False, name=None)]})


def _frames_of(documents: pd.DataFrame | Path) -> Iterator[pd.DataFrame]:
    if isinstance(documents, pd.DataFrame):
        yield documents
        return
    file = pq.ParquetFile(documents)
    columns = [*INPUTS, *COUNTING]
    # Of an empty file, too, a frame with its columns.
    yield file.schema_arrow.empty_table().select(columns).to_pandas()
    for batch in file.iter_batches(PART_DOCUMENTS, columns=columns):
        yield batch.to_pandas()


def extractor_fingerprint(language: str) -> str:
    """Return the name of what reads a language: of the code, of the shared lists, and of that language's pack alone."""
    return _fingerprint(language, ROOT)


def reader_fingerprint() -> str:
    """Return the name of all that reads: of every language's extractor."""
    return hashlib.sha256(" ".join(extractor_fingerprint(language) for language in packs()).encode()).hexdigest()[:16]


def _fingerprint(language: str, root: Path) -> str:
    seeds = root / "seeds"
    code = [*files_below(root / "transforms" / "reading", "*.py"), *(root / "transforms").glob("*.py")]
    lists = [path for path in files_below(seeds / "reference") if path.name not in NOT_READ]
    return fingerprint_files(root, [*code, *lists, *files_below(seeds / "languages" / language)])


def _tidy(folder: Path, shelves: set[Path]) -> None:
    """Put small shards together, and remove what older extractors found: nobody can ask for it once the rules have gone on."""
    for shelf in shelves:
        _compact(shelf)
    for other in folder.glob("*"):
        if other.is_dir() and other not in shelves:
            shutil.rmtree(other)


def _read_key(values: tuple[object, ...]) -> str:
    known = [None if pd.isna(value) else str(value) for value in values]  # type: ignore[call-overload]
    return hashlib.sha256(json.dumps(known, ensure_ascii=False).encode()).hexdigest()[:24]


# --- shards: Parquet files of claims, each with the keys of the documents that it covers, also of those without a claim


def _load_shards(shelf: Path) -> list[pa.Table]:
    return [table for path in sorted(shelf.glob("*.parquet")) if (table := _load_shard(path)) is not None]


def _load_shard(path: Path) -> pa.Table | None:
    try:
        table = pq.read_table(path, page_checksum_verification=True)
        _keys_of(table)
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError):
        path.unlink()
        return None
    return table


def _keys_of(table: pa.Table) -> list[str]:
    return list(json.loads(table.schema.metadata[KEYS_OF_SHARD]))


def _keys_in(tables: Iterable[pa.Table]) -> set[str]:
    return {key for table in tables for key in _keys_of(table)}


def _with_keys(claims: pd.DataFrame, batch: pd.DataFrame) -> pa.Table:
    keys = dict(zip(batch["document_id"], batch[KEY], strict=True))
    return pa.Table.from_pandas(claims.assign(**{KEY: claims["document_id"].map(keys)}), preserve_index=False)


def _store_shard(shelf: Path, keys: list[str], claims: pa.Table) -> pa.Table:
    shelf.mkdir(parents=True, exist_ok=True)
    named = claims.replace_schema_metadata({KEYS_OF_SHARD: json.dumps(keys).encode()})
    path = _shard_path(shelf, keys)
    temporary = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    try:
        pq.write_table(named, temporary, write_page_checksum=True)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return named


def _compact(shelf: Path) -> None:
    """Put shards of like size together. Killed in between it leaves documents covered twice, which `_claims_in_order` allows for."""
    sizes = {path: len(keys) for path in sorted(shelf.glob("*.parquet")) if (keys := _covered(path))}
    for paths in together(sizes):
        tables = [table for path in paths if (table := _load_shard(path)) is not None]
        keys = sorted(_keys_in(tables))
        merged = _shard_path(shelf, keys)
        _store_shard(shelf, keys, _without_repeats(tables))
        for path in paths:
            if path != merged:
                path.unlink(missing_ok=True)


def _covered(path: Path) -> list[str]:
    """The keys of a shard, of which nothing else is read."""
    return list(json.loads(pq.read_metadata(path).metadata[KEYS_OF_SHARD]))


def _shard_path(shelf: Path, keys: list[str]) -> Path:
    return shelf / f"{hashlib.sha256(''.join(keys).encode()).hexdigest()[:24]}.parquet"


def _without_repeats(tables: list[pa.Table]) -> pa.Table:
    seen: set[str] = set()
    fresh = []
    for table in tables:
        keys = set(_keys_of(table)) - seen
        fresh.append(table.filter(pc.is_in(table[KEY], pa.array(sorted(keys), pa.string()))))
        seen |= keys
    return pa.concat_tables(fresh, promote_options="permissive")


def _claims_in_order(tables: list[pa.Table], keys: list[str], reader: Extract) -> pd.DataFrame:
    """Return the claims of these documents as the reader would have given them for all at once."""
    nothing = reader(pd.DataFrame({name: pd.Series(dtype="str") for name in (*INPUTS, *COUNTING)}))
    if not tables:
        return nothing
    # The reader's own column types: Parquet gives back what it can hold, which is not always the same.
    claims: pd.DataFrame = _without_repeats(tables).to_pandas().astype(nothing.dtypes.to_dict())
    tables.clear()
    rank = claims.pop(KEY).map({key: number for number, key in enumerate(keys)}).to_numpy(dtype=float)
    order = np.argsort(rank, kind="stable")
    # What is of no document of now comes last, as numpy has it with what is no number. A copy is made once: claims are many.
    return claims.take(order[: np.count_nonzero(~np.isnan(rank))]).reset_index(drop=True)


# --- batches


def _batches(unread: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Cut by language, documents and characters: a hundred news items and a hundred books are not the same work."""
    if unread.empty:
        return
    characters = unread["text"].str.len().cumsum() // BATCH_CHARACTERS
    counts = pd.Series(range(len(unread)), index=unread.index) // BATCH_DOCUMENTS
    for _, batch in unread.groupby(["language", counts, characters], sort=False):
        yield batch
