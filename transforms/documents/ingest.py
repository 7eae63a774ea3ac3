"""Folders of files in, the documents frame out.

Belongs here: the way of one file through reading, markup, metadata and language. Does not belong here: how each of these
is done.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pandas as pd

from transforms.documents.ahead import Content, read_ahead
from transforms.documents.content import decode, read_bytes
from transforms.documents.corpora import Row, is_corpus, rows_of
from transforms.documents.folders import Found, Pair, find_pairs
from transforms.documents.frame import DESCRIBED, Document, build_frame, ending_of, identify
from transforms.documents.language import load_languages
from transforms.documents.metadata import Metadata, check_values, parse_yaml, split_front_matter
from transforms.documents.problems import Rejected
from transforms.documents.remembered import RememberedLanguages
from transforms.documents.unchanged import UnchangedFiles
from transforms.documents.webpage import read_html
from transforms.documents.wikitext import strip_wikitext
from transforms.limits import TooLongError, at_most

PACKS = Path(__file__).resolve().parents[2] / "seeds" / "languages"
HTML = {".html", ".htm", ".xhtml"}
WIKITEXT = {".wiki", ".wikitext", ".mediawiki"}
MARKDOWN = {".md", ".markdown"}


@dataclass(frozen=True)
class Settings:
    """What is turned away: files of `too_large` bytes and more, texts of `too_long` characters and more (each takes a hundred
    bytes or so of memory while it is read), files that take more than `seconds` of processor time. `packs`: the language packs.
    """

    too_large: int = 20_000_000
    too_large_metadata: int = 100_000
    too_long: int = 5_000_000
    seconds: float = 60
    packs: Path = PACKS


class Look(NamedTuple):
    """A file before it is opened: its state, which a later write changes, and the document that it is known to be."""

    pair: Pair
    state: str | None
    known: Document | None


def ingest(
    folders: Iterable[Path],
    previous: pd.DataFrame | None = None,
    settings: Settings | None = None,
    progress: Callable[[int, int], None] | None = None,
    memory: Path | None = None,
) -> pd.DataFrame:
    """Every file of the folders and below them as a row, of a corpus every row: its text, or why it has none.

    In: `previous`, the frame of an earlier run, whose texts stay as versions that are no longer current.
    Out: the columns of dim_document, sorted by path; `text` stands wherever there is one to read, also of a document
    rejected for its language. `progress` is told after each file how many of how many are read. `memory` is a file in which
    the languages of texts are remembered from one call to the next.
    Raises OSError where a folder is none, and ValueError where a language pack is broken.
    """
    return build_frame(documents_in(folders, settings or Settings(), progress, memory, UnchangedFiles()), previous)


def documents_in(
    folders: Iterable[Path],
    settings: Settings,
    progress: Callable[[int, int], None] | None,
    memory: Path | None,
    unchanged: UnchangedFiles,
) -> Iterator[Document]:
    """The document of every file and of every row of a corpus, one after the other; of an unchanged file without its text. As `ingest`."""
    languages = RememberedLanguages(load_languages(settings.packs), settings.packs, memory)
    pairs = find_pairs(folders)
    looks = (_look_at(pair, unchanged) for pair in pairs)
    for number, (look, content) in enumerate(read_ahead(looks, partial(_reading_of, settings)), start=1):
        yield from _taken_up(look, content, settings, languages)
        if progress:
            progress(number, len(pairs))
    languages.keep()


def _look_at(pair: Pair, unchanged: UnchangedFiles) -> Look:
    state = unchanged.state_of(pair)
    return Look(pair, state, unchanged.document_of(state))


def _reading_of(settings: Settings, look: Look) -> Content | None:
    """How a file is read that holds one document and has to be opened."""
    found = look.pair.document
    return None if look.known or is_corpus(found.name) else partial(read_bytes, found, settings.too_large)


def _taken_up(look: Look, content: Content | None, settings: Settings, languages: RememberedLanguages) -> Iterator[Document]:
    if look.known:
        look.known.folder = look.pair.document.root.name
        languages.pass_over(look.known)
        yield look.known
    elif content:
        document = _read(look.pair, content, settings, languages)
        document.state = look.state if document.text is not None else None
        yield document
    else:
        yield from _rows(look.pair, settings, languages)


def _rows(pair: Pair, settings: Settings, languages: RememberedLanguages) -> Iterator[Document]:
    """The rows of a corpus, one after the other."""
    try:
        beside = _read_sidecar(pair.sidecar, settings) if pair.sidecar else {}
        for row in rows_of(pair.document, settings.too_large):
            yield _read_row(pair.document, row, beside, languages)
    except Rejected as problem:
        whole = _document(pair.document, pair.document.name)
        whole.reject(problem.reason)
        yield whole


def _document(found: Found, path: str) -> Document:
    return Document(PurePosixPath(path).name, path, folder=found.root.name)


def _read_row(found: Found, row: Row, beside: dict[str, str], languages: RememberedLanguages) -> Document:
    """A row of a corpus as a document; the sidecar says what the row leaves open."""
    document = _document(found, f"{found.name}#{row.number}")
    try:
        content = _content(row)
        identify(document, content)
        _describe(document, check_values(beside | {key: value for key, value in row.values.items() if value}))
        document.text = decode(content)
        _tell_language(document, languages)
    except Rejected as problem:
        document.reject(problem.reason)
    return document


def _content(row: Row) -> bytes:
    if row.problem or row.text is None:
        raise Rejected(row.problem or "empty")
    try:
        return row.text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Rejected("half of a surrogate pair stands in it") from error


def _read(pair: Pair, content: Content, settings: Settings, languages: RememberedLanguages) -> Document:
    document = _document(pair.document, pair.document.name)
    try:
        read = content()
        identify(document, read)
        with at_most(settings.seconds):
            _understand(document, read, pair.sidecar, settings)
            _tell_language(document, languages)
    except TooLongError as problem:
        document.text = None
        document.reject(str(problem))
    except Rejected as problem:
        document.bytes = problem.size if document.bytes is None else document.bytes
        document.reject(problem.reason)
    return document


def _understand(document: Document, content: bytes, sidecar: Found | None, settings: Settings) -> None:
    """Take the text and the metadata: of a sidecar before those of a page, of a front matter before both."""
    ending = ending_of(document.file_name)
    page, front, text = _parts(decode(content, is_html=ending in HTML), ending)
    beside = _read_sidecar(sidecar, settings) if sidecar else {}
    _describe(document, check_values(page | beside | front))
    if not text.strip("\ufeff \t\r\n"):
        raise Rejected("empty: no text in it")
    if len(text) >= settings.too_long:
        raise Rejected(f"too long: {len(text):,} characters, the limit is {settings.too_long:,}")
    document.text = text


def _parts(source: str, ending: str) -> tuple[dict[str, str], dict[str, str], str]:
    """What the page says of itself, what its front matter says, and the text to store."""
    if ending in HTML:
        page, text = read_html(source)
        return page, {}, text
    if ending in MARKDOWN:
        return {}, *split_front_matter(source)
    if ending in WIKITEXT:
        front, text = split_front_matter(source)
        return {}, front, strip_wikitext(text)
    return {}, {}, source


def _read_sidecar(sidecar: Found, settings: Settings) -> dict[str, str]:
    try:
        content = read_bytes(sidecar, settings.too_large_metadata)
        return parse_yaml(decode(content)) if content.strip() else {}
    except Rejected as problem:
        raise Rejected(f"broken metadata in {PurePosixPath(sidecar.name).name}: {problem.reason}") from problem


def _describe(document: Document, metadata: Metadata) -> None:
    for column in DESCRIBED:
        setattr(document, column, getattr(metadata, column))
    document.own_id = metadata.id
    document.notes += metadata.notes


def _tell_language(document: Document, languages: RememberedLanguages) -> None:
    document.language, note = languages.choose(document)
    if note:
        document.notes.append(note)
    if document.language is None:
        raise Rejected("no language can be told: it holds no letters")
    if document.language not in languages.languages.packs:
        raise Rejected(f"no language pack for {document.language!r}")
