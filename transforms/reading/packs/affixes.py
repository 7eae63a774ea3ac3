"""Prefixes and suffixes of a language: the ways to read one word.

Here: what remains of a word without its affixes, and the cases that these give.  Not here: which words there are (lexicon.py).
"""

from collections.abc import Iterator
from typing import NamedTuple

from transforms.reading.packs.memo import Memo


class Affix(NamedTuple):
    """A prefix or suffix: `form` is taken off, `rest` put in its place, `case` says what it makes of the phrase."""

    form: str
    rest: str
    case: str
    least: int = 2


class Analysis(NamedTuple):
    """A way to read one token: its stem, the cases of its prefix and suffix ('' where there is none)."""

    stem: str
    before: str
    after: str


class Affixes:
    """The affixes of a language; `analyses[word]`, `stems[word]` and `endings[word]` are remembered for every distinct word."""

    def __init__(self, prefixes: tuple[Affix, ...] = (), suffixes: tuple[Affix, ...] = (), whole: frozenset[str] = frozenset()) -> None:
        self._prefixes, self._suffixes, self._whole = prefixes, suffixes, whole
        # The ways to read one word, the unchanged one first.
        self.analyses: Memo[tuple[Analysis, ...]] = Memo(lambda word: tuple(self._analyse(word)))
        # What remains of the word without its affixes, in every way to read it.
        self.stems: Memo[frozenset[str]] = Memo(lambda word: frozenset(a.stem for a in self.analyses[word]))
        # What remains of the word without its ending, and the case that this gave, the whole word first.
        self.endings: Memo[dict[str, str]] = Memo(self._without_ending)

    def _analyse(self, word: str) -> Iterator[Analysis]:
        heads = [(word, "")]
        if word not in self._whole:
            fit = (p for p in self._prefixes if word.startswith(p.form) and len(word) - len(p.form) >= p.least)
            heads += [(p.rest + word[len(p.form) :], p.case) for p in fit]
        for stem, before in heads:
            yield Analysis(stem, before, "")
            for s in self._suffixes:
                if stem.endswith(s.form) and len(stem) - len(s.form) >= s.least:
                    yield Analysis(stem[: len(stem) - len(s.form)] + s.rest, before, s.case)

    def _without_ending(self, word: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for analysis in self.analyses[word]:
            if not analysis.before:
                found.setdefault(analysis.stem, analysis.after)
        return found
