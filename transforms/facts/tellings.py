"""What is joined: a statement with the passages that make it, and where passages stand.

Here: those two records. Not here: making them from the claims frame (`batches`), and joining.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

# What a claim says, as against where it says it, in the order of the fields of `Telling`. The last is no column of the
# claims frame: a person's correction may mark claims that belong together or apart.
SLOTS = (
    "claim_table", "claim_type", "subject_country", "object_country", "organization_id", "via_country", "holds",
    "date_edtf", "until_edtf", "status", "location_country", "location_city", "instrument", "subject", "level", "value",
    "currency", "bound", "restated_value", "product_id", "rank", "mark",
)  # fmt: skip
FACT_TABLES = ("fact_relation", "fact_event", "fact_trade", "fact_trade_product")


@dataclass(slots=True, eq=False)
class Telling:
    """One statement, and the rows of `Passages` that make it."""

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
    mark: str | None
    rows: list[int] = field(default_factory=list)
    apart: tuple[str | None, ...] = ()  # what tells it from others of its type
    count: str | None = None  # how many its passages tell of at once, where that is more than one
    office: str | None = None  # the offices of those who acted, where each is held by one person at a time
    number: str | None = None  # which of several occurrences in a document that nothing else tells apart

    def order(self) -> tuple[str, ...]:
        """A place among other tellings that depends on nothing but what is told."""
        slots = (
            self.type, self.a, self.b, self.date, self.level, self.location, self.city, self.instrument, self.subject,
            self.value, self.currency, self.bound, self.restated, self.rank, self.status, self.until, self.mark,
        )  # fmt: skip
        return tuple([slot or "" for slot in slots])


def telling_of(claim: Mapping[Any, Any]) -> Telling:
    """The statement of one claim, without its passage. In: the claim's slots as far as it has them."""
    slots: list[Any] = [claim.get(slot) for slot in SLOTS]
    return Telling(*slots)


def copy_of(telling: Telling, rows: list[int], number: str | None) -> Telling:
    """The same statement for some of its passages only."""
    return replace(telling, rows=rows, number=number)


@dataclass(slots=True)
class Passages:
    """Where claims stand, each field a list by row; `order` tells which document was first."""

    document: list[str]
    order: list[int]
    start: list[int]
    end: list[int]
    confidence: list[float]
    as_of: list[str | None]
    persons: list[str | None]
    language: list[str]
    rule: list[str]
    quote: Sequence[str]

    def first(self, rows: Sequence[int]) -> tuple[int, int, int]:
        """The place of the first of these passages: earliest document, then position."""
        return min((self.order[i], self.start[i], self.end[i]) for i in rows)
