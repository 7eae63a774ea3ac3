"""The number of a monarch: Abdullah II, "الحسن الثاني", "দ্বিতীয় এলিজাবেথ".

Here: telling that number from the words of a name. Not here: what else an ordinal counts (`counting`).
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from transforms.facts import counting

# Marks belong to the letter before them; \w does not hold them in Bengali and Arabic.
_MARKED = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0981-\u0983\u09bc-\u09d7'’ʼ])+\.?")
# The first word is the name: Xi is no eleventh. A single letter counts where the name ends with it, else it is an initial.
_ROMAN = re.compile(r"[IVX]{2,5}")
_ROMAN_LETTER = re.compile(r"[IVX]")
_VALUES = {"I": 1, "V": 5, "X": 10}


class Numbered(NamedTuple):
    """The words of a name as written, without its number, and the number."""

    words: tuple[str, ...]
    number: int | None


@lru_cache(maxsize=16384)
def numbered(name: str) -> Numbered:
    """The words and the number of a name; a name of a number alone is a name."""
    words = written_words(name.replace("ـ", ""))
    for at in range(len(words)):
        for length in (2, 1):
            number = _number(words, at, length)
            rest = words[:at] + words[at + length :]
            if number is not None and rest:
                return Numbered(rest, number)
    return Numbered(words, None)


def written_words(name: str) -> tuple[str, ...]:
    """The words of a name as written, with what is marked on their letters."""
    return tuple(_MARKED.findall(unicodedata.normalize("NFC", name)))


def number_of(name: str) -> int | None:
    """The number that a name is told with."""
    return numbered(name).number


def _number(words: tuple[str, ...], at: int, length: int) -> int | None:
    told = words[at : at + length]
    if len(told) < length:
        return None
    roman = _ROMAN.fullmatch(told[0]) or (at + 1 == len(words) and _ROMAN_LETTER.fullmatch(told[0]))
    if at and length == 1 and roman:
        return _roman(told[0])
    return counting.ordinal(" ".join(told))


def _roman(numeral: str) -> int:
    """XIV is 14: what stands before something larger is taken off."""
    values = [_VALUES[letter] for letter in numeral]
    return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))
