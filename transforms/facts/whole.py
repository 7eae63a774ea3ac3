"""From claims to facts: batches of pairs sent to an engine, and what can only be told of all pairs together.

Here: the course of the whole; people, the order of rows, identifiers that are gone. Not here: what follows from one pair of
countries (`resolution`), and the keeping of it (`increments`). What stands here sees everything in one place, so it is kept cheap.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from transforms.engines import map_frames
from transforms.facts import evidence, tables
from transforms.facts.batches.ledger import PAIR, Ledger
from transforms.facts.batches.packed import Tables, in_order, pack, unpack
from transforms.facts.batches.sources import Claims, Documents
from transforms.facts.conflicts.sayings import said_in
from transforms.facts.corrections.applying import apply as apply_corrections
from transforms.facts.corrections.written import Correction
from transforms.facts.corrections.written import load as load_corrections
from transforms.facts.people.persons import People
from transforms.facts.resolution import BY_PAIR, resolve_batch, unresolved
from transforms.facts.tables import ACTS, LACKING, Rows

Frames = dict[str, pd.DataFrame]


class Resolved(NamedTuple):
    """What became of a batch: the frames packed, and the names of the pairs that were resolved (not of one at which a process died)."""

    pairs: list[str]
    packed: pd.DataFrame


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
    return whole(unpack(used_up(found), PAIR), ledger.issues, report)


def used_up(found: list[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The frames of a list, which keeps none of them."""
    while found:
        yield found.pop()


def resolved(ledger: Ledger, documents: Documents, wanted: Collection[int] | None = None) -> Iterator[Resolved]:
    """What follows from the claims about these pairs (all), batch by batch, as they are done by the engine."""
    said = said_in(ledger, documents, wanted)
    dead: dict[str, pd.DataFrame] = {}

    def lost(pair: pd.DataFrame, reason: str) -> pd.DataFrame:
        dead[pair[PAIR].iloc[0]] = unresolved(pair, reason)
        return pack({})

    for batch, packed in map_frames(resolve_batch, ledger.batches(said, wanted), lost, unit=PAIR):
        yield Resolved([pair for pair in batch[PAIR].cat.categories if pair not in dead], packed)
    yield from (Resolved([], packed) for packed in dead.values())


def whole(found: Tables, issues: pd.DataFrame, report: Iterable[tuple[Any, ...]]) -> Frames:
    """The frames of `resolve`. In: what batches became, unpacked (it is used up), and the claims that are issues."""
    frames = {name: _gathered(found, name) for name in (*BY_PAIR, "evidence")}
    lacking = in_order(found["lacking"], _empty(LACKING), tables.ORDER["lacking"])
    return (
        frames
        | _people(in_order(found["acts"], _empty(ACTS), tables.ORDER["acts"]))
        | {
            "reading_issue": evidence.issues_frame(pd.concat([issues, lacking], ignore_index=True)),
            "correction_report": _framed("correction_report", report),
            "fact_alias": evidence.aliases(frames["merge_log"]),
        }
    )


def _gathered(found: Tables, name: str) -> pd.DataFrame:
    like = Rows(name).frame()
    return in_order(found[name], like, tables.ORDER.get(name, [str(like.columns[0])]))


def _empty(columns: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns)).astype(columns)


def _people(acts: pd.DataFrame) -> Frames:
    people = People()
    for act in acts.astype(object).where(acts.notna(), None).itertuples(index=False, name=None):
        people.add(*act)
    persons, bridge = people.rows()
    return {"dim_person": _framed("dim_person", persons), "bridge_event_person": _framed("bridge_event_person", bridge)}


def _framed(name: str, rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    gathered = Rows(name)
    gathered.extend(rows)
    return gathered.frame()
