"""The claims frame made ready for joining, a part of the world at a time.

Here: which claims count, claims with equal slots as one telling, and the cutting into parts in which every pair of
countries is whole. Columns are looked at as codes, so that millions of claims are sorted without a Python object each.
Not here: joining tellings that differ.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms import edtf
from transforms.facts.tellings import FACT_TABLES, SLOTS, Passages, Telling

PLACE = ("document_id", "char_start", "char_end", "confidence", "as_of_edtf", "persons", "language", "rule_id")
LATEST = "9999-12-31"
Ints = npt.NDArray[np.int64]


class Column(NamedTuple):
    """A column as codes and the distinct values that they stand for; the last value, code -1, is None."""

    codes: Ints
    values: npt.NDArray[np.object_]

    def at(self, rows: Ints) -> list[Any]:
        """The values of these rows."""
        found: list[Any] = self.values[self.codes[rows]].tolist()
        return found


class Part(NamedTuple):
    """Some pairs of countries: their tellings, where these stand, and the rows of the claims frame."""

    tellings: list[Telling]
    passages: Passages
    rows: Ints


class Ledger:
    """The claims that count, by column."""

    def __init__(self, claims: pd.DataFrame, documents: pd.DataFrame) -> None:
        known = _in_order(documents)
        self.places = claims[list(PLACE)]
        self.document_order: Ints = pd.Index(known["document_id"]).get_indexer(pd.Index(claims["document_id"]))
        self.published = _column(known["published"])
        is_fact = claims["claim_table"].isin(FACT_TABLES).to_numpy()
        self.facts: Ints = np.flatnonzero((self.document_order >= 0) & is_fact)
        self.issues: Ints = np.flatnonzero((self.document_order >= 0) & ~is_fact)
        named = claims if "mark" in claims else claims.assign(mark=None)
        self.slots = {name: _column(named[name]) for name in SLOTS}

    def distinct(self, names: Iterable[str]) -> Ints:
        """Of the claims that count one row for each document and each combination of these slots told in it."""
        told: Ints = self.document_order[self.facts]
        for column in (self.slots[name] for name in names):
            told, _ = pd.factorize(told * (len(column.values) + 1) + column.codes[self.facts])
        return self.facts[np.sort(np.unique(told, return_index=True)[1])]

    def parts(self, size: int) -> Iterator[Part]:
        """Parts of about `size` claims, every pair of countries in one."""
        pair, told = self._pairs()[self.facts], self._told()[self.facts]
        order = np.lexsort((told, pair))
        rows, told = self.facts[order], told[order]
        begin = 0
        for end in _ends(pair[order]):
            if end - begin >= size or end == len(rows):
                yield self._part(rows[begin:end], told[begin:end])
                begin = end

    def _pairs(self) -> Ints:
        """A number for each pair of countries, whichever comes first."""
        one, other = self.slots["subject_country"], self.slots["object_country"]
        names = {name: code for code, name in enumerate(sorted({*one.values[:-1], *other.values[:-1]}), start=1)}
        a, b = (np.array([names.get(name, 0) for name in column.values])[column.codes] for column in (one, other))
        pairs: Ints = np.minimum(a, b) * (len(names) + 1) + np.maximum(a, b)
        return pairs

    def _told(self) -> Ints:
        """A number for each distinct statement."""
        told = np.zeros(len(self.places), dtype=np.int64)
        for column in self.slots.values():
            if len(column.values) > 1:
                told, _ = pd.factorize(told * (len(column.values) + 1) + column.codes)
        return told

    def _part(self, rows: Ints, told: Ints) -> Part:
        ends = _ends(told)
        starts = [0, *ends[:-1]]
        tellings = [Telling(*slots) for slots in zip(*(column.at(rows[starts]) for column in self.slots.values()), strict=True)]
        for telling, start, end in zip(tellings, starts, ends, strict=True):
            telling.rows.extend(range(start, end))
        return Part(tellings, self._passages(rows), rows)

    def _passages(self, rows: Ints) -> Passages:
        found = self.places.iloc[rows]
        orders = self.document_order[rows]
        told_on = _listed(found["as_of_edtf"])
        return Passages(
            document=_listed(found["document_id"]),
            order=orders.tolist(),
            start=found["char_start"].tolist(),
            end=found["char_end"].tolist(),
            confidence=found["confidence"].tolist(),
            as_of=[own or printed for own, printed in zip(told_on, self.published.at(orders), strict=True)],
            persons=_listed(found["persons"]),
            language=_listed(found["language"]),
            rule=_listed(found["rule_id"]),
        )


def chosen(frame: pd.DataFrame, rows: Ints) -> pd.DataFrame:
    """These rows of a frame, in the frame's order. Unlike `iloc` it needs no second copy of a column of text to take a few."""
    wanted = np.zeros(len(frame), dtype=bool)
    wanted[rows] = True
    return pd.DataFrame({name: frame[name].array[wanted] for name in frame.columns})


def _ends(codes: Ints) -> list[int]:
    """Where each run of equal codes ends."""
    changes: list[int] = (np.flatnonzero(codes[1:] != codes[:-1]) + 1).tolist()
    return [*changes, len(codes)] if len(codes) else []


def current_documents(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents that count: loaded, and the newest version of their source."""
    return documents[documents["is_current"].astype("boolean").fillna(False) & (documents["status"] == "loaded")]


def _in_order(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents that are loaded and current, by the first day of publication (unknown: last), then by identifier."""
    current = current_documents(documents)
    known = pd.DataFrame({"document_id": current["document_id"].astype("string")})
    known["published"] = current["published_edtf"].astype("string")
    known["day"] = [_day(date) for date in known["published"]]
    return known.sort_values(["day", "document_id"]).drop_duplicates("document_id", ignore_index=True)


def _day(date: Any) -> str:
    start = None if pd.isna(date) else edtf.bounds(str(date)).start
    return LATEST if start is None else start.isoformat()


def _column(series: pd.Series) -> Column:
    codes, values = pd.factorize(series)
    codes = codes.astype(np.int32)
    distinct = np.empty(len(values) + 1, dtype=object)
    distinct[: len(values)] = pd.Series(values).astype(object).to_numpy()
    return Column(codes, distinct)


def _listed(series: pd.Series) -> list[Any]:
    return _column(series).at(np.arange(len(series)))
