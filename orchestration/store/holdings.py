"""What lies under a root, and what of it a data folder has taken or brought.

Belongs here: `holdings.json`, the list that the root's own truth is, and `root.json` of a data folder. Does not belong here:
moving files.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from orchestration.machine.temporary import replacing
from orchestration.store.buckets import Bucket, MissingError, StoreError, is_ours

KEY = "holdings.json"
FORMAT = 1


class Sum(NamedTuple):
    """A file's bytes and SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Holdings:
    """The kept files by key; the releases by version, with the sum of the file that says what each is; its tag in the root.

    `before`: the keys of the list before this one, which stay for those who have just read it.
    """

    files: Mapping[str, Sum] = field(default_factory=dict)
    releases: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    etag: str | None = None

    def write(self, bucket: Bucket) -> str:
        """Put this list in the place of the one that was read; raises TakenError where that is no longer there."""
        files = {key: each._asdict() for key, each in sorted(self.files.items())}
        told = {"format": FORMAT, "files": files, "releases": dict(sorted(self.releases.items())), "before": sorted(self.before)}
        return bucket.write(KEY, json.dumps(told, indent=1).encode(), over=self.etag)


def read(bucket: Bucket) -> Holdings:
    """The root's list; an empty one where nothing was ever brought there. Raises StoreError where it is none of ours."""
    try:
        content, etag = bucket.read(KEY)
    except MissingError:
        return Holdings()
    try:
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise StoreError(f"{bucket.url}/{KEY} has the form {told['format']!r}, and this version of the project knows {FORMAT} only")
        files = {key: Sum(int(each["bytes"]), str(each["sha256"])) for key, each in told["files"].items()}
        releases = {key: str(each) for key, each in told["releases"].items()}
        before = tuple(told["before"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"{bucket.url}/{KEY} cannot be read: {error}") from None
    if foreign := [key for key in (*files, *releases, *before) if not is_ours(key)]:
        raise StoreError(f"{bucket.url}/{KEY} names {foreign[0]!r}, which is none of our names: nothing of it is taken")
    return Holdings(files, releases, before, etag)


@dataclass
class Memory:
    """What a data folder knows of its root. Where it is lost, files are summed again, and nothing else."""

    root: str = ""
    place: str = ""
    etag: str | None = None
    swept: str | None = None
    brought: list[str] = field(default_factory=list)
    documents: dict[str, Any] = field(default_factory=dict)
    sums: dict[str, list[Any]] = field(default_factory=dict)

    def sum_of(self, path: Path) -> Sum:
        """The sum of a file; one that was summed before, and that nobody has written since, is not read again."""
        state = path.stat()
        known = self.sums.get(str(path))
        if known is None or known[:2] != [state.st_size, state.st_mtime_ns]:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            self.sums[str(path)] = known = [state.st_size, state.st_mtime_ns, digest]
        return Sum(known[0], known[2])

    def keep(self, path: Path) -> None:
        """Store it, without what it knows of files that are gone."""
        self.sums = {name: known for name, known in self.sums.items() if Path(name).exists()}
        with replacing(path) as temporary:
            temporary.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


def remembered(path: Path) -> Memory:
    """What was stored; nothing where that cannot be read."""
    try:
        return Memory(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Memory()
