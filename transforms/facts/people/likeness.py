"""How far apart two written names are: word by word, in order, across scripts.

Here: laying the words of one name beside those of another. Not here: two words (`spelling`), and what office, country and years say
(`forms`).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import inf

from transforms.facts.people import spelling
from transforms.facts.people.regnal import number_of
from transforms.facts.reference import settings

Words = Sequence[spelling.Word]


def can_be_one(one: str, other: str) -> bool:
    """Whether two names of one country can be one person's; a single word is enough to agree."""
    if numbers_differ(one, other):
        return False
    cost = sound_cost(one, other)
    limit: float = settings("transliteration")["limits"]["name_with_office"]
    return cost <= limit or cost == inf


def numbers_differ(one: str, other: str) -> bool:
    """Whether both names have a number and it is not the same: Abdullah I and Abdullah II."""
    numbers = {number_of(one), number_of(other)} - {None}
    return len(numbers) > 1


@lru_cache(maxsize=32768)
def sound_cost(one: str, other: str) -> float:
    """How far apart two written names sound; infinite where one has no word that tells who it is."""
    a, b = spelling.words_of(one), spelling.words_of(other)
    return name_cost(a, b, script_of(one) == script_of(other)) if a and b else inf


def name_cost(one: Words, other: Words, same_script: bool) -> float:
    """The mean cost of the shorter name's words, each found in the longer one in order, the first of both being one.

    Of family names alone ("Al-Jaber Al-Sabah") the last of both are one. Within a script less is forgiven.
    """
    short, long = sorted((tuple(one), tuple(other)), key=len)
    strictness = float(settings("transliteration")["limits"]["within_a_script"]) if same_script else 1.0
    if len(short) > 1 and is_family_name(short):
        return strictness * _aligned(short[::-1], long[::-1])
    return strictness * min(_aligned(short, order) for order in _orders(short, long))


def is_family_name(words: Words) -> bool:
    """Whether every word has an article: no given name is among them, or it cannot be told."""
    return all(word.has_article for word in words)


def is_partial(words: Words) -> bool:
    """Whether given name and family name are not both told."""
    return len(words) == 1 or is_family_name(words)


def _orders(short: Words, long: Words) -> Iterator[Words]:
    """The longer name's words as they may stand in the shorter one.

    The family name may stand first in one of two names of the same length, unless a name says who is whose child: Hamad bin
    Khalifa is the son of Khalifa bin Hamad. Where one has a word more, two of its words may be one of the other.
    """
    yield long
    if len(short) == len(long) > 1 and not any(word.is_fathers for word in (*short, *long)):
        yield (*long[1:], *long[:1])
    elif 1 < len(short) == len(long) - 1:
        yield from ((*long[:i], spelling.joined(long[i], long[i + 1]), *long[i + 2 :]) for i in range(len(short)))


def _aligned(short: Words, long: Words) -> float:
    if len(short) == 1:
        return _alone(short[0], long)
    limit = settings("transliteration")["limits"]["word"]
    costs: list[float] = []
    place = 0
    for number, word in enumerate(short):
        rest = [(spelling.distance(word, long[i]), i) for i in range(place, len(long) if number else 1)]
        cost, place = min(((c, i) for c, i in rest if c <= limit), default=(1.0, -1))
        if place < 0:
            return 1.0
        costs, place = [*costs, cost], place + 1
    return (sum(costs) / len(costs) + max(costs)) / 2


def _alone(word: spelling.Word, name: Words) -> float:
    """A single word is a given name or a family name, and no father's: "Hamad" is not Tamim bin Hamad."""
    last = name[-1:] if word.is_fathers or not name[-1].is_fathers else ()
    return min(spelling.distance(word, each) for each in (name[0], *last))


def other_initials(one: Words, other: Words) -> bool:
    """Whether both have initials, and one has one that begins no word of the other: George H. W. and George W. are two."""
    pairs = ((one, other), (other, one))
    return all(any(word.is_initial for word in words) for words in (one, other)) and any(
        word.is_initial and not any(spelling.starts_like(word, each) for each in theirs) for own, theirs in pairs for word in own
    )


@lru_cache(maxsize=16384)
def script_of(name: str) -> int:
    """A number for the script of a name, 0 for Latin letters."""
    return next((ord(c) // 0x100 for c in name if c.isalpha() and ord(c) >= 0x250), 0)
