"""All claims that count, in a few numbers each: of which document it is, which pair of countries it is about; and batches of whole pairs.

Here: the cutting of all claims into frames that can be resolved each by itself, anywhere. The claims stay where they are, and are
gone through part by part. Not here: what is made of a batch (`part`, `resolution`), and what a document says of its own
figures (`sayings`).
"""

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from transforms import edtf
from transforms.facts.batches.columns import Codes, Column, chosen, coded, ends
from transforms.facts.batches.prints import Marks, marks_of
from transforms.facts.batches.sources import Claims, Flags, Ints
from transforms.facts.tables import LACKING
from transforms.facts.tellings import FACT_TABLES, SLOTS
from transforms.spools import Spools

# Of one batch so many claims: seconds of work, and a few megabytes. A pair that has more is a batch by itself.
BATCH = 20_000
# So many batches are taken out of all claims together, and are in memory.
AT_ONCE = 5
CODED = (*SLOTS, "document_id", "as_of_edtf", "persons", "language", "rule_id")
PLACE = ("char_start", "char_end", "confidence")
PAIR, ORDER, PUBLISHED, SAID, QUOTE = "pair", "document_order", "published_edtf", "said", "quote"
LATEST = "9999-12-31"


class Entries(NamedTuple):
    """Of claims that count and may be facts: the document's place, codes of table, type and countries, a number for all that is told."""

    order: Codes
    tables: Codes
    types: Codes
    ones: Codes
    others: Codes
    marks: Marks


class Ledger:
    """The claims that count: of each that may be a fact `order` (of its document), `pairs` and `marks`; and the `issues`."""

    def __init__(self, claims: Claims, documents: pd.DataFrame, folder: Path | None = None) -> None:
        """In: the documents without texts; a folder for what is sorted past the memory (the system's own where none is given)."""
        self.claims, self.known, self._folder = claims, _in_order(documents), folder
        self.published = coded(self.known["published"])
        self._places = pd.Index(self.known["document_id"])
        self._kinds, countries = {"": 0}, {"": 0}
        issues: list[pd.DataFrame] = []
        entries = [self._entered(part, countries, issues) for part in claims.parts()]
        self.issues = pd.concat(issues, ignore_index=True)
        # One after the other: there are many millions of them.
        pieces = list(zip(*entries, strict=True))
        del entries
        self.order, self._tables, self._types, ones, others, self.marks = (np.concatenate(pieces.pop(0)) for _ in Entries._fields)
        self.countries, self.pairs = _pairs(list(countries), ones, others)

    def _entered(self, part: pd.DataFrame, countries: dict[str, int], issues: list[pd.DataFrame]) -> Entries:
        """The entries of a part of the claims; what is no fact goes to the issues."""
        columns = {name: coded(part[name]) for name in CODED}
        order, facts, others = self._counting(part, columns["document_id"])
        issues.append(chosen(part[list(LACKING)], others))
        table, kind = (_entered_values(columns[name], self._kinds)[facts] for name in ("claim_table", "claim_type"))
        one, other = (_entered_values(columns[name], countries)[facts] for name in ("subject_country", "object_country"))
        marks = marks_of(columns.values(), (part[name] for name in PLACE), facts)
        return Entries(order[facts].astype(np.int32), table, kind, one, other, marks)

    def _counting(self, part: pd.DataFrame, document: Column) -> tuple[Ints, Ints, Ints]:
        """For each claim the place of its document among those known (-1 for others); the rows that may be facts, and that are issues."""
        order = np.append(self._places.get_indexer(pd.Index(document.values)), -1)[document.codes]
        is_fact = part["claim_table"].isin(FACT_TABLES).to_numpy(dtype=bool)
        return order, np.flatnonzero((order >= 0) & is_fact), np.flatnonzero((order >= 0) & ~is_fact)

    def of_kind(self, table: str, kind: str | None = None) -> Flags:
        """Which claims are of this table, and type."""
        such: Flags = self._tables == self._kinds.get(table, -1)
        return such if kind is None else such & (self._types == self._kinds.get(kind, -1))

    def of_two(self) -> Flags:
        """Which claims name two countries."""
        return np.asarray(self.pairs >= len(self.countries))

    def name(self, pair: int) -> str:
        """The name of a pair: both countries in alphabetical order. What one state did alone is a pair with nobody."""
        return "|".join(self.countries[code] for code in divmod(pair, len(self.countries)))

    def batches(self, said: Mapping[str, str], wanted: Collection[int] | None = None) -> Iterator[pd.DataFrame]:
        """Frames of about `BATCH` claims, every pair whole in one and its rows together, the largest pairs first.

        In: by document what it says of its own figures; the numbers of the pairs wanted (all). Out: the columns `PAIR`,
        `CODED`, `PLACE`, quote, `PUBLISHED` and `ORDER` of the document, and what it has `SAID`.
        """
        rows = np.arange(len(self.pairs)) if wanted is None else np.flatnonzero(np.isin(self.pairs, list(wanted)))
        told = coded(self.known["document_id"].map(said).astype("string"))
        batches = _cut(rows, self.pairs[rows])
        lots = [batches[begin : begin + AT_ONCE] for begin in range(0, len(batches), AT_ONCE)]
        with tempfile.TemporaryDirectory(prefix=".tmp-", dir=self._folder) as folder:
            for lot, claims in zip(lots, self._taken_out(lots, Path(folder)), strict=True):
                columns = {name: coded(claims[name]) for name in CODED}
                places = np.sort(np.concatenate(lot))
                yield from (self._batch(batch, np.searchsorted(places, batch), claims, columns, told) for batch in lot)

    def _taken_out(self, lots: Sequence[Sequence[Ints]], folder: Path) -> Iterator[pd.DataFrame]:
        """The claims of each lot of batches, in the order of their rows: all claims are gone through once."""
        lot_of = np.full(len(self.pairs), -1, dtype=np.int32)
        for number, lot in enumerate(lots):
            lot_of[np.concatenate(lot)] = number
        heaps: Spools | None = None
        place = 0
        for part in self.claims.parts() if lots else ():
            _, facts, _ = self._counting(part, coded(part["document_id"]))
            numbers, place = lot_of[place : place + len(facts)], place + len(facts)
            # A refresh with few changes wants few claims of very many.
            asked = np.flatnonzero(numbers >= 0)
            together = asked[np.argsort(numbers[asked], kind="stable")]
            claims = pa.Table.from_pandas(part[[*CODED, *PLACE, QUOTE]], preserve_index=False).take(facts[together])
            heaps = heaps or Spools(folder, claims.schema)
            stops = ends(numbers[together])
            for start, stop in zip([0, *stops], stops, strict=False):
                heaps.add(int(numbers[together[start]]), claims.slice(start, stop - start))
        yield from (heap.to_pandas() for _, heap in heaps.heaps()) if heaps else ()

    def _batch(self, rows: Ints, own: Ints, claims: pd.DataFrame, columns: Mapping[str, Column], told: Column) -> pd.DataFrame:
        """These rows of all, which are those (`own`) of the claims at hand."""
        order = self.order[rows].astype(np.int64)
        codes, pairs = pd.factorize(self.pairs[rows])
        coded_ones = {name: column.at(own) for name, column in columns.items()}
        places = {name: claims[name].array.take(own) for name in (*PLACE, QUOTE)}
        of_document = {ORDER: order, PUBLISHED: self.published.at(order), SAID: told.at(order)}
        pair = pd.Categorical.from_codes(codes, pd.Index([self.name(int(pair)) for pair in pairs], dtype="string"))
        return pd.DataFrame({PAIR: pair, **coded_ones, **places, **of_document})


