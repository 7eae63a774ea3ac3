"""Phrases with affixes: which entries of a language pack stand at a token.

Here: matching of phrases, wildcards (`sign*`), parted phrases.
Not here: how a word is read (affixes.py), what an entry means, or which of two overlapping ones wins.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import NamedTuple

from transforms.reading.packs.affixes import Affixes, Analysis
from transforms.reading.packs.memo import MOST_REMEMBERED, Memo
from transforms.reading.text.fold import folded
from transforms.reading.text.tokens import Token, tokenise

# The kind of the entries that stand for second parts.
SECOND = "second"


class Entry(NamedTuple):
    """A phrase of the pack: what it is (`kind`), which one (`value`), its folded words; `exact` keeps capitals as written.

    A parted phrase has a second part, `then`, which follows the first within `gap` words.
    """

    kind: str
    value: str
    words: tuple[str, ...]
    exact: str = ""
    then: str = ""  # in one string, which is looked up faster than a row of words
    gap: int = 0


class Hit(NamedTuple):
    """An entry at tokens[first:last] with the cases that its affixes gave."""

    entry: Entry
    first: int
    last: int
    before: str
    after: str


@dataclass(slots=True)
class Node:
    """A place in the tree of longer phrases: the entries that end here, the words that go on from here, and wildcards for such.

    A pack has hundreds of thousands of them, and most lead nowhere: what such a one lacks is None, and no dict of its own.
    """

    entries: tuple[Entry, ...] = ()
    words: dict[str, "Node"] | None = None
    starts: dict[str, "Node"] | None = None

    def behind(self, word: str) -> "Node":
        """The place behind a word, made where there is none."""
        if word[-1] == "*":
            branch = self.starts = self.starts or {}
            word = word[:-1]
        else:
            branch = self.words = self.words or {}
        node = branch.get(word)
        if node is None:
            node = branch[word] = Node()
        return node

    def by_start(self, word: str) -> list["Node"]:
        """The places that a word of a text leads to by what it begins with."""
        return [node for start, node in self.starts.items() if word.startswith(start)] if self.starts else []


# Where in a sentence the second parts of parted phrases stand: tokens[first:last].
Seconds = Mapping[str, list[tuple[int, int]]]
# An entry whose first word a token can be, and how the token is read then.
Opener = tuple[Entry, Analysis]


class Openers(NamedTuple):
    """What begins with a word: entries of one word, parted ones by their second part, the trees of longer ones."""

    single: tuple[Opener, ...]
    parted: dict[str, list[Opener]]
    longer: tuple[tuple[Node, Analysis], ...]


@dataclass
class Lexicon:
    """Entries of a pack, found by their first word; the rest of longer ones is a tree, so that what begins alike is compared once."""

    affixes: Affixes = field(default_factory=Affixes)
    by_word: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    longer: dict[str, Node] = field(default_factory=lambda: defaultdict(Node))
    wildcards: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[str, Node] = field(default_factory=lambda: defaultdict(Node))
    second_wildcards: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.openers: Memo[Openers | None] = Memo(self._find_openers)
        self.second: Memo[tuple[Node, ...]] = Memo(self._find_seconds)
        # Each first part stands before many second ones, and each second one behind many first ones.
        self._first_parts: Memo[tuple[str, ...]] = Memo(_words)
        self._second_parts: Memo[str] = Memo(self._file_second)

    def add(self, kind: str, value: str, phrases: Iterable[str], marks: str = "") -> None:
        """Add phrases of one meaning; one that bears one of `marks` stands only where the text bears it too."""
        for phrase in phrases:
            short = phrase.isascii() and phrase.upper() == phrase and len(phrase) <= 4 and phrase.isalpha()
            exact = phrase if short or any(mark in phrase for mark in marks) else ""
            self._file(Entry(kind, value, _words(phrase), exact))

    def add_parted(self, kind: str, value: str, first: str, second: str, gap: int) -> None:
        """Add a phrase in two parts, up to `gap` words between them."""
        then = self._second_parts[second]
        if not then:
            raise ValueError(f"an empty second part for {kind} {value}")
        self._file(Entry(kind, value, self._first_parts[first], then=then, gap=gap))

    def _file_second(self, second: str) -> str:
        """The second part in one string, once it is where it is looked for; nothing where it has no words."""
        words = _words(second)
        then = intern(" ".join(words))
        if words:
            _note_wildcard(words[0], self.second_wildcards)
            end = _grown(self.seconds[words[0]], words[1:])
            end.entries = (Entry(SECOND, then, words),)
        return then

    def _file(self, entry: Entry) -> None:
        if not entry.words:
            raise ValueError(f"an empty phrase for {entry.kind} {entry.value}")
        first, *rest = entry.words
        _note_wildcard(first, self.wildcards)
        if not rest:
            self.by_word[first].append(entry)
            return
        _grown(self.longer[first], rest).entries += (entry,)

    def places(self, tokens: list[Token]) -> list[int]:
        """The tokens at which an entry may begin; at most of them none does."""
        openers = self.openers
        return [at for at, token in enumerate(tokens) if openers[token.text]]

    def hits(self, tokens: list[Token], at: int, seconds: Seconds | None = None) -> Sequence[Hit]:
        """Every entry that begins at token `at`; of a parted one its first part, if its second is one of `seconds`."""
        openers = self.openers[tokens[at].text]
        if openers is None:
            return ()
        begun = openers.single
        if seconds and not openers.parted.keys().isdisjoint(seconds.keys()):
            begun += tuple(o for second in openers.parted.keys() & seconds.keys() for o in openers.parted[second])
        found = [Hit(entry, at, at + 1, analysis.before, analysis.after) for entry, analysis in begun] if begun else []
        behind = self.affixes.endings[tokens[at + 1].text] if openers.longer and at + 1 < len(tokens) else {}
        for node, analysis in openers.longer:
            if not node.starts and (not node.words or node.words.keys().isdisjoint(behind)):
                continue
            for entry, last, ending in self._ends(node, tokens, at + 1):
                if not entry.then or (seconds and entry.then in seconds):
                    found.append(Hit(entry, at, last, analysis.before, ending))
        return found

    def _ends(self, node: Node, tokens: list[Token], at: int) -> list[tuple[Entry, int, str]]:
        """(entry, its end, its ending) of every phrase of a tree that goes on at token `at`; only the last word may have an ending."""
        if at == len(tokens):
            return []
        text, words, found = tokens[at].text, node.words, []
        for stem, ending in self.affixes.endings[text].items() if words else ():
            if words and (behind := words.get(stem)):
                found += [(entry, at + 1, ending) for entry in behind.entries]
                if stem == text and (behind.words or behind.starts):
                    found += self._ends(behind, tokens, at + 1)
        for behind in node.by_start(text):
            found += [(entry, at + 1, "") for entry in behind.entries]
            found += self._ends(behind, tokens, at + 1)
        return found

    def seconds_in(self, tokens: list[Token]) -> Seconds:
        """The second parts of parted phrases that stand in a sentence as a whole: few do, and a part alone tells nothing."""
        found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, token in enumerate(tokens):
            for node in self.second[token.text]:
                for second in _wholes(node, tokens, at + 1) if node.words or node.starts else node.entries:
                    found[second.value].append((at, at + len(second.words)))
        return found

    def analyses(self, word: str) -> tuple[Analysis, ...]:
        """The ways to read one word, the unchanged one first."""
        return self.affixes.analyses[word]

    def _find_seconds(self, word: str) -> tuple[Node, ...]:
        """The second parts of parted phrases that a word may begin, with any prefix."""
        stems = {a.stem for a in self.analyses(word)}
        wild = {w for stem in stems for w in _wildcards_of(stem, self.second_wildcards)}
        return tuple(self.seconds[first] for first in sorted(wild | stems & self.seconds.keys()))

    def _find_openers(self, word: str) -> Openers | None:
        """Entries whose first word this can be, None without any."""
        single: list[Opener] = []
        parted: dict[str, list[Opener]] = {}
        longer = []
        for analysis in self.analyses(word):
            firsts = self._firsts(analysis)
            for entry in (entry for first in firsts for entry in self.by_word.get(first, ())):
                where = parted.setdefault(entry.then, []) if entry.then else single
                where.append((entry, analysis))
            if not analysis.after:
                longer += [(self.longer[first], analysis) for first in firsts if first in self.longer]
        return Openers(tuple(single), parted, tuple(longer)) if single or parted or longer else None

    def _firsts(self, analysis: Analysis) -> list[str]:
        """The first words of entries that a word so read can be: its stem, and wildcards where it bears no ending."""
        return [analysis.stem, *(() if analysis.after else _wildcards_of(analysis.stem, self.wildcards))]


def _note_wildcard(word: str, index: dict[str, set[str]]) -> None:
    """Wildcards are kept by the two letters that they begin with, or the one."""
    if word.endswith("*"):
        index[word[:-1][:2]].add(word)


def _wildcards_of(stem: str, index: Mapping[str, set[str]]) -> list[str]:
    """The wildcards that stand for a stem."""
    near = {*index.get(stem[:1], ()), *index.get(stem[:2], ())}
    return sorted(word for word in near if stem.startswith(word[:-1]))


def _grown(node: Node, words: Iterable[str]) -> Node:
    """The place behind a row of words."""
    for word in words:
        node = node.behind(word)
    return node


def _wholes(node: Node, tokens: list[Token], at: int) -> tuple[Entry, ...]:
    """Every phrase of a tree that goes on word by word at token `at`."""
    if at == len(tokens) or not (node.words or node.starts):
        return node.entries
    text, found = tokens[at].text, node.entries
    if node.words and (behind := node.words.get(text)):
        found += _wholes(behind, tokens, at + 1)
    for behind in node.by_start(text):
        found += _wholes(behind, tokens, at + 1)
    return found


def _words(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase; a star stays with the word that it ends."""
    return tuple(chain.from_iterable(map(_tokens, folded(phrase).split())))


@lru_cache(maxsize=MOST_REMEMBERED)
def _tokens(part: str) -> tuple[str, ...]:
    """The words of what stands between two blanks; the phrases of a pack are ten times as many as their words."""
    star = part.endswith("*") and len(part) > 1
    words = [t.text for t in tokenise(part.removesuffix("*") if star else part)]
    return (*words[:-1], words[-1] + ("*" if star else "")) if words else ()
