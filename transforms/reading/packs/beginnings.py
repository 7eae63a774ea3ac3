"""How the words begin that a regular expression can begin with.

Here: the first letters of all that a pattern may match, read off the pattern.  Not here: what the pattern is for.
An answer may hold too much, never too little: who asks wants to leave out what cannot match.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from transforms.reading.text.tokens import is_letter

# So many letters of a word are told; one with fewer may go on in any way, unless END stands behind them.
LENGTH = 4
END = " "
# Stands for any number.
NUMBER = "0"

_OFTEN = r"[?*+]|\{[\d,]+\}"
_OPENING = r"\((?:\?(?:[:=!]|<[=!]|P<\w+>))?"
_PIECE = re.compile(
    rf"(?P<open>{_OPENING})|(?P<bar>\|)|\)(?P<all>{_OFTEN})?|(?P<one>\\u\w{{4}}|\\.|\[(?:\\.|[^\]])*\]|.)(?P<often>{_OFTEN})?", re.S
)
# What matches a place and no letter.
_PLACES = ("(?=", "(?!", "(?<", r"\b", r"\B", "^", "$")


class _Atom(NamedTuple):
    """A letter, a class or a group of a pattern, and how often it stands."""

    text: str
    often: str = ""


_ANYTHING = _Atom(".")


def beginnings(pattern: str) -> frozenset[str]:
    """The first letters of every word that a match may begin with, NUMBER for a number; "" where that may be anything."""
    return frozenset(begun for atoms in _branches(pattern) for begun in _begin(atoms, ""))


def beginnings_of(word: str) -> tuple[str, ...]:
    """Which of its beginnings a pattern must have that is to match from this word or number on."""
    return ("", NUMBER) if word[0].isdecimal() else (*(word[:length] for length in range(LENGTH + 1)), word + END)


@lru_cache(maxsize=4096)
def _branches(pattern: str) -> tuple[tuple[_Atom, ...], ...]:
    """The alternatives of a pattern, each as its atoms."""
    found: list[list[_Atom]] = [[]]
    depth = start = 0
    for piece in _PIECE.finditer(pattern):
        if piece["open"]:
            start, depth = start if depth else piece.start(), depth + 1
        elif piece[0][0] == ")":
            depth -= 1
            if not depth:
                found[-1].append(_Atom(pattern[start : piece.start() + 1], piece["all"] or ""))
        elif not depth and piece["bar"]:
            found.append([])
        elif not depth:
            found[-1].append(_Atom(piece["one"], piece["often"] or ""))
    return tuple(map(tuple, found))


def _begin(atoms: tuple[_Atom, ...], known: str) -> Iterator[str]:
    """How a row of atoms can begin, behind the letters that are known."""
    if not atoms or len(known) == LENGTH:
        yield known
        return
    (text, often), rest = atoms[0], atoms[1:]
    nothing = text.startswith(_PLACES)
    if nothing or often.startswith(("?", "*", "{0", "{,")):
        yield from _begin(rest, known)
    if not nothing:
        yield from _taken(text, rest if often in ("", "?") else (_ANYTHING,), known)


def _taken(text: str, rest: tuple[_Atom, ...], known: str) -> Iterator[str]:
    """How a group, class or letter and what follows it can begin."""
    if text.startswith("("):
        for atoms in _branches(re.sub(rf"^{_OPENING}", "", text)[:-1]):
            yield from _begin(atoms + rest, known)
        return
    for letter in _letters(text):
        if not letter:
            yield known
        elif is_letter(letter):
            yield from _begin(rest, known + letter)
        elif known:
            yield known + END
        elif letter.isdecimal():
            yield NUMBER


def _letters(text: str) -> set[str]:
    """The letters of a class or of one that stands alone, "" for any; "0" are all digits."""
    if text.startswith("[^"):
        return {""}
    members = re.findall(r"\\u\w{4}|\\.|[^\\]-[^\\]|.", text[1:-1], re.S) if text[0] == "[" else [text]
    return set(map(_letter, members))


def _letter(member: str) -> str:
    """One letter of a range of digits or of what it is escaped as."""
    if member in (".", r"\w", r"\W", r"\S", r"\D") or member.startswith(r"\u"):
        return ""
    if len(member) == 3:
        return "0" if member[0].isdecimal() and member[2].isdecimal() else ""
    return {r"\d": "0", r"\s": " "}.get(member, member[-1])
