"""No regular expression backtracks without bound: each is given strings made of itself, with one repetition pumped up and no end."""

import importlib
import pkgutil
import random
import re
from collections.abc import Iterator
from re import _constants as op  # the only way to take a pattern apart
from re import _parser as parser
from typing import Any

import pytest

import transforms
from transforms.limits import TooLongError, at_most
from transforms.reading.packs.pack import load_pack, packs

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]

SEED = 20261122
PUMPED = 1_500
SECONDS = 2.0
SAMPLES = 3
CANDIDATES = "a1 !ক،\n.-"
CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def is_in(items: list[tuple[Any, Any]], character: str) -> bool:
    """Whether a character is of a class, written as the parser writes it."""
    inside = False
    for kind, value in items:
        if kind is op.LITERAL:
            inside |= ord(character) == value
        elif kind is op.RANGE:
            inside |= value[0] <= ord(character) <= value[1]
        elif kind is op.CATEGORY:
            inside |= re.match(CATEGORIES[value], character) is not None
    return inside != any(kind is op.NEGATE for kind, _ in items)


class Sampler:
    """Makes texts that a pattern matches, in which the repetition of a number stands as often as told."""

    def __init__(self, pattern: re.Pattern[str], chance: random.Random) -> None:
        self.tree = parser.parse(pattern.pattern, pattern.flags)
        self.chance = chance
        self.repetitions = 0
        self.pumped = -1

    def sample(self, pumped: int) -> str:
        self.repetitions, self.pumped, self.groups = 0, pumped, {}
        return "".join(self._each(self.tree))

    def _each(self, tree: Any) -> Iterator[str]:
        for kind, value in tree:
            yield self._one(kind, value)

    def _one(self, kind: Any, value: Any) -> str:
        if kind in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            return self._letter(kind, value)
        if kind is op.BRANCH:
            return "".join(self._each(self.chance.choice(value[1])))
        if kind is op.SUBPATTERN:
            self.groups[value[0]] = "".join(self._each(value[-1]))
            return self.groups[value[0]]
        if kind is op.ATOMIC_GROUP:
            return "".join(self._each(value))
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self._repeated(*value)
        return self.groups.get(value, "") if kind is op.GROUPREF else ""  # places and look-arounds take no letter

    def _letter(self, kind: Any, value: Any) -> str:
        if kind is op.IN:
            told = [chr(v if k is op.LITERAL else v[0]) for k, v in value if k in (op.LITERAL, op.RANGE)]
            return self.chance.choice([c for c in [*told, *CANDIDATES] if is_in(value, c)] or ["a"])
        if kind is op.NOT_LITERAL:
            return next(c for c in CANDIDATES if ord(c) != value)
        return chr(value) if kind is op.LITERAL else "a"

    def _repeated(self, least: int, most: int, tree: Any) -> str:
        number, self.repetitions = self.repetitions, self.repetitions + 1
        times = min(PUMPED, int(most)) if number == self.pumped else max(least, min(1, int(most)))
        unit = "".join(self._each(tree))
        return unit * times


def attacks(pattern: re.Pattern[str]) -> Iterator[str]:
    """Texts of which a repetition is pumped up and the end is missing."""
    sampler = Sampler(pattern, random.Random(f"{SEED}{pattern.pattern}"))
    sampler.sample(-1)
    for number in range(sampler.repetitions or 1):
        for _ in range(SAMPLES):
            text = sampler.sample(number)
            yield from (f"{text}\0", text[:-1], f"{text}{text}!")


def patterns_of(value: Any, where: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield where, value
    elif isinstance(value, dict):
        for each in (*value, *value.values()):
            yield from patterns_of(each, where)
    elif isinstance(value, list | tuple | set | frozenset) and len(value) < 500:
        for each in value:
            yield from patterns_of(each, where)


def patterns_of_the_code() -> list[tuple[str, re.Pattern[str]]]:
    names = [info.name for info in pkgutil.walk_packages(transforms.__path__, "transforms.")]
    modules = [importlib.import_module(name) for name in names if ".packs" not in name and ".engines" not in name]
    found = {
        pattern.pattern: (f"{module.__name__}.{name}", pattern)
        for module in modules
        for name, value in vars(module).items()
        if not name.startswith("__")
        for _, pattern in patterns_of(value, name)
    }
    return list(found.values())


def slow_ones(patterns: list[tuple[str, re.Pattern[str]]]) -> tuple[int, list[str]]:
    """How many strings were tried, and which patterns take too long for one."""
    tried, slow = 0, []
    for where, pattern in patterns:
        for text in attacks(pattern):
            tried += 1
            try:
                with at_most(SECONDS):
                    pattern.match(text)
                    pattern.search(text)
            except TooLongError:
                slow.append(f"{where}: {pattern.pattern[:200]} on {text[:40]!r} … {text[-20:]!r} ({len(text)})")
                break
    return tried, slow


def test_patterns_of_the_code() -> None:
    patterns = patterns_of_the_code()
    tried, slow = slow_ones(patterns)
    print(f"{len(patterns)} patterns of the code, {tried:,} strings")
    assert len(patterns) > 40
    assert slow == []


@pytest.mark.parametrize("code", packs())
def test_patterns_of_the_packs(code: str) -> None:
    patterns = [(f"{code} {row['pattern']}", pattern) for pattern, row in load_pack(code).date_forms.forms]
    tried, slow = slow_ones(patterns)
    print(f"{len(patterns)} patterns of {code}, {tried:,} strings")
    assert slow == []


def test_a_pattern_that_does_is_found() -> None:
    assert slow_ones([("here", re.compile(r"(?:a+)+$"))])[1]
    assert slow_ones([("here", re.compile(r"(?:x|y)(?:\w+\s?)*!"))])[1]
