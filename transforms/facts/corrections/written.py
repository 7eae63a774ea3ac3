"""The corrections as a person writes them: the file, and what each must say.

Here: reading the file, and refusing what cannot be a correction. Not here: what may be written into a claim (`values`), and
applying (`applying`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from transforms.facts.corrections.values import CorrectionError, check_added, check_values, columns
from transforms.facts.reference import SEEDS
from transforms.reading.claims import COLUMNS

ACTIONS = ("drop", "override", "add", "merge", "split")
KNOWN = {"id", "action", "reason", "who", "when", "document", "expects", "where", "set", "fact", "other"}
PLACES = {"document", "expects", "where"}
REQUIRED = ("id", "action", "reason", "who", "when", "expects")
SETTABLE = frozenset(COLUMNS) - {"claim_id", "document_id", "claim_table", "char_start", "char_end", "quote", "language"}


@dataclass(frozen=True)
class Place:
    """Which claims are meant: of which source, with which words, with which values."""

    expects: str
    document: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Correction:
    """One decision of a person."""

    id: str
    action: str
    reason: str
    who: str
    when: str
    place: Place
    other: Place | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=4)
def load(path: Path = SEEDS / "corrections.toml") -> tuple[Correction, ...]:
    """The corrections of a file, in its order. Raises CorrectionError for what cannot be one."""
    found = tuple(_correction(raw) for raw in _written(path))
    twice = {c.id for c in found if [other.id for other in found].count(c.id) > 1}
    if twice:
        raise CorrectionError(f"corrections with one id: {', '.join(sorted(twice))}")
    return found


def _written(path: Path) -> list[Mapping[str, Any]]:
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("correction", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorrectionError(f"{path.name}: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CorrectionError(f"{path.name}: a correction begins with [[correction]]")
    return rows


def _correction(raw: Mapping[str, Any]) -> Correction:
    name = f"correction {raw.get('id', 'without id')}"
    lacking = [key for key in REQUIRED if not raw.get(key)]
    if lacking or raw["action"] not in ACTIONS:
        raise CorrectionError(f"{name}: lacks {', '.join(lacking) or 'a known action'}")
    _refuse_unknown(name, raw, KNOWN)
    values = columns(name, raw.get("set", raw.get("fact", {})), COLUMNS | {"table": "string"})
    if raw["action"] == "override" and not set(values) <= SETTABLE:
        raise CorrectionError(f"{name}: no such columns: {', '.join(sorted(set(values) - SETTABLE))}")
    if (raw["action"] == "merge") != ("other" in raw) or (raw["action"] in ("add", "override")) != bool(values):
        raise CorrectionError(f"{name}: {raw['action']} lacks its second part, or has one too many")
    check_values(name, values)
    if raw["action"] == "add":
        check_added(name, values)
    texts = {key: str(raw[key]) for key in ("id", "action", "reason", "who", "when")}
    other = _other(name, raw["other"]) if "other" in raw else None
    return Correction(**texts, place=_place(name, raw), other=other, values=values)


def _refuse_unknown(name: str, raw: Mapping[str, Any], known: set[str]) -> None:
    """A key that is misspelt would be a condition that is never asked."""
    if unknown := sorted(set(raw) - known):
        raise CorrectionError(f"{name}: no such keys: {', '.join(unknown)}")


def _other(name: str, raw: Any) -> Place:
    place = _place(name, raw)
    _refuse_unknown(name, raw, PLACES)
    return place


def _place(name: str, raw: Any) -> Place:
    words, document = (raw.get("expects"), raw.get("document")) if isinstance(raw, dict) else (None, None)
    if not isinstance(words, str) or not words or not isinstance(document, str | None):
        raise CorrectionError(f"{name}: expects and document are texts")
    return Place(words, document, columns(name, raw.get("where", {})))
