"""Phrases with affixes: which entries of a language pack stand at a token.

Here: matching of phrases, wildcards (`sign*`), prefixes and suffixes.
Not here: what an entry means, or which of two overlapping ones wins.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.reading.fold import folded
from transforms.reading.tokens import Token, tokenise

# Distinct words whose analysis is kept; a corpus has more, and memory has an end.
MOST_REMEMBERED = 200_000


class Entry(NamedTuple):
    """A phrase of the pack: what it is (`kind`), which one (`value`), its folded words; `exact` keeps capitals as written.

    A parted phrase has a second part, `then`, which follows the first within `gap` words.
    """

    kind: str
    value: str
    words: tuple[str, ...]
    exact: str = ""
    then: tuple[str, ...] = ()
    gap: int = 0


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


class Hit(NamedTuple):
    """An entry at tokens[first:last] with the cases that its affixes gave."""

    entry: Entry
    first: int
    last: int
    before: str
    after: str


# An entry whose first word a token can be, and how the token is read then.
Opener = tuple[Entry, Analysis]


class Openers(NamedTuple):
    """Entries that begin with a word: those of one word, the longer ones by their second word, and those where it is a wildcard;
    apart from them the parted ones, by the first word of their second part."""

    single: tuple[Opener, ...]
    longer: dict[str, list[Opener]]
    wild: tuple[Opener, ...]
    parted: dict[str, list[Opener]]


@dataclass
class Lexicon:
    """Entries of a pack, found by their first word."""

    prefixes: tuple[Affix, ...] = ()
    suffixes: tuple[Affix, ...] = ()
    by_word: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    by_start: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    memo: dict[str, tuple[Analysis, ...]] = field(default_factory=dict)
    openers: dict[str, Openers] = field(default_factory=dict)
    stems: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seconds: set[str] = field(default_factory=set)
    second: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, kind: str, value: str, phrases: Iterable[str], marks: str = "") -> None:
        """Add phrases of one meaning; one that bears one of `marks` stands only where the text bears it too."""
        for phrase in phrases:
            short = phrase.isascii() and phrase.upper() == phrase and len(phrase) <= 4 and phrase.isalpha()
            exact = phrase if short or any(mark in phrase for mark in marks) else ""
            self._file(Entry(kind, value, tuple(_words(phrase)), exact))

    def add_parted(self, kind: str, value: str, first: str, second: str, gap: int) -> None:
        """Add a phrase in two parts, up to `gap` words between them."""
        then = tuple(_words(second))
        self._file(Entry(kind, value, tuple(_words(first)), then=then, gap=gap))
        self.seconds.add(_second(then))

    def _file(self, entry: Entry) -> None:
        if not entry.words:
            raise ValueError(f"an empty phrase for {entry.kind} {entry.value}")
        wild = entry.words[0].endswith("*")
        index = self.by_start if wild else self.by_word
        index[entry.words[0][:2] if wild else entry.words[0]].append(entry)

    def hits(self, tokens: list[Token], at: int, places: Mapping[str, list[int]] | None = None) -> Iterator[Hit]:
        """Every entry that begins at token `at`; of a parted one its first part, if the second begins at one of `places`."""
        openers = self._openers(tokens[at].text)
        for entry, analysis in openers.single:
            yield Hit(entry, at, at + 1, analysis.before, analysis.after)
        for opener in self._to_complete(openers, tokens, at, places):
            hit = self._complete(*opener, tokens, at)
            if hit:
                yield hit

    def _to_complete(self, openers: Openers, tokens: list[Token], at: int, places: Mapping[str, list[int]] | None) -> Iterator[Opener]:
        """Openers of which more must stand there than the token: words right behind it, or anywhere a second part."""
        if places and openers.parted:
            for second in openers.parted.keys() & places.keys():
                yield from openers.parted[second]
        if at + 1 < len(tokens):
            if openers.longer:
                for stem in self._stems(tokens[at + 1].text):
                    yield from openers.longer.get(stem, ())
            yield from openers.wild

    def places(self, tokens: list[Token]) -> dict[str, list[int]]:
        """Where in a sentence the second parts of parted phrases may begin, by their first words; "" stands for every wildcard."""
        found: dict[str, list[int]] = {"": list(range(len(tokens)))}
        for at, token in enumerate(tokens):
            for word in self._seconds(token.text):
                found.setdefault(word, []).append(at)
        return found

    def end_of(self, hit: Hit, tokens: list[Token], places: Mapping[str, list[int]], reach: int) -> int:
        """Where the second part of a parted phrase ends that begins before token `reach`; 0 where none does."""
        then = hit.entry.then
        begin = (at for at in places[_second(then)] if hit.last <= at < reach and self._stands(then, tokens, at))
        return next((at + len(then) for at in begin), 0)

    def _stands(self, words: tuple[str, ...], tokens: list[Token], at: int) -> bool:
        """The phrase stands at token `at`, its first word with any prefix."""
        if at + len(words) > len(tokens) or not self._can_be(words[0], tokens[at].text):
            return False
        return all(_same(w, t.text) for w, t in zip(words[1:], tokens[at + 1 : at + len(words)], strict=True))

    def _can_be(self, word: str, text: str) -> bool:
        if word.endswith("*"):
            return any(a.stem.startswith(word[:-1]) for a in self.analyses(text))
        return word in self._seconds(text)

    def _seconds(self, word: str) -> tuple[str, ...]:
        """Which second parts of parted phrases a word may begin."""
        if word not in self.second:
            self.second[word] = tuple({a.stem for a in self.analyses(word)} & self.seconds)
        return self.second[word]

    def analyses(self, word: str) -> tuple[Analysis, ...]:
        """The ways to read one word, the unchanged one first."""
        if word not in self.memo:
            self.memo[word] = tuple(self._analyse(word))
        return self.memo[word]

    def _analyse(self, word: str) -> Iterator[Analysis]:
        heads = [(word, "")] + [
            (p.rest + word[len(p.form) :], p.case) for p in self.prefixes if word.startswith(p.form) and len(word) - len(p.form) >= p.least
        ]
        for stem, before in heads:
            yield Analysis(stem, before, "")
            for s in self.suffixes:
                if stem.endswith(s.form) and len(stem) - len(s.form) >= s.least:
                    yield Analysis(stem[: len(stem) - len(s.form)] + s.rest, before, s.case)

    def _openers(self, word: str) -> Openers:
        """Entries whose first word this can be; remembered for every distinct word."""
        if word not in self.openers:
            if len(self.openers) >= MOST_REMEMBERED:
                self.openers.clear()
                self.memo.clear()
                self.stems.clear()
                self.second.clear()
            self.openers[word] = _arranged(self._find_openers(word))
        return self.openers[word]

    def _stems(self, word: str) -> tuple[str, ...]:
        """The word and what remains of it without its ending: the keys under which it can be a second word."""
        if word not in self.stems:
            self.stems[word] = tuple(dict.fromkeys(a.stem for a in self.analyses(word) if not a.before))
        return self.stems[word]

    def _find_openers(self, word: str) -> Iterator[tuple[Entry, Analysis]]:
        for analysis in self.analyses(word):
            for entry in self.by_word.get(analysis.stem, ()):
                if len(entry.words) == 1 or not analysis.after:
                    yield entry, analysis
            if not analysis.after:
                for entry in self.by_start.get(analysis.stem[:2], ()):
                    if analysis.stem.startswith(entry.words[0][:-1]):
                        yield entry, analysis

    def _complete(self, entry: Entry, opener: Analysis, tokens: list[Token], at: int) -> Hit | None:
        """The hit, if all words of a phrase stand there; the last of two or more may carry an ending."""
        if len(entry.words) == 1:
            return Hit(entry, at, at + 1, opener.before, opener.after)
        last = at + len(entry.words)
        if last > len(tokens):
            return None
        for word, token in zip(entry.words[1:-1], tokens[at + 1 : last - 1], strict=True):
            if not _same(word, token.text):
                return None
        ending = self._ending(entry.words[-1], tokens[last - 1].text)
        return None if ending is None else Hit(entry, at, last, opener.before, ending)

    def _ending(self, word: str, text: str) -> str | None:
        if _same(word, text):
            return ""
        for analysis in self.analyses(text):
            if not analysis.before and analysis.stem == word:
                return analysis.after
        return None


def _arranged(found: Iterable[Opener]) -> Openers:
    single, wild = [], []
    longer: dict[str, list[Opener]] = {}
    parted: dict[str, list[Opener]] = {}
    for entry, analysis in found:
        if entry.then:
            parted.setdefault(_second(entry.then), []).append((entry, analysis))
        elif len(entry.words) == 1:
            single.append((entry, analysis))
        elif entry.words[1].endswith("*"):
            wild.append((entry, analysis))
        else:
            longer.setdefault(entry.words[1], []).append((entry, analysis))
    return Openers(tuple(single), longer, tuple(wild), parted)


def _second(then: tuple[str, ...]) -> str:
    """What the second part of a parted phrase is looked for by: its first word, "" for a wildcard."""
    return "" if then[0].endswith("*") else then[0]


def _same(word: str, text: str) -> bool:
    return text.startswith(word[:-1]) if word.endswith("*") else word == text


def _words(phrase: str) -> Iterator[str]:
    """The folded words of a phrase; a star stays with the word that it ends."""
    for part in folded(phrase).split():
        star = part.endswith("*") and len(part) > 1
        words = [t.text for t in tokenise(part.removesuffix("*") if star else part)]
        yield from words[:-1]
        if words:
            yield words[-1] + ("*" if star else "")
