"""How a source stands: when it was asked, whether that went well, and when it is due again.

Belongs here: what follows from such a record and the clock. Does not belong here: keeping it (shelf).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

MOST_FAILURES_COUNTED = 20


class Standing(StrEnum):
    """What people are told of a source."""

    NEW = "new"  # on, and never fetched well
    FRESH = "fresh"
    STALE = "stale"  # what is kept of it is its last good version, and that is getting old


@dataclass(frozen=True)
class State:
    """The record of one source; times are UTC. `asked` is what was asked then, `note` what a person should know although it went well."""

    tried_at: datetime | None = None
    good_at: datetime | None = None
    not_before: datetime | None = None
    asked: str = ""
    failures: int = 0
    error: str | None = None
    note: str | None = None

    def succeeded(self, now: datetime, asked: str, note: str | None) -> "State":
        """The record after all that is followed was seen."""
        return State(tried_at=now, good_at=now, asked=asked, note=note)

    def failed(self, now: datetime, asked: str, error: str, retry_after: float | None) -> "State":
        """The record after a failure; the last good time stays."""
        later = now + timedelta(seconds=retry_after) if retry_after else None
        return replace(self, tried_at=now, asked=asked, failures=self.failures + 1, error=error, not_before=later)

    def is_due(self, now: datetime, asked: str, every: timedelta, after_failure: timedelta) -> bool:
        """Whether it is time to ask this again; after a failure sooner than usual, and later with each further one."""
        if self.tried_at is None or self.tried_at > now or self.asked != asked:
            return True
        if self.not_before is not None and now < self.not_before:
            return False
        if self.failures:
            wait = min(every, after_failure * float(2 ** min(self.failures - 1, MOST_FAILURES_COUNTED)))
            return now >= self.tried_at + wait
        # A little early is in time: a daily run starts each day some seconds later than the one before had ended.
        return now >= self.tried_at + every - min(every / 10, timedelta(hours=1))

    def standing(self, now: datetime, every: timedelta) -> Standing:
        """Stale: the last try failed, or nobody has tried for twice the time."""
        if self.good_at is None:
            return Standing.NEW
        return Standing.STALE if self.failures or now > self.good_at + 2 * every else Standing.FRESH
