"""Files that hold many documents: Parquet and JSON Lines with a column `text`, plain or compressed.

Belongs here: streaming their rows, a batch at a time, within bounds. Does not belong here: what becomes of a row, which
goes the way of any document. Columns named like the keys of `transforms.documents.metadata` say what a row's document is.
"""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from transforms.documents.content import open_below
from transforms.documents.folders import Found
from transforms.documents.problems import Rejected

PARQUET = (".parquet",)
JSON_LINES = (".jsonl", ".ndjson")
# pyarrow's names of what may lie around a file of JSON lines; Parquet is compressed inside.
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
BATCH_ROWS = 1_000
TEXT = "text"
# Names of columns that a reason tells, and letters of each: files have any number of them, of any length.
MOST_NAMED, MOST_LETTERS = 8, 40


@dataclass(frozen=True)
class Row:
    """One row: its number from 1, its text, what it says of itself; or why it cannot be read."""

    number: int
    text: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None


def is_corpus(name: str) -> bool:
    """Whether a file of this name holds many documents."""
    return name.lower().endswith((*PARQUET, *_json_endings()))


def rows_of(found: Found, too_large: int) -> Iterator[Row]:
    """Every row of a corpus, streamed; a line of `too_large` bytes and more is a row with that problem.

    Rejected where the file as a whole, or what is left of it, cannot be read.
    """
    if found.problem:
        raise Rejected(found.problem)
    rows = _parquet_rows if found.name.lower().endswith(PARQUET) else _json_rows
    try:
        with open_below(found) as file:
            yield from rows(file, found.name.lower(), too_large)
    except (OSError, pa.ArrowException) as error:
        raise Rejected(f"it cannot be read further: {str(error).splitlines()[0]}") from error


def _json_endings() -> tuple[str, ...]:
    return tuple(plain + packed for plain in JSON_LINES for packed in ("", *COMPRESSIONS))


def _parquet_rows(file: BinaryIO, _: str, too_large: int) -> Iterator[Row]:
    table = pq.ParquetFile(file)
    columns = [name for name in table.schema_arrow.names if _is_plain(table.schema_arrow.field(name).type)]
    if TEXT not in columns:
        raise Rejected(f"it has no column {TEXT!r} of text; its columns: {_named(table.schema_arrow.names)}")
    number = 0
    for batch in table.iter_batches(BATCH_ROWS, columns=columns):
        for values in batch.to_pylist():
            number += 1
            yield _row(number, values, too_large)


def _named(names: Sequence[str]) -> str:
    """What somebody who looks for a misspelt column wants to read."""
    told = ", ".join(repr(name[:MOST_LETTERS]) for name in names[:MOST_NAMED])
    return f"{told}, ..." if len(names) > MOST_NAMED else told or "none"


def _is_plain(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_integer(kind) or types.is_temporal(kind))


def _json_rows(file: BinaryIO, name: str, too_large: int) -> Iterator[Row]:
    packed = next((codec for ending, codec in COMPRESSIONS.items() if name.endswith(ending)), None)
    lines = io.BufferedReader(pa.input_stream(file, compression=packed))
    number = 0
    while line := lines.readline(too_large):
        number += 1
        if len(line) >= too_large:
            _skip_line(lines, line, too_large)
            yield Row(number, problem=f"too large: a line of {too_large:,} bytes or more")
        elif line.strip():
            yield _json_row(number, line, too_large)


def _skip_line(lines: io.BufferedReader, line: bytes, too_large: int) -> None:
    while line and not line.endswith(b"\n"):
        line = lines.readline(too_large)


def _json_row(number: int, line: bytes, too_large: int) -> Row:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return Row(number, problem="not a line of JSON")
    if not isinstance(values, dict):
        return Row(number, problem="not a JSON object")
    return _row(number, values, too_large)


def _row(number: int, values: Mapping[str, Any], too_large: int) -> Row:
    text = values.get(TEXT)
    if TEXT not in values:
        return Row(number, problem=f"it has no {TEXT!r}; its columns: {_named(list(values))}")
    if not isinstance(text, str):
        return Row(number, problem=f"its {TEXT!r} is no text")
    if len(text) >= too_large:
        return Row(number, problem=f"too large: {len(text):,} characters, the limit is {too_large:,}")
    return Row(number, text, {key.lower(): _written(value) for key, value in values.items() if key != TEXT})


def _written(value: Any) -> str:
    """A value as a person would write it; of what is no single value nothing is left."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, (str, int)) else ""
