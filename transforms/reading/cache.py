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

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.engines import map_frames
from transforms.fingerprints import NOT_READ, files_below, fingerprint_files
from transforms.reading.extract import extract, unread_document
from transforms.reading.ordered import RANK, Ordered
from transforms.reading.packs.pack import packs
from transforms.reading.shards import KEY, compact, held, on_shelf, store, with_keys
from transforms.reading.written import Written, merged, write

ROOT = Path(__file__).resolve().parent.parent.parent
# What of a document the reading may depend on. The same bytes under another name ending may give another text.
INPUTS = ["document_id", "language", "title", "published_edtf", "text"]
COUNTING = ["status", "is_current"]
TEXT = "text"
BATCH_DOCUMENTS = 100
BATCH_CHARACTERS = 400_000
# As many documents and more are cut into batches together, so that a few of many places are a few batches.
PART_DOCUMENTS = 2_000

Extract = Callable[[pd.DataFrame], pd.DataFrame]
Report = Callable[[int, int], None]


def extract_cached(documents: pd.DataFrame | Path, folder: Path, report: Report | None = None, reader: Extract = extract) -> pd.DataFrame:
    """Return the claims of every document that counts (loaded, current), reading only those that `folder` does not know.

    In: the documents frame, or the Parquet file that holds it, of whose texts only some are in memory at a time. Out: the claims
    frame, in the order of the documents. `report` is told after every batch how many documents have been read, of how many that
    had to be.
    """
    nothing = _nothing(reader)
    schema, keyed = _schema(nothing), _keyed(documents)
    portions = (claims.drop_columns([RANK]) for claims in _portions(documents, keyed, folder, report, reader, schema))
    # The reader's own column types: Parquet gives back what it can hold, which is not always the same.
    claims: pd.DataFrame = pa.concat_tables([schema.empty_table(), *portions]).to_pandas().astype(nothing.dtypes.to_dict())
    return claims


def extract_into(
    target: Path, documents: Path, folder: Path, report: Report | None = None, reader: Extract = extract, earlier: Path | None = None
) -> None:
    """Write what `extract_cached` gives as Parquet; the claims of some documents at a time are in memory, and the texts of some.

    `earlier`: what this wrote the last time, where it is still as it was written; claims that hold are taken over from there.
    """
    schema, keyed = _schema(_nothing(reader)), _keyed(documents)
    write(target, schema, reader_fingerprint(), list(keyed[KEY]), _portions(documents, keyed, folder, report, reader, schema, earlier))


def _nothing(reader: Extract) -> pd.DataFrame:
    """The claims of no document."""
    return reader(pd.DataFrame({name: pd.Series(dtype="str") for name in (*INPUTS, *COUNTING)}))


def _schema(nothing: pd.DataFrame) -> pa.Schema:
    return pa.Schema.from_pandas(nothing, preserve_index=False)


def _portions(
    documents: pd.DataFrame | Path,
    keyed: pd.DataFrame,
    folder: Path,
    report: Report | None,
    reader: Extract,
    schema: pa.Schema,
    earlier: Path | None = None,
) -> Iterator[pa.Table]:
    """The claims in the order of the documents, each with the rank of its document, some at a time."""
    shelves = {language: folder / extractor_fingerprint(language) for language in {*packs(), *keyed["language"]}}
    on_shelves = sorted(set(shelves.values()))
    # What no shard has, nobody else can go on from: it is read anew, though it may lie in the earlier file.
    known = {key for shelf in on_shelves for keys in held(shelf).values() for key in keys}
    taken_over = Written(earlier, reader_fingerprint(), list(keyed[KEY]), known)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=folder) as name:
        ordered = Ordered(list(keyed[KEY]), schema, Path(name), taken_over.keys)
        for shelf in on_shelves:
            for shard in on_shelf(shelf, ordered.missing):
                ordered.add(shard)
        _read_missing(ordered, documents, keyed, shelves, report, reader)
        yield from merged(taken_over.portions(), ordered.portions())
    _tidy(folder, set(on_shelves))


