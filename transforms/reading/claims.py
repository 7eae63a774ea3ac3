"""The claim: what one passage says, with its place in the stored text, and the frame of claims.

Here: the record, its columns, its identity and its quote.  Not here: how a claim is found.
"""

import hashlib
import json
from dataclasses import dataclass, field, fields
from decimal import Decimal
from operator import attrgetter
from typing import Any

import pandas as pd

LONGEST_QUOTE = 300

COLUMNS = {
    "claim_id": "string",
    "document_id": "string",
    "claim_table": "string",
    "claim_type": "string",
    "subject_country": "string",
    "object_country": "string",
    "organization_id": "string",
    "via_country": "string",
    "holds": "boolean",
    "date_edtf": "string",
    "until_edtf": "string",
    "as_of_edtf": "string",
    "status": "string",
    "location_country": "string",
    "location_city": "string",
    "instrument": "string",
    "subject": "string",
    "level": "string",
    "value": "string",
    "currency": "string",
    "bound": "string",
    "restated_value": "string",
    "product_id": "string",
    "rank": "string",
    "persons": "string",
    "reason": "string",
    "char_start": "Int64",
    "char_end": "Int64",
    "quote": "string",
    "language": "string",
    "rule_id": "string",
    "confidence": "Float64",
}


@dataclass
class Claim:
    """What one passage says; empty slots are None.  Offsets are code points of the stored text, half-open."""

    claim_table: str
    claim_type: str
    char_start: int
    char_end: int
    rule_id: str
    confidence: float = 1.0
    subject_country: str | None = None
    object_country: str | None = None
    organization_id: str | None = None
    via_country: str | None = None
    holds: bool | None = None
    date_edtf: str | None = None
    until_edtf: str | None = None
    as_of_edtf: str | None = None
    status: str | None = None
    location_country: str | None = None
    location_city: str | None = None
    instrument: str | None = None
    subject: str | None = None
    level: str | None = None
    value: Decimal | None = None
    currency: str | None = None
    bound: str | None = None
    restated_value: Decimal | None = None
    product_id: str | None = None
    rank: str | None = None
    reason: str | None = None
    persons: list[dict[str, Any]] = field(default_factory=list)


_SLOTS = tuple(f.name for f in fields(Claim))
# What says how a claim was read, not what it says.
_MANNER = {"claim_id", "quote", "rule_id", "confidence", "language"}
_SAID = tuple(name for name in COLUMNS if name not in _MANNER)

_values = attrgetter(*_SLOTS)
_values_said = attrgetter(*(name for name in _SLOTS if name not in _MANNER))


def to_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as the claims frame; the same columns and types for no rows at all."""
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(COLUMNS)


def to_row(claim: Claim, document_id: str, language: str, stored: str) -> dict[str, Any]:
    """A claim as a row: money as exact strings, people as JSON, the quote cut from the stored text."""
    row: dict[str, Any] = dict(zip(_SLOTS, _values(claim), strict=True))
    for name in ("value", "restated_value"):
        row[name] = None if row[name] is None else plain(row[name])
    row["persons"] = json.dumps(claim.persons, ensure_ascii=False) if claim.persons else None
    row |= {"document_id": document_id, "language": language, "quote": stored[claim.char_start : claim.char_end]}
    row["claim_id"] = identity(row)
    return row


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def slots_of(claim: Claim) -> str:
    """What a claim says and where, without the rule that read it."""
    return "\x1f".join(map(str, _values_said(claim)))


def identity(row: dict[str, Any]) -> str:
    """A claim's id: a hash of its slots, its document and its place."""
    return "c" + hashlib.sha256("\x1f".join(map(str, map(row.get, _SAID))).encode()).hexdigest()[:16]


def in_short(claim: Claim) -> str:
    """A claim on one line, as rule examples and golden files write it: `visit CHL KEN 2009-05 head_of_state occurred`."""
    one, two = claim.subject_country, claim.object_country
    if claim.claim_table == "fact_event":
        slots = [claim.claim_type, one, two, claim.date_edtf, claim.level, claim.status]
    elif claim.claim_table == "fact_relation":
        slots = [claim.claim_type, one, two, "holds" if claim.holds else "not", claim.date_edtf, claim.organization_id, claim.via_country]
    elif claim.claim_table == "fact_trade":
        seller, buyer = (two, one) if claim.claim_type == "import" else (one, two)
        value = None if claim.value is None else plain(claim.value)
        slots = ["trade", claim.claim_type, seller, buyer, claim.date_edtf, value, claim.currency, claim.bound]
        slots += [claim.product_id] if claim.product_id else []
    else:
        slots = [claim.claim_type, one, two, claim.product_id]
    return " ".join("-" if s is None else s for s in slots)
