"""The claims frame by column: which claims count, which pair of countries each is about, and batches of whole pairs.

Here: the cutting of all claims into frames that can be resolved each by itself, anywhere. Columns are looked at as codes, so
that millions of claims are sorted and sent without a Python object each. Not here: what is made of a batch (`part`,
`resolution`), and what a document says of its own figures (`sayings`).
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms import edtf
from transforms.facts.tellings import FACT_TABLES, SLOTS

# Of one batch so many claims: seconds of work, and a few megabytes. A pair that has more is a batch by itself.
BATCH = 20_000
# So many batches are taken out of the claims frame together: it lies in pieces, and each look goes through all of them.
AT_ONCE = 10
CODED = (*SLOTS, "document_id", "as_of_edtf", "persons", "language", "rule_id")
PLACE = ("char_start", "char_end", "confidence")
PAIR, ORDER, PUBLISHED, SAID = "pair", "document_order", "published_edtf", "said"
LATEST = "9999-12-31"
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


class Column(NamedTuple):
    """A column as codes and the distinct values that they stand for; the code -1 is None."""

    codes: Codes
    values: Any

    def at(self, rows: Ints) -> pd.Categorical:
        """The values of these rows, and of no others."""
        codes = self.codes[rows]
        used = np.zeros(len(self.values) + 1, dtype=bool)
        used[codes] = True
        places = np.append(np.cumsum(used[:-1]) - 1, -1)
        return pd.Categorical.from_codes(places[codes], self.values[used[:-1]])


class Ledger:
    """The claims that count, by column; `facts` and `issues` are rows of the claims frame, `order` tells which document was first."""

    def __init__(self, claims: pd.DataFrame, documents: pd.DataFrame) -> None:
        self.claims, self.known = claims, _in_order(documents)
        named = claims if "mark" in claims else claims.assign(mark=None)
        self.columns = {name: coded(named[name]) for name in CODED}
        self.published = coded(self.known["published"])
        self.order = self._orders()[self.columns["document_id"].codes]
        is_fact = claims["claim_table"].isin(FACT_TABLES).to_numpy(dtype=bool)
        self.facts: Ints = np.flatnonzero((self.order >= 0) & is_fact)
        self.issues: Ints = np.flatnonzero((self.order >= 0) & ~is_fact)
        self.countries, self.pairs = self._pairs()

    def _orders(self) -> Ints:
        """For each code of a document its place among those that are known; -1 for the others, and for none."""
        return np.append(pd.Index(self.known["document_id"]).get_indexer(pd.Index(self.columns["document_id"].values)), -1)

    def _pairs(self) -> tuple[list[str], Ints]:
        """The names of all countries, nobody first; and for each claim a number for its pair, whichever comes first."""
        both = [self.columns[name] for name in ("subject_country", "object_country")]
        names = ["", *sorted({*both[0].values, *both[1].values} - {""})]
        known = {name: code for code, name in enumerate(names)}
        one, other = (np.array([*(known[name] for name in column.values), 0], dtype=np.int64)[column.codes] for column in both)
        return names, np.minimum(one, other) * len(names) + np.maximum(one, other)

    def name(self, pair: int) -> str:
        """The name of a pair: both countries in alphabetical order. What one state did alone is a pair with nobody."""
        return "|".join(self.countries[code] for code in divmod(pair, len(self.countries)))

    def batches(self, said: Mapping[str, str], wanted: Collection[int] | None = None) -> Iterator[pd.DataFrame]:
        """Frames of about `BATCH` claims, every pair whole in one and its rows together, the largest pairs first.

        In: by document what it says of its own figures; the numbers of the pairs wanted (all). Out: the columns `PAIR`,
        `CODED`, `PLACE`, quote, `PUBLISHED` and `ORDER` of the document, and what it has `SAID`.
        """
        rows = self.facts if wanted is None else self.facts[np.isin(self.pairs[self.facts], list(wanted))]
        told = coded(self.known["document_id"].map(said).astype("string"))
        batches = _cut(rows, self.pairs[rows])
        for begin in range(0, len(batches), AT_ONCE):
            some = batches[begin : begin + AT_ONCE]
            quotes, place = self.claims["quote"].array.take(np.concatenate(some)), 0
            for batch in some:
                yield self._batch(batch, told).assign(quote=quotes[place : place + len(batch)])
                place += len(batch)

    def _batch(self, rows: Ints, told: Column) -> pd.DataFrame:
        order = self.order[rows]
        codes, pairs = pd.factorize(self.pairs[rows])
        coded_ones = {name: column.at(rows) for name, column in self.columns.items()}
        places = {name: self.claims[name].array.take(rows) for name in PLACE}
        of_document = {ORDER: order, PUBLISHED: self.published.at(order), SAID: told.at(order)}
        pair = pd.Categorical.from_codes(codes, pd.Index([self.name(int(pair)) for pair in pairs], dtype="string"))
        return pd.DataFrame({PAIR: pair, **coded_ones, **places, **of_document})


def coded(series: pd.Series) -> Column:
    """A column as codes; its values are as the column has them."""
    codes, values = pd.factorize(series)
    return Column(codes.astype(np.int32), values.array if isinstance(values, pd.Index) else values)


def _cut(rows: Ints, pairs: Ints) -> list[Ints]:
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


def chosen(frame: pd.DataFrame, rows: Ints) -> pd.DataFrame:
    """These rows of a frame, in the frame's order. Unlike `iloc` it needs no second copy of a column of text to take a few."""
    wanted = np.zeros(len(frame), dtype=bool)
    wanted[rows] = True
    return pd.DataFrame({name: frame[name].array[wanted] for name in frame.columns})


def ends(codes: Ints) -> list[int]:
    """Where each run of equal codes ends."""
    changes: list[int] = (np.flatnonzero(codes[1:] != codes[:-1]) + 1).tolist()
    return [*changes, len(codes)] if len(codes) else []


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
