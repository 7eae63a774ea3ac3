"""How sure a claim is: the probability that a careful reader finds it too.

Here: what is added up for it.  Not here: the weights, which are measured and lie in `seeds/reference/confidence.toml`; a rule's own
confidence, which its author gives.
"""

import math
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from transforms.reading.claims import Claim
from transforms.reading.packs.pack import SEEDS
from transforms.reading.text.fold import Folded

# What parts the cells of a row.
CELL_MARKS = "|\t"
# Where in the stored text a country is named, and which.
Named = tuple[int, str]


def judged(claims: Sequence[Claim], stored: str, text: Folded, named: Sequence[Named]) -> list[Claim]:
    """The claims of a text with their probabilities in place of their rules' confidences; reading issues stay as they are.

    `text`: the stored one folded; `named`: the countries that it names, in text order.
    """
    facts = [claim for claim in claims if claim.claim_table != "reading_issue"]
    main = Counter(map(_pair, facts)).most_common(1)
    for claim in facts:
        beside = {"other_pair": main[0][0] != _pair(claim), "third_country": _names_third(claim, named)}
        odds = sum(_for_and_against(claim, stored, text)) + sum(_weights()[name] for name, stands in beside.items() if stands)
        claim.confidence = round(1 / (1 + math.exp(-odds)), 2)
    return list(claims)


def _pair(claim: Claim) -> frozenset[str | None]:
    return frozenset((claim.subject_country, claim.object_country))


def _names_third(claim: Claim, named: Sequence[Named]) -> bool:
    """The passage names a country that is none of the claim's."""
    first, last = (bisect_left(named, (place, "")) for place in (claim.char_start, claim.char_end))
    return any(country not in (claim.subject_country, claim.object_country) for _, country in named[first:last])


def _for_and_against(claim: Claim, stored: str, text: Folded) -> tuple[float, ...]:
    """What the claim itself and its passage say."""
    weights, table = _weights(), claim.claim_table
    return (
        weights["start"],
        weights["rule"] * (claim.confidence - 0.9),
        weights["hundred_letters"] * (claim.char_end - claim.char_start) / 100,
        weights["cells"] * any(mark in stored[claim.char_start : claim.char_end] for mark in CELL_MARKS),
        weights["table"][table],
        weights["type"].get(claim.claim_type, 0.0),
        weights[dating].get(table, 0.0) if (dating := _dating(claim, text)) else 0.0,
    )


def _dating(claim: Claim, text: Folded) -> str | None:
    if claim.date_edtf is None:
        return "undated"
    return None if claim.date_edtf[:4] in text.of(claim.char_start, claim.char_end) else "dated_elsewhere"


@cache
def _weights() -> dict[str, Any]:
    return tomllib.loads((SEEDS / "reference" / "confidence.toml").read_text(encoding="utf-8"))
