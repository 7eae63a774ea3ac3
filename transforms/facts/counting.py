"""Numbers in words: "thirty years", "the third round", "ত্রিশ বছর", "الذكرى الخمسون".

Here: putting digits for number words and ordinals, by `numbers.toml` and `ordinals.toml` of `seeds/languages`. Not here: reading
amounts and dates (`transforms.reading`).
"""

import re
import tomllib
from functools import lru_cache

from transforms.facts.reference import SEEDS
from transforms.reading.text.fold import folded

FILES = ("numbers", "ordinals")
# "12th", "12তম", "الـ12": what stands at a number makes it no other.
_DIGITS = re.compile(r"\d+")


def in_digits(plain: str, language: str, files: tuple[str, ...] = FILES) -> str:
    """A folded text of a language with its number words and ordinals in digits."""
    pattern, values = _words(language, files)
    return pattern.sub(lambda match: values[match.group()], plain) if values else plain


def ordinals_in(text: str) -> frozenset[int]:
    """The numbers that a text counts by: its ordinals in words of any language, and its digits."""
    found = {int(number) for number in _DIGITS.findall(folded(text))}
    for language in _languages():
        pattern, values = _words(language, ("ordinals",))
        found |= {int(values[match.group()]) for match in pattern.finditer(folded(text))}
    return frozenset(found)


@lru_cache(maxsize=16384)
def ordinal(words: str) -> int | None:
    """The number that an ordinal of any language stands for; None for other words."""
    plain = folded(words)
    found = (_words(language, ("ordinals",))[1].get(plain) for language in _languages())
    return next((int(number) for number in found if number is not None), None)


@lru_cache(maxsize=1)
def _languages() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in (SEEDS / "languages").glob("*/ordinals.toml")))


@lru_cache(maxsize=32)
def _words(language: str, files: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of all such words of a language, the longest first, and the digits of each."""
    paths = [SEEDS / "languages" / language / f"{name}.toml" for name in files]
    tables = [tomllib.loads(path.read_text("utf-8"))["words"] for path in paths if language and path.exists()]
    values = {folded(word): str(number) for table in tables for number, words in table.items() for word in words}
    longest = sorted(values, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)"), values
