"""A sentence with all that was found in it: mentions, words of classes, dates.

Here: the records.  Not here: how any of them is found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from transforms.reading.text.sentences import Sentence
from transforms.reading.text.tokens import Token

if TYPE_CHECKING:
    from transforms.reading.mentions.amounts import Amount
    from transforms.reading.mentions.dates import DateMention


# What cues call the kinds.
_SORTS = {"country": "state", "demonym": "adjective", "office": "actor", "latter": "other"}


STRONG_MARKS = frozenset(";؛:")


# A bracket is looked for so many words around a colon.
BRACKET = 8


@dataclass(slots=True)
class Mention:
    """Something named at tokens[first:last]; `country` is alpha-3, or None where only the discourse can tell."""

    kind: str
    first: int
    last: int
    case: str = "nom"
    country: str | None = None
    value: str = ""
    role: str = ""
    level: str = ""
    name: tuple[int, int] | None = None
    prefixed: str = ""
    rank: str = ""  # "capital" of a city that may stand for its state

    @property
    def sort(self) -> str:
        """What a cue calls it."""
        return _SORTS.get(self.kind, self.kind)


class Word(NamedTuple):
    """A word of a class (`negation`, `instrument`, `trigger` …) at tokens[first:last]."""

    kind: str
    value: str
    first: int
    last: int


# The order of words in a sentence.
PLACE = attrgetter("first", "last", "kind", "value")


class Reading:
    """A sentence with all that was found in it."""

    __slots__ = ("_bars", "_breaks", "_by_kind", "_words", "amounts", "dates", "mentions", "sentence", "tokens")

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens: list[Token] = sentence.tokens
        self.mentions: list[Mention] = []
        self.words = ()
        self.dates: tuple[DateMention, ...] | None = None  # once looked for
        self._bars: list[int] | None = None

    @property
    def words(self) -> tuple[Word, ...]:
        """Words of all classes in order; set as a whole, as they are asked for by class and by clause much oftener than changed."""
        return self._words

    @words.setter
    def words(self, words: Iterable[Word]) -> None:
        self._words = tuple(words)
        self.amounts: tuple[Amount, ...] | None = None  # once looked for
        self._breaks: list[int] | None = None
        self._by_kind: dict[str, list[Word]] = {}
        for word in self._words:
            self._by_kind.setdefault(word.kind, []).append(word)

    @property
    def breaks(self) -> list[int]:
        """Where a clause begins, in order: at a break word or strong mark, behind what ends one."""
        if self._breaks is None:
            marks = [i for i, t in enumerate(self.tokens) if t.text in STRONG_MARKS and not (t.text == ":" and self._bracketed(i))]
            self._breaks = sorted([*(w.first for w in self.of("break")), *(w.last for w in self.of("clause_end")), *marks])
        return self._breaks

    @property
    def bars(self) -> list[int]:
        """Where one cell of a row ends and the next begins."""
        if self._bars is None:
            self._bars = [i for i, token in enumerate(self.tokens) if token.text == "|"]
        return self._bars

    def _bracketed(self, at: int) -> bool:
        """A colon in a bracket of a few words parts nothing outside it: "the ambassador (credentials: 5 May 2021), who is also"."""
        before, behind = self.tokens[max(at - BRACKET, 0) : at], self.tokens[at + 1 : at + 1 + BRACKET]
        opened = next((t.text for t in reversed(before) if t.text in "()"), "")
        closed = next((t.text for t in behind if t.text in "()"), "")
        return opened == "(" and closed == ")"

    def of(self, kind: str) -> Sequence[Word]:
        """The words of a class, in order."""
        return self._by_kind.get(kind, ())

    def has(self, kind: str, first: int = 0, last: int | None = None, value: str | None = None) -> bool:
        """A word of the class stands in tokens[first:last]."""
        words = self._by_kind.get(kind)
        if words is None:  # most classes have no word in most sentences
            return False
        stop = len(self.tokens) if last is None else last
        return any(first <= w.first < stop and value in (None, w.value) for w in words)