def _entered_values(column: Column, known: dict[str, int]) -> Codes:
    """For each row the number of its value, nothing's being 0; values not yet known are."""
    numbers = [known.setdefault(str(value), len(known)) for value in column.values]
    return np.array([*numbers, 0], dtype=np.int32)[column.codes]


def _pairs(names: list[str], ones: Codes, others: Codes) -> tuple[list[str], Codes]:
    """The names of all countries, nobody first; and for each claim a number for its pair, whichever comes first."""
    ordered = sorted(names)
    places = np.array([ordered.index(name) for name in names], dtype=np.int32)
    one, other = places[ones], places[others]
    return ordered, np.minimum(one, other) * np.int32(len(names)) + np.maximum(one, other)


def _cut(rows: Ints, pairs: Codes) -> list[Ints]:
    """Rows by batch, in each by pair; a large pair is a batch, the largest the first, small ones share one."""
    order = np.argsort(pairs, kind="stable")
    sizes = np.diff([0, *ends(pairs[order])])
    batch = np.repeat(_batch_numbers(sizes), sizes)
    placed = np.argsort(batch, kind="stable")
    borders = ends(batch[placed])[:-1]
    return np.split(rows[order][placed], borders) if len(rows) else []


def _batch_numbers(sizes: Ints) -> Ints:
    """The number of the batch of each pair, by how many claims it has."""
    numbers = np.empty(len(sizes), dtype=np.int64)
    large = sizes >= BATCH
    numbers[large] = np.argsort(np.argsort(-sizes[large], kind="stable"))
    before = np.cumsum(sizes[~large]) - sizes[~large]
    numbers[~large] = np.count_nonzero(large) + before // BATCH
    return numbers


def is_current(documents: pd.DataFrame) -> Flags:
    """Which documents count: loaded, and the newest version of their source."""
    flags: Flags = (documents["is_current"].astype("boolean").fillna(False) & (documents["status"] == "loaded")).to_numpy(dtype=bool)
    return flags


def current_documents(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents that count."""
    return documents[is_current(documents)]


def _in_order(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents that count, by the first day of publication (unknown: last), then by identifier; and their rows in the frame."""
    rows = np.flatnonzero(is_current(documents))
    known = pd.DataFrame({"document_id": documents["document_id"].astype("string").array[rows], "row": rows})
    known["published"] = documents["published_edtf"].astype("string").array[rows]
    known["day"] = [_day(date) for date in known["published"]]
    return known.sort_values(["day", "document_id"]).drop_duplicates("document_id", ignore_index=True)


def _day(date: Any) -> str:
    start = None if pd.isna(date) else edtf.bounds(str(date)).start
    return LATEST if start is None else start.isoformat()
