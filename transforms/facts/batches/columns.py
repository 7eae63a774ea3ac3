"""Columns as codes, so that millions of claims are sorted and sent without a Python object each.

Here: the coding. Not here: what the columns are, and what is done with them.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.facts.batches.sources import Ints

Codes = npt.NDArray[np.int32]


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

    def listed(self, rows: Ints) -> list[Any]:
        """The values of these rows, one object for all that are equal."""
        distinct = np.empty(len(self.values) + 1, dtype=object)
        distinct[:-1] = pd.Series(self.values).astype(object).to_numpy()
        found: list[Any] = distinct[self.codes[rows]].tolist()
        return found


def coded(series: pd.Series) -> Column:
    """A column as codes; its values are as the column has them."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        return Column(series.cat.codes.to_numpy().astype(np.int32), series.cat.categories.array)
    codes, values = pd.factorize(series)
    return Column(codes.astype(np.int32), values.array if isinstance(values, pd.Index) else values)


def ends(codes: Ints | Codes) -> list[int]:
    """Where each run of equal codes ends."""
    changes: list[int] = (np.flatnonzero(codes[1:] != codes[:-1]) + 1).tolist()
    return [*changes, len(codes)] if len(codes) else []


def chosen(frame: pd.DataFrame, rows: Ints) -> pd.DataFrame:
    """These rows of a frame, in the frame's order. Unlike `iloc` it needs no second copy of a column of text to take a few."""
    wanted = np.zeros(len(frame), dtype=bool)
    wanted[rows] = True
    return pd.DataFrame({name: frame[name].array[wanted] for name in frame.columns})
