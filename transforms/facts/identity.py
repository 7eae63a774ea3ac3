"""The identifiers of facts, passages and contradictions: hashes of what a thing says, never of a run, row or machine.

Here: the hashing. Not here: which slots make up a thing's identity; the rooms that build it decide that.
"""

from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc

LETTERS = {"fact_relation": "r", "fact_event": "e", "fact_trade": "t", "fact_trade_product": "g", "dim_person": "p"}
_BETWEEN = "\x1f"


def identify(letter: str, *parts: object) -> str:
    """The letter and 16 hex digits of a hash over the parts; None is a part of its own, unlike an empty string."""
    text = _BETWEEN.join(["\x00" if part is None else str(part) for part in parts])
    return letter + sha256(text.encode()).hexdigest()[:16]


def identify_rows(letter: str, *columns: pa.Array) -> list[str]:
    """What `identify` makes of each row of columns in which nothing is missing."""
    text = [column.cast(pa.large_string()) for column in columns]
    told = pc.binary_join_element_wise(*text, pa.scalar(_BETWEEN, pa.large_string())).cast(pa.large_binary())
    return [letter + sha256(row).hexdigest()[:16] for row in told.to_pylist()]
