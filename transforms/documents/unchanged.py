"""Files that lie there as they did when they were taken up: they are not opened again.

Belongs here: by what such a file is known, and remembering what was found in it, all but its text, which stands in the frame that
was made then. Does not belong here: reading files (`ingest`), and getting that text (`earlier`). In doubt a file is opened:
one that was written only just now, one without a text, a corpus.
"""

import hashlib
import io
import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from transforms.documents.corpora import is_corpus
from transforms.documents.folders import Found, Pair
from transforms.documents.frame import Document, ending_of
from transforms.documents.sealed import read_sealed, write_sealed

# A file that was written this very moment may be written again without a sign of it.
SETTLING_SECONDS = 2.0
# What was found in a file alone, before it is told apart from others.
WORDS = ("file_name", "path", "document_id", "title", "language", "publisher", "url", "licence", "published_edtf", "sha256", "status",
         "own_id", "state")  # fmt: skip
SCHEMA = pa.schema(
    {**dict.fromkeys(WORDS, pa.string()), "retrieved_at": pa.timestamp("us"), "bytes": pa.int64(), "notes": pa.list_(pa.string())}
)
_VALUES = attrgetter(*SCHEMA.names)
ROWS_A_BATCH = 2_000


@dataclass(frozen=True)
class Memory:
    """What is kept from one run to the next: languages of texts, what was found in files, and the frame that has their texts."""

    languages: Path
    files: Path
    frame: Path


class UnchangedFiles:
    """The files that an earlier run took up, and those that this one takes up."""

    def __init__(self, memory: Memory | None = None, maker: str = "") -> None:
        """`maker` names all that makes a document of a file: what another one found is not known here. Without a memory all are opened."""
        self._memory, self._maker = memory, maker
        self._settled = time.time_ns() - int(SETTLING_SECONDS * 1e9)
        self._known: dict[str, Document] = {str(document.state): document for document in _read(memory, maker)} if memory else {}
        self._rows: list[tuple[object, ...]] = []
        self._batches: list[pa.RecordBatch] = []
        self._spoken: set[tuple[str, str]] = set()

    def state_of(self, pair: Pair) -> str | None:
        """A name for a file and its sidecar as they lie there now; None where that would not show that nobody writes to them later."""
        if self._memory is None or is_corpus(pair.document.name):
            return None
        looks = [_look(found, self._settled) for found in (pair.document, pair.sidecar) if found]
        return None if None in looks else hashlib.sha256("\0\0".join(map(str, looks)).encode(errors="surrogateescape")).hexdigest()

    def document_of(self, state: str | None) -> Document | None:
        """What was found in a file that lies there as it did then; None where it has to be opened."""
        return self._known.pop(state, None) if state else None

    def noting(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents, each with what is to be remembered of it noted before it is told apart from the others."""
        for document in documents:
            if document.state:
                self._rows.append(_VALUES(document))
            if len(self._rows) == ROWS_A_BATCH:
                self._pack()
            yield document
        self._pack()

    def note_speakers(self, documents: Iterable[Document]) -> None:
        """Which of the files that have the same bytes give the frame its text: a file is remembered where it would give the same."""
        self._spoken = {(each.document_id, ending_of(each.file_name)) for each in documents if each.is_unopened or each.aside}

    def keep(self, frame: Path) -> None:
        """Remember the files that this run took up, with the frame that it made of them."""
        if self._memory is None:
            return
        table = pa.Table.from_batches(self._batches, SCHEMA)
        files = zip(table["document_id"].to_pylist(), table["file_name"].to_pylist(), strict=True)
        is_told = pa.array([(name, ending_of(file)) in self._spoken for name, file in files], pa.bool_())
        body = io.BytesIO()
        pq.write_table(table.filter(is_told), body)
        write_sealed(self._memory.files, _writer(self._maker, frame), body.getvalue())

    def _pack(self) -> None:
        columns = zip(*self._rows, strict=True) if self._rows else ([] for _ in SCHEMA)
        arrays = [pa.array(column, kind) for column, kind in zip(columns, SCHEMA.types, strict=True)]
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=SCHEMA))
        self._rows.clear()


def _read(memory: Memory, maker: str) -> Iterator[Document]:
    body = read_sealed(memory.files, _writer(maker, memory.frame)) if memory.frame.is_file() else None
    for batch in pq.ParquetFile(io.BytesIO(body)).iter_batches(ROWS_A_BATCH) if body else ():
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield Document(**dict(zip(SCHEMA.names, values, strict=True)), is_unopened=True)


def _writer(maker: str, frame: Path) -> str:
    """With another frame, or one that is damaged, nothing is believed: texts are taken from it as they stand there."""
    with frame.open("rb") as file:
        told = f"{maker} {hashlib.file_digest(file, 'sha256').hexdigest()}"
    return hashlib.sha256(told.encode(errors="surrogateescape")).hexdigest()


def _look(found: Found, settled: int) -> str | None:
    """Which file it is and when it was last touched, if long enough ago."""
    if found.problem:
        return None
    try:
        look = os.lstat(f"{found.root}/{found.place}")
    except OSError:
        return None
    is_told = stat.S_ISREG(look.st_mode) and max(look.st_mtime_ns, look.st_ctime_ns) < settled
    of = (found.root, found.place, found.name, look.st_ino, look.st_size, look.st_mtime_ns, look.st_ctime_ns)
    return "\0".join(map(str, of)) if is_told else None
