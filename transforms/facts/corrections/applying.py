"""Corrections applied to the claims before these are joined, and what became of each.

Here: finding the claims that are meant, changing them, and the report. Not here: reading the file (`written`), and joining; a
forced or forbidden join is only marked here (`marks`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from transforms.facts.batches.ledger import current_documents
from transforms.facts.batches.sources import Claims, Documents
from transforms.facts.corrections import marks
from transforms.facts.corrections.written import Correction, Place
from transforms.facts.tellings import FACT_TABLES
from transforms.reading.claims import COLUMNS, identity

PASSAGE = ("claim_table", "document_id", "char_start", "char_end")
# What became of a correction, and the claims that it touched.
Outcome = tuple[str, pd.DataFrame]
# The number of no row: claims that are added come behind all others.
BEYOND = 2**48
APPLIED, UNMATCHED, CHANGED, REFUSED = "applied", "unmatched", "source_changed", "refused"


def apply(claims: Claims, documents: Documents, corrections: Sequence[Correction]) -> list[tuple[Any, ...]]:
    """Have the claims stand corrected, with their `mark`, and return the rows of `correction_report`.

    A correction looks only at claims whose quote has the words that it expects.
    """
    if not corrections:
        return []
    places = [place for correction in corrections for place in (correction.place, correction.other) if place]
    meant = claims.with_words([place.expects for place in places])
    corrected, report = meant, []
    for correction in corrections:
        corrected, outcome = _applied(corrected, documents, correction)
        report.append(_report_row(correction, *outcome))
    claims.replace(meant.index, corrected)
    return report


def _applied(claims: pd.DataFrame, documents: Documents, correction: Correction) -> tuple[pd.DataFrame, Outcome]:
    if correction.action == "add":
        return _added(claims, documents, correction)
    places = [correction.place, *([correction.other] if correction.other else [])]
    found = [_matching(claims, documents, place) for place in places]
    bad = next((status for status, _ in found if status != APPLIED), None)
    if bad:
        return claims, (bad, claims[:0])
    rows = pd.Series(np.any([mask for _, mask in found], axis=0), index=claims.index)
    if correction.action == "merge" and not _of_one_kind(claims[rows]):
        return claims, (REFUSED, claims[:0])
    return _changed(claims, rows, correction), (APPLIED, claims[rows])


def _of_one_kind(claims: pd.DataFrame) -> bool:
    """Whether claims can be joined at all: of one pair of countries and one type, a flow seen from either end."""
    amounts = claims["claim_table"] == "fact_trade"
    kinds = claims["claim_table"] + claims["claim_type"].mask(amounts, "")
    pairs = {frozenset(pair) for pair in zip(claims["subject_country"], claims["object_country"], strict=True)}
    return kinds.nunique() == 1 and len(pairs) == 1


def _matching(claims: pd.DataFrame, documents: Documents, place: Place) -> tuple[str, Any]:
    """Whether the claims meant are there, and which they are."""
    meant = claims["claim_table"].isin(FACT_TABLES) & claims["document_id"].isin(_sources(documents, place)["document_id"])
    for column, value in place.where.items():
        meant &= (claims[column] == value).fillna(False)
    worded = meant & claims["quote"].str.contains(place.expects, regex=False).fillna(False)
    return (APPLIED if worded.any() else _why_not(documents, place)), worded.to_numpy(dtype=bool)


def _why_not(documents: Documents, place: Place) -> str:
    """Whether the words are no longer in the source, or nothing that is wanted is read from them."""
    rows = _sources(documents, place).index.to_numpy()
    gone = len(rows) and not any(place.expects in text for text in documents.texts(rows))
    return CHANGED if gone else UNMATCHED


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
    told = [row for part in texts for row in part.to_dict("records") if str(row["text"]).count(correction.place.expects) == 1]
    if len(sources) == 0 or len(told) != 1:
        return claims, (CHANGED if len(sources) else UNMATCHED, claims[:0])
    row = max([BEYOND, *claims.index + 1])
    more = pd.DataFrame([_claim(told[0], correction)], index=[row]).astype(COLUMNS)
    return pd.concat([claims, more]), (APPLIED, more)


def _claim(document: Mapping[Any, Any], correction: Correction) -> dict[str, Any]:
    words = correction.place.expects
    start = str(document["text"]).index(words)
    given = {("claim_table" if key == "table" else key): value for key, value in correction.values.items()}
    row = dict.fromkeys(COLUMNS) | given | {"document_id": document["document_id"], "quote": words, "confidence": 1.0}
    row |= {"char_start": start, "char_end": start + len(words), "language": document["language"]}
    row |= {"rule_id": f"correction.{correction.id}"}
    return row | {"claim_id": identity(row)}


def _report_row(correction: Correction, status: str, touched: pd.DataFrame) -> tuple[Any, ...]:
    told = (correction.reason, correction.who, correction.when, dict(_outcomes(correction))[status])
    return correction.id, correction.action, status, len(touched), *told, _passages(touched)


def _passages(touched: pd.DataFrame) -> str:
    """Where the claims stand that a correction touched, as JSON: what it dropped is nowhere else to be found."""
    rows = touched[list(PASSAGE)].drop_duplicates().sort_values(list(PASSAGE)).to_numpy(dtype=object).tolist()
    return json.dumps([dict(zip(("fact_table", *PASSAGE[1:]), row, strict=True)) for row in rows])


def _outcomes(correction: Correction) -> Iterator[tuple[str, str]]:
    yield APPLIED, "found what it expects"
    yield UNMATCHED, f"nothing is read that matches: {correction.place.document or 'any source'}, {dict(correction.place.where)}"
    yield REFUSED, "the two are not of one type and one pair of countries"
    yield CHANGED, f"the words expected are no longer there: {correction.place.expects[:120]}"
