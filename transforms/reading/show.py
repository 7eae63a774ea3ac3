"""A document shown with its claims, for whoever writes a rule or doubts a fact: `python -m transforms.reading.show FILE`.

Here: the terminal's view of one file.  Not here: reading, and any file that is kept.
"""

import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from transforms.documents import ingest
from transforms.reading.extract import extract

_MARK, _DIM, _PLAIN = "\033[7m", "\033[2m", "\033[0m"
_HIDDEN = {"claim_id", "document_id", "claim_table", "claim_type", "char_start", "char_end", "quote", "language", "persons"}


def show(document: dict[str, Any], claims: pd.DataFrame, colour: bool) -> str:
    """The text passage by passage, each that gave claims marked, its claims under it."""
    text = document["text"]
    lines = [f"{document['file_name']}: {document['language']}, {len(text)} characters, {len(claims)} claims and issues", ""]
    last = 0
    for start, end, rows in _passages(claims):
        if start > last:
            lines.append(_dim(text[last:start].strip(), colour))
        lines.append(f"{_MARK}{text[start:end]}{_PLAIN}" if colour else f"[[ {text[start:end]} ]]")
        lines.extend(f"    {_line(row)}" for row in rows)
        last = max(last, end)
    lines.append(_dim(text[last:].strip(), colour))
    return "\n".join(line for line in lines if line is not None) + "\n"


def _dim(text: str, colour: bool) -> str:
    return f"{_DIM}{text}{_PLAIN}" if colour and text else text


def _passages(claims: pd.DataFrame) -> Iterable[tuple[int, int, list[dict[str, Any]]]]:
    ordered = claims.sort_values(["char_start", "char_end"], kind="stable")
    records = [{str(k): v for k, v in row.items()} for row in ordered.to_dict("records")]
    for (start, end), rows in groupby(records, key=lambda row: (row["char_start"], row["char_end"])):
        yield start, end, list(rows)


def _line(row: dict[str, Any]) -> str:
    slots = " ".join(f"{k}={v}" for k, v in row.items() if k not in _HIDDEN and not pd.isna(v))
    return f"{row['claim_type']}: {slots}"


def _wrong(arguments: list[str]) -> str | None:
    """What is wrong with the call, in words; nothing when one file is named."""
    if len(arguments) != 1 or not arguments[0].strip():
        return "say which file: make read FILE=path/to/document"
    path = Path(arguments[0])
    if path.is_dir():
        return f"{path} is a folder: say one file in it"
    return None if path.is_file() else f"there is no file {path}"


def main(arguments: list[str]) -> int:
    """Show one file; 0 when it was read, 1 when it was rejected, 3 for wrong usage."""
    wrong = _wrong(arguments)
    if wrong:
        sys.stderr.write(f"read: {wrong}\n")
        return 3
    path = Path(arguments[0])
    documents = ingest([path.parent])
    mine = documents[documents["file_name"] == path.name]
    if mine.empty:
        sys.stderr.write(f"read: {path} is not read as a document: it is hidden, or tells about another file\n")
        return 3
    document = {str(k): v for k, v in mine.iloc[0].to_dict().items()}
    if document["status"] != "loaded":
        sys.stderr.write(f"{path.name} was rejected: {document['status_reason']}\n")
        return 1
    sys.stdout.write(show(document, extract(mine), sys.stdout.isatty()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
