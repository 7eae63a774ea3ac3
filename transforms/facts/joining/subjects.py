"""Whether two subjects, as written, can be one: "double taxation" and "the avoidance of double taxation".

Here: comparing two written subjects. Not here: what follows from it.
"""

import re
import tomllib
import unicodedata
from functools import lru_cache

from transforms.facts import counting
from transforms.facts.reference import SEEDS
from transforms.reading.text.fold import folded

# Vowel signs are marks and no letters to Python: with them alone a Bengali word is whole.
_LETTER = r"(?:[^\W\d_]|[\u0980-\u09e3\u064b-\u065f])"
_WORD = re.compile(rf"{_LETTER}{{3,}}|\d+")
SHARE = 0.5
# Endings and clitics of the three languages are at the ends; what two forms of a word share is their beginning.
STEM = 5


@lru_cache(maxsize=16384)
def same_round(one: str | None, other: str | None) -> bool:
    """Whether nothing in the names of two rounds of talks says that they are two: the third is not the fourth."""
    if one is None or other is None or one == other:
        return True
    a, b = counting.ordinals_in(one), counting.ordinals_in(other)
    return not a or not b or bool(a & b)


@lru_cache(maxsize=16384)
def same_subject(one: str, other: str) -> bool:
    """Whether nothing in the two subjects says that they are two: more than half of what the shorter one is about is in the other.

    Words that any subject may have ("cooperation in the field of") are no part of it. Subjects in different scripts cannot be held
    against each other and so do not contradict.
    """
    a, b = _stems(one), _stems(other)
    if not a or not b or _script(one) != _script(other):
        return True
    fewer, more = sorted((a, b), key=len)
    return sum(any(_of_one_word(word, other) for other in more) for word in fewer) > SHARE * len(fewer)


def _of_one_word(one: str, other: str) -> bool:
    """Whether one is how the other begins: "tax" and "taxation"."""
    return one.startswith(other) or other.startswith(one)


@lru_cache(maxsize=16384)
def _stems(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(word[:STEM] for word in _WORD.findall(plain) if folded(word) not in _common())


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The words of all languages that name no subject, and the instruments themselves."""
    found: set[str] = set()
    for path in sorted((SEEDS / "languages").glob("*/language.toml")):
        found.update(tomllib.loads(path.read_text("utf-8")).get("no_subject", ()))
        instruments = tomllib.loads((path.parent / "words.toml").read_text("utf-8")).get("instrument", {})
        found.update(word for name, words in instruments.items() if name != "not" for word in words)
    return frozenset(folded(word) for word in found)


def _script(text: str) -> str:
    letter = next((c for c in text if c.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0]
