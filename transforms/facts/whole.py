"""From claims to facts: batches of pairs sent to an engine, and what can only be told of all pairs together.

Here: the course of the whole; people, the order of rows, identifiers that are gone. Not here: what follows from one pair of
countries (`resolution`), and the keeping of it (`increments`). What stands here sees everything in one place, so it is kept cheap.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from transforms.collector import at_rest
from transforms.edtf import add_bounds
from transforms.engines import map_frames
from transforms.facts import evidence, tables
from transforms.facts.batches.ledger import PAIR, Ledger
from transforms.facts.batches.packed import Streams, in_order, opened, pack, unpack
from transforms.facts.batches.sources import Claims, Documents
from transforms.facts.conflicts.sayings import Known, said_in
from transforms.facts.corrections.applying import apply as apply_corrections
from transforms.facts.corrections.written import Correction
from transforms.facts.corrections.written import load as load_corrections
from transforms.facts.people.persons import People
from transforms.facts.resolution import BY_PAIR, resolve_batch, unresolved
from transforms.facts.tables import ACTS, COLUMNS, DATED, LACKING, in_columns

Frames = dict[str, pd.DataFrame]


class Resolved(NamedTuple):
    """What became of a batch: the frames packed, and the names of the pairs that were resolved (not of one at which a process died)."""

    pairs: list[str]
    packed: pd.DataFrame


@at_rest()
def resolve(claims: pd.DataFrame, documents: pd.DataFrame, corrections: Sequence[Correction] | None = None) -> Frames:
    """Turn claims into facts.

    In: the frames `claims` and `documents`; a person's corrections, those of `seeds/corrections.toml` where none are given.
    Out: by name the frames of `tables.COLUMNS`, each with its columns and types even where it has no rows. Claims of
    documents that are rejected or no longer current do not count. Raises `EngineError` where the engine cannot be had.
    """
    corrected, known = Claims(claims), Documents(documents)
    report = apply_corrections(corrected, known, load_corrections() if corrections is None else corrections)
    ledger = Ledger(corrected, known.frame)
    found = [each.packed for each in resolved(ledger, known)]
    return whole(unpack(used_up(found)), ledger.issues, report)


def used_up(found: list[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The frames of a list, which keeps none of them."""
    while found:
        yield found.pop()


def resolved(
    ledger: Ledger, documents: Documents, wanted: Collection[int] | None = None, before: Known | None = None
) -> Iterator[Resolved]:
    """What follows from the claims about these pairs (all), batch by batch, as they are done by the engine.

    In: what documents answered `before` of their own figures, where that is kept.
    """
    said = said_in(ledger, documents, wanted, before)
    dead: dict[str, pd.DataFrame] = {}

    def lost(pair: pd.DataFrame, reason: str) -> pd.DataFrame:
        dead[pair[PAIR].iloc[0]] = unresolved(pair, reason)
        return pack({})

    for batch, packed in map_frames(resolve_batch, ledger.batches(said, wanted), lost, unit=PAIR):
        yield Resolved([pair for pair in batch[PAIR].cat.categories if pair not in dead], packed)
    yield from (Resolved([], packed) for packed in dead.values())


@at_rest()
def whole(found: Streams, issues: pd.DataFrame, report: Sequence[tuple[Any, ...]]) -> Frames:
    """The frames of `resolve`. In: what batches became, in streams (they are used up), and the claims that are issues."""
    # Evidence is most: it is put in order while all else still takes little room.
    frames = {name: gathered(name, opened(found[name])) for name in ("evidence", *BY_PAIR)}
    return frames | of_all_pairs(opened(found["acts"]), opened(found["lacking"]), issues, report, frames["merge_log"])


def of_all_pairs(
    acts: Iterable[pa.Table], lacking: Iterable[pa.Table], issues: pd.DataFrame, report: Sequence[tuple[Any, ...]], merge_log: pd.DataFrame
) -> Frames:
    """What can only be told of all pairs together: people, reading issues, what became of corrections, identifiers that are gone."""
    incomplete = in_order(lacking, LACKING, tables.ORDER["lacking"])
    return _people(in_order(acts, ACTS, tables.ORDER["acts"])) | {
        "reading_issue": evidence.issues_frame(pd.concat([issues, incomplete], ignore_index=True)),
        "correction_report": gathered("correction_report", [in_columns(report, COLUMNS["correction_report"])]),
        "fact_alias": evidence.aliases(merge_log),
    }


def gathered(name: str, pieces: Iterable[pa.Table]) -> pd.DataFrame:
    """The frame of a name, in order and with the bounds of its dates."""
    columns = COLUMNS[name]
    return add_bounds(in_order(pieces, columns, tables.ORDER.get(name, list(columns)[:1])), DATED.get(name, ()))


def _people(acts: pd.DataFrame) -> Frames:
    people = People()
    for act in acts.astype(object).where(acts.notna(), None).itertuples(index=False, name=None):
        people.add(*act)
    rows = dict(zip(("dim_person", "bridge_event_person"), people.rows(), strict=True))
    return {name: gathered(name, [in_columns(each, COLUMNS[name])]) for name, each in rows.items()}
