"""The documents frame in parts, so that a document that changed is one small part that is written anew.

Belongs here: how the frame is cut. Does not belong here: what a row says, and where the parts go.

The rule: a document belongs to the part that the hash of its id begins with. There is one part up to 4,096 documents; past
that as many as there are beginnings of one, two or three hexadecimal digits, the fewest that leave 4,096 to a part.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ID = "document_id"
TEXT = "text"
MOST_DOCUMENTS = 4_096
MOST_DIGITS = 3
BATCH_ROWS = 200
BYTES_BESIDE_TEXT = 1_000
# What may wait in memory to be written, all parts together; how much of it each may hold depends on their number alone, for
# where a part is cut into row groups must not depend on what lies in the others.
MOST_WAITING_BYTES = 128_000_000


def cut(frame: Path, folder: Path) -> list[Path]:
    """Write the parts of a frame's Parquet file into an empty folder; the same rows give the same bytes."""
    file = pq.ParquetFile(frame)
    digits = digits_for(file.metadata.num_rows)
    most = MOST_WAITING_BYTES // 16**digits
    schema = file.schema_arrow.remove_metadata()
    with ExitStack() as open_files:
        writers: dict[str, pq.ParquetWriter] = {}
        for part, table in _pieces(file, digits, most):
            if part not in writers:
                path = folder / f"part-{part or 'all'}.parquet"
                writers[part] = open_files.enter_context(pq.ParquetWriter(path, schema, compression="zstd"))
            writers[part].write_table(table)
    return sorted(folder.glob("part-*.parquet"))


def digits_for(documents: int) -> int:
    """How many hexadecimal digits name a part of so many documents."""
    return next((n for n in range(MOST_DIGITS) if documents <= MOST_DOCUMENTS * 16**n), MOST_DIGITS)


def _pieces(file: pq.ParquetFile, digits: int, most: int) -> Iterator[tuple[str, pa.Table]]:
    """Each part's rows in their order, in pieces that are full or the last; where one ends follows from that part's rows alone."""
    waiting: dict[str, list[pa.RecordBatch]] = defaultdict(list)
    sizes: dict[str, int] = defaultdict(int)
    for batch in file.iter_batches(BATCH_ROWS):
        rows: dict[str, list[int]] = defaultdict(list)
        for row, (part, size) in enumerate(_measured(batch, digits)):
            rows[part].append(row)
            sizes[part] += size
            if sizes[part] >= most:
                del sizes[part]
                yield part, pa.Table.from_batches([*waiting.pop(part, ()), batch.take(pa.array(rows.pop(part)))])
        for part, numbers in rows.items():
            waiting[part].append(batch.take(pa.array(numbers)))
    yield from ((part, pa.Table.from_batches(batches)) for part, batches in sorted(waiting.items()))


def _measured(batch: pa.RecordBatch, digits: int) -> Iterator[tuple[str, int]]:
    """The part of each row, and some number of bytes that it takes."""
    lengths = pc.fill_null(pc.binary_length(batch.column(TEXT)), 0).to_pylist()
    for document, length in zip(batch.column(ID).to_pylist(), lengths, strict=True):
        yield hashlib.sha256(str(document).encode()).hexdigest()[:digits], length + BYTES_BESIDE_TEXT
