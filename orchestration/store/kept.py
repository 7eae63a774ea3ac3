"""What is kept under a root beside the releases: claims, facts, documents, the warehouse, and which language each text is in.

Belongs here: which file of a data folder is which object, taking them and bringing them. Does not belong here: what they
say. Whatever is taken is held against its sum; what is not as it was written is left where it is and made anew.

claims/<extractor>/<name>.parquet   facts/<resolver>/<name>.parquet   documents/part-<part>-<sum>.parquet
warehouse/<sum>.duckdb              languages/<sum>.json
"""

import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from orchestration.machine.temporary import PREFIX, replacing
from orchestration.places import DataFolder
from orchestration.steps import staging
from orchestration.steps.described import DOCUMENTS
from orchestration.store import parts
from orchestration.store.buckets import Bucket, MissingError, each
from orchestration.store.holdings import Memory, Sum

SHELVES = ("claims/", "facts/", "documents/", "warehouse/", "languages/")
PART_OF_SUM = 16


@dataclass(frozen=True)
class Kept:
    """A file of the data folder that is kept under the root: its key, and its sum."""

    path: Path
    sum: Sum


def here(places: DataFolder, memory: Memory) -> dict[str, Kept]:
    """Every file of the data folder that is to be kept, by key; of documents the parts as they were last cut."""
    found = {f"claims/{name}": path for name, path in _files_below(places.read)}
    found |= {f"facts/{name}": path for name, path in _files_below(places.resolved)}
    kept = {key: Kept(path, memory.sum_of(path)) for key, path in found.items()}
    for path, shelf in ((places.warehouse, "warehouse"), (places.languages, "languages")):
        if path.is_file():
            told = memory.sum_of(path)
            kept[f"{shelf}/{told.sha256[:PART_OF_SUM]}{path.suffix}"] = Kept(path, told)
    return kept


def _files_below(folder: Path) -> list[tuple[str, Path]]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(PREFIX))
    return [(path.relative_to(folder).as_posix(), path) for path in found]


# --- from the root


def damaged(bucket: Bucket, files: Mapping[str, Sum]) -> list[str]:
    """The keys of those that do not lie there any more, or not in the size that they were written in."""
    sizes = {found.key: found.bytes for shelf in SHELVES for found in bucket.list(shelf)}
    return sorted(key for key, told in files.items() if sizes.get(key) != told.bytes)


def take(bucket: Bucket, places: DataFolder, files: Mapping[str, Sum], memory: Memory, *, has_gone_on: bool) -> list[str]:
    """Take the files that are not here, and return the keys of those that are not as they were written.

    `has_gone_on`: somebody else has written there, so that what differs is taken too.
    """
    wanted = [key for key, told in files.items() if _is_wanted(_place(places, key), told, memory, has_gone_on)]
    broken: list[str] = []
    each(lambda key: _take_one(bucket, key, _place(places, key), files[key], broken), wanted)
    return sorted(broken)


def drop_others(places: DataFolder, files: Mapping[str, Sum], brought: Iterable[str]) -> None:
    """Remove what was brought from here and is not under the root any more: others have put it together, or know better."""
    for key in brought:
        path = _place(places, key)
        if key not in files and path and key.startswith(("claims/", "facts/")):
            path.unlink(missing_ok=True)


def _place(places: DataFolder, key: str) -> Path | None:
    """Where an object lies in the data folder; None where it does not (documents are read from their own folders)."""
    shelf, _, name = key.partition("/")
    return {
        "claims": places.read / name,
        "facts": places.resolved / name,
        "warehouse": places.warehouse,
        "languages": places.languages,
    }.get(shelf)


def _is_wanted(path: Path | None, told: Sum, memory: Memory, has_gone_on: bool) -> bool:
    if path is None:
        return False
    return not path.is_file() or (has_gone_on and memory.sum_of(path) != told)


def _take_one(bucket: Bucket, key: str, path: Path | None, told: Sum, broken: list[str]) -> None:
    if path is None:
        return
    with suppress(MissingError), replacing(path) as temporary:
        bucket.get(key, temporary)
        if Memory().sum_of(temporary) == told:
            return
        temporary.unlink()
        raise MissingError(key)
    broken.append(key)


# --- to the root


def bring(bucket: Bucket, kept: Mapping[str, Kept], there: Mapping[str, Sum]) -> list[str]:
    """Bring the files that are not there as they are here, and return their keys."""
    new = [key for key, file in kept.items() if there.get(key) != file.sum]
    each(lambda key: bucket.put(key, kept[key].path, new=False), new)
    return new


def bring_documents(bucket: Bucket, places: DataFolder, there: Mapping[str, Sum], memory: Memory) -> tuple[dict[str, Sum], list[str]]:
    """Cut the documents frame where it is another than the last time, bring the parts that are new, and return all and these."""
    frame = staging.frame_path(places, DOCUMENTS)
    if not frame.is_file():
        return {key: told for key, told in there.items() if key.startswith("documents/")}, []
    of = memory.sum_of(frame).sha256
    known = {key: Sum(*told) for key, told in memory.documents.get("parts", {}).items()}
    if memory.documents.get("of") == of and known.items() <= there.items():
        return known, []
    places.cache.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=places.cache, prefix=PREFIX) as folder:
        cut = {_part_key(path): path for path in parts.cut(frame, Path(folder))}
        kept = {key: Kept(path, Memory().sum_of(path)) for key, path in cut.items()}
        new = bring(bucket, kept, there)
    sums = {key: file.sum for key, file in kept.items()}
    memory.documents = {"of": of, "parts": sums}
    return sums, new


def _part_key(path: Path) -> str:
    return f"documents/{path.stem}-{Memory().sum_of(path).sha256[:PART_OF_SUM]}{path.suffix}"


def sweep(bucket: Bucket, named: Iterable[str]) -> None:
    """Remove from the root's shelves what no list names: what was put together since, and what a run that was cut off left."""
    wanted = set(named)
    for shelf in SHELVES:
        bucket.delete([found.key for found in bucket.list(shelf) if found.key not in wanted])
