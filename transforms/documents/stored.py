"""The documents frame as a file: what `ingest` gives, with only some of the texts in memory at a time.

Belongs here: the way of texts past the memory. Does not belong here: how a file becomes a document (`ingest`), what is one document
(`frame`), and which files are not opened (`unchanged`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.documents.aside import Place, TextsAside
from transforms.documents.earlier import ID, TEXT, EarlierTexts
from transforms.documents.frame import DTYPES, Document, frame_of, told_apart
from transforms.documents.ingest import Settings, documents_in
from transforms.documents.remembered import ingest_fingerprint
from transforms.documents.unchanged import Memory, UnchangedFiles

SOURCE = "source_id"
# A group of rows is in memory at once, with whoever writes or reads it.
ROWS_A_GROUP = 2_000
BESIDE_TEXT = [name for name in DTYPES if name != TEXT]
Places = Mapping[str, Place | None]


def ingest_into(
    target: Path,
    folders: Iterable[Path],
    previous: Path | None = None,
    settings: Settings | None = None,
    memory: Memory | None = None,
    forgotten: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write what `ingest` gives as Parquet, in groups of `ROWS_A_GROUP`.

    In: as `ingest`; `previous` is the file of an earlier frame, `forgotten` are sources of which no older version is kept. With a
    `memory` a file that lies there as in the run before is not opened; what is remembered now goes with the frame in `target`, which
    the caller puts in the place of `memory.frame`.
    """
    settings = settings or Settings()
    unchanged = UnchangedFiles(memory, f"{ingest_fingerprint(settings.packs)} {settings}" if memory else "")
    with TextsAside(target.parent) as texts:
        found = documents_in(folders, settings, progress, memory.languages if memory else None, unchanged)
        documents = told_apart(_put_aside(unchanged.noting(found), texts))
        unchanged.note_speakers(documents)
        unopened = {document.document_id for document in documents if document.is_unopened}
        places = {document.document_id: document.aside for document in documents if not document.is_unopened}
        frame = frame_of(documents, _without_texts(previous, forgotten))
        del documents
        if previous is not None:
            places |= _put_aside_older(previous, set(frame[ID]) - places.keys() - unopened, texts)
        _write(target, frame, places, texts, EarlierTexts(memory.frame) if memory and unopened else None)
    unchanged.keep(target)


def _put_aside(documents: Iterable[Document], texts: TextsAside) -> Iterator[Document]:
    for document in documents:
        document.aside, document.text = texts.put(document.text), None
        yield document


def _without_texts(previous: Path | None, forgotten: Collection[str]) -> pd.DataFrame | None:
    if previous is None:
        return None
    known: pd.DataFrame = pq.read_table(previous, columns=BESIDE_TEXT).to_pandas()
    return known[~known[SOURCE].isin(forgotten)].assign(**{TEXT: None})


def _put_aside_older(previous: Path, wanted: set[str], texts: TextsAside) -> Places:
    """The texts of older versions; few documents have one, so most groups are only looked at for their ids."""
    file, places = pq.ParquetFile(previous), {}
    for group in range(file.num_row_groups if wanted else 0):
        if wanted.isdisjoint(file.read_row_group(group, [ID])[ID].to_pylist()):
            continue
        for name, text in zip(*(column.to_pylist() for column in file.read_row_group(group, [ID, TEXT]).columns), strict=True):
            if name in wanted:
                places[name] = texts.put(text)
    return places


def _write(target: Path, frame: pd.DataFrame, places: Places, texts: TextsAside, earlier: EarlierTexts | None) -> None:
    schema = pa.Schema.from_pandas(frame, preserve_index=False)
    with pq.ParquetWriter(target, schema, use_dictionary=BESIDE_TEXT) as writer:
        for start in range(0, max(len(frame), 1), ROWS_A_GROUP):
            some = pa.Table.from_pandas(frame.iloc[start : start + ROWS_A_GROUP], schema, preserve_index=False)
            column = _column(some[ID].to_pylist(), places, texts, earlier)
            writer.write_table(some.set_column(schema.get_field_index(TEXT), schema.field(TEXT), column))


def _column(names: Sequence[str], places: Places, texts: TextsAside, earlier: EarlierTexts | None) -> pa.ChunkedArray:
    """The texts of these documents: those that were put aside, and the others as they stand in the earlier frame."""
    aside = [name for name in names if name in places]
    pieces = [(aside, pa.chunked_array([pa.array([texts.take(places[name]) for name in aside], pa.large_string())]))]
    pieces += earlier.of(name for name in names if name not in places) if earlier else []
    order = {name: row for row, name in enumerate(name for some, _ in pieces for name in some)}
    together = pa.chunked_array([chunk for _, column in pieces for chunk in column.chunks], pa.large_string())
    return together.combine_chunks().take(pa.array([order[name] for name in names], pa.int64()))
