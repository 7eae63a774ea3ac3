"""Fetching what is due, source by source; one that fails leaves the others and its own last good version alone.

Belongs here: which sources are asked now, what becomes of a failure, and how all of them stand. Does not belong here: Dagster,
and the ways of the single kinds (follow).
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from orchestration.places import DataFolder
from orchestration.sources.follow import Report, follow
from orchestration.sources.papers import lay_out
from orchestration.sources.problems import FetchError
from orchestration.sources.registry import Registry, Source
from orchestration.sources.shelf import Shelf
from orchestration.sources.state import Standing, State
from orchestration.sources.web import Web


@dataclass(frozen=True)
class Told:
    """How a source stands after a fetch: what was new (None: it was not asked), how many pages are kept, when the newest came."""

    source: Source
    state: State
    standing: Standing
    changed: int | None
    pages: int
    changed_at: datetime | None = None


def fetch_due(
    registry: Registry,
    data: DataFolder,
    now: datetime,
    report: Callable[[str], Report],
    only: Collection[str] = (),
) -> list[Told]:
    """Fetch the sources that are on and due, or `only` those named, due or not; then lay out the documents of all that are on.

    `report` gives for the id of a source what is told of its progress.
    """
    web = Web(registry.fetching)
    told = []
    for source in registry.followed:
        shelf = Shelf(data.kept_of(source.id))
        is_asked = source.id in only if only else shelf.state().is_due(now, source.question, source.every, registry.fetching.after_failure)
        changed = _try(source, web, shelf, registry, now, report(source.id)) if is_asked else None
        lay_out(source, shelf, data.fetched_of(source.id))
        told.append(_tell(source, shelf, now, changed))
    return told


def look(registry: Registry, data: DataFolder, now: datetime) -> list[Told]:
    """How the sources that are on stand, without asking any of them."""
    return [_tell(source, Shelf(data.kept_of(source.id)), now) for source in registry.followed]


def _tell(source: Source, shelf: Shelf, now: datetime, changed: int | None = None) -> Told:
    state = shelf.state()
    came = [page.retrieved_at for page in shelf.pages()]
    newest = datetime.fromisoformat(max(came)).astimezone(UTC) if came else None
    return Told(source, state, state.standing(now, source.every), changed, len(came), newest)


def _try(source: Source, web: Web, shelf: Shelf, registry: Registry, now: datetime, report: Report) -> int:
    """Follow a source and keep how that went; returns how many pages are new or changed."""
    try:
        seen = follow(source, web, shelf, registry.fetching, report)
    except FetchError as error:
        shelf.set_state(shelf.state().failed(now, source.question, str(error), getattr(error, "retry_after", None)))
        return 0
    shelf.set_state(shelf.state().succeeded(now, source.question, seen.note))
    return seen.changed


def fetched_folders(sources: Iterable[Source], data: DataFolder) -> list[Path]:
    """The folders of documents of those sources that have any."""
    folders = (data.fetched_of(source.id) for source in sources)
    return [folder for folder in folders if folder.is_dir() and any(folder.iterdir())]
