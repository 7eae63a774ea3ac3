"""The documents frame as a file: what `ingest` gives, with only some of the texts in memory at a time.

Belongs here: the way of texts past the memory. Does not belong here: how a file becomes a document (`ingest`), and what is one
document (`frame`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.documents.aside import Place, TextsAside
from transforms.documents.frame import DTYPES, Document, frame_of, told_apart
from transforms.documents.ingest import Settings, documents_in

ID, TEXT, SOURCE = "document_id", "text", "source_id"
# A group of rows is in memory at once, with whoever writes or reads it.
ROWS_A_GROUP = 2_000
BESIDE_TEXT = [name for name in DTYPES if name != TEXT]


def ingest_into(
    target: Path,
    folders: Iterable[Path],
    previous: Path | None = None,
    settings: Settings | None = None,
    memory: Path | None = None,
    forgotten: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write what `ingest` gives as Parquet, in groups of `ROWS_A_GROUP`.

    In: as `ingest`; `previous` is the file of an earlier frame, `forgotten` are sources of which no older version is kept.
    """
    with TextsAside(target.parent) as texts:
        documents = told_apart(_put_aside(documents_in(folders, settings or Settings(), progress, memory), texts))
        places = {document.document_id: document.aside for document in documents}
        frame = frame_of(documents, _without_texts(previous, forgotten))
        del documents
        if previous is not None:
            places |= _put_aside_older(previous, set(frame[ID]) - places.keys(), texts)
        _write(target, frame, places, texts)


def _put_aside(documents: Iterable[Document], texts: TextsAside) -> Iterator[Document]:
    for document in documents:
        document.aside, document.text = texts.put(document.text), None
        yield document


def _without_texts(previous: Path | None, forgotten: Collection[str]) -> pd.DataFrame | None:
    if previous is None:
        return None
    known: pd.DataFrame = pq.read_table(previous, columns=BESIDE_TEXT).to_pandas()
    return known[~known[SOURCE].isin(forgotten)].assign(**{TEXT: None})


def _put_aside_older(previous: Path, wanted: set[str], texts: TextsAside) -> Mapping[str, Place | None]:
    """The texts of older versions; few documents have one, so most groups are only looked at for their ids."""
    file, places = pq.ParquetFile(previous), {}
    for group in range(file.num_row_groups if wanted else 0):
        if wanted.isdisjoint(file.read_row_group(group, [ID])[ID].to_pylist()):
            continue
        for name, text in zip(*(column.to_pylist() for column in file.read_row_group(group, [ID, TEXT]).columns), strict=True):
            if name in wanted:
                places[name] = texts.put(text)
    return places


def _write(target: Path, frame: pd.DataFrame, places: Mapping[str, Place | None], texts: TextsAside) -> None:
    schema = pa.Schema.from_pandas(frame, preserve_index=False)
    with pq.ParquetWriter(target, schema) as writer:
        for start in range(0, max(len(frame), 1), ROWS_A_GROUP):
            some = frame.iloc[start : start + ROWS_A_GROUP]
            told = pd.Series([texts.take(places[name]) for name in some[ID]], index=some.index, dtype=DTYPES[TEXT])
            writer.write_table(pa.Table.from_pandas(some.assign(**{TEXT: told}), schema, preserve_index=False))
