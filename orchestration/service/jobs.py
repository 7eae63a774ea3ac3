"""The job, its daily schedule and the sensor that watches what a run reads.

Belongs here: when the pipeline runs. Does not belong here: what it does.
"""

import time

import dagster as dg

from orchestration.places import SCHEDULE_VARIABLE, SEEDS, chosen_folders
from orchestration.service.settings import chosen
from orchestration.service.watch import list_folders
from transforms.documents import SETTLING_SECONDS

JOB_NAME = "refresh"

refresh = dg.define_asset_job(
    JOB_NAME,
    # The lists' checks belong to an asset that no step makes; they have to be named to be run.
    selection=dg.AssetSelection.all() | dg.AssetSelection.all_asset_checks(),
    description="Read every document, check what was found, build the warehouse and publish a release.",
)

daily_refresh = dg.ScheduleDefinition(
    name="daily_refresh",
    job=refresh,
    cron_schedule=chosen().refresh.schedule,
    execution_timezone=chosen().refresh.timezone,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=f"Refreshes when seeds/service.toml says, or the cron line in {SCHEDULE_VARIABLE}; as shipped every day at four (UTC).",
)


@dg.sensor(
    name="seeds_changed",
    job=refresh,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Refreshes when a document, a language pack, a reference list or a correction was added, changed or removed.",
)
def seeds_changed(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Ask for a run when the listing of the watched folders differs from the one at the last run asked for."""
    listing = list_folders([*chosen_folders(), SEEDS])
    if listing.fingerprint == context.cursor:
        return dg.SkipReason(f"none of {listing.files} files changed")
    if 0 <= time.time() - listing.newest < SETTLING_SECONDS:
        return dg.SkipReason("a file was changed this very moment; it may not be complete yet")
    request = dg.RunRequest(tags={"dyadic/seeds": listing.fingerprint})
    return dg.SensorResult(run_requests=[request], cursor=listing.fingerprint)
