"""What texts say of their own facts, read document by document: a pair of countries needs no text, only what is said there.

Here: which documents are looked at for what, the frames in which their texts go to an engine, and what comes back. Not here:
how a saying is found (`anniversaries`, `comparisons`, `ratios`), and what contradicts it.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
import pandas as pd

from transforms.engines import map_frames
from transforms.facts.batches.columns import Codes, ends
from transforms.facts.batches.ledger import SAID, Ledger
from transforms.facts.batches.sources import Documents, Ints
from transforms.facts.conflicts import anniversaries, comparisons, ratios
from transforms.facts.conflicts.anniversaries import Anniversary
from transforms.facts.conflicts.comparisons import Comparison
from transforms.facts.conflicts.ratios import Ratio
from transforms.facts.tellings import FACT_TABLES
from transforms.reading.text.fold import folded

# Of one batch so many characters: seconds of work, more than it takes to start a process.
BATCH_CHARACTERS = 4_000_000
OF_TEXT = ["document_id", "language", "published_edtf", "text"]
# What is looked for in a document: anniversaries of the relations of this pair, comparisons of years, of amounts.
PAIR, YEARS, AMOUNTS = "pair", "years", "amounts"


Told = TypeVar("Told")


class Sayings(NamedTuple):
    """What texts say of facts: anniversaries by pair of countries, comparisons of years and of amounts by document."""

    anniversaries: Mapping[anniversaries.Pair, Sequence[Anniversary]]
    comparisons: Mapping[str, Sequence[Comparison]]
    ratios: Mapping[str, Sequence[Ratio]]


class Known(Protocol):
    """What documents answered before, and the keeping of what they answer now; both by row of the document."""

    def known(self, asked: pd.DataFrame) -> dict[int, str]: ...
    def keep(self, asked: pd.DataFrame, answers: Mapping[int, str]) -> None: ...


def said_in(ledger: Ledger, documents: Documents, wanted: Collection[int] | None, before: Known | None = None) -> dict[str, str]:
    """What documents that tell of these pairs (of any) say of their own figures, as JSON by document; most say nothing."""
    asked = _asked(ledger, wanted)
    known = before.known(asked) if before else {}
    new = asked[~asked.index.isin(list(known))]
    said: dict[str, str] = {}
    for _, found in map_frames(listen, _batches(new, documents), _nothing):
        said.update(found.itertuples(index=False, name=None))
    named = dict(zip(asked.index, documents.frame["document_id"].iloc[asked.index], strict=True))
    if before and len(new):
        before.keep(new, {row: said[named[row]] for row in new.index if named[row] in said})
    return {named[row]: answer for row, answer in known.items() if answer} | said


def listen(documents: pd.DataFrame) -> pd.DataFrame:
    """What texts say of their own figures. In: `OF_TEXT`, and what to look for. Out: document_id and `SAID`, where something is."""
    plain = documents.astype(object).where(documents.notna(), None)
    found = ((row["document_id"], _heard(row)) for row in plain.to_dict("records"))
    return pd.DataFrame([each for each in found if each[1]], columns=["document_id", SAID], dtype="string")


def sayings(batch: pd.DataFrame) -> Sayings:
    """What the documents of a batch of claims say. In: document_id and `SAID`."""
    by_pair: dict[anniversaries.Pair, list[Anniversary]] = defaultdict(list)
    years, amounts = {}, {}
    for document, told in _distinct(batch):
        raw = json.loads(told)
        for number, named, published, words in raw.get(PAIR, ()):
            by_pair[frozenset(raw["of"])].append(Anniversary(number, tuple(named), published, words, document))
        years[document] = [Comparison(year, less, tuple(others), words) for year, less, others, words in raw.get(YEARS, ())]
        amounts[document] = [_ratio(*each) for each in raw.get(AMOUNTS, ())]
    return Sayings(by_pair, _filled(years), _filled(amounts))


def _filled(found: Mapping[str, list[Told]]) -> dict[str, list[Told]]:
    return {document: told for document, told in found.items() if told}


def _distinct(batch: pd.DataFrame) -> Iterator[tuple[str, str]]:
    told = batch.loc[batch[SAID].notna().to_numpy(dtype=bool), ["document_id", SAID]].astype("string")
    return told.drop_duplicates("document_id").itertuples(index=False, name=None)


# --- a document


def _heard(row: Mapping[Any, Any]) -> str | None:
    language, text = (row["language"] or "").partition("-")[0], row["text"] or ""
    plain = folded(text)
    found: dict[str, list[Any]] = {
        PAIR: [told[:-1] for told in anniversaries.in_document(language, text, plain, row["published_edtf"])] if row[PAIR] else [],
        YEARS: list(comparisons.in_document(language, text, plain)) if row[YEARS] else [],
        AMOUNTS: list(ratios.in_document(language, text, plain)) if row[AMOUNTS] else [],
    }
    told = {name: each for name, each in found.items() if each}
    if PAIR in told:
        told["of"] = row[PAIR].split("|")
    return json.dumps(told, ensure_ascii=False, default=str) if told else None


def _ratio(start: int, end: int, least: str, most: str, order: int, numbers: Sequence[str], words: str) -> Ratio:
    return Ratio(start, end, Decimal(least), Decimal(most), order, tuple(numbers), words)


def _nothing(document: pd.DataFrame, _: str) -> pd.DataFrame:
    """A text at which the process dies has said nothing of its figures; its facts stand."""
    return listen(document.iloc[:0])


# --- which documents


def _asked(ledger: Ledger, wanted: Collection[int] | None) -> pd.DataFrame:
    """The rows of documents to look at, in their order, and for what. All claims of a document say of whom it speaks."""
    documents, pairs = ledger.order.astype(np.int64), ledger.pairs
    amounts, two = ledger.of_kind("fact_trade"), ledger.of_two()
    relations = two & np.logical_or.reduce([ledger.of_kind(table, anniversaries.TYPE) for table in FACT_TABLES])
    told = np.full(len(ledger.known), -1)
    for some in (two, relations):
        document, pair = _alone(documents[some], pairs[some])
        told[document] = pair
    asked = pd.DataFrame({PAIR: told, YEARS: False, AMOUNTS: False})
    asked.loc[_alone(documents[amounts], pairs[amounts])[0], YEARS] = True
    asked.loc[np.unique(documents[amounts]), AMOUNTS] = True
    near = np.unique(documents if wanted is None else documents[np.isin(pairs, list(wanted))])
    counting = asked.iloc[near].set_axis(ledger.known["row"].to_numpy()[near])
    counting = counting[(counting[PAIR] >= 0) | counting[AMOUNTS]].sort_index()
    counting[PAIR] = [ledger.name(int(pair)) if pair >= 0 else None for pair in counting[PAIR]]
    return counting


def _alone(documents: Ints, pairs: Codes) -> tuple[Ints, Codes]:
    """The documents that tell of one pair only, and the pair."""
    both = pd.DataFrame({"document": documents, "pair": pairs}).drop_duplicates()
    single = both[~both["document"].duplicated(keep=False)]
    return single["document"].to_numpy(), single["pair"].to_numpy()


def _batches(asked: pd.DataFrame, documents: Documents) -> Iterator[pd.DataFrame]:
    """The texts asked for, some at a time; few of many places come together."""
    waiting: list[pd.DataFrame] = []
    for part in documents.parts(OF_TEXT, asked.index.to_numpy()):
        waiting.append(pd.concat([part, asked.loc[part.index]], axis=1))
        if sum(_lengths(each).sum() for each in waiting) >= BATCH_CHARACTERS:
            yield from _cut(pd.concat(waiting, ignore_index=True))
            waiting = []
    yield from _cut(pd.concat(waiting, ignore_index=True)) if waiting else ()


def _cut(part: pd.DataFrame) -> Iterator[pd.DataFrame]:
    stops = ends((np.cumsum(_lengths(part)) // BATCH_CHARACTERS).astype(np.int64))
    return (part.iloc[start:stop].reset_index(drop=True) for start, stop in zip([0, *stops], stops, strict=False))


def _lengths(part: pd.DataFrame) -> Ints:
    return np.asarray(part["text"].str.len().fillna(0), dtype=np.int64)
