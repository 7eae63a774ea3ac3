"""How the live sources stand, as rows of the public table `source_standing`.

Belongs here: the frame. Does not belong here: what its columns mean (the catalogue), and how they stand (state).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from orchestration.sources.fetching import Told

COLUMNS = {
    "live_source": "str",
    "kind": "str",
    "publisher": "str",
    "language": "str",
    "every_hours": "float64",
    "standing": "str",
    "pages": "int64",
    "last_checked_at": "datetime64[us]",
    "last_good_at": "datetime64[us]",
    "last_changed_at": "datetime64[us]",
    "failures": "int64",
    "problem": "str",
}


def standing(told: Iterable[Told]) -> pd.DataFrame:
    """Return a row a source, with the columns of `source_standing`; times are UTC, to the second."""
    rows = pd.DataFrame([_row(each) for each in told], columns=list(COLUMNS))
    return rows.astype(COLUMNS).sort_values("live_source", ignore_index=True)


def _row(told: Told) -> dict[str, Any]:
    source, state = told.source, told.state
    return {
        "live_source": source.id,
        "kind": source.kind,
        "publisher": source.publisher,
        "language": source.language,
        "every_hours": source.every / timedelta(hours=1),
        "standing": str(told.standing),
        "pages": told.pages,
        "last_checked_at": _plain(state.tried_at),
        "last_good_at": _plain(state.good_at),
        "last_changed_at": _plain(told.changed_at),
        "failures": state.failures,
        "problem": state.error or state.note,
    }


def _plain(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None, microsecond=0) if moment else None
