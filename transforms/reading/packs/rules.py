"""Rules as data: a trigger, and where its roles stand.

Here: the form of a rule and its cues.  Not here: applying one (frames.py, figures.py).
A cue is `<` (before the trigger), `>` (after it), `=` (either side) or the doubled sign (at most two words away), then cases
joined by `|`, then after a colon the kinds that fit, for example `<nom:actor|state`, `>>gen|adj`, `=in:place`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, product
from pathlib import Path
from typing import Any

from transforms.reading.packs.shapes import ROWS, RULE, check, check_phrases

# Alternatives in brackets multiply: a rule of the shipped ones has ten thousand phrases, and twenty pairs in a row would be a million.
MOST_PHRASES = 100_000
_OPTIONS = re.compile(r"\(([^()]*)\)")
_FAMILY = re.compile(r"\{(\w+)\}")
_CUE = re.compile(r"(<<|>>|<|>|==|=)([a-z|]+)(?::([a-z|]+))?")
_KINDS = {"place": ("state", "city"), "power": ("state", "capital"), "any": ("state", "city", "actor", "adjective", "self", "person")}


@dataclass(frozen=True, slots=True)
class Cue:
    """Where a role may stand."""

    side: str
    near: bool
    cases: frozenset[str]
    kinds: frozenset[str]


@dataclass(frozen=True)
class Rule:
    """One construction in which a language tells one type of fact."""

    id: str
    type: str
    trigger: tuple[str, ...]
    source: tuple[Cue, ...] = ()
    target: tuple[Cue, ...] = ()
    via: tuple[Cue, ...] = ()
    requires: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    status: str = ""
    scope: str = "clause"
    lead: str = "target"
    gap: int = 0
    reach: int = 0
    begins: bool = False
    confidence: float = 0.92
    flow: str = ""
    weak: bool = False
    examples: tuple[Mapping[str, Any], ...] = ()
    near_misses: tuple[str, ...] = ()


def read_cue(text: str) -> Cue:
    """`<nom:actor` and the like. Raises ValueError."""
    match = _CUE.fullmatch(text)
    if not match:
        raise ValueError(f"not a cue: {text}")
    side, cases, kinds = match.groups()
    names = [k for name in (kinds or "any").split("|") for k in _KINDS.get(name, (name,))]
    return Cue(side[0], len(side) == 2, frozenset(cases.split("|")), frozenset(names))


def read_rules(folder: Path, types: Mapping[str, Any], load: Callable[[Path], dict[str, Any]]) -> dict[str, Rule]:
    """All rules of a pack by id, the words of `families.toml` in their triggers.

    Raises ValueError for an unknown type, key, cue or family, and for an id used twice.
    """
    rules: dict[str, Rule] = {}
    families = _families(folder.parent / "families.toml", load)
    for path in sorted(folder.glob("*.toml")):
        for rule in _rules(path, load(path), families):
            if rule.type not in types:
                raise ValueError(f"{path.name}: {rule.id}: no such type: {rule.type}")
            if rule.id in rules:
                raise ValueError(f"{path.name}: {rule.id} stands twice")
            rules[rule.id] = rule
    return rules


def _families(path: Path, load: Callable[[Path], dict[str, Any]]) -> Mapping[str, list[str]]:
    """Words that tell the same in many rules, by the name that triggers call them by."""
    families: dict[str, list[str]] = load(path) if path.exists() else {}
    try:
        check_phrases(families)
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error
    return families


def _rules(path: Path, content: Mapping[str, Any], families: Mapping[str, list[str]]) -> Iterator[Rule]:
    rows = content.get("rule", [])
    if not ROWS.holds(rows):
        raise ValueError(f"{path.name}: rule has to be {ROWS.words}")
    for number, row in enumerate(rows, start=1):
        try:
            yield _rule(row, families)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{path.name}: rule {number}: {error}") from error


def _rule(row: Mapping[str, Any], families: Mapping[str, list[str]]) -> Rule:
    check(row, RULE, "id type trigger")
    values = dict(row)
    for role in ("source", "target", "via"):
        values[role] = tuple(read_cue(c) for c in values.get(role, ()))
    for name in ("requires", "excludes", "needs"):
        values[name] = frozenset(values.get(name, ()))
    for name in ("trigger", "examples", "near_misses"):
        values[name] = tuple(values.get(name, ()))
    values["trigger"] = tuple(spelled_out([_with_families(phrase, families) for phrase in values["trigger"]]))
    return Rule(**values)


def _with_families(phrase: str, families: Mapping[str, list[str]]) -> str:
    """`({opened}) ... embassy` with every word of that family."""
    if unknown := set(_FAMILY.findall(phrase)) - families.keys():
        raise ValueError(f"no such family of words: {min(unknown)}")
    return _FAMILY.sub(lambda found: "|".join(families[found[1]]), phrase)


def spelled_out(phrases: Iterable[str]) -> list[str]:
    """`(paid|made) a visit` as two phrases. Raises ValueError where they are too many."""
    result = list(islice(chain.from_iterable(map(_spelled, phrases)), MOST_PHRASES + 1))
    if len(result) > MOST_PHRASES:
        raise ValueError(f"they are more than {MOST_PHRASES:,} phrases")
    return result


def _spelled(phrase: str) -> Iterator[str]:
    """A phrase with each choice of what stands in its brackets; of brackets within others the inner ones are chosen from first."""
    pieces = _OPTIONS.split(phrase)
    if len(pieces) == 1:
        yield phrase
        return
    for chosen in product(*(piece.split("|") if number % 2 else [piece] for number, piece in enumerate(pieces))):
        spelled = " ".join("".join(chosen).split())
        yield from _spelled(spelled) if "(" in spelled else [spelled]
