"""Claims made ready for joining: those that count, and the same statement from several passages as one telling.

Here: which claims count, their columns as plain lists, and the grouping of claims with equal slots. Not here: joining
tellings that differ.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from transforms import edtf

# What a claim says, as against where it says it.
SLOTS = (
    "claim_table", "claim_type", "subject_country", "object_country", "organization_id", "via_country", "holds",
    "date_edtf", "until_edtf", "status", "location_country", "location_city", "instrument", "subject", "level", "value",
    "currency", "bound", "restated_value", "product_id", "rank",
)  # fmt: skip
FACT_TABLES = ("fact_relation", "fact_event", "fact_trade", "fact_trade_product")
LATEST = "9999-12-31"


@dataclass(slots=True, eq=False)
class Telling:
    """One statement, and the rows of the claims frame that make it."""

    table: str
    type: str
    a: str | None
    b: str | None
    organization: str | None
    via: str | None
    holds: bool | None
    date: str | None
    until: str | None
    status: str | None
    location: str | None
    city: str | None
    instrument: str | None
    subject: str | None
    level: str | None
    value: str | None
    currency: str | None
    bound: str | None
    restated: str | None
    product: str | None
    rank: str | None
    rows: list[int] = field(default_factory=list)
    number: str | None = None  # which of several occurrences in a document that nothing else tells apart


def copy_of(telling: Telling, rows: list[int], number: str) -> Telling:
    """The same statement for some of its passages only."""
    return replace(telling, rows=rows, number=number)


@dataclass(slots=True)
class Passages:
    """Where claims stand: columns of the claims frame as lists, by row; `order` tells which document was first."""

    claim_id: list[str]
    document: list[str]
    start: list[int]
    end: list[int]
    confidence: list[float]
    as_of: list[str | None]
    persons: list[str | None]
    language: list[str]
    order: list[int]

    def first(self, rows: Sequence[int]) -> tuple[int, int, int]:
        """The place of the first of these passages: earliest document, then position."""
        return min((self.order[i], self.start[i], self.end[i]) for i in rows)


def counted(claims: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The claims of documents that are loaded and current, with `document_order` and `published`, row by row.

    Documents are ordered by the earliest day of their publication (unknown: last), then by identifier.
    """
    current = documents[documents["is_current"].astype("boolean").fillna(False) & (documents["status"] == "loaded")]
    known = pd.DataFrame({"document_id": current["document_id"].astype("string"), "published": current["published_edtf"]})
    known["day"] = [_day(date) for date in known["published"]]
    known = known.sort_values(["day", "document_id"]).drop_duplicates("document_id", ignore_index=True)
    known["document_order"] = range(len(known))
    return claims.merge(known.drop(columns="day"), on="document_id", how="inner")


def _day(date: Any) -> str:
    start = None if pd.isna(date) else edtf.bounds(str(date)).start
    return LATEST if start is None else start.isoformat()


def passages(claims: pd.DataFrame) -> Passages:
    """The columns of `claims` that say where and how surely it stands."""
    own, printed = _listed(claims, "as_of_edtf"), _listed(claims, "published")
    return Passages(
        claim_id=_listed(claims, "claim_id"),
        document=_listed(claims, "document_id"),
        start=_listed(claims, "char_start"),
        end=_listed(claims, "char_end"),
        confidence=_listed(claims, "confidence"),
        persons=_listed(claims, "persons"),
        language=_listed(claims, "language"),
        as_of=[one or other for one, other in zip(own, printed, strict=True)],
        order=_listed(claims, "document_order"),
    )


def tellings(claims: pd.DataFrame) -> list[Telling]:
    """Claims with equal slots put together, in the order of their slots."""
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row, slots in enumerate(zip(*(_listed(claims, name) for name in SLOTS), strict=True)):
        found[slots].append(row)
    told = [Telling(*slots) for slots in sorted(found, key=_order)]
    for telling, slots in zip(told, sorted(found, key=_order), strict=True):
        telling.rows.extend(found[slots])
    return told


def dyads(claims: pd.DataFrame, size: int) -> Iterator[pd.DataFrame]:
    """Cut the claims into parts of about `size` rows in which every pair of countries is whole."""
    one, other = claims["subject_country"].fillna(""), claims["object_country"].fillna("")
    first = one.where(one <= other, other)
    pair = first.str.cat(one.where(one > other, other))
    ordered = claims.assign(_pair=pair).sort_values(["_pair", "claim_id"], ignore_index=True)
    ends = (ordered.index[ordered["_pair"].ne(ordered["_pair"].shift(-1)).fillna(True)] + 1).tolist()
    begin = 0
    for following in ends:
        if following - begin >= size or following == len(ordered):
            yield ordered.iloc[begin:following].drop(columns="_pair").reset_index(drop=True)
            begin = following


def _order(slots: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple("" if slot is None else str(slot) for slot in slots)


def _listed(frame: pd.DataFrame, column: str) -> list[Any]:
    values: list[Any] = frame[column].astype(object).where(frame[column].notna(), None).tolist()
    return values
