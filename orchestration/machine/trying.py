"""Trying again what may pass by itself: a database that somebody holds, a disk or a network folder that hiccups.

Belongs here: which errors may pass, and how long is waited. Does not belong here: what is tried; fetching from live sources has
its own retries (sources.web), and a run whose process died is started anew by the daemon (dagster.yaml).
What does not pass fails at once: a check that failed, a full disk, a mistake of ours.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
import duckdb

from orchestration.service.settings import chosen

PASSING = {
    errno.EAGAIN,
    errno.EBUSY,
    errno.EINTR,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOLCK,
    errno.ENOMEM,
    errno.ESTALE,
    errno.ETIMEDOUT,
}
HELD_BY_ANOTHER = "Could not set lock"


@contextmanager
def trying_again(context: dg.AssetExecutionContext) -> Iterator[None]:
    """Have the step tried again, after waits that double, where what ends it may pass."""
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        if not may_pass(error):
            raise
        refresh = chosen().refresh
        wait = refresh.first_wait_seconds * 2**context.retry_number
        context.log.warning(f"{error}: may pass, so it is tried {refresh.tries} times in all; the next time in {wait:.0f} s")
        raise dg.RetryRequested(max_retries=refresh.tries - 1, seconds_to_wait=wait) from error


def may_pass(error: OSError | duckdb.IOException) -> bool:
    """Say whether the same might work in a while."""
    if isinstance(error, OSError):
        return error.errno in PASSING
    return HELD_BY_ANOTHER in str(error)
