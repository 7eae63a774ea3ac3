"""What a person reads at the end of a refresh.

Belongs here: the figures of the run, where things lie, and a query to try. Does not belong here: computing any of it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pandas as pd
import pyarrow.parquet as pq

from orchestration.places import DataFolder, chosen_sources
from orchestration.sources import telling
from orchestration.sources.registry import load
from orchestration.steps import staging
from orchestration.steps.checks import BLOCKING, STAGES, failing
from orchestration.steps.described import fact_frames
from warehouse import catalog
from warehouse.connections import reading
from warehouse.release import newest_manifest

BESIDE = {"evidence": "passages of evidence", "conflict": "conflicts", "reading_issue": "reading issues", "dim_person": "people"}
WARNING = "warning"
TOLD_WARNINGS = 3
QUERY = "SELECT date_edtf, title, file_name FROM mart_timeline ORDER BY date_start DESC LIMIT 10"


def lines(data: DataFolder, before: str | None) -> Iterator[str]:
    """Return the summary of the run that has just ended well, line by line; `before` is what `newest_version` was ahead of it."""
    yield ""
    yield f"Documents   {_documents(data)}"
    if sources := telling.summary(load(chosen_sources()), data, datetime.now(UTC)):
        yield f"Sources     {sources}"
    yield f"Facts       {_facts(data)}"
    yield f"Beside them {_beside(data)}"
    yield f"Checks      {_checks(data)}"
    yield f"Warehouse   {data.warehouse}"
    yield f"Release     {_release(data, before)}"
    yield f"Pages       {data.site / 'index.html'} (or make site DATA={data.root})"
    yield f'Try         make query DATA={data.root} SQL="{QUERY}"'


def _documents(data: DataFolder) -> str:
    with reading(data.warehouse) as connection:
        # Of the warehouse and not of the frame: that the reading of one took too long is found after the documents were stored.
        found = connection.execute("SELECT file_name, status, status_reason FROM dim_document WHERE is_current ORDER BY path").fetchall()
    rejected = [f"{name} ({reason})" for name, status, reason in found if status == "rejected"]
    told = f"{len(found) - len(rejected)} loaded, {len(rejected)} rejected"
    return told + (f": {'; '.join(rejected[:3])}{' ...' if len(rejected) > 3 else ''}" if rejected else "")


def _facts(data: DataFolder) -> str:
    tables = catalog.load()
    return ", ".join(f"{name} {_rows(data, name)}" for name in sorted(fact_frames()) if tables[name].kind == "fact")


def _beside(data: DataFolder) -> str:
    return ", ".join(f"{_rows(data, name)} {words}" for name, words in BESIDE.items())


def _rows(data: DataFolder, name: str) -> int:
    return int(pq.read_metadata(staging.frame_path(data, name)).num_rows)


def _checks(data: DataFolder) -> str:
    results = pd.concat([staging.load(data, staging.results_name(stage)) for stage in STAGES])
    passed = results["passed"].astype(bool)
    told = f"{int(passed.sum())} passed"
    blocked, warned = failing(results, BLOCKING), failing(results, WARNING)
    if blocked:
        told += f", {blocked} failed"
    if warned:
        told += f", {warned} {'warning' if warned == 1 else 'warnings'}: {_warnings(results[~passed])}"
    return told


def _warnings(failed: pd.DataFrame) -> str:
    ids = failed.loc[failed["severity"] == WARNING, "check_id"]
    return ", ".join(ids.head(TOLD_WARNINGS)) + (" ..." if len(ids) > TOLD_WARNINGS else "")


def newest_version(data: DataFolder) -> str | None:
    """Return the version of the newest release that is whole; None where there is none."""
    manifest = newest_manifest(data.exports)
    return str(manifest["version"]) if manifest else None


def _release(data: DataFolder, before: str | None) -> str:
    """Where the newest release lies, and what is new in it: or that nothing is, and so there is no new one."""
    manifest = newest_manifest(data.exports) or {}
    place = f"{manifest['version']} in {data.exports / manifest['version']}"
    if manifest["version"] == before:
        return f"{place}: no new one, as no fact, dimension or passage differs"
    differing = ", ".join(f"{reason.replace('_', ' ')} {count}" for reason, count in manifest.get("reasons", {}).items())
    return f"{place}: new" + (f", rows that differ from {manifest['previous']}: {differing}" if differing else "")
