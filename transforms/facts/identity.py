"""The identifiers of facts, passages and contradictions: hashes of what a thing says, never of a run, row or machine.

Here: the hashing. Not here: which slots make up a thing's identity; the rooms that build it decide that.
"""

from hashlib import sha256

LETTERS = {"fact_relation": "r", "fact_event": "e", "fact_trade": "t", "fact_trade_product": "g", "dim_person": "p"}
_BETWEEN = "\x1f"


def identify(letter: str, *parts: object) -> str:
    """The letter and 16 hex digits of a hash over the parts; None is a part of its own, unlike an empty string."""
    text = _BETWEEN.join(["\x00" if part is None else str(part) for part in parts])
    return letter + sha256(text.encode()).hexdigest()[:16]
