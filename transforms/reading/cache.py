"""Claims of documents that were read before, so that only new or changed ones are read again.

Belongs here: which documents have to be read, the keys and extractors by which claims are kept, and the batches in which documents
are read. Does not belong here: the files in which claims are kept (`shards`), reading itself (`extract`), who does it
(`transforms.engines`), and which documents there are.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.engines import map_frames
from transforms.fingerprints import NOT_READ, files_below, fingerprint_files
from transforms.reading.extract import extract, unread_document
from transforms.reading.ordered import Ordered
from transforms.reading.packs.pack import packs
from transforms.reading.shards import KEY, compact, on_shelf, store, with_keys

ROOT = Path(__file__).resolve().parent.parent.parent
# What of a document the reading may depend on. The same bytes under another name ending may give another text.
INPUTS = ["document_id", "language", "title", "published_edtf", "text"]
COUNTING = ["status", "is_current"]
BATCH_DOCUMENTS = 100
BATCH_CHARACTERS = 400_000
# Documents whose texts are in memory at a time, beside those that are being read.
PART_DOCUMENTS = 2_000
# A group of claims is in memory at once, with whoever reads the file group by group.
ROWS_A_GROUP = 10_000

Extract = Callable[[pd.DataFrame], pd.DataFrame]
Report = Callable[[int, int], None]


def extract_cached(documents: pd.DataFrame | Path, folder: Path, report: Report | None = None, reader: Extract = extract) -> pd.DataFrame:
    """Return the claims of every document that counts (loaded, current), reading only those that `folder` does not know.

    In: the documents frame, or the Parquet file that holds it, of whose texts only some are in memory at a time. Out: the claims
    frame, in the order of the documents. `report` is told after every batch how many documents have been read, of how many that
    had to be.
    """
    nothing = _nothing(reader)
    portions = _portions(documents, folder, report, reader, _schema(nothing))
    # The reader's own column types: Parquet gives back what it can hold, which is not always the same.
    claims: pd.DataFrame = pa.concat_tables([_schema(nothing).empty_table(), *portions]).to_pandas().astype(nothing.dtypes.to_dict())
    return claims


def extract_into(target: Path, documents: Path, folder: Path, report: Report | None = None, reader: Extract = extract) -> None:
    """Write what `extract_cached` gives as Parquet; the claims of some documents at a time are in memory, and the texts of some."""
    schema = _schema(_nothing(reader))
    with pq.ParquetWriter(target, schema) as writer:
        for claims in _portions(documents, folder, report, reader, schema):
            writer.write_table(claims, row_group_size=ROWS_A_GROUP)


def _nothing(reader: Extract) -> pd.DataFrame:
    """The claims of no document."""
    return reader(pd.DataFrame({name: pd.Series(dtype="str") for name in (*INPUTS, *COUNTING)}))


def _schema(nothing: pd.DataFrame) -> pa.Schema:
    return pa.Schema.from_pandas(nothing, preserve_index=False)


def _portions(
    documents: pd.DataFrame | Path, folder: Path, report: Report | None, reader: Extract, schema: pa.Schema
) -> Iterator[pa.Table]:
    """The claims in the order of the documents, some at a time."""
    keyed = pd.concat([part[["language", KEY]] for part in _parts(documents)], ignore_index=True)
    shelves = {language: folder / extractor_fingerprint(language) for language in {*packs(), *keyed["language"]}}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=folder) as name:
        ordered = Ordered(list(keyed[KEY]), schema, Path(name))
        for shelf in sorted(set(shelves.values())):
            for shard in on_shelf(shelf):
                ordered.add(shard)
        _read_missing(ordered, documents, shelves, report, reader)
        yield from ordered.portions()
    _tidy(folder, set(shelves.values()))


def _read_missing(
    ordered: Ordered, documents: pd.DataFrame | Path, shelves: Mapping[str, Path], report: Report | None, reader: Extract
) -> None:
    """Read the documents of which no shard has come, and keep their claims batch by batch, so that a killed run loses little."""
    missing = ordered.missing
    done = 0
    batches = (batch for part in _parts(documents) for batch in _batches(part[part[KEY].isin(missing)])) if missing else iter(())
    for batch, claims in map_frames(reader, batches, unread_document):
        ordered.add(store(shelves[batch["language"].iloc[0]], list(batch[KEY]), with_keys(claims, batch)))
        done += len(batch)
        if report:
            report(done, len(missing))


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
        compact(shelf)
    for other in folder.glob("*"):
        if other.is_dir() and other not in shelves:
            shutil.rmtree(other)


def _read_key(values: tuple[object, ...]) -> str:
    known = [None if pd.isna(value) else str(value) for value in values]  # type: ignore[call-overload]
    return hashlib.sha256(json.dumps(known, ensure_ascii=False).encode()).hexdigest()[:24]


# --- batches


def _batches(unread: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Cut by language, documents and characters: a hundred news items and a hundred books are not the same work."""
    if unread.empty:
        return
    characters = unread["text"].str.len().cumsum() // BATCH_CHARACTERS
    counts = pd.Series(range(len(unread)), index=unread.index) // BATCH_DOCUMENTS
    for _, batch in unread.groupby(["language", counts, characters], sort=False):
        yield batch
