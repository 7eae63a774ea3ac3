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
    dating,
    events,
    evidence,
    foundings,
    kinds,
    marks,
    ratios,
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
from transforms.facts.ledger import Ledger, Part, chosen
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


# What follows from one pair of countries alone, and who its events tell of.
BY_PAIR = (*FACT_TABLES, "conflict", "merge_log")
TAKING_PART = {"event_id": tables.TEXT, "persons": tables.TEXT, "language": tables.TEXT}


# What must be known of claims to say of whom a text speaks, the document first.
TOLD_BY = ("document_id", "claim_table", "claim_type", "subject_country", "object_country")


class Sayings(NamedTuple):
    """What texts say of facts: anniversaries by pair of countries, comparisons of years and of amounts by document."""

    anniversaries: Mapping[anniversaries.Pair, list[Anniversary]]
    comparisons: Mapping[str, list[Comparison]]
    ratios: Mapping[str, list[ratios.Ratio]]


class Found:
    """What has been found so far. `taking_part`: who took part in which event, as one claim tells it."""

    def __init__(self) -> None:
        self.rows = {name: Rows(name) for name in BY_PAIR}
        self.supports = Rows("evidence", evidence.SUPPORT)
        self.taking_part = Rows("taking_part", TAKING_PART)
        self.lacking: dict[int, str] = {}


def resolve(claims: pd.DataFrame, documents: pd.DataFrame, corrections: Sequence[Correction] | None = None) -> dict[str, pd.DataFrame]:
    """Turn claims into facts.

    In: the frames `claims` and `documents`; a person's corrections, those of `seeds/corrections.toml` where none are given.
    Out: by name the frames of `tables.COLUMNS`, each with its columns and types even where it has no rows. Claims of
    documents that are rejected or no longer current do not count.
    """
    decided = load_corrections() if corrections is None else corrections
    corrected, report = apply_corrections(claims, documents, decided)
    ledger = Ledger(corrected, documents)
    issues = chosen(corrected, ledger.issues)
    found = find(ledger, sayings(documents, chosen(corrected[list(TOLD_BY)], ledger.distinct(TOLD_BY[1:]))))
    del ledger
    return whole(found_frames(found, corrected), issues, report)


def find(ledger: Ledger, said: Sayings) -> Found:
    """Resolve every pair of countries in the ledger, each by itself. In: what the texts say of their own facts (`sayings`)."""
    found = Found()
    with _collector_at_rest():
        for part in ledger.parts(PART):
            _resolve_part(part, said, found)
    return found


def sayings(documents: pd.DataFrame, claims: pd.DataFrame) -> Sayings:
    """What texts say of their own facts. In: the documents, and of all claims that are told in them and count what `TOLD_BY` names."""
    counting = claims[list(TOLD_BY)]
    return Sayings(*(said.told(documents, counting) for said in (anniversaries, comparisons, ratios)))


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


def _resolve_part(part: Part, said: Sayings, found: Found) -> None:
    where = part.passages
    groups = [group for same in _sorted_out(part, found.lacking) for group in JOINS[same[0].table](same, where)]
    for pair in _by_pair(groups):
        found.rows["conflict"].extend(_contradictions(pair, where, said))
    for name, build in ROWS.items():
        found.rows[name].extend([build(group, where) for group in groups if group.head.table == name])
    found.rows["merge_log"].extend([row for group in groups if len(group.rows) > 1 for row in _joins(group)])
    found.supports.extend([row for group in groups for row in evidence.supports(group, where, part.rows)])
    found.taking_part.extend(_taking_part(groups, where))


def _taking_part(groups: Iterable[Group], where: Passages) -> Iterator[tuple[str, str, str]]:
    """Rows of `TAKING_PART`: who took part in the events."""
    for group in groups:
        rows = group.rows if group.head.table == "fact_event" else ()
        told = {(where.persons[row], where.language[row]) for row in rows}
        yield from ((group.id, persons, language) for persons, language in told if persons)


def _by_pair(groups: list[Group]) -> Iterable[list[Group]]:
    """The groups of each pair of countries that could contradict each other."""
    found: dict[Hashable, list[Group]] = defaultdict(list)
    for group in groups:
        if group.head.b is not None:
            found[frozenset((group.head.a, group.head.b))].append(group)
    return found.values()


def _contradictions(pair: list[Group], where: Passages, said: Sayings) -> Iterator[tuple[Any, ...]]:
    amounts = [group for group in pair if group.head.table == "fact_trade"]
    others = [group for group in pair if group.head.table in ("fact_relation", "fact_event")]
    told: list[Conflict] = [*conflicts.find(others, where), *anniversaries.find(others, where, said.anniversaries)]
    told += [*comparisons.find(amounts, where, said.comparisons), *ratios.find(amounts, where, said.ratios)]
    for conflict in (*told, *trade_conflicts.find(amounts)):
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


def found_frames(found: Found, claims: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What was found as frames: those of `BY_PAIR`, `evidence`, `taking_part`, and the claims that are `lacking` something."""
    return {name: rows.frame() for name, rows in found.rows.items()} | {
        "evidence": evidence.evidence_frame(found.supports.frame(), claims),
        "taking_part": found.taking_part.frame(),
        "lacking": evidence.incomplete(dict(sorted(found.lacking.items())), claims),
    }


def whole(frames: Mapping[str, pd.DataFrame], issues: pd.DataFrame, report: Iterable[tuple[Any, ...]]) -> dict[str, pd.DataFrame]:
    """The frames of `resolve`: those of `found_frames`, and what can only be told of all pairs together."""
    log = evidence.merge_log(frames["merge_log"], (frames[name][tables.ID_COLUMN[name]] for name in FACT_TABLES))
    ready = {name: frames[name] for name in (*FACT_TABLES, "evidence")}
    return (
        ready
        | _people(frames["taking_part"], frames["fact_event"])
        | {
            "conflict": frames["conflict"].drop_duplicates("conflict_id", ignore_index=True),
            "reading_issue": evidence.issues_frame(pd.concat([issues, frames["lacking"]], ignore_index=True)),
            "merge_log": log,
            "correction_report": _framed("correction_report", report),
            "fact_alias": evidence.aliases(log),
        }
    )


def _people(taking_part: pd.DataFrame, happened: pd.DataFrame) -> dict[str, pd.DataFrame]:
    people = People()
    dates = happened.loc[happened["event_id"].isin(taking_part["event_id"]), ["event_id", "date_edtf"]]
    years = {event: dating.year(None if pd.isna(date) else date) for event, date in dates.itertuples(index=False, name=None)}
    for event, persons, language in taking_part.itertuples(index=False, name=None):
        people.add(event, persons, language, years[event])
    persons, bridge = people.rows()
    return {"dim_person": _framed("dim_person", persons), "bridge_event_person": _framed("bridge_event_person", bridge)}


def _framed(name: str, rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    gathered = Rows(name)
    gathered.extend(rows)
    return gathered.frame()
