"""The making of each product of a run, unless it is there already and nothing that it is made of differs.

Belongs here: what each product is made of and by, and which call makes it. Does not belong here: Dagster, and how any of
them is made (transforms, warehouse).
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from orchestration.machine.spreading import in_processes
from orchestration.machine.temporary import passing, replacing
from orchestration.places import DataFolder
from orchestration.service.watch import list_folders
from orchestration.steps import fingerprints, staging
from orchestration.steps.checks import checked_frames, checked_state
from orchestration.steps.counts import count_rows
from orchestration.steps.described import CLAIMS, DOCUMENTS, STANDING, fact_frames
from orchestration.steps.unchanged import forget, made_of, make_unless_made
from transforms.documents import SETTLING_SECONDS, Memory, ingest_into
from transforms.facts.increments.changes import resolve_into, resolver_fingerprint
from transforms.facts.increments.standing import Files
from transforms.reading.cache import extract_into, reader_fingerprint
from warehouse import history
from warehouse.build import build_warehouse
from warehouse.export import sha256
from warehouse.release import ReleaseResult, announce, newest_manifest, publish
from warehouse.shelf import withdrawn_sources
from warehouse.site import build_site

DAY = "day"


def read_documents(places: DataFolder, folders: Sequence[Path], report: Callable[[int, int], None]) -> None:
    """Read and store every file of the folders, unless no file and no older version is another one than the last time.

    The older versions are those of the last state that people saw, not of a run that failed.
    """
    withdrawn = withdrawn_sources(places.exports)
    stored = staging.sums(places, [DOCUMENTS])
    memory = Memory(places.languages, places.files, staging.frame_path(places, DOCUMENTS))
    is_last_state = (made_of(places, "warehouse", _warehouse(places)) or {}).get(DOCUMENTS) == stored[DOCUMENTS]

    def make() -> None:
        with _documents_before(places, is_last_state) as before, replacing(staging.frame_path(places, DOCUMENTS)) as frame:
            ingest_into(frame, folders, before, memory=memory, forgotten=withdrawn, progress=report)

    of = {"files": _files(folders), "ingest": fingerprints.of_ingest(), "withdrawn": " ".join(sorted(withdrawn))}
    if not is_last_state:
        # Those stored are of a run that failed, or the state that people see is another one, or unknown.
        forget(places, DOCUMENTS)
    make_unless_made(places, DOCUMENTS, of, lambda: staging.sums(places, [DOCUMENTS]), make)


@contextmanager
def _documents_before(places: DataFolder, is_last_state: bool) -> Iterator[Path | None]:
    """The file of the documents that people saw last: those stored, if it is they; without any such state what is stored will do."""
    if is_last_state:
        yield staging.frame_path(places, DOCUMENTS)
        return
    with passing(places.staging / "known_documents.parquet") as known:
        is_written = history.write_known_documents(places.warehouse, places.exports, known)
        yield known if is_written else staging.earlier(places, DOCUMENTS)


def _files(folders: Sequence[Path]) -> str:
    """The files by their sizes and times, if these are old enough to tell a later change from them; and the order of the folders.

    Of files of one name in folders of one name those of the folder that is named first count first.
    """
    listing = list_folders(folders)
    if time.time() - listing.newest <= SETTLING_SECONDS:
        return f"changing at {time.time_ns()}"
    return "\n".join([listing.fingerprint, *(str(folder.resolve()) for folder in folders)])


def read_claims(places: DataFolder, report: Callable[[int, int], None]) -> None:
    """Read and store the claims of every document that is new or changed; the others' are known."""

    def make() -> None:
        with replacing(staging.frame_path(places, CLAIMS)) as frame:
            extract_into(frame, staging.frame_path(places, DOCUMENTS), places.read, report, earlier=earlier)

    is_as_written = made_of(places, CLAIMS, staging.sums(places, [CLAIMS])) is not None
    earlier = staging.frame_path(places, CLAIMS) if is_as_written else None
    of = {**staging.sums(places, [DOCUMENTS]), "reader": reader_fingerprint()}
    make_unless_made(places, CLAIMS, of, lambda: staging.sums(places, [CLAIMS]), make)


