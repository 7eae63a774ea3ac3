"""How a name sounds, and how far two spellings of a name are apart, across scripts.

Here: letters to sounds and the cost between two names, by the tables of `seeds/reference/transliteration.toml`. Not here:
who is who (`persons`), and any name of a person.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.facts.people.regnal import numbered, written_words
from transforms.facts.reference import settings

VOWELS = frozenset("aeiou")
WEAK = frozenset("hyw'")
INITIAL_COST = 0.04
# A Bengali consonant before another, without a vowel or its killer between them, is spoken with a vowel.
_INHERENT = re.compile(r"([ক-হৎড়ঢ়য়]়?)(?=[ক-হ])")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name: how it can sound (with and without what may be an ending), and what it is in the name."""

    sounds: tuple[str, ...]
    is_initial: bool
    has_article: bool = False
    is_fathers: bool = False

    @property
    def key(self) -> str:
        """The first two and the last strong consonant of the word as it stands."""
        return _key(self.sounds[0])

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all that it can sound like, for finding what may sound alike."""
        return frozenset(key for sounds in self.sounds for key in (_key(sounds), _key(sounds.rstrip("wvf"))))


def joined(one: Word, other: Word) -> Word:
    """Two words written as one: Nur Sultan, Nursultan."""
    return Word(tuple(a + b for a in one.sounds for b in other.sounds), False)


def starts_like(one: Word, other: Word) -> bool:
    """Whether both begin with one sound, as an initial and the word that it stands for do."""
    return one.sounds[0][:1] == other.sounds[0][:1]


# Consonants that scripts write for one another fall together in keys.
_CLASS = {**dict.fromkeys("bpfv", "p"), **dict.fromkeys("td", "t"), **dict.fromkeys("szSCj", "s"), **dict.fromkeys("kgxG", "k")}


def _key(sounds: str) -> str:
    strong = [_CLASS.get(c, c) for c in sounds if c not in VOWELS and c not in WEAK]
    return "".join((*strong[:2], *strong[-1:]))


@lru_cache(maxsize=16384)
def words_of(name: str) -> tuple[Word, ...]:
    """The words of a name without particles and number, as sounds."""
    parts = [part.casefold().replace("’", "'").replace("ʼ", "'") for part in numbered(name).words]
    return tuple(word for part, before in _without_particles(parts) if (word := _word(part, before)).sounds)


def _without_particles(parts: Sequence[str]) -> list[tuple[str, frozenset[str]]]:
    """What is left of a name, each with the particles before it."""
    joiners, particles = _as_set("joined"), _as_set("particles") | _as_set("articles") | _as_set("children")
    kept: list[tuple[str, frozenset[str]]] = []
    waiting, before = "", set[str]()
    for part in parts:
        if part in joiners and not waiting:
            waiting = part
        elif waiting or part.rstrip(".") not in particles:
            kept.append((waiting + part, frozenset(before)))
            waiting, before = "", set()
        else:
            before.add(part.rstrip("."))
    return kept + ([(waiting, frozenset(before))] if waiting else [])


@lru_cache(maxsize=8)
def _as_set(name: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFC", word) for word in settings("transliteration")["names"][name])


@lru_cache(maxsize=16384)
def _word(part: str, before: frozenset[str]) -> Word:
    rules = settings("transliteration")["names"]
    bare = [part[len(a) :] for a in rules["before"] if part.startswith(a) and len(part) - len(a) >= rules["least"]]
    ends = [end for end in map(_nfc, rules["behind"]) if part.endswith(end) and len(part) - len(end) >= rules["least"]]
    sounds = dict.fromkeys(_sounds(form) for form in (*bare, part, *(part[: -len(end)] for end in ends)))
    if part[0] in rules["first"]:
        sounds[rules["first"][part[0]] + _sounds(part[1:])] = None
    is_initial = part.endswith(".") or (len(part) == 1 and part.isascii())
    return Word(tuple(filter(None, sounds)), is_initial, bool(bare or before & _as_set("articles")), bool(before & _as_set("children")))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=4)
def _letters() -> tuple[re.Pattern[str], dict[str, str]]:
    tables = settings("transliteration")
    sounds = {_nfc(k): v for script in ("latin", "bengali", "arabic") for k, v in tables[script].items()}
    longest = sorted(sounds, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)) + r"|\d"), sounds


def _sounds(part: str) -> str:
    pattern, sounds = _letters()
    bare = part if _listed_accents(part) else "".join(c for c in unicodedata.normalize("NFD", part) if not _accent(c))
    heard = "".join(sounds.get(found, found) for found in pattern.findall(unicodedata.normalize("NFC", bare)))
    return re.sub(r"(.)\1+", r"\1", heard).replace("iy", "i")


def _listed_accents(part: str) -> bool:
    return all(c in _letters()[1] or not c.isalpha() for c in part)


def _accent(letter: str) -> bool:
    return "\u0300" <= letter <= "\u036f"


def romanised(name: str) -> str:
    """A name in Latin letters: as it is where it is written in them, else by its sounds."""
    latin = all(ord(c) < 0x0250 or not c.isalpha() for c in name)
    return name if latin else " ".join(filter(None, _spelt(name)))


def _spelt(name: str) -> Iterator[str]:
    spelt = settings("transliteration")["spelt"]
    pattern, sounds = _letters()
    for part in written_words(name):
        voiced = _INHERENT.sub(r"\1া", part)
        heard = "".join(sounds.get(letter, letter) for letter in pattern.findall(voiced))
        yield "".join(spelt.get(c, c) for c in heard).capitalize()


@lru_cache(maxsize=16384)
def distance(one: Word, other: Word) -> float:
    """The cost between two words for each consonant; an initial stands for any word that begins with it."""
    if one.is_initial or other.is_initial:
        return INITIAL_COST if starts_like(one, other) else _costs()["other"]
    return min(_cost_for_length(a, b) for a in one.sounds for b in other.sounds)


def _cost_for_length(a: str, b: str) -> float:
    short, long = sorted((_consonants(a), _consonants(b)))
    # Where so many consonants are left over the cost is above any limit: it need not be counted.
    return _costs()["other"] if 2 * short < long else _cost(a, b) / max(long, 2)


@lru_cache(maxsize=16384)
def _consonants(sounds: str) -> int:
    return sum(c not in VOWELS and c not in WEAK for c in sounds)


def _cost(a: str, b: str) -> float:
    """The least cost of turning one string of sounds into the other."""
    row = [0.0]
    for c in b:
        row.append(row[-1] + _left_out(c))
    for x in a:
        before, row = row, [row[0] + _left_out(x)]
        for j, y in enumerate(b):
            row.append(min(before[j] + _swap(x, y), before[j + 1] + _left_out(x), row[j] + _left_out(y)))
    return row[-1]


@lru_cache(maxsize=1)
def _costs() -> dict[str, float]:
    table = settings("transliteration")["costs"]
    swaps = {**table["vowels"], **table["consonants"], **table["half_vowels"]}
    both = {pair[::-1]: cost for pair, cost in swaps.items()}
    return {**both, **swaps, **table["left_out"], "other": table["other"], "vowel": table["vowel_left_out"]}


@lru_cache(maxsize=256)
def _left_out(sound: str) -> float:
    costs = _costs()
    return costs["vowel"] if sound in VOWELS else costs.get(sound, costs["other"])


@lru_cache(maxsize=4096)
def _swap(a: str, b: str) -> float:
    return 0.0 if a == b else _costs().get(a + b, _costs()["other"])
