"""What a test of a whole root begins with: machines, a bucket with releases in it, and what of them is looked at.

Belongs here: putting all of it back to a known state, and short looks. Does not belong here: running commands (`machines`).
"""

import json
import shutil
import uuid
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from tests.orchestration.forked import Ended
from tests.orchestration.store.machines import Machine, Shared, Snapshot
from tests.orchestration.store.server import BUCKET, Door

PREFIX = uuid.uuid4().hex[:8]
ADDRESS = f"s3://{BUCKET}/{PREFIX}"
CHANGED = "Relations of Kenya and Ghana\n\nKenya and Ghana established diplomatic relations on 5 May 1966.\n"
NOT_OF_A_RELEASE = {"holdings.json", "lock.json"}


class Begun(NamedTuple):
    """What a test begins with: the data folder of a machine, and what the bucket held then."""

    data: Path
    snapshot: Snapshot


class World(NamedTuple):
    """A bucket with releases, the machine that brought them, the documents, and the server's door."""

    first: Machine
    shared: Shared
    documents: Path
    door: Door

    def machine(self, name: str) -> Machine:
        """Another machine, with nothing of its own."""
        return Machine(self.documents.parent / name, self.documents, ADDRESS)

    def change(self) -> None:
        """Have one document tell something else."""
        (self.documents / "kenya.txt").write_text(CHANGED)

    def begin(self, begun: Begun) -> None:
        """Put everything back to how it was then."""
        shutil.copytree(begun.data, self.first.data.root)
        self.shared.restore(begun.snapshot)
        self.door.forget()


def good(ended: Ended) -> str:
    assert ended.code == 0, ended.out + ended.err
    return ended.out


def facts(machine: Machine) -> list[tuple[Any, ...]]:
    """What happened, and since when it is known."""
    question = "SELECT title, first_seen FROM fact_event JOIN fact_freshness ON fact_id = event_id ORDER BY ALL"
    with duckdb.connect(str(machine.data.warehouse), read_only=True) as connection:
        return connection.execute(question).fetchall()


def shelves(keys: list[str]) -> Counter[str]:
    return Counter(key.removeprefix(f"{PREFIX}/").partition("/")[0] for key in keys)


def kept(shared: Shared) -> set[str]:
    """Every key that belongs to no release."""
    return {key for key in shared.all() if not key.startswith("exports/")}


def held(shared: Shared) -> dict[str, Any]:
    return dict(json.loads(shared.read("holdings.json")))
