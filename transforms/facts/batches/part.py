"""A batch of claims made ready for joining: claims with equal slots as one telling, and where each stands.

Here: from the rows of a batch (`ledger`) to the records of `tellings`. Not here: joining tellings that differ.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from transforms.facts.batches.columns import coded, ends
from transforms.facts.batches.ledger import ORDER, PAIR, PUBLISHED, QUOTE
from transforms.facts.batches.sources import Ints
from transforms.facts.tellings import SLOTS, Passages, Telling


class Part(NamedTuple):
    """Some pairs of countries: their tellings, where these stand, and the rows of the batch."""

    tellings: list[Telling]
    passages: Passages
    rows: Ints


def part_of(batch: pd.DataFrame) -> Part:
    """The tellings of a batch. In: the columns of `Ledger.batches`."""
    told = _told(batch)
    rows: Ints = np.lexsort((told, coded(batch[PAIR]).codes))
    stops = ends(told[rows])
    starts = [0, *stops[:-1]]
    slots = (_listed(batch[name].iloc[rows[starts]]) for name in SLOTS)
    tellings = [Telling(*each) for each in zip(*slots, strict=True)]
    for telling, start, stop in zip(tellings, starts, stops, strict=True):
        telling.rows.extend(range(start, stop))
    return Part(tellings, _passages(batch.iloc[rows]), rows)


def _told(batch: pd.DataFrame) -> Ints:
    """A number for each distinct statement."""
    told = np.zeros(len(batch), dtype=np.int64)
    for column in (coded(batch[name]) for name in SLOTS):
        if len(column.values):
            told, _ = pd.factorize(told * (len(column.values) + 1) + column.codes)
    return told


def _passages(found: pd.DataFrame) -> Passages:
    told_on, printed = _listed(found["as_of_edtf"]), _listed(found[PUBLISHED])
    return Passages(
        document=_listed(found["document_id"]),
        order=found[ORDER].tolist(),
        start=found["char_start"].tolist(),
        end=found["char_end"].tolist(),
        confidence=found["confidence"].tolist(),
        as_of=[own or published for own, published in zip(told_on, printed, strict=True)],
        persons=_listed(found["persons"]),
        language=_listed(found["language"]),
        rule=_listed(found["rule_id"]),
        quote=found[QUOTE].array,
    )


def _listed(series: pd.Series) -> list[Any]:
    """The values of a column, one object for all that are equal."""
    column = coded(series)
    distinct = np.empty(len(column.values) + 1, dtype=object)
    distinct[:-1] = pd.Series(column.values).astype(object).to_numpy()
    found: list[Any] = distinct[column.codes].tolist()
    return found
