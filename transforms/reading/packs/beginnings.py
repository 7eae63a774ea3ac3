"""How the words begin that a regular expression can begin with, and the words behind them.

Here: the first letters of all that a pattern may match, read off the pattern.  Not here: what the pattern is for.
An answer may hold too much, never too little: who asks wants to leave out what cannot match.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from transforms.reading.text.tokens import is_letter

# So many signs are told, of a short word also the first ones of the word behind it ("the ye"); what is shorter may go on in any way.
LENGTH = 6
# Where a word or number ends.
END = " "
# Stands for any digit; of a number so many are told, by which a day is no year.
DIGIT = "0"
MOST_DIGITS = 3

_OFTEN = r"[?*+]|\{[\d,]+\}"
_OPENING = r"\((?:\?(?:[:=!]|<[=!]|P<\w+>))?"
_DIGITS = re.compile(r"\d+")
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
    """The first letters of all words that a match may begin with, digits as DIGIT; "" where that may be anything."""
    return frozenset(begun[:LENGTH] for atoms in _branches(pattern) for each in _grown(atoms, "") for begun in each)


def beginnings_of(word: str, behind: str = "") -> tuple[str, ...]:
    """Which of its beginnings a pattern must have that is to match from this word or number on, and the one behind it."""
    text = in_short(word, behind)
    return tuple(text[:length] for length in range(min(len(text), LENGTH) + 1))


def first_of(beginning: str) -> str:
    """A beginning without what it says of the word behind."""
    return beginning[: beginning.find(END) + 1] or beginning


def in_short(word: str, behind: str) -> str:
    """A word and how the one behind it begins, of numbers the first digits; a mark inside a number ("2.5") stands behind it."""
    begun, rest = _as_told(word)
    return begun + END + _as_told(rest[:1] or behind[:LENGTH])[0]


def _as_told(word: str) -> tuple[str, str]:
    """A word, or the first digits of a number; and what follows all its digits."""
    digits = _DIGITS.match(word)
    return (DIGIT * min(digits.end(), MOST_DIGITS), word[digits.end() :]) if digits else (word, "")


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
            found[-1] += _one_by_one(_Atom(piece["one"], piece["often"] or ""))
    return tuple(map(tuple, found))


def _one_by_one(atom: _Atom) -> list[_Atom]:
    """Digits in a row as so many atoms as are told of a number."""
    if atom.text != r"\d" or atom.often in ("", "?"):
        return [atom]
    least = "?" if atom.often.startswith(("*", "{0", "{,")) else ""
    return [_Atom(atom.text, least), *[_Atom(atom.text, "?")] * (MOST_DIGITS - 1)]


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
            # Of blanks in a row it is one sign that is told; behind anything else that may come again all may follow.
            (going if often in ("", "?") or text == r"\s" else told).update(taken.open)
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
    if is_letter(sign) and not known.endswith(DIGIT):
        return known + sign, False
    if sign == known[-1:] == DIGIT:
        return (known if known.endswith(DIGIT * MOST_DIGITS) else known + DIGIT), False
    ended = known if known.endswith(END) or not known else known + END
    if ended.count(END) > 1:
        return known, True  # of the word behind only the first letters are asked for, and not whether it ends
    if is_letter(sign) or sign == DIGIT:
        return ended + sign, False
    # A mark is a word of its own; none begins with one.
    return (ended, False) if sign == END else (ended + sign if ended else "", True)


def _signs(text: str) -> set[str]:
    """The letters of a class or of one that stands alone: DIGIT for all digits, END for white space, "" for anything."""
    if text.startswith("[^"):
        return {""}
    if text[0] != "[":
        return {_sign(text)}
    members = re.findall(r"\\u\w{4}|\\.|[^\\]-[^\\]|.", text[1:-1], re.S)
    return {member if member == "." else _sign(member) for member in members}


def _sign(member: str) -> str:
    """One letter of a range of digits or of what it is escaped as."""
    if member in (".", r"\w", r"\W", r"\S", r"\D") or member.startswith(r"\u"):
        return ""
    if len(member) == 3:
        return DIGIT if member[0].isdecimal() and member[2].isdecimal() else ""
    sign = {r"\d": DIGIT, r"\s": END}.get(member, member[-1])
    return DIGIT if sign.isdecimal() else sign
