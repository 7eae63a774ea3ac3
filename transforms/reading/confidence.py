"""How sure a claim is: the probability that a careful reader finds it too.

Here: what is added up for it.  Not here: the weights, which are measured and lie in `seeds/reference/confidence.toml`; a rule's own
confidence, which its author gives.
"""

import math
import tomllib
from functools import cache
from typing import Any

from transforms.reading.claims import Claim
from transforms.reading.packs.pack import SEEDS
from transforms.reading.text.fold import folded

# What parts the cells of a row.
CELL_MARKS = "|\t"


def judged(claim: Claim, stored: str) -> Claim:
    """The claim with its probability in place of its rule's confidence; reading issues stay as they are."""
    if claim.claim_table != "reading_issue":
        odds = sum(_for_and_against(claim, stored))
        claim.confidence = round(1 / (1 + math.exp(-odds)), 2)
    return claim


def _for_and_against(claim: Claim, stored: str) -> tuple[float, ...]:
    weights, table = _weights(), claim.claim_table
    return (
        weights["start"],
        weights["rule"] * (claim.confidence - 0.9),
        weights["hundred_letters"] * (claim.char_end - claim.char_start) / 100,
        weights["cells"] * any(mark in stored[claim.char_start : claim.char_end] for mark in CELL_MARKS),
        weights["table"][table],
        weights["type"].get(claim.claim_type, 0.0),
        weights[dating].get(table, 0.0) if (dating := _dating(claim, stored)) else 0.0,
    )


def _dating(claim: Claim, stored: str) -> str | None:
    if claim.date_edtf is None:
        return "undated"
    year, quote = claim.date_edtf[:4], stored[claim.char_start : claim.char_end]
    return None if year in quote or year in folded(quote) else "dated_elsewhere"


@cache
def _weights() -> dict[str, Any]:
    return tomllib.loads((SEEDS / "reference" / "confidence.toml").read_text(encoding="utf-8"))
