"""How the words begin that a regular expression can begin with, and the words behind them.

Here: the first letters of all that a pattern may match, read off the pattern.  Not here: what the pattern is for.
An answer may hold too much, never too little: who asks wants to leave out what cannot match.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from transforms.reading.text.tokens import is_letter

# So many letters are told, of a short word also the first ones of the word behind it ("the ye"); what is shorter may go on in any way.
LENGTH = 6
# Where a word or number ends.
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


class _Begun(NamedTuple):
    """What has been told of beginnings: those that may go on with what comes next, and those of which no more can be told."""

    open: frozenset[str]
    told: frozenset[str]


def beginnings(pattern: str) -> frozenset[str]:
    """The first letters of all words that a match may begin with, NUMBER for a number; "" where that may be anything."""
    return frozenset(begun[:LENGTH] for atoms in _branches(pattern) for each in _grown(atoms, "") for begun in each)


def beginnings_of(word: str, behind: str = "") -> tuple[str, ...]:
    """Which of its beginnings a pattern must have that is to match from this word or number on, and the one behind it."""
    text = in_short(word) + END + in_short(behind)
    return tuple(text[:length] for length in range(min(len(text), LENGTH) + 1))


def first_of(beginning: str) -> str:
    """A beginning without what it says of the word behind."""
    return beginning[: beginning.find(END) + 1] or beginning


def in_short(word: str) -> str:
    """A word, or NUMBER for any number."""
    return NUMBER if word[:1].isdecimal() else word


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


def _grown(atoms: Iterable[_Atom], known: str) -> _Begun:
    """How a row of atoms can begin, behind the letters that are known; what begins alike is followed once."""
    going, told = {known}, set[str]()
    for text, often in atoms:
        short = {begun for begun in going if len(begun) < LENGTH}
        told |= going - short
        if not short:
            return _Begun(frozenset(), frozenset(told))
        nothing = text.startswith(_PLACES)
        going = set(short) if nothing or often.startswith(("?", "*", "{0", "{,")) else set()
        for taken in () if nothing else (_taken(text, begun) for begun in short):
            told |= taken.told
            # Of digits and of blanks in a row it is one sign that is told; behind anything else that may come again all may follow.
            (going if often in ("", "?") or text in (r"\d", r"\s") else told).update(taken.open)
    return _Begun(frozenset(going), frozenset(told))


@lru_cache(maxsize=4096)
def _taken(text: str, known: str) -> _Begun:
    """How a group, class or letter can begin behind the letters that are known."""
    if text.startswith("("):
        inside = [_grown(atoms, known) for atoms in _branches(re.sub(rf"^{_OPENING}", "", text)[:-1])]
        return _Begun(frozenset().union(*(each.open for each in inside)), frozenset().union(*(each.told for each in inside)))
    further = [(*_gone_on(known, sign), sign) for sign in _signs(text)]
    ends = [(more, is_all) for more, is_all, sign in further if more or not sign]
    return _Begun(frozenset(more for more, is_all in ends if not is_all), frozenset(more for more, is_all in ends if is_all))


def _gone_on(known: str, sign: str) -> tuple[str, bool]:
    """The known letters with one more sign, and whether that is all that can be told; ("", …) where no word begins so."""
    if not sign:
        return known, True
    if is_letter(sign) and not known.endswith(NUMBER):
        return known + sign, False
    if sign == NUMBER and known.endswith(NUMBER):
        return known, False
    ended = known if known.endswith(END) or not known else known + END
    if ended.count(END) > 1:
        return known, True  # of the word behind only the first letters are asked for, and not whether it ends
    if is_letter(sign) or sign == NUMBER:
        return ended + sign, False
    # A mark may be a part of a number, and a word of its own behind a word.
    return (ended, False) if sign == END else (known if known.endswith(NUMBER) else ended, True)


def _signs(text: str) -> set[str]:
    """The letters of a class or of one that stands alone: NUMBER for all digits, END for white space, "" for anything."""
    if text.startswith("[^"):
        return {""}
    members = re.findall(r"\\u\w{4}|\\.|[^\\]-[^\\]|.", text[1:-1], re.S) if text[0] == "[" else [text]
    return set(map(_sign, members))


def _sign(member: str) -> str:
    """One letter of a range of digits or of what it is escaped as."""
    if member in (".", r"\w", r"\W", r"\S", r"\D") or member.startswith(r"\u"):
        return ""
    if len(member) == 3:
        return NUMBER if member[0].isdecimal() and member[2].isdecimal() else ""
    sign = {r"\d": NUMBER, r"\s": END}.get(member, member[-1])
    return NUMBER if sign.isdecimal() else sign
