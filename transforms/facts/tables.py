"""The frames that the facts room hands out: their columns, in order, and their types.

Here: names and types, and a frame made from rows. Not here: what the columns mean (the warehouse's catalogue says it) and
how a row comes to be.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from transforms.edtf import add_bounds

MONEY = pd.ArrowDtype(pa.decimal128(24, 3))
TEXT, FLAG, COUNT, SHARE = "string", "boolean", "Int64", "Float64"

COLUMNS: dict[str, dict[str, Any]] = {
    "fact_relation": {
        "relation_id": TEXT, "relation_type": TEXT, "subject_country": TEXT, "object_country": TEXT,
        "organization_id": TEXT, "via_country": TEXT, "holds": FLAG, "since_edtf": TEXT, "until_edtf": TEXT,
        "as_of_edtf": TEXT, "confidence": SHARE, "document_count": COUNT, "in_conflict": FLAG,
    },
    "fact_event": {
        "event_id": TEXT, "event_type": TEXT, "source_country": TEXT, "target_country": TEXT, "organization_id": TEXT,
        "location_country": TEXT, "location_city": TEXT, "instrument": TEXT, "subject": TEXT, "level": TEXT,
        "date_edtf": TEXT, "status": TEXT, "title": TEXT, "confidence": SHARE, "document_count": COUNT,
        "in_conflict": FLAG,
    },
    "fact_trade": {
        "trade_id": TEXT, "reporter_country": TEXT, "partner_country": TEXT, "flow": TEXT, "exporter_country": TEXT,
        "importer_country": TEXT, "product_id": TEXT, "period_edtf": TEXT, "value": MONEY, "currency": TEXT,
        "bound": TEXT, "restated_value": MONEY, "is_suspect": FLAG, "suspect_reason": TEXT, "confidence": SHARE,
        "document_count": COUNT, "in_conflict": FLAG,
    },
    "fact_trade_product": {
        "trade_product_id": TEXT, "exporter_country": TEXT, "importer_country": TEXT, "product_id": TEXT, "rank": TEXT,
        "period_edtf": TEXT, "confidence": SHARE, "document_count": COUNT, "in_conflict": FLAG,
    },
    "evidence": {
        "evidence_id": TEXT, "fact_table": TEXT, "fact_id": TEXT, "document_id": TEXT, "char_start": COUNT,
        "char_end": COUNT, "quote": TEXT, "language": TEXT, "rule_id": TEXT, "confidence": SHARE,
    },
    "reading_issue": {
        "issue_id": TEXT, "document_id": TEXT, "char_start": COUNT, "char_end": COUNT, "quote": TEXT, "language": TEXT,
        "kind": TEXT, "reason": TEXT, "rule_id": TEXT,
    },
    "conflict": {
        "conflict_id": TEXT, "kind": TEXT, "country_a": TEXT, "country_b": TEXT, "fact_table": TEXT, "fact_id": TEXT,
        "other_fact_id": TEXT, "explanation": TEXT,
    },
    "dim_person": {"person_id": TEXT, "name": TEXT, "country_id": TEXT, "names": TEXT},
    "bridge_event_person": {"event_id": TEXT, "person_id": TEXT, "role": TEXT},
    "merge_log": {"fact_table": TEXT, "fact_id": TEXT, "merged_id": TEXT, "rule": TEXT, "explanation": TEXT},
    "correction_report": {
        "correction_id": TEXT, "action": TEXT, "status": TEXT, "claims": COUNT, "reason": TEXT, "decided_by": TEXT,
        "decided_on": TEXT, "explanation": TEXT, "passages": TEXT,
    },
    "fact_alias": {"fact_table": TEXT, "alias_id": TEXT, "fact_id": TEXT},
}  # fmt: skip

# Two frames that stay in this room. What somebody did: in which event, office and language, and in which year.
ACTS = {"event_id": TEXT, "name": TEXT, "country_id": TEXT, "role": TEXT, "language": TEXT, "year": COUNT}
# Claims that are no fact, as far as a reading issue is made of them.
LACKING = {
    "document_id": TEXT, "char_start": COUNT, "char_end": COUNT, "quote": TEXT, "language": TEXT, "claim_type": TEXT,
    "reason": TEXT, "rule_id": TEXT,
}  # fmt: skip
# The EDTF columns that get bounds beside them.
DATED = {
    "fact_relation": ("since", "until", "as_of"), "fact_event": ("date",), "fact_trade": ("period",),
    "fact_trade_product": ("period",),
}  # fmt: skip
ID_COLUMN = {name: next(iter(COLUMNS[name])) for name in ("fact_relation", "fact_event", "fact_trade", "fact_trade_product")}
# By what frames are sorted whose first column may come twice.
ORDER = {
    "conflict": ["conflict_id", "explanation"], "merge_log": ["fact_id", "merged_id", "rule", "explanation"],
    "bridge_event_person": ["event_id", "person_id", "role"], "acts": list(ACTS),
    "lacking": ["document_id", "char_start", "char_end", "claim_type", "reason", "rule_id"],
}  # fmt: skip
# So many rows are put into columns at once.
FULL = 20_000


class Rows:
    """Rows of one frame as they are found; what is complete lies in columns, which take a fraction of the space."""

    def __init__(self, name: str, columns: dict[str, Any] | None = None) -> None:
        self.name, self.columns = name, columns or COLUMNS[name]
        self._full: list[pd.DataFrame] = []
        self._open: list[Sequence[Any]] = []

    def extend(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take up rows, each in the order of the columns."""
        self._open.extend(rows)
        if len(self._open) >= FULL:
            self._full.append(self._closed())

    def frame(self) -> pd.DataFrame:
        """All rows in order, with the bounds of their dates; can be asked for once."""
        whole = pd.concat([*self._full, self._closed()], ignore_index=True)
        self._full = []
        ordered = add_bounds(whole.sort_values(ORDER.get(self.name, list(self.columns)[:1]), ignore_index=True), DATED.get(self.name, ()))
        del whole
        pa.default_memory_pool().release_unused()
        return ordered

    def _closed(self) -> pd.DataFrame:
        by_column = list(zip(*self._open, strict=True)) if self._open else [()] * len(self.columns)
        typed = zip(self.columns.items(), by_column, strict=True)
        self._open = []
        return pd.DataFrame({column: pd.array(list(values), dtype=dtype) for (column, dtype), values in typed})
