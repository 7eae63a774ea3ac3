"""The documents frame: one row a version of a source's text.

Belongs here: the frame's columns and types, what is one document, which source it belongs to, and what earlier runs knew.
Does not belong here: reading files.
"""

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from transforms.documents.aside import Place

# Columns of the frame with their types; the dataclass below has a field for each.
DTYPES = {
    "document_id": "str",
    "source_id": "str",
    "file_name": "str",
    "path": "str",
    "title": "str",
    "language": "str",
    "publisher": "str",
    "url": "str",
    "licence": "str",
    "published_edtf": "str",
    "retrieved_at": "datetime64[us]",
    "sha256": "str",
    "bytes": "Int64",
    "text": "str",
    "is_current": "bool",
    "status": "str",
    "status_reason": "str",
}
DESCRIBED = ("title", "language", "publisher", "url", "licence", "published_edtf", "retrieved_at")
PATHS_TOLD = 100


@dataclass(slots=True)
class Document:
    """A row of the frame in the making; below `status_reason` what only the making needs."""

    file_name: str
    path: str
    document_id: str = ""
    source_id: str = ""
    title: str | None = None
    language: str | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None
    published_edtf: str | None = None
    retrieved_at: datetime | None = None
    sha256: str | None = None
    bytes: int | None = None
    text: str | None = None
    is_current: bool = True
    status: str = "loaded"
    status_reason: str | None = None
    folder: str = ""
    own_id: str | None = None
    notes: list[str] = field(default_factory=list)
    aside: Place | None = None
    state: str | None = None
    is_unopened: bool = False

    def reject(self, reason: str) -> None:
        """Turn the document away; without bytes it is known by its path."""
        self.status, self.notes = "rejected", [reason, *self.notes]
        if not self.document_id:
            self.document_id = f"path_{_short_hash(f'{self.folder}/{self.path}')}"


def ending_of(file_name: str) -> str:
    """The ending by which a file is read: `.html` of `A.HTML`."""
    return os.path.splitext(file_name)[1].lower()  # noqa: PTH122 - a Path for each of 100,000 names takes its time


def identify(document: Document, content: bytes) -> None:
    """Give a document the identity of its file's bytes."""
    document.sha256 = hashlib.sha256(content).hexdigest()
    document.document_id = f"doc_{document.sha256[:20]}"
    document.bytes = len(content)


def build_frame(documents: Iterable[Document], previous: pd.DataFrame | None = None) -> pd.DataFrame:
    """The frame of what was found now (in the order of the paths) and of what earlier runs found.

    In: `previous`, an earlier frame. Out: the columns of DTYPES. A row of `previous` whose text no file has any more is
    kept with is_current false; a file that could not even be hashed leaves nothing behind.
    """
    return frame_of(told_apart(documents), previous)


def told_apart(documents: Iterable[Document]) -> list[Document]:
    """The documents, each once however many copies of it there are, with the names of their sources."""
    rows = _join_copies(documents)
    _name_sources(rows)
    return rows


def frame_of(documents: Sequence[Document], previous: pd.DataFrame | None) -> pd.DataFrame:
    """The frame of documents that were told apart, and of an earlier frame. As `build_frame`."""
    frame = _to_frame(documents)
    if previous is not None:
        here = set(frame["document_id"])
        is_gone = pd.Series([name not in here for name in previous["document_id"]], index=previous.index, dtype=bool)
        old = previous.loc[previous["sha256"].notna() & is_gone, list(DTYPES)]
        frame = pd.concat([frame, old.astype(DTYPES).assign(is_current=False)], ignore_index=True)
    order = {"path": True, "is_current": False, "document_id": True}
    return frame.sort_values(list(order), ascending=list(order.values()), ignore_index=True)


def _join_copies(documents: Iterable[Document]) -> list[Document]:
    copies: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        copies[document.document_id].append(document)
    return [_join(same) for same in copies.values()]


def _join(copies: Sequence[Document]) -> Document:
    """The first copy that could be read speaks for all; what its metadata leave open, the others' may say."""
    first = min(copies, key=lambda copy: copy.status != "loaded")
    others = [copy for copy in copies if copy is not first]
    if not others:
        return first
    for column in DESCRIBED:
        told = (getattr(copy, column) for copy in (first, *others))
        setattr(first, column, next((value for value in told if value is not None), None))
    more = f" and {len(others) - PATHS_TOLD:,} more" if len(others) > PATHS_TOLD else ""
    first.notes.append(f"the same bytes also at {', '.join(copy.path for copy in others[:PATHS_TOLD])}{more}")
    if first.status == "loaded":
        first.notes += [f"{copy.path}: {copy.notes[0]}" for copy in others[:PATHS_TOLD] if copy.status != "loaded"]
    return first


def _name_sources(documents: Sequence[Document]) -> None:
    """Give each document the id of its source: its own, where it names one that no other has taken, else its path's."""
    claims = Counter(document.path for document in documents)
    taken: set[str] = set()
    for document in documents:
        if document.own_id in taken:
            document.notes.append(f"its id {document.own_id!r} is taken by another document")
            document.own_id = None
        # The same path below two of the folders: only then does the folder's name count.
        place = document.path if claims[document.path] == 1 else f"{document.folder}/{document.path}"
        document.source_id = document.own_id or _free(f"src_{_short_hash(place)}", taken)
        taken.add(document.source_id)


def _free(wanted: str, taken: set[str]) -> str:
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name


def _to_frame(documents: Sequence[Document]) -> pd.DataFrame:
    for document in documents:
        document.status_reason = "; ".join(document.notes) or None
    columns = {name: pd.Series([getattr(d, name) for d in documents], dtype=dtype) for name, dtype in DTYPES.items()}
    return pd.DataFrame(columns)


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
