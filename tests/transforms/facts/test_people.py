"""Who is taken for whom: measured on names as they are written in three scripts."""

import json
import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from tests.transforms.facts.claiming import claim, claims, documents
from transforms.facts import resolve
from transforms.facts.people import spelling
from transforms.facts.people.persons import Form, persons_of

LEAST_PRECISION = 0.95
LEAST_RECALL = {"people_gold.toml": 0.9, "people_unseen.toml": 0.8}


def gold_forms(file: str) -> dict[Form, str]:
    gold = tomllib.loads(Path(__file__).with_name(file).read_text("utf-8"))
    return {
        Form(name, person["country"], spelling.words_of(name), set(person["roles"])): key
        for key, person in gold.items()
        for name in person["forms"]
    }


def pairs_of(groups: list[list[Form]]) -> set[frozenset[Form]]:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def measured(file: str) -> tuple[float, float, list[str], list[str]]:
    who = gold_forms(file)
    found = pairs_of(persons_of(list(who)))
    right = {p for p in map(frozenset, combinations(who, 2)) if len({who[form] for form in p}) == 1}
    wrong = sorted(" = ".join(sorted(f.name for f in p)) for p in found - right)
    missed = sorted(" / ".join(sorted(f.name for f in p)) for p in right - found)
    return len(found & right) / len(found), len(found & right) / len(right), wrong, missed


@pytest.mark.parametrize("file", LEAST_RECALL)
def test_forms_of_one_person_are_found_and_two_persons_kept_apart(file: str):
    assert len(gold_forms(file)) >= 60
    precision, recall, wrong, missed = measured(file)
    print(f"{file}: precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= LEAST_PRECISION, wrong
    assert recall >= LEAST_RECALL[file], missed


def person(name: str, role: str, country: str) -> dict[str, object]:
    return {"name": name, "role": role, "country": country, "char_start": 0, "char_end": 1}


def visit(*people: dict[str, object], **slots: object) -> dict[str, object]:
    return claim("event", "visit", "AZE", "ARG", persons=json.dumps(people, ensure_ascii=False), **slots)


def test_one_person_in_two_scripts_is_one_row_with_both_forms():
    told = claims(
        visit(person("Elmar Mammadyarov", "foreign_minister", "AZE"), date="2006-04"),
        visit(person("এলমার মাম্মাদিয়ারোভ", "foreign_minister", "AZE"), date="2012-07", doc="d2", language="bn"),
    )
    frames = resolve(told, documents("d1", "d2"))
    assert list(frames["dim_person"]["name"]) == ["Elmar Mammadyarov"]
    assert json.loads(frames["dim_person"]["names"][0]) == {"bn": ["এলমার মাম্মাদিয়ারোভ"], "en": ["Elmar Mammadyarov"]}
    assert set(frames["bridge_event_person"]["event_id"]) == set(frames["fact_event"]["event_id"])


def test_a_family_name_that_fits_two_stays_apart():
    told = claims(
        visit(person("Heydar Aliyev", "president", "AZE"), date="1995"),
        visit(person("Ilham Aliyev", "president", "AZE"), date="2012", at=1),
        visit(person("Aliyev", "president", "AZE"), date="2014", at=2),
    )
    assert len(resolve(told, documents("d1"))["dim_person"]) == 3
