"""Made-up documents of known content, any number of them, the same ones every time.

Here: templates.toml filled in.  Not here: reading or timing.  The templates know nothing of the language packs.
"""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TEMPLATES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "templates.toml").read_text("utf-8"))
ONCE = "relations_established"


@dataclass(frozen=True)
class Made:
    """A document and the facts that a reader finds in it."""

    name: str
    language: str
    title: str
    text: str
    facts: tuple[str, ...]


def documents(count: int, languages: tuple[str, ...] = ("bn", "ar", "en")) -> Iterator[Made]:
    """`count` documents, the languages in turn, each of four to sixteen paragraphs."""
    for number in range(count):
        yield document(number, languages[number % len(languages)])


def document(number: int, language: str) -> Made:
    """The document of a number; dates, amounts, pair, order and length vary with it."""
    chance = random.Random(f"{language}{number}")
    spoken = TEMPLATES[language]
    one, two = chance.sample(sorted(spoken["countries"]), 2)
    words = {"a": spoken["countries"][one], "b": spoken["countries"][two]}
    lines, facts = [], []
    for _ in range(chance.randint(4, 16)):
        sentence = chance.choice(spoken["sentences"])
        # Relations are founded once: every document of a pair tells the same day.
        once = random.Random("".join(sorted((one, two)))) if sentence["facts"][0].startswith(ONCE) else None
        values = _values(once or chance, spoken)
        lines.append(
            " ".join([chance.choice(spoken["filler"]), _fill(sentence["text"], words, values, spoken), chance.choice(spoken["filler"])])
        )
        facts += [_fact(fact, one, two, values) for fact in sentence["facts"]]
    title = _fill(spoken["title"], words, {}, spoken)
    return Made(f"{language}-{number:07d}.txt", language, title, title + "\n\n" + "\n\n".join(lines) + "\n", tuple(dict.fromkeys(facts)))


def _values(chance: random.Random, spoken: dict[str, Any]) -> dict[str, Any]:
    month = chance.randint(1, 12)
    return {
        "Y": chance.randint(1950, 2024),
        "D": chance.randint(1, 28),
        "n": chance.randint(2, 900),
        "month": month,
        "M": spoken["months"][month - 1],
    }


def _fill(text: str, words: dict[str, dict[str, str]], values: dict[str, Any], spoken: dict[str, Any]) -> str:
    text = re.sub(r"\{([ab])\.(\w+)\}", lambda m: words[m.group(1)][m.group(2)], text)
    digits = str.maketrans("0123456789", spoken.get("digits", "0123456789"))
    return re.sub(r"\{(\w+)\}", lambda m: str(values[m.group(1)]).translate(digits), text)


def _fact(fact: str, one: str, two: str, values: dict[str, Any]) -> str:
    kind, *slots = fact.split()
    sides = [{"A": one, "B": two}.get(s, s) for s in slots]
    if kind in ("relations_established", "agreement_signed") or sides[0] == "total":
        start = 1 if sides[0] == "total" else 0
        sides[start : start + 2] = sorted(sides[start : start + 2])
    year, month = f"{values['Y']:04d}", f"{values['month']:02d}"
    named = {"year": year, "month": f"{year}-{month}", "date": f"{year}-{month}-{values['D']:02d}", "value": str(values["n"] * 10**6)}
    return " ".join([kind, *sides]).format(**named)
