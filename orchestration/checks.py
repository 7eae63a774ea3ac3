"""The blocking checks of the frames: what the catalogue says of them must hold before anything is built from them.

Belongs here: running the warehouse's checks stage by stage and telling Dagster of them. Does not belong here: what is
checked (`warehouse.checks`, which loads Great Expectations only when it is called: that takes seconds).
"""

import json
from collections.abc import Iterator

import dagster as dg
import pandas as pd

from orchestration import fingerprints, staging
from orchestration.described import CLAIMS, DOCUMENTS, fact_frames
from orchestration.resources import Workplace
from warehouse.checks import run_checks

CHECK_NAME = "holds_what_the_catalogue_says"
BLOCKING = "blocking"
# A check that blocks comes before all that is made of its frame, so the frames are checked in as many stages as they are
# made. A later stage sees the earlier frames, for its foreign keys.
STAGES = {"documents": [DOCUMENTS], "claims": [CLAIMS], "facts": fact_frames()}


def _checks_of(stage: str) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(
            CHECK_NAME,
            asset=name,
            blocking=True,
            description="Keys, foreign keys, enumerations, forms and positions, as the catalogue describes them.",
        )
        for name in STAGES[stage]
    ]

    @dg.multi_asset_check(name=f"check_{stage}", specs=specs)
    def check(workplace: Workplace) -> Iterator[dg.AssetCheckResult]:
        results = check_stage(workplace, stage)
        yield from (summarise(name, results[results["table_name"] == name]) for name in STAGES[stage])

    return check


def check_stage(workplace: Workplace, stage: str) -> pd.DataFrame:
    """Return the results for the frames of a stage; frames that this very checker has passed before are not checked again.

    Out: quality_result rows. The proof that the frames passed is kept for the warehouse asset, which asks for it.
    """
    places, checker, seen = workplace.places, fingerprints.of_checker(), frames_until(stage)
    known = staging.sealed_results(places, stage, seen, checker)
    if known is not None:
        return known
    results = run_checks(staging.load_all(places, seen))
    results = results[results["table_name"].isin(STAGES[stage])]
    staging.seal(places, stage, seen, checker, results, passed=not failing(results, BLOCKING))
    return results


def frames_until(stage: str) -> list[str]:
    """Return the frames of this stage and of those before it."""
    names = list(STAGES)
    return [frame for name in names[: names.index(stage) + 1] for frame in STAGES[name]]


def load_checked(workplace: Workplace) -> dict[str, pd.DataFrame]:
    """Return every frame that the warehouse is built from, quality_result too, or raise NotCheckedError."""
    places, checker = workplace.places, fingerprints.of_checker()
    results = [staging.checked_results(places, stage, frames_until(stage), checker) for stage in STAGES]
    frames = staging.load_all(places, frames_until(list(STAGES)[-1]))
    return {**frames, staging.RESULTS: pd.concat(results, ignore_index=True)}


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
