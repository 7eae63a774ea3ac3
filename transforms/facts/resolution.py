"""From claims to facts: the course of the whole.

Here: cutting into pairs of countries, handing tellings of a kind to the module of that kind, collecting the frames. Not
here: any decision about a kind of fact.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from transforms.facts import anniversaries, conflicts, events, evidence, kinds, relations, tables, trade, trade_conflicts
from transforms.facts.anniversaries import Anniversary
from transforms.facts.conflicts import Conflict
from transforms.facts.group import Group
from transforms.facts.people import People
from transforms.facts.tellings import FACT_TABLES, Passages, Telling, counted, dyads, passages, tellings

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


@dataclass
class Found:
    """What has been found so far, as rows by frame."""

    facts: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    supports: list[tuple[str, str, str, str]] = field(default_factory=list)
    joins: list[tuple[Any, ...]] = field(default_factory=list)
    conflicts: list[tuple[Any, ...]] = field(default_factory=list)
    people: People = field(default_factory=People)
    incomplete: list[pd.DataFrame] = field(default_factory=list)


def resolve(claims: pd.DataFrame, documents: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Turn claims into facts.

    In: the frames `claims` and `documents`. Out: by name the frames of `tables.COLUMNS`, each with its columns and types
    even where it has no rows. Claims of documents that are rejected or no longer current do not count.
    """
    current = counted(claims, documents)
    counting = current[current["claim_table"].isin(FACT_TABLES)]
    jubilees = anniversaries.told(documents, counting)
    found = Found()
    for part in dyads(counting, PART):
        _resolve_part(part, jubilees, found)
    return _frames(found, current)


def _resolve_part(claims: pd.DataFrame, jubilees: Mapping[str, list[Anniversary]], found: Found) -> None:
    where = passages(claims)
    whole, lacking = _sorted_out(tellings(claims))
    if lacking:
        found.incomplete.append(evidence.incomplete(lacking, claims))
    groups = [group for same in whole.values() for group in JOINS[same[0].table](same, where)]
    for pair in _by_pair(groups):
        found.conflicts.extend(_contradictions(pair, where, jubilees))
    for group in groups:
        found.facts[group.head.table].append(ROWS[group.head.table](group, where))
        found.joins.extend(_joins(group))
        for row in group.rows if group.head.table == "fact_event" else ():
            found.people.add(group.id, where.persons[row], where.language[row])
    found.supports.extend(evidence.supports(groups, where))


def _by_pair(groups: list[Group]) -> Iterable[list[Group]]:
    """The groups of each pair of countries that could contradict each other."""
    found: dict[Hashable, list[Group]] = defaultdict(list)
    for group in groups:
        if group.head.b is not None:
            found[frozenset((group.head.a, group.head.b))].append(group)
    return found.values()


def _contradictions(pair: list[Group], where: Passages, jubilees: Mapping[str, list[Anniversary]]) -> Iterable[tuple[Any, ...]]:
    amounts = [group for group in pair if group.head.table == "fact_trade"]
    others = [group for group in pair if group.head.table in ("fact_relation", "fact_event")]
    told: list[Conflict] = [*conflicts.find(others, where), *trade_conflicts.find(amounts), *anniversaries.find(others, where, jubilees)]
    for conflict in told:
        conflicts.mark(conflict)
        trade_conflicts.suspect(conflict)
        yield conflict.row()


def _sorted_out(told: list[Telling]) -> tuple[dict[Hashable, list[Telling]], dict[int, str]]:
    """Tellings by what they must share to be one thing, and the rows of those that lack something."""
    whole: dict[Hashable, list[Telling]] = defaultdict(list)
    lacking: dict[int, str] = {}
    for telling in told:
        why = kinds.missing(telling)
        if why:
            lacking.update(dict.fromkeys(telling.rows, why))
        else:
            whole[_key(telling)].append(telling)
    return whole, lacking


def _key(telling: Telling) -> Hashable:
    if telling.table == "fact_trade":
        return telling.table, trade.flow_key(telling)
    if telling.table == "fact_trade_product":
        return telling.table, telling.a, telling.b, telling.product
    if telling.table == "fact_relation":
        return telling.table, telling.type, telling.a, telling.b, telling.organization, telling.via, telling.holds
    return telling.table, telling.type, telling.a, telling.b, telling.organization


def _joins(group: Group) -> list[tuple[Any, ...]]:
    ids = [group.id if t is group.head else _alone(t, group) for t in group.tellings]
    return list(evidence.joins(group, ids))


def _alone(telling: Telling, group: Group) -> str:
    if telling.table == "fact_event":
        return events.alone_id(telling, events.APART.get(telling.type, events.APART_ELSE))
    return trade.trade_id(telling) if telling.table == "fact_trade" else group.id


def _frames(found: Found, current: pd.DataFrame) -> dict[str, pd.DataFrame]:
    frames = {name: tables.to_frame(name, found.facts[name]) for name in FACT_TABLES}
    ids = {row[0] for rows in found.facts.values() for row in rows}
    frames["evidence"] = evidence.evidence_frame(found.supports, current)
    frames["reading_issue"] = evidence.issues_frame(pd.concat([current, *found.incomplete], ignore_index=True))
    frames["conflict"] = tables.to_frame("conflict", {row[0]: row for row in found.conflicts}.values())
    log = evidence.merged(found.joins, ids)
    frames["merge_log"] = tables.to_frame("merge_log", log)
    frames["fact_alias"] = tables.to_frame("fact_alias", [(t, own, fact) for t, fact, own, *_ in log if own != fact])
    persons, bridge = found.people.rows()
    frames["dim_person"] = tables.to_frame("dim_person", persons)
    frames["bridge_event_person"] = tables.to_frame("bridge_event_person", bridge)
    return frames
