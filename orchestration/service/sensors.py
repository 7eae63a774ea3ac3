"""The sensors that look after the pipeline: one for runs that failed, one for data and sources that are stale.

Belongs here: what of Dagster's records they look at, and when. Does not belong here: what is worth an alert (alarms), and
where it goes (alerts). The sensor that asks for runs stands beside the job (jobs).
"""

from datetime import UTC, datetime

import dagster as dg

from orchestration.machine.progress import first_line, own
from orchestration.places import DataFolder, chosen_data, chosen_sources
from orchestration.service import alarms, alerts
from orchestration.service.jobs import JOB_NAME
from orchestration.service.settings import chosen
from orchestration.sources.fetching import Told, look
from orchestration.sources.registry import SourcesError, load

LOOK_FOR_FAILURES_SECONDS = 30
# As they were when this process began: whoever breaks the file meanwhile is told so by the runs that fail.
SETTINGS = chosen()
# Dagster's own mark of a failed run that its daemon is about to start anew.
TRIED_AGAIN = "dagster/will_retry"


@dg.run_failure_sensor(
    name="run_failed",
    minimum_interval_seconds=LOOK_FOR_FAILURES_SECONDS,
    # Runs of `make refresh` too, whose records name no code location.
    monitor_all_code_locations=True,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells of every run that failed: in DATA/logs/alerts.log, and to the webhook of the settings.",
)
def run_failed(context: dg.RunFailureSensorContext) -> None:
    """Tell which run failed, at what, and why."""
    run = context.dagster_run
    alert = alarms.failed_run(run.job_name, run.run_id, why_failed(context), run.tags.get(TRIED_AGAIN) == "true")
    alerts.tell(alert, DataFolder(chosen_data()), SETTINGS.alerts, context.log.error)


def why_failed(context: dg.RunFailureSensorContext) -> str:
    """The first step that failed, with the check that made it fail or the first line of its error; or what the run says itself."""
    steps = context.get_step_failure_events()
    if not steps:
        return first_line(context.failure_event.message)
    logged = context.instance.all_logs(context.dagster_run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    checks = [entry.dagster_event.asset_check_evaluation_data for entry in logged if entry.dagster_event]
    failed = [each for each in checks if not each.passed and each.severity == dg.AssetCheckSeverity.ERROR]
    reason = failed[0].description or failed[0].check_name if failed else first_line(own(steps[0].event_specific_data.error))
    return f"{steps[0].step_key}: {reason}"


@dg.sensor(
    name="data_stale",
    minimum_interval_seconds=SETTINGS.alerts.look_every_seconds,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells of data that no refresh has renewed for long and of live sources that are stale, once and after a while again.",
)
def data_stale(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Tell what has become stale since the last look, or still is after long, or is no more."""
    now, data = datetime.now(UTC), DataFolder(chosen_data())
    memory = alarms.Memory.read(context.cursor, now)
    found = alarms.stale(now, last_good(context.instance), memory.since, SETTINGS.freshness.fail_after, *_sources(data, now))
    told, after = alarms.news(found, memory, now, SETTINGS.alerts.remind_after)
    # Where the webhook cannot be reached, all is told again at the next look; `all` stops at the first that does not get there.
    arrived = all(alerts.tell(alert, data, SETTINGS.alerts, context.log.warning) for alert in told)
    context.update_cursor((after if arrived else memory).write())
    return dg.SkipReason("; ".join(found.values()) or "nothing is stale")


def _sources(data: DataFolder, now: datetime) -> tuple[list[Told], str | None]:
    """How the live sources stand, or what is wrong with the file of them."""
    try:
        return look(load(chosen_sources()), data, now), None
    except SourcesError as error:
        return [], str(error)


def last_good(instance: dg.DagsterInstance) -> datetime | None:
    """When the newest refresh that ended well did so."""
    records = instance.get_run_records(dg.RunsFilter(job_name=JOB_NAME, statuses=[dg.DagsterRunStatus.SUCCESS]), limit=1)
    ended = [record.end_time for record in records if record.end_time]
    return datetime.fromtimestamp(ended[0], UTC) if ended else None
