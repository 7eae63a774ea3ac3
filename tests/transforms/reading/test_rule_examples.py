"""Every rule of every pack reads its own examples and leaves its near misses alone.

An example expects claims as short lines, a trailing part may be left out:
`visit CHL KEN 2009-05 head_of_state` (event), `resident_embassy CHL KEN holds - NAM` (relation: holds or not, since, organisation),
`trade export CHL KEN 2019 5000000 USD exact`, `product CHL KEN 22`.
"""

from collections.abc import Iterator

import pytest

from transforms.reading.claims import in_short
from transforms.reading.extract import read_text
from transforms.reading.packs.pack import load_pack, packs
from transforms.reading.packs.rules import Rule

LEAST_EXAMPLES = 3


def _rules() -> Iterator[tuple[str, Rule]]:
    for code in packs():
        for rule in load_pack(code).rules.values():
            yield code, rule


def _cases() -> Iterator[tuple[str, str, str, list[str]]]:
    for code, rule in _rules():
        for example in rule.examples:
            yield code, rule.id, example["text"], list(example["expect"])


def _misses() -> Iterator[tuple[str, str, str]]:
    for code, rule in _rules():
        for text in rule.near_misses:
            yield code, rule.id, text


@pytest.mark.parametrize(("code", "rule", "text", "expected"), _cases())
def test_example_is_read(code: str, rule: str, text: str, expected: list[str]) -> None:
    found = [in_short(c) for c in read_text(text, load_pack(code)) if c.claim_table != "reading_issue"]
    missing = [e for e in expected if not any((f + " ").startswith(e + " ") for f in found)]
    assert not missing, f"{rule} found {found}"


@pytest.mark.parametrize(("code", "rule", "text"), _misses())
def test_near_miss_is_left_alone(code: str, rule: str, text: str) -> None:
    assert not [in_short(c) for c in read_text(text, load_pack(code)) if c.rule_id == rule]


@pytest.mark.parametrize(("code", "rule"), [(code, rule.id) for code, rule in _rules()])
def test_rule_has_examples(code: str, rule: str) -> None:
    stored = load_pack(code).rules[rule]
    assert len({e["text"] for e in stored.examples}) >= LEAST_EXAMPLES
    assert stored.near_misses
