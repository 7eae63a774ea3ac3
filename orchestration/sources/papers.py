"""The folder of documents that is made of what is kept: what a refresh reads.

Belongs here: the file and the metadata beside it for every page, and bringing a folder to that state. The folder holds nothing
of its own: it is made of records and kept answers and can be made again from them; what was damaged there is fetched anew.
Does not belong here: fetching.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import yaml

from orchestration.machine.temporary import replacing
from orchestration.sources import mediawiki, webpages
from orchestration.sources.problems import FetchError
from orchestration.sources.registry import MEDIAWIKI, WEBPAGE, Source
from orchestration.sources.shelf import Page, Shelf

LONGEST_NAME_BYTES = 120
_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\s]+")


def lay_out(source: Source, shelf: Shelf, folder: Path) -> None:
    """Make the folder hold a file and its metadata for every page, and nothing else."""
    wanted: set[str] = set()
    read = lru_cache(maxsize=4)(lambda name: _contents(source, shelf, name))
    for page in shelf.pages():
        name = _file_name(source, shelf, page)
        if _sha256_of(folder / name) != page.sha256:
            content = read(page.answer).get(page.key, b"")
            if hashlib.sha256(content).hexdigest() != page.sha256:
                shelf.forget(page.key)
                continue
            _write(folder / name, content)
        _write(folder / f"{name}.yml", metadata(source, page))
        wanted |= {name, f"{name}.yml"}
    _remove_others(folder, wanted)


def metadata(source: Source, page: Page) -> bytes:
    """What is written beside a page: who says it, where, under which licence, and which version it is."""
    told = {
        "id": f"{source.id}/{page.key}" if source.kind == MEDIAWIKI else source.id,
        "title": page.title,
        "language": source.language,
        "publisher": source.publisher,
        "url": page.url,
        "licence": source.licence,
        "published": page.changed_at,
        "retrieved": page.retrieved_at,
        "version": page.version,
        "stated_licence": page.stated_licence,
        "answer": page.answer,
    }
    kept = {key: value for key, value in told.items() if value}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=1_000).encode("utf-8")


def file_stem(title: str, key: str) -> str:
    """A name that people recognise and every file system takes; the key makes it the page's own."""
    readable = _UNFIT.sub("_", unicodedata.normalize("NFC", title)).strip("._")
    short = readable.encode("utf-8")[:LONGEST_NAME_BYTES].decode("utf-8", "ignore")
    return f"{short}.{key}" if short else key


def _file_name(source: Source, shelf: Shelf, page: Page) -> str:
    if source.kind == MEDIAWIKI:
        return f"{file_stem(page.title, page.key)}.wiki"
    return f"{source.id}{webpages.ending(shelf.headers(page.answer))}"


def _contents(source: Source, shelf: Shelf, answer: str) -> dict[str, bytes]:
    """The files that a kept answer makes, by the key of their page; none where it was damaged."""
    body = shelf.body(answer)
    if source.kind == WEBPAGE:
        return {webpages.KEY: webpages.content(body, shelf.headers(answer))}
    try:
        return {revision.key: revision.content for revision in mediawiki.revisions(mediawiki.parse(body))}
    except FetchError:
        return {}


def _write(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def _sha256_of(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _remove_others(folder: Path, wanted: set[str]) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in wanted:
            path.unlink()
