"""The releases under a root: immutable folders, announced last.

Belongs here: taking them from a root, bringing new ones there, and what a run that was cut off left of one. Does not belong
here: what a release contains (`warehouse.edition`), and what `exports/` says of them (`warehouse.shelf`).

A release's files are only ever created, never written over, and its manifest is the last of them: what has none is no release,
and two machines that reach for one version cannot mix theirs. Of older releases a data folder takes the manifest alone.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from orchestration.machine.temporary import PREFIX
from orchestration.places import DataFolder
from orchestration.store.buckets import Bucket, MissingError, StoreError, TakenError, each, is_ours
from orchestration.store.holdings import Memory
from warehouse import durable, shelf
from warehouse.edition import DATABASE
from warehouse.shelf import LATEST, MANIFEST, RELEASES, REPLACING, SUMS, TOMBSTONE

PREFIX_OF_KEYS = "exports/"
VERSION = re.compile(r"\d{4}\.\d{2}\.\d{2}(\.[1-9]\d{0,5})?")
BESIDE_MANIFEST = (SUMS, DATABASE, f"{DATABASE}.sha256", MANIFEST)


def key_of(version: str, name: str = "") -> str:
    """The key of a release's file."""
    return f"{PREFIX_OF_KEYS}{version}/{name}"


# --- what lies where


def standing(places: DataFolder, memory: Memory) -> dict[str, str]:
    """The releases of the data folder by version, with the sum of the file that says what each is."""
    found = {folder.name: _telling_file(folder) for folder in shelf.versions(places.exports) if VERSION.fullmatch(folder.name)}
    return {version: memory.sum_of(file).sha256 for version, file in found.items() if file}


def _telling_file(folder: Path) -> Path | None:
    """A release's tombstone or manifest; None where somebody has damaged it."""
    if (folder / TOMBSTONE).is_file():
        return folder / TOMBSTONE
    return folder / MANIFEST if shelf.manifest_of(folder) else None


def _told_of(bucket: Bucket, version: str) -> tuple[str, bytes] | None:
    """The name and content of the file that says what a release under the root is; None where there is neither."""
    for name in (TOMBSTONE, MANIFEST):
        with suppress(MissingError):
            return name, bucket.read(key_of(version, name))[0]
    return None


def differ(bucket: Bucket, own: Mapping[str, str]) -> bool:
    """Whether the root has releases, and one of these is not among them as it is here."""
    if not own or not any(VERSION.fullmatch(name) for name in bucket.folders(PREFIX_OF_KEYS)):
        return False
    there = {version: _told_of(bucket, version) for version in own}
    return any(told is None or hashlib.sha256(told[1]).hexdigest() != own[version] for version, told in there.items())


# --- from the root


def mend(bucket: Bucket, known: Mapping[str, str]) -> None:
    """Finish what a run that was cut off began to replace, and remove what it left of a release that it did not finish.

    Only for who holds the root. `known`: the releases of the root's list.
    """
    for name in list(bucket.folders(PREFIX_OF_KEYS)):
        version = name.removeprefix(REPLACING)
        if name != version and VERSION.fullmatch(version):
            _finish_replacing(bucket, version)
        elif VERSION.fullmatch(name) and name not in known and _told_of(bucket, name) is None:
            bucket.delete([found.key for found in bucket.list(key_of(name))])


def take(bucket: Bucket, places: DataFolder, known: Mapping[str, str], memory: Memory, *, has_gone_on: bool, whole: bool) -> dict[str, str]:
    """Take the root's releases that are not in the data folder as they are there, and return all of the root's with their sums.

    `known`: what the root's list says of them. `has_gone_on`: somebody else has written there; else one that differs here was
    taken back here, and could not be brought yet. The newest that is not damaged is taken whole, of the others what says what
    they are; with `whole`, all are.
    """
    here = standing(places, memory)
    stays = {version for version, digest in here.items() if not has_gone_on or known.get(version) == digest}
    versions = [name for name in bucket.folders(PREFIX_OF_KEYS) if VERSION.fullmatch(name)]
    there = {version: known[version] for version in versions if version in known and version in stays}
    taken: dict[str, str] = {}
    each(lambda version: _take_telling(bucket, places, version, taken), [version for version in versions if version not in there])
    if taken:
        _take_announcement(bucket, places)
    there |= taken
    for version in sorted(there, key=shelf.version_key, reverse=True):
        is_good = take_rest(bucket, places, version)
        if is_good and not whole:
            break
    return there


def drop_others(places: DataFolder, there: Collection[str]) -> None:
    """Remove the releases that are here and not under the root: it has gone on without them."""
    for folder in shelf.versions(places.exports):
        if folder.name not in there:
            durable.remove(folder)


def _take_telling(bucket: Bucket, places: DataFolder, version: str, taken: dict[str, str]) -> None:
    """Take what says what a release is, and note its sum."""
    if told := _told_of(bucket, version):
        _take_file(places, version, *told)
        taken[version] = hashlib.sha256(told[1]).hexdigest()


def _take_file(places: DataFolder, version: str, name: str, content: bytes) -> None:
    """Put in the place of whatever stands here a release of which only this file is here."""
    folder = places.exports / f"{PREFIX}{version}"
    durable.remove(folder)
    folder.mkdir(parents=True)
    (folder / name).write_bytes(content)
    durable.remove(places.exports / version)
    durable.replace(folder, places.exports / version)


