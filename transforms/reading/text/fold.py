"""Folding: spelling differences that never matter are removed, and every folded character knows where it came from.

Here: characters.  Not here: words, affixes, languages (a pack may add pairs of its own).
"""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

# Marks that a writer may set or leave out: harakat, tatweel, joiners, bidi controls, soft hyphen, byte-order mark, nukta, chandrabindu.
_DROPPED = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\ufeff\u09bc\u0981\u0300-\u036f"
# Two code points that are one letter: Bengali o and au in decomposed spelling.
_PAIRS = {"\u09c7\u09be": "\u09cb", "\u09c7\u09d7": "\u09cc"}
_COMPLEX = re.compile(f"[{_DROPPED}]|" + "|".join(_PAIRS))

_SAME = {
    "\u09dc": "\u09a1",
    "\u09dd": "\u09a2",
    "\u09df": "\u09af",  # precomposed Bengali letters with nukta
    "ী": "ি",
    "ূ": "ু",
    "ণ": "ন",
    "ৎ": "ত",
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ة": "ه",
    "ؤ": "و",
    "ئ": "ي",
    "ی": "ي",
    "ک": "ك",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "−": "-",
    "‑": "-",
    "‒": "-",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "٫": ".",
    "٬": ",",
    "٪": "%",
}


def _simple(code: int) -> str:
    """One character's folded form, of length one."""
    letter = chr(code)
    if letter in _SAME:
        return _SAME[letter]
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    is_latin = code < 0x0250 or 0x1E00 <= code < 0x1F00
    base = unicodedata.normalize("NFD", letter)[0] if letter.isalpha() and is_latin else letter
    lower = base.lower()
    return lower if len(lower) == 1 else letter


class _Table(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = _simple(code)
        return self[code]


_TABLE = _Table()


@dataclass(frozen=True)
class Folded:
    """`text` folded; `origin[i]` is the place in the stored text of folded character i (one more entry marks the end)."""

    text: str
    origin: list[int] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stored text's half-open span of the folded span; dropped marks after the last letter belong to it."""
        return self.origin[start], self.origin[end] if end > start else self.origin[start]

    def of(self, start: int, end: int) -> str:
        """The folded text of the stored text's half-open span."""
        return self.text[bisect_left(self.origin, start) : bisect_left(self.origin, end)]


def fold(text: str) -> Folded:
    """Fold `text`; offsets stay exact: `origin` is the identity where nothing was dropped."""
    if not _COMPLEX.search(text):
        return Folded(text.translate(_TABLE), range(len(text) + 1))
    pieces: list[str] = []
    origin: list[int] = []
    last = 0
    for match in _COMPLEX.finditer(text):
        pieces.append(text[last : match.start()])
        origin.extend(range(last, match.start()))
        pair = _PAIRS.get(match.group())
        if pair:
            pieces.append(pair)
            origin.append(match.start())
        last = match.end()
    pieces.append(text[last:])
    origin.extend(range(last, len(text) + 1))
    return Folded("".join(pieces).translate(_TABLE), origin)


def folded(text: str) -> str:
    """The folded text alone, for words of a pack."""
    return text.lower() if text.isascii() else fold(text).text