def resolve_facts(places: DataFolder, note: Callable[[str], None], report: Callable[[int, int], None] | None = None) -> None:
    """Make and store all frames of facts, resolving only the pairs of countries about which something else is told."""

    def make() -> None:
        claims, documents = (staging.frame_path(places, name) for name in (CLAIMS, DOCUMENTS))
        frames = {name: staging.frame_path(places, name) for name in fact_frames()}
        count = resolve_into(Files(frames, places.staging / "told.parquet"), claims, documents, places.resolved, report)
        note(f"resolved {count} pairs of countries")

    of = {**staging.sums(places, [DOCUMENTS, CLAIMS]), "resolver": resolver_fingerprint(), **fingerprints.of_corrections()}
    make_unless_made(places, "facts", of, lambda: staging.sums(places, fact_frames()), make)


def require_one_state(places: DataFolder) -> None:
    """Raise NotCheckedError where an asset made alone has left the frames behind those that they are made of.

    Each of them may have passed its checks: facts without those of a document whose newest version nobody has read.
    """
    for product, frames, after in ((CLAIMS, [CLAIMS], [DOCUMENTS]), ("facts", fact_frames(), [DOCUMENTS, CLAIMS])):
        of = made_of(places, product, staging.sums(places, frames)) or {}
        behind = [name for name, found in staging.sums(places, after).items() if of.get(name) != found]
        if behind:
            raise staging.NotCheckedError(f"{product}: not made of {' and '.join(behind)} as they are now: make them again, then check")


def build_tables(places: DataFolder, today: date) -> None:
    """Build the warehouse from the frames that passed their checks, and carry on the history of the one before."""

    def make() -> None:
        known = history.before(places.warehouse, places.exports, today)
        build_warehouse(checked_frames(places), places.warehouse, known=known, former=places.warehouse if is_alike else None)

    require_one_state(places)
    # As this very code wrote it, so that only what differs need be written.
    is_alike = (made_of(places, "warehouse", _warehouse(places)) or {}).get("checker") == fingerprints.of_checker()
    # The state before is no part of it: a second building of the same adds nothing to the history of the first.
    of = {**checked_state(places), DAY: today.isoformat()}
    make_unless_made(places, "warehouse", of, lambda: _warehouse(places), make)


def count_tables(places: DataFolder, names: Sequence[str]) -> dict[str, int]:
    """Count the rows of the warehouse's tables and views, unless it is the one that was counted the last time."""
    counts = places.staging / "counts.json"

    def make() -> None:
        with replacing(counts) as temporary:
            temporary.write_text(json.dumps(count_rows(places.warehouse, names)), encoding="utf-8")

    make_unless_made(places, "counts", {**_warehouse(places), "names": " ".join(names)}, lambda: {"counts": _sum(counts)}, make)
    return dict(json.loads(counts.read_text(encoding="utf-8")))


def publish_release(places: DataFolder, today: date) -> ReleaseResult:
    """Publish a release where there is news; a warehouse that differs from the last one in the day alone has none."""

    def make() -> None:
        publish(places.warehouse, places.exports, fingerprints.of_release(), today)

    before = _newest(places)
    of = dict(made_of(places, "warehouse", _warehouse(places)) or _warehouse(places))
    of.pop(DAY, None)
    make_unless_made(places, "release", of, lambda: _newest(places), make)
    announce(places.exports)
    newest = _newest(places)["version"]
    return ReleaseResult(newest, places.exports / newest, created=before != _newest(places))


def build_pages(places: DataFolder, today: date) -> int:
    """Make the pages of the newest release, and return how many there are."""

    def make() -> None:
        build_site(places.exports, places.site, today, sources, fingerprints.of_checker(), in_processes)

    # As the sources stand now, which is news of the pages and none of the release.
    sources = staging.rows(places, STANDING)
    listed = {"releases": _sum(places.exports / "releases.json"), "pages": fingerprints.of_checker(), "day": today.isoformat()}
    of = {**_newest(places), **listed, **staging.sums(places, [STANDING])}
    make_unless_made(places, "site", of, lambda: _listing(places.site), make)
    return sum(name.endswith(".html") for _, _, names in os.walk(places.site) for name in names)


def _warehouse(places: DataFolder) -> dict[str, str]:
    return {"warehouse": _sum(places.warehouse)}


def _newest(places: DataFolder) -> dict[str, str]:
    """The newest release whose tables are as they were written."""
    manifest = newest_manifest(places.exports)
    return {"version": manifest["version"]} if manifest else {}


def _sum(path: Path) -> str:
    return sha256(path) if path.is_file() else ""


def _listing(folder: Path) -> dict[str, str]:
    return {"listing": list_folders([folder]).fingerprint}
