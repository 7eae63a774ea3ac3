"""The blocking checks of the frames: what the catalogue says of them must hold before anything is built from them.

Belongs here: running the warehouse's checks stage by stage and telling Dagster of them. Does not belong here: what is
checked (`warehouse.checks`, which loads Great Expectations only when it is called: that takes seconds).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd

from orchestration.places import DataFolder
from orchestration.sources import telling
from orchestration.sources.fetching import Told, look
from orchestration.steps import fingerprints, staging
from orchestration.steps.described import CLAIMS, DOCUMENTS, FETCHED, REFERENCE, STANDING, fact_frames, reference_tables
from orchestration.steps.resources import Workplace
from warehouse.checks import run_checks
from warehouse.release import newest_manifest

CHECK_NAME = "holds_what_the_catalogue_says"
BLOCKING = "blocking"


@dataclass(frozen=True)
class Stage:
    """Frames that are checked together: those that are loaded, and which tables each asset answers for."""

    frames: tuple[str, ...]
    tables_of: dict[str, tuple[str, ...]]

    @property
    def tables(self) -> list[str]:
        """Every table that is checked in this stage."""
        return [table for tables in self.tables_of.values() for table in tables]


def _stages() -> dict[str, Stage]:
    """A check that blocks comes before all that is made of its frame, so there are as many stages as there are makings.

    A later stage loads the earlier frames too, for its foreign keys.
    """
    return {
        "lists": Stage((), {REFERENCE: tuple(reference_tables())}),
        "sources": Stage((STANDING,), {STANDING: (STANDING,)}),
        "documents": Stage((DOCUMENTS,), {DOCUMENTS: (DOCUMENTS,)}),
        "claims": Stage((DOCUMENTS, CLAIMS), {CLAIMS: (CLAIMS,)}),
        "facts": Stage((DOCUMENTS, CLAIMS, *fact_frames()), {name: (name,) for name in fact_frames()}),
    }


STAGES = _stages()


def _checks_of(name: str) -> dg.AssetChecksDefinition:
    stage = STAGES[name]
    specs = [
        dg.AssetCheckSpec(
            CHECK_NAME,
            asset=asset,
            blocking=True,
            description="Keys, foreign keys, enumerations, forms and positions, as the catalogue describes them.",
        )
        for asset in stage.tables_of
    ]

    @dg.multi_asset_check(name=f"check_{name}", specs=specs, can_subset=True)
    def check(context: dg.AssetCheckExecutionContext, workplace: Workplace) -> Iterator[dg.AssetCheckResult]:
        results = check_stage(workplace.places, name)
        for key in sorted(context.selected_asset_check_keys):
            asset = key.asset_key.path[-1]
            yield summarise(asset, results[results["table_name"].isin(stage.tables_of[asset])])

    return check


def check_stage(places: DataFolder, name: str) -> pd.DataFrame:
    """Return the results of a stage; frames that this very checker has passed before are not checked again, nor rows of theirs.

    Out: quality_result rows. The proof that the frames passed is kept for the warehouse asset, which asks for it.
    """
    stage = STAGES[name]
    proof = _proof()
    known = staging.sealed_results(places, name, stage.frames, proof)
    if known is not None:
        return known
    volumes = (newest_manifest(places.exports) or {}).get("volumes")
    files = {frame: staging.frame_path(places, frame) for frame in stage.frames}
    passed = staging.passed_frames(places, name, stage.frames, proof)
    results = run_checks(files, tables=stage.tables, previous=volumes, passed=passed)
    staging.seal(places, name, stage.frames, proof, results, passed=not failing(results, BLOCKING))
    return results


def checked_frames(places: DataFolder) -> dict[str, pd.DataFrame | Path]:
    """Return the file of every frame that the warehouse is built from, and quality_result; or raise NotCheckedError."""
    results = [staging.checked_results(places, name, stage.frames, _proof()) for name, stage in STAGES.items()]
    files: dict[str, pd.DataFrame | Path] = {name: staging.frame_path(places, name) for name in _every_frame()}
    return {**files, staging.RESULTS: pd.concat(results, ignore_index=True)}


def checked_state(places: DataFolder) -> dict[str, str]:
    """Return what the warehouse is made of and by: the sums of all frames, lists and code; or raise NotCheckedError."""
    for name, stage in STAGES.items():
        staging.checked_results(places, name, stage.frames, _proof())
    results = [staging.results_name(name) for name in STAGES]
    return {**staging.sums(places, [*_every_frame(), *results]), **_proof()}


def _proof() -> dict[str, str]:
    return {"checker": fingerprints.of_checker(), "lists": fingerprints.of_lists()}


def _every_frame() -> list[str]:
    return sorted({frame for stage in STAGES.values() for frame in stage.frames})


def failing(results: pd.DataFrame, severity: str) -> int:
    """Return how many checks of this severity failed."""
    return int(((results["severity"] == severity) & ~results["passed"].astype(bool)).sum())


def summarise(name: str, results: pd.DataFrame) -> dg.AssetCheckResult:
    """Return one frame's results as one check result, with what failed and samples of it."""
    failed = results[~results["passed"].astype(bool)]
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey(name),
        check_name=CHECK_NAME,
        passed=failed.empty,
        severity=dg.AssetCheckSeverity.ERROR if failing(results, BLOCKING) else dg.AssetCheckSeverity.WARN,
        description=_worst_failure(failed),
        metadata={
            "checks": len(results),
            "failed": len(failed),
            "rows": int(results["rows_seen"].max()) if len(results) else 0,
            "failures": dg.MetadataValue.json(json.loads(failed.head(20).to_json(orient="records"))),
        },
    )


def _worst_failure(failed: pd.DataFrame) -> str | None:
    if failed.empty:
        return None
    worst = failed.sort_values("severity").iloc[0]
    return f"{worst['check_id']}: {worst['rows_failing']} of {worst['rows_seen']} rows, such as {worst['samples']}"


frame_checks = [_checks_of(stage) for stage in STAGES]


@dg.asset_check(
    asset=FETCHED,
    name="sources_are_fresh",
    description="Every live source that is on was fetched well lately. One that was not keeps its last good version, and blocks nothing.",
)
def sources_are_fresh(workplace: Workplace) -> dg.AssetCheckResult:
    """Tell which sources are stale, or were never fetched well."""
    told = look(workplace.registry, workplace.places, datetime.now(UTC))
    return dg.AssetCheckResult(passed=not telling.not_fresh(told), severity=dg.AssetCheckSeverity.WARN, metadata=shown_of_sources(told))


def shown_of_sources(told: Sequence[Told]) -> dict[str, Any]:
    """Return what Dagster shows of live sources."""
    return {**telling.figures(told), "standing": dg.MetadataValue.md(telling.table(told))}
