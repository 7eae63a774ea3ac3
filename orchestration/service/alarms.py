"""What somebody has to be told of, and whether it was told already.

Belongs here: when data and sources are too old, the words for it, and the memory of what was told. Does not belong here:
telling it (alerts), and Dagster.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from orchestration.sources.fetching import Told
from orchestration.sources.state import Standing

STALE, FRESH_AGAIN, RUN_FAILED = "stale", "fresh_again", "run_failed"
# What an alert may be about; a single source is named behind the last.
DATA, LIST, SOURCE = "data", "list of sources", "source "


@dataclass(frozen=True)
class Alert:
    """What is told: of which kind it is, and a line for people."""

    kind: str
    text: str


@dataclass(frozen=True)
class Memory:
    """Since when it is looked, and what was told when; `told` is by what it was about."""

    since: datetime
    told: Mapping[str, datetime] = field(default_factory=dict)

    @staticmethod
    def read(text: str | None, now: datetime) -> "Memory":
        """What was written; a fresh memory where nothing was, or nothing that can be read."""
        try:
            known = json.loads(text or "")
            told = {str(about): datetime.fromisoformat(when) for about, when in known["told"].items()}
            return Memory(datetime.fromisoformat(known["since"]), told)
        except (ValueError, TypeError, KeyError, AttributeError):
            return Memory(now)

    def write(self) -> str:
        """The memory as a text that stays the same where nothing is new."""
        told = {about: when.isoformat() for about, when in sorted(self.told.items())}
        return json.dumps({"since": self.since.isoformat(), "told": told})


def stale(
    now: datetime,
    last_good: datetime | None,
    since: datetime,
    longest: timedelta,
    sources: Iterable[Told],
    unreadable: str | None = None,
) -> dict[str, str]:
    """What is too old, by what it is about: the data, and each live source that failed or that nobody has asked for long.

    Where no refresh has ever ended well, the time counts from when it was first looked. `unreadable` says what is wrong with
    the file of sources: as long as that is so, none of them is asked.
    """
    found = {f"{SOURCE}{each.source.id}": _words(each) for each in sources if _is_amiss(each)}
    if unreadable:
        found[LIST] = f"no live source can be followed: {unreadable}"
    if now - (last_good or since) > longest:
        ended = f"the last one ended {last_good:%Y-%m-%d %H:%M} UTC" if last_good else "none ever has"
        found[DATA] = f"the data are stale: no refresh has ended well for {_span(longest)}; {ended}"
    return found


def _is_amiss(told: Told) -> bool:
    """A source that was just turned on is asked by the next refresh: that is no reason to alert anybody."""
    return told.standing == Standing.STALE or (told.standing == Standing.NEW and told.state.failures > 0)


def _words(told: Told) -> str:
    good = told.state.good_at
    since = f"last fetched well {good:%Y-%m-%d %H:%M} UTC" if good else "never fetched well"
    return f"the source {told.source.id} is stale: {since}; {told.state.error or 'nobody has asked for long'}"


def _span(longest: timedelta) -> str:
    hours = longest.total_seconds() / 3600
    return f"{hours:.0f} hours" if hours >= 1 else f"{longest.total_seconds() / 60:.0f} minutes"


def news(found: Mapping[str, str], memory: Memory, now: datetime, remind_after: timedelta) -> tuple[list[Alert], Memory]:
    """What is to be told now of all that is stale, and the memory of it: what is new, what still holds after long, what is over."""
    # Where the list cannot be read, nothing is known of the sources: what was told of them is neither over nor told again.
    unknown = {about for about in memory.told if LIST in found and about.startswith(SOURCE)}
    due = {about for about in found if about not in memory.told or now - memory.told[about] >= remind_after}
    over = sorted(set(memory.told) - set(found) - unknown)
    alerts = [Alert(STALE, found[about]) for about in sorted(due)]
    alerts += [Alert(FRESH_AGAIN, f"the {about}: no longer stale") for about in over]
    return alerts, Memory(memory.since, {about: now if about in due else memory.told[about] for about in {*found, *unknown}})


def failed_run(job: str, run_id: str, reason: str, is_tried_again: bool) -> Alert:
    """A run that failed, in one line."""
    again = "; it is tried again" if is_tried_again else "; nothing was published, the last release stands"
    return Alert(RUN_FAILED, f"run {run_id[:8]} of {job} failed: {reason}{again}")
