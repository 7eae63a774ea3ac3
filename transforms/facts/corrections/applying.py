"""Corrections applied to the claims before these are joined, and what became of each.

Here: finding the claims that are meant, changing them, and the report. Not here: reading the file (`written`), and joining; a
forced or forbidden join is only marked here (`marks`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from transforms.facts import kinds
from transforms.facts.batches.ledger import current_documents
from transforms.facts.batches.sources import Claims, Documents, Flags
from transforms.facts.corrections import marks
from transforms.facts.corrections.beginnings import Beginnings
from transforms.facts.corrections.values import check_type
from transforms.facts.corrections.written import Correction, Place
from transforms.facts.joining.kin import kin
from transforms.facts.tellings import FACT_TABLES, Telling, telling_of
from transforms.reading.claims import COLUMNS, identity

PASSAGE = ("claim_table", "document_id", "char_start", "char_end")
# The number of no row: claims that are added come behind all others.
BEYOND = 2**48
APPLIED, UNMATCHED, CHANGED, REFUSED = "applied", "unmatched", "source_changed", "refused"


class Outcome(NamedTuple):
    """What became of a correction, the claims that it touched, and what it found in words."""

    status: str
    touched: pd.DataFrame
    told: str = "found what it expects"


def apply(claims: Claims, documents: Documents, corrections: Sequence[Correction]) -> list[tuple[Any, ...]]:
    """Have the claims stand corrected, with their `mark`, and return the rows of `correction_report`.

    A correction looks only at claims whose quote has the words that it expects.
    """
    if not corrections:
        return []
    places = [place for correction in corrections for place in (correction.place, correction.other) if place]
    meant = claims.with_words([place.expects for place in places])
    corrected, report = meant, []
    beginnings = Beginnings(claims, documents.frame, meant.index)
    for correction in corrections:
        before = corrected
        corrected, outcome = _applied(before, documents, correction)
        touched = pd.concat([before[before.index.isin(outcome.touched.index)], corrected[corrected.index.isin(outcome.touched.index)]])
        if why := beginnings.told_twice(touched, corrected):
            corrected, outcome = before, Outcome(REFUSED, before[:0], why)
        report.append(_report_row(correction, outcome))
    claims.replace(meant.index, corrected)
    return report


def _applied(claims: pd.DataFrame, documents: Documents, correction: Correction) -> tuple[pd.DataFrame, Outcome]:
    if correction.action == "add":
        return _added(claims, documents, correction)
    places = [correction.place, *([correction.other] if correction.other else [])]
    found = [_matching(claims, place, documents) for place in places]
    for place, mask in zip(places, found, strict=True):
        if not mask.any():
            return claims, _not_found(documents, place, claims[:0])
    rows = pd.Series(np.any(found, axis=0), index=claims.index)
    changed = _changed(claims, rows, correction)
    if why := CANNOT_BE[correction.action](changed[rows.reindex(changed.index, fill_value=False)]):
        return claims, Outcome(REFUSED, claims[:0], why)
    return changed, Outcome(APPLIED, claims[rows])


def _no_one_thing(claims: pd.DataFrame) -> str | None:
    """Why claims cannot be joined at all: a flow may be seen from either end, but countries, type and all that names it are one."""
    told = {kin(kinds.in_order(telling)) for telling in _tellings(claims)}
    if len(told) == 1:
        return None
    return "what both say is not of one type, pair of countries, direction and organisation; `where` says which claims are meant"


def _no_facts(claims: pd.DataFrame) -> str | None:
    """Why no fact could follow from claims as they were changed."""
    told = ((check_type(telling.table, telling.type) or kinds.missing(telling)) for telling in _tellings(claims))
    return next(filter(None, told), None)


def _tellings(claims: pd.DataFrame) -> Iterator[Telling]:
    plain = claims.astype(object).where(claims.notna(), None)
    return map(telling_of, plain.to_dict("records"))


def _nothing_against(claims: pd.DataFrame) -> str | None:
    return None


# Why what a correction makes of claims cannot be.
CANNOT_BE = {"merge": _no_one_thing, "override": _no_facts, "drop": _nothing_against, "split": _nothing_against}


def _matching(claims: pd.DataFrame, place: Place, documents: Documents) -> Flags:
    """Which claims are meant."""
    meant = claims["claim_table"].isin(FACT_TABLES) & claims["document_id"].isin(_sources(documents, place)["document_id"])
    for column, value in place.where.items():
        meant &= (claims[column] == value).fillna(False)
    worded = meant & claims["quote"].str.contains(place.expects, regex=False).fillna(False)
    return worded.to_numpy(dtype=bool)


def _not_found(documents: Documents, place: Place, nothing: pd.DataFrame) -> Outcome:
    """Whether the words are no longer in the source, or nothing that is wanted is read from them."""
    rows = _sources(documents, place).index.to_numpy()
    if place.document and not len(rows):
        return Outcome(UNMATCHED, nothing, f"no document is read that is called {place.document} (a file's whole name, or a source's id)")
    if len(rows) and not any(place.expects in text for text in documents.texts(rows)):
        return Outcome(CHANGED, nothing, f"the words expected are no longer there: {place.expects[:120]}")
    return Outcome(UNMATCHED, nothing, f"nothing is read that matches: {place.document or 'any source'}, {dict(place.where)}")


def _sources(documents: Documents, place: Place) -> pd.DataFrame:
    """The documents that may be meant; the index says which row of all each is."""
    known = current_documents(documents.frame)
    if place.document is None:
        return known
    return known[(known["source_id"] == place.document) | (known["file_name"] == place.document)]


def _changed(claims: pd.DataFrame, rows: pd.Series, correction: Correction) -> pd.DataFrame:
    if correction.action == "drop":
        return claims[~rows]
    if correction.action == "override":
        changed = claims.copy()
        for column, value in correction.values.items():
            changed.loc[rows, column] = value
        return changed.assign(rule_id=changed["rule_id"].mask(rows, changed["rule_id"] + f"+correction.{correction.id}"))
    marked = claims["mark"] if "mark" in claims else pd.Series(pd.NA, index=claims.index, dtype="string")
    return claims.assign(mark=marked.mask(rows, marks.mark_for(correction.action, correction.id)))


def _added(claims: pd.DataFrame, documents: Documents, correction: Correction) -> tuple[pd.DataFrame, Outcome]:
    """The claims and one more, whose evidence are the words expected, where the document has them once."""
    sources = _sources(documents, correction.place)
    texts = documents.parts(["document_id", "language", "text"], sources.index.to_numpy())
    told = [row for part in texts for row in part.to_dict("records") for _ in range(str(row["text"]).count(correction.place.expects))]
    if not told:
        return claims, _not_found(documents, correction.place, claims[:0])
    if len(told) > 1:
        return claims, Outcome(REFUSED, claims[:0], f"the words expected stand in {len(told)} places: more of them say which is meant")
    row = max([BEYOND, *claims.index + 1])
    more = pd.DataFrame([_claim(told[0], correction)], index=[row]).astype(COLUMNS)
    return pd.concat([claims, more]), Outcome(APPLIED, more)


def _claim(document: Mapping[Any, Any], correction: Correction) -> dict[str, Any]:
    words = correction.place.expects
    start = str(document["text"]).index(words)
    given = {("claim_table" if key == "table" else key): value for key, value in correction.values.items()}
    row = dict.fromkeys(COLUMNS) | given | {"document_id": document["document_id"], "quote": words, "confidence": 1.0}
    row |= {"char_start": start, "char_end": start + len(words), "language": document["language"]}
    row |= {"rule_id": f"correction.{correction.id}"}
    return row | {"claim_id": identity(row)}


def _report_row(correction: Correction, outcome: Outcome) -> tuple[Any, ...]:
    told = (correction.reason, correction.who, correction.when, outcome.told)
    return correction.id, correction.action, outcome.status, len(outcome.touched), *told, _passages(outcome.touched)


def _passages(touched: pd.DataFrame) -> str:
    """Where the claims stand that a correction touched, as JSON: what it dropped is nowhere else to be found."""
    rows = touched[list(PASSAGE)].drop_duplicates().sort_values(list(PASSAGE)).to_numpy(dtype=object).tolist()
    return json.dumps([dict(zip(("fact_table", *PASSAGE[1:]), row, strict=True)) for row in rows])
