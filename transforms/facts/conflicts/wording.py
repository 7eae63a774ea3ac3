"""The words by which a language compares figures, made into patterns.

Here: reading `seeds/languages/<language>/comparisons.toml`, and patterns of lists of words and of templates such as
"from {from} to {to}". Not here: what a sentence says with them (`comparisons`, `ratios`).
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from transforms.facts.reference import SEEDS
from transforms.reading.text.fold import folded

YEAR = r"(?<!\d)(?:1[89]|20)\d\d(?!\d)"
_PLACES = re.compile(r"\{(from|to)\}")


@lru_cache(maxsize=16)
def comparing_words(language: str) -> Mapping[str, Any]:
    """The words of a language; nothing where it has no such file."""
    path = SEEDS / "languages" / language / "comparisons.toml"
    return tomllib.loads(path.read_text("utf-8")) if language and path.exists() else {}


def any_of(words: Sequence[str]) -> str:
    """A pattern of words by their beginnings, the longest first."""
    return r"(?<!\w)(?:" + "|".join(re.escape(folded(word)) for word in sorted(words, key=len, reverse=True)) + ")"


class Gaps(NamedTuple):
    """What may stand at the words beside a number and between two: of these pieces so many."""

    piece: str
    near: int
    between: int


def templated(template: str, number: str, gaps: Gaps) -> str:
    """A pattern of "from {from} to {to}". Beside a number no word of the template stands again: "from Peru it came to 9 million"."""
    before, first, middle, second, behind = _PLACES.split(template)
    own = "|".join(_literal(words) + r"(?!\w)" for words in (before, middle, behind) if words.strip())
    near = f"(?:(?!{own}){gaps.piece}){{0,{gaps.near}}}?"
    opening = _literal(before) + near if before.strip() else ""
    closing = near + _literal(behind) if behind.strip() else ""
    between = f"(?:{gaps.piece}){{0,{gaps.between}}}?"
    return f"{opening}(?P<{first}>{number}){between}{_literal(middle)}{near}(?P<{second}>{number}){closing}"


def _literal(words: str) -> str:
    return r"(?<!\w)" + r"\W+".join(re.escape(folded(word)) for word in words.split())
