"""Texts that somebody broke, or made to be slow: each is read in time, crashes nothing, and every quote stands where it is said to."""

import random
import resource
import time
from collections.abc import Iterator

import pytest

from transforms.limits import TooLongError, at_most
from transforms.reading.extract import read_document, read_text
from transforms.reading.packs.pack import SEEDS, load_pack, packs

pytestmark = [pytest.mark.full, pytest.mark.timeout(1500)]

SEED = 20261122
TEXTS = 10_000
LENGTH = 1_200
SECONDS_A_TEXT = 5.0
GROWTH_IN_MEGABYTES = 600
# What a text of so many letters may take when it is one thing again and again; the reading of prose takes a tenth of it.
REPEATED = 30_000
SECONDS_REPEATED = 5.0
SPICES = [
    "\n", "\n\n", "\t", " " * 300, "(" * 200, ")" * 200, "=" * 100, "== ", " ==", "#" * 50, "| " * 50, "- " * 50, "1. ", "[1]" * 30,
    "a. " * 100, "'" * 30, "\u200c" * 20, "\u0301" * 50, "\u202e", "\ufeff", "\x00", "\ud7ff", "\U0010ffff", "😀" * 20, "٪", "১২৩৪", "٣٤٥",
    "²³", "Ⅷ", "½", "1" * 400, "1,1" * 100, "1994-" * 50, "31 February 1994", "0 0 0000", "99/99/9999", "million " * 40, "Peru, " * 60,
    "Peru and " * 60, "дом", "中国", "İ" * 10, "ß", "ﷺ", "ﬁ" * 10,
]  # fmt: skip

UNITS = [
    "a", "1", " ", "\n", "\n \n", ".", ",", "(", "((a", "[1]", "a. ", "A.A. ", "1.", "1,", "1 ", "a\n", "a\n\n", "= a =\n",
    "== a ==\n", "# a\n", "| a | b |\n", "a:\n", "1994: a\n", "- a\n", "1. a\n", "1. a ", "'s ", "1994-1995 ", "1/2/1994 ",
    "\u200c", "\u0301", "==" + " " * 400, "1. a" + " " * 400, "a (1998)\n", "4. a b\n", "* a\n  * b\n", "{|\n|a\n|}\n", "- a\nFrom a\n",
]  # fmt: skip


def originals() -> list[tuple[str, str]]:
    """(language, text) of the shipped documents."""
    paths = sorted((SEEDS / "documents").glob("*.md"))
    return [(path.suffixes[-2][1:], path.read_text("utf-8").split("\n---\n", 1)[1]) for path in paths]


def mutate(text: str, others: list[str], chance: random.Random) -> str:
    """A piece of the text with letters, words and lines changed, moved, doubled, seasoned, or taken out of other texts."""
    start = chance.randrange(max(1, len(text) - LENGTH))
    text = text[start : start + chance.randrange(LENGTH)]
    for _ in range(chance.choice((1, 2, 4, 16))):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.choice((0, 1, 5, 60)))
        change = chance.choice(("spice", "spice", "cut", "double", "shuffle", "other"))
        if change == "spice":
            text = text[:at] + chance.choice(SPICES) + text[at:]
        elif change == "cut":
            text = text[:at] + text[end:]
        elif change == "double":
            text = text[:end] + text[at:end] * chance.choice((1, 20)) + text[end:]
        elif change == "shuffle":
            text = text[:at] + "".join(chance.sample(text[at:end], end - at)) + text[end:]
        else:
            other = chance.choice(others)
            place = chance.randrange(len(other))
            text = text[:at] + other[place : place + 100] + text[at:]
    return text


def test_ten_thousand_broken_texts() -> None:
    chance = random.Random(SEED)
    whole = originals()
    others = [text for _, text in whole]
    slowest, claims = 0.0, 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(TEXTS):
        language, text = chance.choice(whole)
        broken = mutate(text, others, chance)
        begin = time.process_time()
        rows = read_document({"document_id": f"d{number}", "status": "loaded", "language": language, "text": broken, "title": broken[:80]})
        slowest = max(slowest, time.process_time() - begin)
        assert all(broken[row["char_start"] : row["char_end"]] == row["quote"] for row in rows), broken
        claims += len(rows)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{TEXTS:,} texts, {claims:,} claims, slowest {slowest:.2f} s, memory +{grown:.0f} MB")
    assert slowest < SECONDS_A_TEXT
    assert grown < GROWTH_IN_MEGABYTES
    assert claims > TEXTS // 10


def units(code: str, chance: random.Random) -> Iterator[str]:
    """Small pieces of text that are then repeated: marks, words of the language behind every mark, and pieces of sentences."""
    yield from UNITS
    words = [word for language, text in originals() if language == code for word in text.split()]
    for mark in (" ", ", ", ". ", "\n", "\n\n", " - ", " (", ": ", " | ", "\n- ", "\n1. ", "/"):
        for _ in range(6):
            at = chance.randrange(len(words) - 4)
            yield " ".join(words[at : at + chance.randrange(1, 5)]) + mark


@pytest.mark.parametrize("code", packs())
def test_one_thing_again_and_again(code: str) -> None:
    pack, slow = load_pack(code), []
    read_text("a", pack)
    for unit in units(code, random.Random(SEED)):
        try:
            with at_most(SECONDS_REPEATED):
                read_text((unit * REPEATED)[:REPEATED], pack)
        except TooLongError:
            slow.append(unit)
    assert slow == []
