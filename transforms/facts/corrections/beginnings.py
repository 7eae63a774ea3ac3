"""What no correction may do: have the relations of two states begin twice, on dates that do not contradict each other.

Here: finding the pairs of which that would be told. Not here: the joining of foundings (`joining.foundings`), and what becomes of the
correction (`applying`). The warehouse refuses such facts, so a correction that led to them would stop every run.
"""

from functools import cached_property

import pandas as pd

from transforms.facts.batches.ledger import Ledger
from transforms.facts.batches.sources import Claims
from transforms.facts.joining.foundings import FOUNDED, SEVERED
from transforms.facts.reference import names
from transforms.facts.resolution import found_in

# A founding after a break is none.
TOLD = [FOUNDED, SEVERED]


class Beginnings:
    """The claims about beginnings and breaks of relations, looked up when a correction touches one."""

    def __init__(self, claims: Claims, documents: pd.DataFrame, corrected: pd.Index) -> None:
        """In: the rows at which corrections look, in whose place others may come."""
        self._claims, self._documents, self._corrected = claims, documents, corrected

    def told_twice(self, touched: pd.DataFrame, changed: pd.DataFrame) -> str | None:
        """Why claims as they were changed cannot stand beside all others.

        In: those that a correction touched, as they were before and after it; all at which corrections look, as they are after it.
        """
        if not _of_type(touched, [FOUNDED]).any():
            return None
        told = pd.concat([self._others, changed[_of_type(changed, TOLD)]])
        pairs = _beginning_twice(told.assign(mark=told["mark"].astype("string")), self._documents)
        return f"the relations of {pairs[0]} would begin twice, on dates that do not contradict each other" if pairs else None

    @cached_property
    def _others(self) -> pd.DataFrame:
        return pd.concat([part[_of_type(part, TOLD) & ~part.index.isin(self._corrected)] for part in self._claims.parts()])


def _of_type(claims: pd.DataFrame, types: list[str]) -> "pd.Series[bool]":
    return claims["claim_type"].isin(types).fillna(False).astype(bool)


def _beginning_twice(claims: pd.DataFrame, documents: pd.DataFrame) -> list[str]:
    """The pairs of states, in words, that have several foundings of which no two contradict each other."""
    every = Claims(claims[:0])
    every.replace(claims.index[:0], claims.reset_index(drop=True))
    found: dict[tuple[str | None, str | None], list[bool]] = {}
    for batch in Ledger(every, documents).batches({}):
        for group in found_in(batch):
            if group.head.type == FOUNDED and group.head.status == "occurred":
                found.setdefault((group.head.a, group.head.b), []).append(group.contradicted)
    known = names("countries")
    twice = sorted(pair for pair, told in found.items() if len(told) > 1 and sum(told) < 2)
    return [" and ".join(known.get(str(code), str(code)) for code in pair) for pair in twice]
