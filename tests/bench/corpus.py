"""Made-up documents of known content, any number of them, the same ones every time.

Here: templates.toml filled in with what is true in a made world.  Not here: reading or timing, and nothing of the language packs.
In that world every pair of states has one day of its founding, at most one visit of a kind a year, one figure a year, so a fact
is told by the more documents the more of them there are.
"""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TEMPLATES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "templates.toml").read_text("utf-8"))
KINDS = TEMPLATES["kinds"]
FIRST_YEAR, LAST_YEAR = 1950, 2024
# Paragraphs of a document: never fewer, so many more on average, never more.
FEWEST, MORE, MOST = 3, 11, 60


@dataclass(frozen=True)
class Made:
    """A document and the facts that a reader finds in it."""

    name: str
    language: str
    title: str
    text: str
    facts: tuple[str, ...]


def documents(count: int, languages: tuple[str, ...] = ("bn", "ar", "en")) -> Iterator[Made]:
    """`count` documents, the languages in turn, most of a dozen paragraphs, a few of many more."""
    for number in range(count):
        yield document(number, languages[number % len(languages)])


def document(number: int, language: str) -> Made:
    """The document of a number: its pair, what it tells, in what words and order, and its length vary with it."""
    chance = random.Random(f"{language}{number}")
    spoken = TEMPLATES[language]
    one, two = chance.sample(sorted(spoken["countries"]), 2)
    title = _fill(spoken["title"], _words(spoken, one, two), {}, spoken)
    lines, facts = [title], []
    for _ in range(min(FEWEST + int(chance.expovariate(1 / MORE)), MOST)):
        told, line = _told(chance, spoken, one, two)
        lines.append(" ".join([chance.choice(spoken["filler"]), line, chance.choice(spoken["filler"])]))
        facts += told
    return Made(f"{language}-{number:07d}.txt", language, title, "\n\n".join(lines) + "\n", tuple(dict.fromkeys(facts)))


def _told(chance: random.Random, spoken: dict[str, Any], one: str, two: str) -> tuple[list[str], str]:
    """Facts of a pair that are true, and a sentence that tells them."""
    a, b = chance.sample((one, two), 2)
    sentence = chance.choice([each for each in spoken["sentences"] if _may_be(KINDS[each["tells"]], a, b)])
    values = true_values(sentence["tells"], a, b, chance.randint(FIRST_YEAR, LAST_YEAR))
    values["M"] = spoken["months"][values["month"] - 1]
    line = _fill(sentence["text"], _words(spoken, a, b), values, spoken)
    return [_fact(fact, a, b, values) for fact in KINDS[sentence["tells"]]["facts"]], line


def _may_be(kind: dict[str, Any], a: str, b: str) -> bool:
    """What needs an embassy is told where there is one, that there is none where there is none."""
    return "embassy" not in kind or kind["embassy"] is has_embassy(a, b)


@cache
def has_embassy(a: str, b: str) -> bool:
    """Whether A has an embassy in B."""
    return random.Random(f"embassy {a} {b}").random() < 0.6


def true_values(tells: str, a: str, b: str, year: int) -> dict[str, Any]:
    """Year, month, day and millions of what is told of a pair; a kind that happens once has a year of its own."""
    kind = KINDS[tells]
    key = " ".join((tells, *(sorted((a, b)) if kind.get("symmetric") else (a, b))))
    year = random.Random(key).randint(FIRST_YEAR, LAST_YEAR) if kind.get("once") else year
    of_year = random.Random(f"{key} {year}")
    # Trade that grows evenly: figures that jump would be doubted, and rightly.
    millions = round(random.Random(key).randint(5, 90) * 1.03 ** (year - FIRST_YEAR) * of_year.uniform(0.95, 1.05))
    return {"Y": year, "D": of_year.randint(1, 28), "month": of_year.randint(1, 12), "n": millions}


def _words(spoken: dict[str, Any], a: str, b: str) -> dict[str, dict[str, str]]:
    return {"a": spoken["countries"][a], "b": spoken["countries"][b]}


def _fill(text: str, words: dict[str, dict[str, str]], values: dict[str, Any], spoken: dict[str, Any]) -> str:
    text = re.sub(r"\{([ab])\.(\w+)\}", lambda m: words[m.group(1)][m.group(2)], text)
    digits = str.maketrans("0123456789", spoken.get("digits", "0123456789"))
    return re.sub(r"\{(\w+)\}", lambda m: str(values[m.group(1)]).translate(digits), text)


def _fact(fact: str, one: str, two: str, values: dict[str, Any]) -> str:
    kind, *slots = fact.split()
    sides = [{"A": one, "B": two}.get(s, s) for s in slots]
    if kind in ("relations_established", "diplomatic_relations", "meeting", "agreement_signed") or sides[0] == "total":
        start = 1 if sides[0] == "total" else 0
        sides[start : start + 2] = sorted(sides[start : start + 2])
    year, month = f"{values['Y']:04d}", f"{values['month']:02d}"
    named = {"year": year, "month": f"{year}-{month}", "date": f"{year}-{month}-{values['D']:02d}", "value": str(values["n"] * 10**6)}
    return " ".join([kind, *sides]).format(**named)
