"""From claims to facts: the course of the whole.

Here: cutting into pairs of countries, handing tellings of a kind to the module of that kind, collecting the frames. Not
here: any decision about a kind of fact.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pandas as pd

from transforms.facts import (
    anniversaries,
    comparisons,
    conflicts,
    events,
    evidence,
    foundings,
    kinds,
    marks,
    relations,
    tables,
    trade,
    trade_conflicts,
)
from transforms.facts.anniversaries import Anniversary
from transforms.facts.comparisons import Comparison
from transforms.facts.conflicts import Conflict
from transforms.facts.corrections import Correction
from transforms.facts.corrections import apply as apply_corrections
from transforms.facts.corrections import load as load_corrections
from transforms.facts.group import Group
from transforms.facts.ledger import Ledger, Part
from transforms.facts.people import People
from transforms.facts.tables import Rows
from transforms.facts.tellings import FACT_TABLES, Passages, Telling

PART = 50_000
Join = Callable[[list[Telling], Passages], list[Group]]
ROWS: dict[str, Callable[[Group, Passages], tuple[Any, ...]]] = {
    "fact_relation": relations.relation_row,
    "fact_event": events.event_row,
    "fact_trade": trade.trade_row,
    "fact_trade_product": trade.product_row,
}
JOINS: dict[str, Join] = {
    "fact_relation": relations.relations,
    "fact_event": events.events,
    "fact_trade": trade.trades,
    "fact_trade_product": trade.products,
}


class Sayings(NamedTuple):
    """What texts say of their own facts, by document."""

    anniversaries: Mapping[str, list[Anniversary]]
    comparisons: Mapping[str, list[Comparison]]


class Found:
    """What has been found so far."""

    def __init__(self) -> None:
        self.rows = {name: Rows(name) for name in tables.COLUMNS}
        self.supports = Rows("evidence", evidence.SUPPORT)
        self.people = People()
        self.lacking: dict[int, str] = {}


def resolve(claims: pd.DataFrame, documents: pd.DataFrame, corrections: Sequence[Correction] | None = None) -> dict[str, pd.DataFrame]:
    """Turn claims into facts.

    In: the frames `claims` and `documents`; a person's corrections, those of `seeds/corrections.toml` where none are given.
    Out: by name the frames of `tables.COLUMNS`, each with its columns and types even where it has no rows. Claims of
    documents that are rejected or no longer current do not count.
    """
    decided = load_corrections() if corrections is None else corrections
    corrected, report = apply_corrections(claims, documents, decided)
    ledger, found = Ledger(corrected, documents), Found()
    found.rows["correction_report"].extend(report)
    sayings = _sayings(documents, corrected, ledger)
    with _collector_at_rest():
        for part in ledger.parts(PART):
            _resolve_part(part, sayings, found)
    issues = ledger.issues
    del ledger
    return _frames(found, corrected, corrected.iloc[issues])


def _sayings(documents: pd.DataFrame, claims: pd.DataFrame, ledger: Ledger) -> Sayings:
    counting = claims[["document_id", "claim_table", "claim_type", "subject_country", "object_country"]].iloc[ledger.facts]
    return Sayings(anniversaries.told(documents, counting), comparisons.told(documents, counting))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Millions of small records without cycles would be searched for cycles again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _resolve_part(part: Part, sayings: Sayings, found: Found) -> None:
    where = part.passages
    groups = [group for same in _sorted_out(part, found.lacking) for group in JOINS[same[0].table](same, where)]
    for pair in _by_pair(groups):
        found.rows["conflict"].extend(_contradictions(pair, where, sayings))
    for name, build in ROWS.items():
        found.rows[name].extend([build(group, where) for group in groups if group.head.table == name])
    found.rows["merge_log"].extend([row for group in groups if len(group.rows) > 1 for row in _joins(group)])
    found.supports.extend([row for group in groups for row in evidence.supports(group, where, part.rows)])
    _meet(groups, where, found.people)


def _meet(groups: Iterable[Group], where: Passages, people: People) -> None:
    """Note who took part in the events."""
    for group in groups:
        for row in group.rows if group.head.table == "fact_event" else ():
            if where.persons[row]:
                people.add(group.id, where.persons[row], where.language[row])


def _by_pair(groups: list[Group]) -> Iterable[list[Group]]:
    """The groups of each pair of countries that could contradict each other."""
    found: dict[Hashable, list[Group]] = defaultdict(list)
    for group in groups:
        if group.head.b is not None:
            found[frozenset((group.head.a, group.head.b))].append(group)
    return found.values()


def _contradictions(pair: list[Group], where: Passages, sayings: Sayings) -> Iterator[tuple[Any, ...]]:
    amounts = [group for group in pair if group.head.table == "fact_trade"]
    others = [group for group in pair if group.head.table in ("fact_relation", "fact_event")]
    told: list[Conflict] = [*conflicts.find(others, where), *anniversaries.find(others, where, sayings.anniversaries)]
    for conflict in (*told, *trade_conflicts.find(amounts), *comparisons.find(amounts, where, sayings.comparisons)):
        conflicts.mark(conflict)
        trade_conflicts.suspect(conflict)
        yield conflict.row()


def _sorted_out(part: Part, lacking: dict[int, str]) -> Iterator[list[Telling]]:
    """Tellings by what they must share to be one thing; those that lack something are noted by row of the claims frame."""
    whole: dict[Hashable, list[Telling]] = defaultdict(list)
    for telling in part.tellings:
        why = kinds.missing(telling)
        if why:
            lacking.update(dict.fromkeys(part.rows[telling.rows].tolist(), why))
        else:
            whole[_key(kinds.in_order(telling))].append(telling)
    for telling in foundings.retype_refoundings(whole):
        whole[_key(telling)].append(telling)
    for same in filter(None, whole.values()):
        yield sorted(same, key=Telling.order) if len(same) > 1 else same


def _key(telling: Telling) -> Hashable:
    split = marks.own_mark(telling)
    if telling.table == "fact_trade":
        return telling.table, trade.flow_key(telling), split
    if telling.table == "fact_trade_product":
        return telling.table, telling.a, telling.b, telling.product, split
    if telling.table == "fact_relation":
        return telling.table, telling.type, telling.a, telling.b, telling.organization, telling.via, telling.holds, split
    return telling.table, telling.type, telling.a, telling.b, events.joined_organization(telling), split


def _joins(group: Group) -> Iterator[tuple[Any, ...]]:
    ids = [group.id if t is group.head else _alone(t, group) for t in group.tellings]
    return evidence.joins(group, ids)


def _alone(telling: Telling, group: Group) -> str:
    if telling.table == "fact_event":
        return events.alone_id(telling)
    return trade.trade_id(telling) if telling.table == "fact_trade" else group.id


def _frames(found: Found, claims: pd.DataFrame, issues: pd.DataFrame) -> dict[str, pd.DataFrame]:
    persons, bridge = found.people.rows()
    found.rows["dim_person"].extend(persons)
    found.rows["bridge_event_person"].extend(bridge)
    frames = {name: rows.frame() for name, rows in found.rows.items()}
    lacking = evidence.incomplete(dict(sorted(found.lacking.items())), claims)
    log = evidence.merge_log(frames["merge_log"], (frames[name][tables.ID_COLUMN[name]] for name in FACT_TABLES))
    return frames | {
        "evidence": evidence.evidence_frame(found.supports.frame(), claims),
        "reading_issue": evidence.issues_frame(pd.concat([issues, lacking], ignore_index=True)),
        "conflict": frames["conflict"].drop_duplicates("conflict_id", ignore_index=True),
        "merge_log": log,
        "fact_alias": evidence.aliases(log),
    }
