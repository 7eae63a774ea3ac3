"""What a person reads at the end of a refresh.

Belongs here: the figures of the run, where things lie, and a query to try. Does not belong here: computing any of it.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from orchestration import staging
from orchestration.checks import STAGES
from orchestration.described import DOCUMENTS, fact_frames
from orchestration.places import DataFolder

QUERY = "SELECT date_edtf, title, file_name FROM mart_timeline ORDER BY date_start DESC LIMIT 10"


def lines(data: DataFolder) -> Iterator[str]:
    """Return the summary of the run that has just ended well, line by line."""
    yield ""
    yield f"Documents   {_documents(data)}"
    yield f"Facts       {_facts(data)}"
    yield f"Checks      {_checks(data)}"
    yield f"Warehouse   {data.warehouse}"
    yield f"Release     {_release(data)}"
    yield f"Pages       {data.site / 'index.html'} (or make site DATA={data.root})"
    yield f'Try         make query DATA={data.root} SQL="{QUERY}"'


def _documents(data: DataFolder) -> str:
    documents = staging.load(data, DOCUMENTS)
    current = documents[documents["is_current"].astype(bool)]
    rejected = current[current["status"] == "rejected"]
    told = f"{len(current) - len(rejected)} loaded, {len(rejected)} rejected"
    names = [f"{name} ({reason})" for name, reason in rejected[["file_name", "status_reason"]].head(3).itertuples(index=False)]
    return told + (f": {'; '.join(names)}{' ...' if len(rejected) > len(names) else ''}" if names else "")


def _facts(data: DataFolder) -> str:
    return ", ".join(f"{name} {_rows(data, name)}" for name in sorted(fact_frames(), key=lambda name: (not name.startswith("fact_"), name)))


def _rows(data: DataFolder, name: str) -> int:
    return int(pq.read_metadata(staging.frame_path(data, name)).num_rows)


def _checks(data: DataFolder) -> str:
    results = pd.concat([staging.load(data, staging.results_name(stage)) for stage in STAGES])
    passed = results["passed"].astype(bool)
    failed = results[~passed]
    warnings = f": {', '.join(failed['check_id'].head(3))}" if len(failed) else ""
    return f"{int(passed.sum())} passed, {len(failed)} failed{warnings}"


def _release(data: DataFolder) -> str:
    latest = json.loads((data.exports / "latest.json").read_text(encoding="utf-8"))
    return f"{latest['version']} in {Path(data.exports, latest['version'])}"
