"""A world that says in every table which of its states it is, and what anybody sees of it.

Belongs here: documents whose facts name their state, and looks at the warehouse and the newest release that fail where two
states are mixed. Does not belong here: what is done to them in the meantime.
"""

import hashlib
import json
from pathlib import Path

import duckdb

from orchestration.machine.temporary import PATTERNS

FIRST_YEAR = 1901
# The year that each table tells; whatever is asked of one state, the answer is one year.
TOLD = {
    "dim_document": "SELECT regexp_extract(text, 'in (\\d{4})', 1) FROM dim_document WHERE is_current AND file_name = 'peru.md'",
    "evidence": "SELECT DISTINCT regexp_extract(quote, 'in (\\d{4})', 1) FROM evidence",
    "evidence_history": "SELECT max(try_cast(regexp_extract(quote, 'in (\\d{4})', 1) AS INT) + 1)::VARCHAR FROM evidence_history",
    "fact_relation": "SELECT DISTINCT since_edtf FROM fact_relation",
    "fact_event": "SELECT DISTINCT date_edtf FROM fact_event",
    "fact_trade": "SELECT DISTINCT period_edtf FROM fact_trade",
    "mart_timeline": "SELECT DISTINCT date_edtf FROM mart_timeline",
    "v_event": "SELECT DISTINCT date_edtf FROM v_event",
}
# What the first state has no row in: nothing was known before it.
HISTORY = "evidence_history"


class MixedError(AssertionError):
    """Two states were seen at once, or something that is not whole."""


def write_state(folder: Path, number: int) -> None:
    """Have the documents tell the state of this number."""
    year = FIRST_YEAR + number
    text = f"Peru opened an embassy in Chile in {year}. Peru exported goods worth {number + 1} million dollars to Chile in {year}.\n"
    folder.mkdir(exist_ok=True)
    (folder / "peru.md").write_text(f"---\nlicence: CC0-1.0\n---\nRelations of Peru and Chile\n\n{text}", encoding="utf-8")


def state_of(connection: duckdb.DuckDBPyConnection) -> int:
    """The number of the state that all tables tell."""
    connection.execute("SET enable_progress_bar = false")
    told = {name: connection.execute(question).fetchall() for name, question in TOLD.items()}
    years = {name: [year for (year,) in rows if year is not None] for name, rows in told.items()}
    if years[HISTORY] == []:
        years[HISTORY] = [str(FIRST_YEAR)]
    if len({tuple(each) for each in years.values()}) != 1 or len(years["evidence"]) != 1:
        raise MixedError(f"not of one state: {years}")
    return int(years["evidence"][0]) - FIRST_YEAR


def warehouse_state(data: Path) -> int:
    """The state of the warehouse, seen by a reader who opens it now."""
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as connection:
        return state_of(connection)


def release_state(data: Path) -> int:
    """The state of the newest release, every file of which is as its manifest says."""
    folder = newest_release(data)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name, entry in manifest["files"].items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != entry["sha256"]:
            raise MixedError(f"{folder.name}/{name} is not what its manifest says")
    with duckdb.connect(str(folder / "dyadic.duckdb"), read_only=True) as connection:
        return state_of(connection)


def newest_release(data: Path) -> Path:
    """The folder that the pointer names."""
    return data / "exports" / str(json.loads((data / "exports" / "latest.json").read_text("utf-8"))["path"])


def litter(data: Path) -> list[str]:
    """What a dead run left behind and no later one has cleared."""
    patterns = (*PATTERNS, "*.wal", ".replacing-*", ".dyadic-spill-*", "*.lasting")
    return sorted(str(path.relative_to(data)) for pattern in patterns for path in data.rglob(pattern))


def contents(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables of the warehouse, in one order."""
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as connection:
        names = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()]
        return {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names}


def files(data: Path) -> list[str]:
    """The names of all files but those of the cache, which are named by what was read together."""
    every = (path.relative_to(data) for path in data.rglob("*") if path.is_file())
    return sorted(str(path) for path in every if path.parts[0] != "cache")


class World:
    """Documents and a data folder, in a state that is counted."""

    def __init__(self, folder: Path) -> None:
        self.documents, self.data = folder / "documents", folder / "data"
        self.number = 0
        write_state(self.documents, 0)

    def tell_more(self) -> None:
        """Have the documents tell the next state."""
        self.number += 1
        write_state(self.documents, self.number)

    def check(self) -> None:
        """All that readers see is of the newest state and whole."""
        assert (warehouse_state(self.data), release_state(self.data), litter(self.data)) == (self.number, self.number, [])
