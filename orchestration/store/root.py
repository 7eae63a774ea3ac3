"""A data folder and its root: what a run takes before it begins, and what it brings when it has ended well.

Belongs here: the order of both. Does not belong here: how files are moved (`kept`, `releases`).

Brought are first the files that nobody reads before they are listed, then the new release (its manifest last), then the list,
then what readers look at: `exports/releases.json`, and `exports/latest.json` last. Cut off anywhere, readers see the last
release whole, and the next run, on whichever machine, goes on from there.
"""

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.places import DataFolder
from orchestration.store import holdings, kept, leases, releases
from orchestration.store.buckets import Bucket, StoreError
from orchestration.store.folder import FolderBucket
from orchestration.store.holdings import Holdings, Memory, Sum
from orchestration.store.leases import Lease

Say = Callable[[str], None]
ASSET = "root"


@dataclass(frozen=True)
class Brought:
    """What was written under the root: how many files of claims, facts, documents and the like, and which releases."""

    files: int
    bytes: int
    releases: tuple[str, ...]

    def shown(self) -> dict[str, Any]:
        """What Dagster shows of it."""
        return {"files": self.files, "bytes": self.bytes, "releases": ", ".join(self.releases) or "none"}


@dataclass
class Root:
    """A root that this process holds, as its data folder knows it."""

    bucket: Bucket
    places: DataFolder
    lease: Lease
    memory: Memory
    known: Holdings
    brought: Brought | None = None


_held_here: dict[Path, Root] = {}


def of(places: DataFolder) -> Root:
    """The root that this process holds for a data folder."""
    return _held_here[places.root]


def told(places: DataFolder) -> list[str]:
    """What a person reads of the root at the end of a run: where it is, and what was brought there."""
    root = _held_here.get(places.root)
    if root is None or root.brought is None:
        return []
    count = "1 file" if root.brought.files == 1 else f"{root.brought.files} files"
    new = ", ".join([f"{count} ({root.brought.bytes:,} bytes)", *root.brought.releases])
    return [f"Root        {root.bucket.url}: {f'brought {new}' if root.brought.files or root.brought.releases else 'nothing new'}"]


def open_bucket(address: str) -> Bucket:
    """The root at this address: `s3://bucket/prefix`, or a folder."""
    if not address.startswith("s3://"):
        return FolderBucket(Path(address))
    # Loaded where it is needed: a run without a bucket does without its half a second.
    try:
        from orchestration.store.s3 import S3Bucket
    except ImportError as error:
        raise StoreError(f"{address} needs boto3: install this project with its extra 's3' ({error})") from None

    name, _, prefix = address.removeprefix("s3://").partition("/")
    return S3Bucket(name, prefix.strip("/"))


@contextmanager
def held(address: str, places: DataFolder, purpose: str, wait: float, say: Say, *, whole: bool = False) -> Iterator[Root | None]:
    """Hold the root, and take what it knows and the data folder does not; without an address there is none.

    The caller holds the data folder's lock. Held a second time by the same process it is the same, as that lock is.
    `whole`: every release is taken whole, and not the newest alone.
    """
    if not address or places.root in _held_here:
        yield _held_here.get(places.root)
        return
    bucket = open_bucket(address)
    memory = holdings.remembered(places.memory_of_root)
    memory.place = memory.place or uuid.uuid4().hex
    memory.keep(places.memory_of_root)
    with leases.held(bucket, purpose, memory.place, wait, say) as lease:
        _held_here[places.root] = root = Root(bucket, places, lease, memory, Holdings())
        try:
            take(root, say, whole=whole)
            yield root
        finally:
            _held_here.pop(places.root)


def take(root: Root, say: Say, *, whole: bool) -> None:
    """Take what the root knows; raises StoreError where the data folder has releases of its own."""
    root.known = known = holdings.read(root.bucket)
    memory, places = root.memory, root.places
    is_ours = memory.root == root.bucket.url
    has_gone_on = known.etag is not None and not (is_ours and memory.etag == known.etag)
    releases.mend(root.bucket, known.releases)
    _check_own(root, is_ours)
    broken = kept.damaged(root.bucket, known.files)
    broken += kept.take(root.bucket, places, _without(known.files, broken), memory, has_gone_on=has_gone_on)
    there = releases.take(root.bucket, places, known.releases, memory, has_gone_on=has_gone_on, whole=whole)
    if has_gone_on:
        kept.drop_others(places, known.files, memory.brought)
        releases.drop_others(places, there)
    # Without those that are broken: they are brought anew, also where they come out as they were.
    root.known = Holdings(_without(known.files, broken), there, known.before, known.etag)
    _remember(root, known.etag)
    if broken:
        say(f"{root.bucket.url}: {len(broken)} files are not as they were written ({broken[0]} ...): they are brought or made anew")


def _without(files: Mapping[str, Sum], keys: Collection[str]) -> dict[str, Sum]:
    return {key: told for key, told in files.items() if key not in keys}


def take_release(root: Root, version: str) -> None:
    """Have all of this release in the data folder, where the root has it."""
    if version in root.known.releases:
        releases.take_rest(root.bucket, root.places, version)


def _check_own(root: Root, is_ours: bool) -> None:
    """A data folder that was never brought here, with releases, and a root with others: one of them would have to go."""
    if not is_ours and releases.differ(root.bucket, releases.standing(root.places, root.memory)):
        raise StoreError(f"{root.places.root} has releases of its own, and {root.bucket.url} has others: name an empty folder for DATA")


def bring(root: Root) -> Brought:
    """Bring to the root what is new in the data folder, and announce its releases there; return what was written."""
    bucket, places, memory, known = root.bucket, root.places, root.memory, root.known
    documents, new_parts = kept.bring_documents(bucket, places, known.files, memory)
    files = kept.here(places, memory)
    new = [*new_parts, *kept.bring(bucket, files, known.files)]
    here = releases.standing(places, memory)
    releases.bring(bucket, places, known.releases, here)
    root.lease.check()
    sums = {**documents, **{key: file.sum for key, file in files.items()}}
    root.known = _list(bucket, known, Holdings(sums, {**known.releases, **here}, tuple(known.files), known.etag))
    releases.announce(bucket, places)
    _remember(root, root.known.etag)
    _sweep(root)
    changed = tuple(version for version, digest in here.items() if known.releases.get(version) != digest)
    root.brought = Brought(len(new), sum(sums[key].bytes for key in new), changed)
    return root.brought


def _list(bucket: Bucket, known: Holdings, found: Holdings) -> Holdings:
    """Write the list, unless the one that stands says the same."""
    if known.etag and (known.files, known.releases) == (found.files, found.releases):
        return known
    return Holdings(found.files, found.releases, found.before, found.write(bucket))


def _remember(root: Root, etag: str | None) -> None:
    root.memory.root, root.memory.etag = root.bucket.url, etag
    root.memory.brought = sorted(root.known.files)
    root.memory.keep(root.places.memory_of_root)


def _sweep(root: Root) -> None:
    """Once for every list: what nobody names any more."""
    if root.memory.swept == root.known.etag:
        return
    kept.sweep(root.bucket, {*root.known.files, *root.known.before})
    releases.sweep(root.bucket, root.places, root.known.releases)
    root.memory.swept = root.known.etag
    root.memory.keep(root.places.memory_of_root)
