"""The date expressions of a pack: its patterns put together from macros, and found by the word that they may begin with.

Here: compiling the forms of dates.toml, and which of them stand at a token.  Not here: what a matched date means (dates.py).
There are a hundred forms, and hardly a word opens one: those that a word and the one behind it may open are remembered.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from transforms.reading.packs.beginnings import END, beginnings, beginnings_of, first_of, in_short
from transforms.reading.packs.memo import Memo
from transforms.reading.text.fold import folded
from transforms.reading.text.tokens import Token

_BASE = {
    "D": r"(?P<D>(?:0?[1-9]|[12]\d|3[01])(?![\d]))",
    "D2": r"(?P<D2>(?:0?[1-9]|[12]\d|3[01])(?![\d]))",
    "Y": r"(?P<Y>(?:1[5-9]|20)\d\d)(?!\d)",
    "Y2": r"(?P<Y2>(?:(?:1[5-9]|20)\d\d|\d\d))(?!\d)",
    "HY": r"(?P<HY>1[34]\d\d)(?!\d)",
    "N": r"(?P<N>\d{1,3})(?![\d.,])",
}


# A way to write dates: its pattern and what dates.toml says of it; in front, where in a word it may begin ("and2008" is one word).
Form = tuple[re.Pattern[str], Mapping[str, Any]]
Start = tuple[int, re.Pattern[str], Mapping[str, Any]]
# What one of them matched, and what dates.toml says of it.
Expression = tuple[re.Match[str], Mapping[str, Any]]


# Behind a sentence's last word.
NOTHING = Token("", 0, 0, "mark")


class DateForms:
    """The date expressions of one language."""

    def __init__(self, dates: Mapping[str, Any]) -> None:
        """Compile a pack's dates.toml. Raises ValueError for a pattern that is none."""
        self.glued = tuple(folded(word) for word in dates.get("glued", ()))
        macros, left = _macros(dates), _left_of_dates(self.glued)
        self.forms: list[Form] = []
        self._begun: defaultdict[str, set[int]] = defaultdict(set)
        for number, row in enumerate(dates.get("form", ())):
            body = _filled(str(row["pattern"]), macros)
            self.forms.append((_compiled(row, f"{left}(?:{body})" if row.get("bound", True) else body), row))
            for begun in beginnings(body):
                self._begun[begun].add(number)
        opening = {first_of(begun) for begun in self._begun}
        self._opens: Memo[bool] = Memo(lambda word: any(not opening.isdisjoint(beginnings_of(w)) for _, w in self._parts(word)))
        self._starts: Memo[tuple[Start, ...]] = Memo(lambda words: tuple(self._find_starts(*words.split(END))))

    def matches(self, text: str, tokens: Iterable[Token], end: int) -> Iterator[Expression]:
        """Every form that stands in `text[:end]` at one of the tokens."""
        for token, behind in pairwise([*tokens, NOTHING]):
            if not self._opens[token.text]:
                continue
            for place, pattern, says in self._starts[in_short(token.text, behind.text)]:
                match = pattern.match(text, token.start + place, end)
                if match:
                    yield match, says

    def _find_starts(self, word: str, behind: str) -> Iterator[Start]:
        for place, part in self._parts(word):
            numbers = {number for begun in beginnings_of(part, behind) for number in self._begun.get(begun, ())}
            for pattern, says in (self.forms[number] for number in sorted(numbers)):
                yield place, pattern, says

    def _parts(self, word: str) -> Iterator[tuple[int, str]]:
        """Where in a word a date may begin, and what stands there; no date begins with a mark."""
        if word[0].isalnum():
            yield 0, word
            yield from ((len(g), word[len(g) :]) for g in self.glued if word.startswith(g) and len(word) > len(g))


def _compiled(row: Mapping[str, Any], pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{row['pattern']}: {error}") from error


def _macros(dates: Mapping[str, Any]) -> dict[str, str]:
    """What stands for each name in braces: the days and years of all languages, a pack's tables of names and its own macros."""
    known = {name.removeprefix("name_"): _alternatives(table) for name, table in dates.items() if name.startswith("name_")}
    own = {name: _fold_outside(text) for name, text in dates.get("macros", {}).items()}
    month = known.get("month", "(?!)")
    named = {"M": f"(?P<M>{month})", "M2": f"(?P<M2>{month})", "HM": f"(?P<HM>{known.get('hijri_month', '(?!)')})", "month": month}
    return _BASE | own | known | named


def _filled(pattern: str, macros: Mapping[str, str]) -> str:
    """The pattern with its macros put in, which may hold macros themselves."""
    text = _spaced(_fold_outside(pattern))
    for _ in range(3):
        text = re.sub(r"\{(\w+)\}", lambda m: _spaced(macros[m.group(1)]) if m.group(1) in macros else m.group(), text)
    return text


def _alternatives(table: Mapping[str, list[str]]) -> str:
    words = sorted({folded(w) for words in table.values() for w in words}, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words) + ")"


def _left_of_dates(glued: Iterable[str]) -> str:
    """What may stand left of a date: no word or number, or a whole word that is written in one with what follows it."""
    joined = "".join(rf"|(?<=\b{re.escape(word)})" for word in glued)
    return rf"(?:(?<![\w.,]){joined})"


def _spaced(pattern: str) -> str:
    """Blanks of a pattern as any white space; a blank with a question mark may be missing, one of a look-behind is one."""
    pattern = re.sub(r"\(\?<[!=][^()]*\)", lambda m: m.group().replace(" ", r"\s"), pattern)
    return re.sub(r" +", lambda _: r"\s+", pattern.replace(" ?", r"\s*"))


def _fold_outside(pattern: str) -> str:
    """Fold the words of a pattern, but not its {macros} and backslashes."""
    return "".join(
        part if part.startswith(("{", "\\", "(?P")) else folded(part) for part in re.split(r"(\{\w+\}|\\.|\(\?P<\w+>)", pattern) if part
    )
