"""The planted cases of `tests/golden/facts/outsider`, made into frames: what a case tells, and which fact each telling became.

Here: reading the data and asking the resolver. Not here: what must come out (`test_outsider`).
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from tests.transforms.facts.claiming import documents
from transforms.facts import resolve
from transforms.facts.tables import ID_COLUMN
from transforms.reading import extract
from transforms.reading.claims import COLUMNS, identity, to_frame

FOLDER = Path(__file__).parents[2] / "golden" / "facts" / "outsider"
TYPE_COLUMN = {"fact_relation": "relation_type", "fact_event": "event_type", "fact_trade": "flow"}
OWN = ("fact", "document", "published", "conflict", "suspect", "persons")
RELATIONS = {"diplomatic_relations", "resident_embassy", "shared_membership", "non_resident_accreditation"}


@dataclass(frozen=True)
class Telling:
    """What the data say of a claim or a text, and the rows of the claims frame that it became."""

    expected: Mapping[str, Any]
    rows: tuple[dict[str, Any], ...]


class Case:
    """A planted case: its frames and what the resolver made of them."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        told = [*_claimed(data.get("claim", [])), *_read(data.get("text", []), data.get("about"))]
        self.texts, self.tellings = [text for text, _ in told], [telling for _, telling in told]

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """What the resolver makes of it."""
        rows = self._every_row()
        known = pd.DataFrame(self.texts).drop_duplicates("document_id").to_dict("list")
        return resolve(to_frame(rows), documents(*known.pop("document_id"), **known), ())

    def _every_row(self) -> list[dict[str, Any]]:
        if "text" not in self.data:
            return [row for telling in self.tellings for row in telling.rows]
        return [row for text in self.texts for row in _extracted(text)]

    def facts(self, telling: Telling) -> set[str]:
        """The identifiers of the facts that a telling became, of the type that it is about."""
        places = {(row["claim_table"], row["document_id"], row["char_start"], row["char_end"]) for row in telling.rows}
        found = self.frames["evidence"]
        keys = zip(found["fact_table"], found["document_id"], found["char_start"], found["char_end"], strict=True)
        here = {fact for fact, place in zip(found["fact_id"], keys, strict=True) if place in places}
        return {fact for fact in here if any(self._is_about(fact, row) for row in telling.rows)}

    def _is_about(self, fact: str, row: Mapping[str, Any]) -> bool:
        table = row["claim_table"]
        type_column = TYPE_COLUMN.get(table)
        own = self.fact(table, fact)
        return own is not None and (type_column is None or table == "fact_trade" or own[type_column] == row["claim_type"])

    def fact(self, table: str, fact: str) -> dict[str, Any] | None:
        """The row of a fact, None where the table has none."""
        frame = self.frames[table]
        rows: list[dict[str, Any]] = frame[frame[ID_COLUMN[table]] == fact].to_dict("records")
        return rows[0] if rows else None

    def all_facts(self) -> Iterator[dict[str, Any]]:
        """Every row of every fact table."""
        for table in ID_COLUMN:
            yield from self.frames[table].to_dict("records")


def cases(file: str) -> list[dict[str, Any]]:
    """The cases of a file, as a person wrote them."""
    found: list[dict[str, Any]] = tomllib.loads((FOLDER / file).read_text("utf-8"))["case"]
    return found


def persons() -> list[dict[str, Any]]:
    """The persons of the gold, each with the forms of the name."""
    found: list[dict[str, Any]] = tomllib.loads((FOLDER / "people.toml").read_text("utf-8"))["person"]
    return found


def _claimed(claims: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Telling]]:
    quotes: dict[str, list[str]] = {}
    for claim in claims:
        quotes.setdefault(claim["document"], []).append(claim["quote"])
    for claim in claims:
        text = " ".join(quotes[claim["document"]])
        document = {"document_id": claim["document"], "text": text, "language": claim["language"], "published_edtf": claim.get("published")}
        yield document, Telling(claim, (claim_row(claim, text),))


def claim_row(claim: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A row of the claims frame from what the data say of it."""
    start = text.index(claim["quote"])
    row = dict.fromkeys(COLUMNS) | {k: v for k, v in claim.items() if k not in OWN}
    row |= {"document_id": claim["document"], "char_start": start, "char_end": start + len(claim["quote"]), "confidence": 0.9}
    row["claim_table"] = claim.get("claim_table") or ("fact_relation" if claim["claim_type"] in RELATIONS else "fact_event")
    row["rule_id"] = claim.get("rule_id", "planted")
    row["status"] = "occurred" if row["claim_table"] == "fact_event" else None
    if "persons" in claim:
        row["persons"] = json.dumps([dict(zip(("name", "role", "country"), p, strict=True)) for p in claim["persons"]], ensure_ascii=False)
    return row | {"claim_id": identity(row)}


def _read(texts: list[dict[str, Any]], about: str | None) -> Iterator[tuple[dict[str, Any], Telling]]:
    for number, told in enumerate(texts):
        document = {"document_id": f"d{number}", "text": told["text"], "language": told["language"], "published_edtf": told["published"]}
        rows = _extracted(document)
        yield document, Telling(told, tuple(row for row in rows if about in (None, row["claim_type"])))


def _extracted(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _claims_of(*(document[name] for name in ("document_id", "text", "language", "published_edtf")))


@lru_cache(maxsize=256)
def _claims_of(key: str, text: str, language: str, published: str) -> list[dict[str, Any]]:
    frame = documents(key, text=text, language=language, published_edtf=published, title=None)
    found: list[dict[str, Any]] = extract(frame).astype(object).where(lambda f: f.notna(), None).to_dict("records")
    return found
