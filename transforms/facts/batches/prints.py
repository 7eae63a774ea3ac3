"""Numbers that differ where what they are made of differs: of claims, and sums of them.

Here: how such a number is made. Not here: what follows where one differs (`increments`).
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.facts.batches.columns import Codes, Column
from transforms.facts.batches.sources import Ints

Marks = npt.NDArray[np.uint64]


def marks_of(columns: Iterable[Column], places: Iterable[pd.Series], rows: Ints) -> Marks:
    """A number for each of these rows, by the values of columns and by places in a text."""
    marks = np.zeros(len(rows), dtype=np.uint64)
    for column in columns:
        marks = stirred(marks + _marks_of_values(column)[column.codes[rows]])
    for place in places:
        marks = stirred(marks + pd.util.hash_array(place.array.take(rows)))
    return marks


def _marks_of_values(column: Column) -> Marks:
    """A number for each code of a column, the last for none."""
    return np.append(pd.util.hash_pandas_object(pd.Series(column.values), index=False).to_numpy(), np.uint64(1))


def stirred(marks: Marks) -> Marks:
    """Numbers of which sums tell nothing any more about those that went in."""
    return np.asarray(pd.util.hash_array(marks), dtype=np.uint64)


def sums(marks: Marks, codes: Ints | Codes, count: int) -> Marks:
    """The sum of numbers of 64 bits by code, without a care for what runs over."""
    found = np.zeros(count, dtype=np.uint64)
    np.add.at(found, codes, marks)
    return found