def _read_missing(
    ordered: Ordered,
    documents: pd.DataFrame | Path,
    keyed: pd.DataFrame,
    shelves: Mapping[str, Path],
    report: Report | None,
    reader: Extract,
) -> None:
    """Read the documents of which no shard has come, and keep their claims batch by batch, so that a killed run loses little."""
    missing = keyed[keyed[KEY].isin(ordered.missing)]
    done = 0
    batches = (batch for part in _texts(documents, missing) for batch in _batches(part))
    for batch, claims in map_frames(reader, batches, unread_document):
        ordered.add(store(shelves[batch["language"].iloc[0]], list(batch[KEY]), with_keys(claims, batch)))
        done += len(batch)
        if report:
            report(done, len(missing))


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


# --- documents


def _keyed(documents: pd.DataFrame | Path) -> pd.DataFrame:
    """The documents that count, by the number of their row: their language and key."""
    keyed = [pd.DataFrame({"language": [], KEY: []}, dtype=object)]
    for start, part in _parts(documents):
        rows = np.flatnonzero(part["status"].to_pandas().eq("loaded") & part["is_current"].to_pandas().astype(bool))
        counting = part.take(pa.array(rows))
        told = {"language": counting["language"].to_pylist(), KEY: _read_keys(counting)}
        keyed.append(pd.DataFrame(told, index=rows + start, dtype=object))
    return pd.concat(keyed)


def _read_keys(documents: pa.Table) -> list[str]:
    """For each document a name of all that the reading may depend on; a text goes into it as it lies there, and is copied nowhere."""
    told = zip(*(documents[name].to_pylist() for name in INPUTS if name != TEXT), strict=True)
    texts = (text.as_buffer() for text in documents[TEXT].cast(pa.large_string()))
    return [_read_key(values, text) for values, text in zip(told, texts, strict=True)]


def _read_key(values: tuple[object, ...], text: pa.Buffer | None) -> str:
    digest = hashlib.sha256(json.dumps([*values, text is None], ensure_ascii=False).encode())
    digest.update(text or b"")
    return digest.hexdigest()[:24]


def _texts(documents: pd.DataFrame | Path, wanted: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The documents of these rows with what the reading needs and their keys; few of many files' parts come together."""
    waiting: list[pd.DataFrame] = []
    for start, part in _parts(documents, wanted.index):
        some = wanted[(wanted.index >= start) & (wanted.index < start + len(part))]
        waiting.append(part.take(pa.array(some.index - start)).to_pandas().assign(**{KEY: some[KEY].to_numpy()}))
        if sum(map(len, waiting)) >= PART_DOCUMENTS:
            yield pd.concat(waiting, ignore_index=True)
            waiting = []
    yield from [pd.concat(waiting, ignore_index=True)] if waiting else []


def _parts(documents: pd.DataFrame | Path, wanted: pd.Index | None = None) -> Iterator[tuple[int, pa.Table]]:
    """Parts of the documents, each with the number of its first row: all, or those that have any of these rows."""
    columns = [*INPUTS, *COUNTING]
    if isinstance(documents, pd.DataFrame):
        yield 0, pa.Table.from_pandas(documents[columns], preserve_index=False)
        return
    file, end = pq.ParquetFile(documents), 0
    for group in range(file.num_row_groups):
        start, end = end, end + file.metadata.row_group(group).num_rows
        if wanted is None or ((wanted >= start) & (wanted < end)).any():
            yield start, file.read_row_group(group, columns, use_threads=False)


# --- batches


def _batches(unread: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Cut by language, documents and characters: a hundred news items and a hundred books are not the same work."""
    if unread.empty:
        return
    characters = unread["text"].str.len().cumsum() // BATCH_CHARACTERS
    counts = pd.Series(range(len(unread)), index=unread.index) // BATCH_DOCUMENTS
    for _, batch in unread.groupby(["language", counts, characters], sort=False):
        yield batch
