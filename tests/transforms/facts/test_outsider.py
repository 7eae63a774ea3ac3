"""Cases planted by somebody who did not know the resolver (`tests/golden/facts/outsider`), and how many of them hold.

Here: what must come out of each, and pairwise precision and recall over all. Not here: the data, which a person edits.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import Any

import pandas as pd
import pytest

from tests.transforms.facts.claiming import documents
from tests.transforms.facts.planted import Case, cases, claim_row, persons
from transforms.facts import resolve
from transforms.reading.claims import to_frame

FILES = ("merges.toml", "apart.toml", "conflicts.toml", "lookalikes.toml")
LEAST_MERGE_RECALL = 1.0
LEAST_PEOPLE = {"precision": 0.95, "recall": 0.9}
# Where the journeys go by which the names of the gold come in; no two journeys are on one day.
HOSTS = ("BRA", "NOR", "ZAF", "JPN")


def planted(file: str) -> list[Any]:
    """The cases of a file as parameters, those that are known to fail marked so."""

    def marks(case: dict[str, Any]) -> list[pytest.MarkDecorator]:
        return [pytest.mark.xfail(reason=case["known_failure"], strict=True)] if "known_failure" in case else []

    return [pytest.param(case, id=case["name"], marks=marks(case)) for case in cases(file)]


@lru_cache(maxsize=256)
def resolved(name: str) -> Case:
    """The case of this name, resolved once."""
    return next(Case(data) for file in FILES for data in cases(file) if data["name"] == name)


def labelled(case: Case) -> Iterator[tuple[str, set[str]]]:
    """For each telling the name of the fact that it should be, and the facts that it became."""
    for telling in case.tellings:
        assert telling.rows, f"nothing was read from {telling.expected}"
        yield telling.expected["fact"], case.facts(telling)


def wrongly_joined(case: Case) -> list[str]:
    """Pairs of tellings of two facts that became one."""
    told = list(labelled(case))
    return [f"{a} = {b}" for (a, one), (b, other) in combinations(told, 2) if a != b and one & other]


@pytest.mark.parametrize("data", planted("merges.toml"))
def test_tellings_of_one_happening_are_one_fact(data: dict[str, Any]):
    case = resolved(data["name"])
    facts: dict[str, set[str]] = {}
    for name, found in labelled(case):
        facts[name] = facts.get(name, set()) | found
    assert {name: len(found) for name, found in facts.items()} == dict.fromkeys(facts, 1)
    assert not wrongly_joined(case)
    for name, slots in data["gives"].items():
        table = next(t.rows[0]["claim_table"] for t in case.tellings if t.expected["fact"] == name)
        fact = case.fact(table, *facts[name])
        assert fact is not None
        assert {slot: fact[slot] for slot in slots} == slots


@pytest.mark.parametrize("data", planted("apart.toml"))
def test_what_only_looks_alike_stays_apart(data: dict[str, Any]):
    case = resolved(data["name"])
    expected = data.get("text", [{}])[0].get("facts")
    if expected:
        assert [len(case.facts(telling)) for telling in case.tellings] == [expected]
    else:
        assert [len(found) for _, found in labelled(case)] == [1] * len(case.tellings)
        assert not wrongly_joined(case)


@pytest.mark.parametrize("data", planted("conflicts.toml"))
def test_a_contradiction_is_shown_with_its_arithmetic(data: dict[str, Any]):
    case = resolved(data["name"])
    told = [re.sub(r"(?<=\d),(?=\d)", "", str(words)) for words in case.frames["conflict"]["explanation"]]
    assert any(all(part in words for part in data["explains"]) for words in told), told
    for telling in case.tellings:
        facts = [fact for row in telling.rows[:1] for key in case.facts(telling) if (fact := case.fact(row["claim_table"], key))]
        for wanted, column in (("conflict", "in_conflict"), ("suspect", "is_suspect")):
            if wanted in telling.expected:
                assert [fact for fact in facts if fact[column]], (wanted, telling.expected)


@pytest.mark.parametrize("data", planted("lookalikes.toml"))
def test_what_only_looks_like_a_contradiction_is_none(data: dict[str, Any]):
    case = resolved(data["name"])
    assert list(case.frames["conflict"]["explanation"]) == []
    assert [fact for fact in case.all_facts() if fact["in_conflict"] or fact.get("is_suspect") is True] == []


def test_how_many_of_the_joins_are_right_and_found():
    found, wanted, right = 0, 0, 0
    for file in ("merges.toml", "apart.toml"):
        for case in (resolved(data["name"]) for data in cases(file) if "facts" not in data.get("text", [{}])[0]):
            for (a, one), (b, other) in combinations(labelled(case), 2):
                found, wanted, right = found + bool(one & other), wanted + (a == b), right + (a == b and one == other)
    precision, recall = right / found, right / wanted
    print(f"planted joins: precision {precision:.3f} ({right} of {found}), recall {recall:.3f} ({right} of {wanted})")
    assert precision == 1.0
    assert recall >= LEAST_MERGE_RECALL


def journeys() -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[str, str]]]:
    """The gold of people as claims, each form on a journey of its own; documents; and who made the journey (written form, person)."""
    rows, who, texts = [], [], []
    told = [(person, form) for person in persons() if not person.get("undecided") for form in person["forms"]]
    for number, (person, (name, language, role, country, year)) in enumerate(told):
        slots = {
            "document": f"d{number}", "language": language, "claim_type": "visit", "subject_country": country,
            "object_country": HOSTS[number % len(HOSTS)], "date_edtf": f"{year}-{1 + number % 12:02}-{1 + number % 28:02}",
            "persons": [[name, role, country]], "quote": f"{name}, {role}, {year}.",
        }  # fmt: skip
        rows.append(claim_row(slots, slots["quote"]))
        who.append((name, person["id"]))
        texts.append(slots["quote"])
    keys = [row["document_id"] for row in rows]
    return to_frame(rows), documents(*keys, text=texts, language=[form[1] for _, form in told]), who


def test_written_forms_of_persons_are_put_together_across_scripts():
    claims, known, who = journeys()
    assert len(who) >= 60
    frames = resolve(claims, known, ())
    event_of = dict(zip(frames["evidence"]["document_id"], frames["evidence"]["fact_id"], strict=True))
    person_of = dict(zip(frames["bridge_event_person"]["event_id"], frames["bridge_event_person"]["person_id"], strict=True))
    found = [person_of[event_of[document]] for document in claims["document_id"]]
    assert len(set(event_of.values())) == len(who)
    pairs = list(combinations(range(len(who)), 2))
    wrong = [f"{who[a][0]} = {who[b][0]}" for a, b in pairs if found[a] == found[b] and who[a][1] != who[b][1]]
    missed = [f"{who[a][0]} / {who[b][0]}" for a, b in pairs if found[a] != found[b] and who[a][1] == who[b][1]]
    wanted = sum(who[a][1] == who[b][1] for a, b in pairs)
    right = wanted - len(missed)
    precision, recall = right / (right + len(wrong)), right / wanted
    print(f"planted people: {len(who)} forms, precision {precision:.3f}, recall {recall:.3f}\nwrong {wrong}\nmissed {missed}")
    assert precision >= LEAST_PEOPLE["precision"], wrong
    assert recall >= LEAST_PEOPLE["recall"], missed
    assert all(json.loads(names) for names in frames["dim_person"]["names"])
