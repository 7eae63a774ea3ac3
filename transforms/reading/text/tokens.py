"""Tokens of a folded text: words, numbers and marks.

Not here: where sentences and lines begin and end (`sentences`, `lines`), nor what any word means.
"""

import re
from typing import NamedTuple

# `\w` leaves out vowel signs (categories Mc, Mn) of Bengali and its neighbours, so they are named; the danda is no letter.
# A word ends before a digit: in many scripts a conjunction or preposition is written in one with the number behind it.
_SIGNS = r"[\u0900-\u0963\u0970-\u0dff\u0e00-\u0eff]"
_LETTERS = rf"[^\W\d_](?:[^\W\d]+|{_SIGNS})*"
_TOKEN = re.compile(rf"(?P<number>\d+(?:[.,]\d+)*)|(?P<genitive>'s\b)|(?P<word>{_LETTERS})|(?P<mark>[^\w\s])")
_LETTER = re.compile(rf"[^\W\d]|{_SIGNS}")


def is_letter(character: str) -> bool:
    """The character goes on a word."""
    return _LETTER.match(character) is not None


class Token(NamedTuple):
    """A word, number or mark with its half-open place in the folded text."""

    text: str
    start: int
    end: int
    kind: str


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Tokens of `text[start:end]`, in order."""
    stop = len(text) if end is None else end
    return [Token(m[0], m.start(), m.end(), m.lastgroup or "mark") for m in _TOKEN.finditer(text, start, stop)]
