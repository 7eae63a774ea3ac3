"""The golden files of every pack (tests/golden/README.md): malformed, too few or unexpectedly right cases fail too."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from transforms.reading.claims import in_short, plain
from transforms.reading.extract import read_text
from transforms.reading.mentions.actors import compose
from transforms.reading.mentions.amounts import find_amounts
from transforms.reading.mentions.mention import annotate
from transforms.reading.mentions.reading import Reading
from transforms.reading.packs.pack import load_pack, packs
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.timing import dates_of, point_of
from transforms.reading.text.fold import fold

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
LEAST = {"sentences": 8, "countries": 25, "dates": 25, "amounts": 12, "claims": 25}
KEYS = {"text", "expect", "published", "known_failure"}


def readings(case: dict[str, Any], code: str) -> tuple[list[Reading], Context]:
    pack, text = load_pack(code), fold(case["text"])
    context = Context(pack, text, case["text"])
    context.dates.published = point_of(case.get("published"))
    found = [annotate(s, pack, text, case["text"]) for s in pack.segmenter.sentences(text.text)]
    for reading in found:
        compose(reading, pack, text, case["text"])
    return found, context


def sentences(case: dict[str, Any], code: str) -> list[str]:
    found, context = readings(case, code)
    return [case["text"][slice(*context.text.span(r.sentence.start, r.sentence.end))].strip() for r in found]


def countries(case: dict[str, Any], code: str) -> list[str]:
    return [m.country for r in readings(case, code)[0] for m in r.mentions if m.country]


def dates(case: dict[str, Any], code: str) -> list[str]:
    found, context = readings(case, code)
    return [d.edtf for r in found for d in dates_of(r, context)]


def amounts(case: dict[str, Any], code: str) -> list[str]:
    return [f"{plain(a.value)} {a.currency or '-'} {a.bound}" for r in readings(case, code)[0] for a in find_amounts(r)]


def claims(case: dict[str, Any], code: str) -> list[str]:
    return [in_short(c) for c in read_text(case["text"], load_pack(code), None, case.get("published")) if c.claim_table != "reading_issue"]


ANSWERS: dict[str, Callable[[dict[str, Any], str], list[str]]] = {
    "sentences": sentences, "countries": countries, "dates": dates, "amounts": amounts, "claims": claims,
}  # fmt: skip


def cases(code: str, question: str) -> list[dict[str, Any]]:
    """The cases of one file; a missing file has none, which test_file_is_well_formed_and_long_enough tells."""
    path = GOLDEN / code / f"{question}.toml"
    return list(tomllib.loads(path.read_text("utf-8"))["case"]) if path.exists() else []


def _all() -> Iterator[Any]:
    for code in packs():
        for question in ANSWERS:
            for number, case in enumerate(cases(code, question)):
                yield pytest.param(code, question, case, id=f"{code}-{question}-{number}")


def agrees(question: str, found: list[str], expected: list[str]) -> bool:
    """The same in the same order; of a claim the expected part."""
    if question != "claims":
        return found == expected
    matched = [next((f for f in found if (f + " ").startswith(e + " ")), None) for e in expected]
    return None not in matched and len(set(found)) == len(set(matched))


@pytest.mark.parametrize(("code", "question", "case"), _all())
def test_case(code: str, question: str, case: dict[str, Any]) -> None:
    found = ANSWERS[question](case, code)
    right = agrees(question, found, case["expect"])
    if case.get("known_failure"):
        assert not right, "this case is read right now: take its known_failure out"
        pytest.xfail(case["known_failure"])
    assert right, f"found {found}"


@pytest.mark.parametrize("code", packs())
@pytest.mark.parametrize("question", LEAST)
def test_file_is_well_formed_and_long_enough(code: str, question: str) -> None:
    found = cases(code, question)
    assert len(found) >= LEAST[question]
    assert all(set(c) <= KEYS and isinstance(c["text"], str) and isinstance(c["expect"], list) for c in found)
    assert len({c["text"] for c in found}) == len(found), "a text stands twice"
    assert sum(bool(c.get("known_failure")) for c in found) <= len(found) // 5