def _take_announcement(bucket: Bucket, places: DataFolder) -> None:
    # It knows how large a release is of which only the manifest is here; whatever else it says is made anew.
    with suppress(MissingError, ValueError):
        durable.write_json(places.exports / RELEASES, json.loads(bucket.read(PREFIX_OF_KEYS + RELEASES)[0]))


def take_rest(bucket: Bucket, places: DataFolder, version: str) -> bool:
    """Take a release's files that are not here, and say whether the release is whole then."""
    folder = places.exports / version
    manifest = shelf.manifest_of(folder)
    if manifest is None:
        return False
    sizes = {name: entry["bytes"] for name, entry in manifest["files"].items() if is_ours(name)}
    wanted = [name for name in (*sizes, *BESIDE_MANIFEST) if not _is_here(folder / name, sizes.get(name))]
    each(lambda name: _take_one(bucket, version, name, folder), [name for name in wanted if name != SUMS])
    # The last of them: where it lies, all do.
    each(lambda name: _take_one(bucket, version, name, folder), [name for name in wanted if name == SUMS])
    return shelf.is_whole(folder, manifest)


def _is_here(file: Path, size: int | None) -> bool:
    return file.is_file() and size in (None, file.stat().st_size)


def _take_one(bucket: Bucket, version: str, name: str, folder: Path) -> None:
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{PREFIX}{target.name}")
    # What is not there under the root is told by whoever looks at the release; the others of its files are good all the same.
    with suppress(MissingError):
        bucket.get(key_of(version, name), temporary)
        temporary.replace(target)


# --- to the root


def bring(bucket: Bucket, places: DataFolder, there: dict[str, str], here: dict[str, str]) -> None:
    """Bring the releases to the root that are not there as they are here."""
    for version, digest in here.items():
        if there.get(version) == digest:
            continue
        folder = places.exports / version
        if (folder / TOMBSTONE).is_file():
            bucket.put(key_of(version, TOMBSTONE), folder / TOMBSTONE, new=False)
        elif not (folder / SUMS).is_file():
            raise StoreError(
                f"of the release {version} only the manifest lies in {places.root}: copy the former root to {bucket.url} first"
            )
        elif version in there:
            _replace(bucket, version, folder)
        else:
            _publish(bucket, version, folder)


def _publish(bucket: Bucket, version: str, folder: Path) -> None:
    try:
        each(lambda name: bucket.put(key_of(version, name), folder / name, new=True), _files(folder))
        bucket.put(key_of(version, MANIFEST), folder / MANIFEST, new=True)
    except TakenError as error:
        raise StoreError(f"another machine has written a release {version}, which stands as it is; refresh again ({error})") from error


def _files(folder: Path) -> list[str]:
    """All files of a release but its manifest."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return sorted(name for name in found if name != MANIFEST)


def _replace(bucket: Bucket, version: str, folder: Path) -> None:
    """Put a rewritten release in the place of the one that stands there: beside it first, so that whoever comes next can finish."""
    beside = f"{REPLACING}{version}"
    each(lambda name: bucket.put(key_of(beside, name), folder / name, new=False), _files(folder))
    bucket.put(key_of(beside, MANIFEST), folder / MANIFEST, new=False)
    _finish_replacing(bucket, version)


def _finish_replacing(bucket: Bucket, version: str) -> None:
    beside = f"{PREFIX_OF_KEYS}{REPLACING}{version}/"
    names = [found.key.removeprefix(beside) for found in bucket.list(beside)]
    if MANIFEST in names:
        # The manifest goes first and comes last: meanwhile the release counts as unfinished, never as whole and mixed.
        bucket.delete([key_of(version, MANIFEST)])
        each(lambda name: bucket.copy(beside + name, key_of(version, name)), [name for name in names if name != MANIFEST])
        bucket.delete(found.key for found in bucket.list(key_of(version)) if found.key.removeprefix(key_of(version)) not in names)
        bucket.copy(beside + MANIFEST, key_of(version, MANIFEST))
    # Without its manifest nobody takes what is left here for a whole release that has to be put in place.
    bucket.delete([beside + MANIFEST])
    bucket.delete([beside + name for name in names])


def announce(bucket: Bucket, places: DataFolder) -> None:
    """Have the root say what the data folder says of its releases: the list, and the pointer to the newest last."""
    for name in (RELEASES, LATEST):
        file = places.exports / name
        if file.is_file():
            _point(bucket, PREFIX_OF_KEYS + name, file.read_bytes())
        else:
            bucket.delete([PREFIX_OF_KEYS + name])


def _point(bucket: Bucket, key: str, content: bytes) -> None:
    try:
        there, etag = bucket.read(key)
    except MissingError:
        bucket.write(key, content, over=None)
        return
    if there != content:
        bucket.write(key, content, over=etag)


def sweep(bucket: Bucket, places: DataFolder, versions: Iterable[str]) -> None:
    """Remove under the root what was in releases that are withdrawn."""
    for version in versions:
        if (places.exports / version / TOMBSTONE).is_file():
            bucket.delete(list(_beside_tombstone(bucket, version)))


def _beside_tombstone(bucket: Bucket, version: str) -> Iterator[str]:
    return (found.key for found in bucket.list(key_of(version)) if found.key != key_of(version, TOMBSTONE))
