"""A batch of claims made ready for joining: claims with equal slots as one telling, and where each stands.

Here: from the rows of a batch (`ledger`) to the records of `tellings`. Not here: joining tellings that differ.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from transforms.facts.batches.columns import Column, coded, ends
from transforms.facts.batches.ledger import CODED, ORDER, PAIR, PLACE, PUBLISHED, QUOTE
from transforms.facts.batches.sources import Ints
from transforms.facts.tellings import SLOTS, Passages, Telling

# What a number of 64 bits surely holds.
MOST = 2**62


class Part(NamedTuple):
    """Some pairs of countries: their tellings, where these stand, and the rows of the batch."""

    tellings: list[Telling]
    passages: Passages
    rows: Ints


def part_of(batch: pd.DataFrame) -> Part:
    """The tellings of a batch. In: the columns of `Ledger.batches`."""
    columns = {name: coded(batch[name]) for name in (*CODED, PUBLISHED)}
    told = _told([columns[name] for name in SLOTS])
    rows: Ints = np.lexsort((told, coded(batch[PAIR]).codes))
    stops = ends(told[rows])
    starts = [0, *stops[:-1]]
    slots = (columns[name].listed(rows[starts]) for name in SLOTS)
    tellings = list(map(Telling, *slots, map(list, map(range, starts, stops))))
    return Part(tellings, _passages(batch, columns, rows), rows)


def _told(columns: Sequence[Column]) -> Ints:
    """A number for each distinct statement, in the order in which they come."""
    told, most = np.zeros(len(columns[0].codes), dtype=np.int64), 1
    for column in columns:
        distinct = len(column.values) + 1
        if most * distinct > MOST:
            told = pd.factorize(told)[0]
            most = len(told)
        told, most = told * distinct + (column.codes + 1), most * distinct
    return pd.factorize(told)[0]


def _passages(batch: pd.DataFrame, columns: Mapping[str, Column], rows: Ints) -> Passages:
    told_on, printed = columns["as_of_edtf"].listed(rows), columns[PUBLISHED].listed(rows)
    start, end, confidence, order = (batch[name].to_numpy()[rows].tolist() for name in (*PLACE, ORDER))
    return Passages(
        document=columns["document_id"].listed(rows),
        order=order,
        start=start,
        end=end,
        confidence=confidence,
        as_of=[own or published for own, published in zip(told_on, printed, strict=True)],
        persons=columns["persons"].listed(rows),
        language=columns["language"].listed(rows),
        rule=columns["rule_id"].listed(rows),
        quote=batch[QUOTE].array.take(rows),
    )
