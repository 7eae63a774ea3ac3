"""From a batch of claims to what follows from it: the course of resolving pairs of countries, each by itself.

Here: handing tellings of a kind to the module of that kind, collecting the tables. Not here: any decision about a kind of fact,
which claims make a batch (`batches`), and what can only be told of all pairs together (`whole`).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from transforms.collector import at_rest
from transforms.facts import evidence, kinds, tables
from transforms.facts.batches.ledger import PAIR
from transforms.facts.batches.packed import pack
from transforms.facts.batches.part import Part, part_of
from transforms.facts.conflicts.conflict import Conflict, distinct
from transforms.facts.conflicts.contradictions import contradictions
from transforms.facts.conflicts.sayings import Sayings, sayings
from transforms.facts.joining import dating, events, foundings, relations, trade
from transforms.facts.joining.group import Group
from transforms.facts.joining.kin import kin
from transforms.facts.people.persons import parsed
from transforms.facts.tellings import FACT_TABLES, Passages, Telling

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


# What follows from one pair of countries alone.
BY_PAIR = (*FACT_TABLES, "conflict", "merge_log")
# The columns of what a batch is made into, as far as its rows are made one by one.
COLUMNS = {name: tables.COLUMNS[name] for name in BY_PAIR} | {"acts": tables.ACTS}
# The column by which a row belongs to a fact, and with it to a pair.
FACT_OF = {**tables.ID_COLUMN, "evidence": "fact_id", "conflict": "fact_id", "merge_log": "fact_id", "acts": "event_id"}


class Found(NamedTuple):
    """Facts, what contradicts what, and the claims that are no fact: by row of the batch, why."""

    groups: list[Group]
    conflicts: list[Conflict]
    lacking: dict[int, str]


def resolve_batch(batch: pd.DataFrame) -> pd.DataFrame:
    """What follows from the claims about some pairs of countries; pure, so that any engine can map it.

    In: the columns of `Ledger.batches`, all that count about each pair. Out, packed: the tables of `BY_PAIR`, `evidence`,
    `acts` and `lacking`, each row with the pair that it belongs to.
    """
    with at_rest():
        part = part_of(batch)
        return pack(_tables(_found(part, sayings(batch)), part, batch))


def found_in(batch: pd.DataFrame) -> list[Group]:
    """The facts of a batch as they are found, with what they contradict noted on each, and no table made of them."""
    return _found(part_of(batch), sayings(batch)).groups


def unresolved(batch: pd.DataFrame, reason: str) -> pd.DataFrame:
    """What stands in place of a pair at which its process dies: each of its claims is an issue that says so. As `resolve_batch`."""
    return pack({"lacking": evidence.incomplete(dict.fromkeys(range(len(batch)), reason), batch)})


def _found(part: Part, said: Sayings) -> Found:
    lacking: dict[int, str] = {}
    groups = [group for same in _sorted_out(part, lacking) for group in JOINS[same[0].table](same, part.passages)]
    return Found(groups, list(contradictions(groups, part.passages, said)), dict(sorted(lacking.items())))


def _tables(found: Found, part: Part, batch: pd.DataFrame) -> dict[str, pa.Table]:
    rows = _rows(found.groups, part.passages) | {"conflict": distinct(found.conflicts)}
    made = {name: tables.in_columns(rows[name], columns) for name, columns in COLUMNS.items()}
    made["evidence"] = evidence.supports(found.groups, part.rows, batch)
    pairs = batch[PAIR].array.take(part.rows[[group.rows[0] for group in found.groups]])
    by_pair = _with_pairs(made, pa.array([group.id for group in found.groups], pa.large_string()), pa.array(pairs))
    return {**by_pair, "lacking": evidence.incomplete(found.lacking, batch)}


def _with_pairs(made: Mapping[str, pa.Table], facts: pa.Array, pairs: pa.Array) -> dict[str, pa.Table]:
    """The tables, each row with the name of its pair: that of the fact that it belongs to."""
    return {name: table.append_column(PAIR, pairs.take(pc.index_in(table[FACT_OF[name]], facts))) for name, table in made.items()}


def _rows(groups: Sequence[Group], where: Passages) -> dict[str, Sequence[tuple[Any, ...]]]:
    facts = {name: [build(group, where) for group in groups if group.head.table == name] for name, build in ROWS.items()}
    log = (row for group in groups if len(group.rows) > 1 for row in _joins(group, where))
    merged = evidence.merge_log(log, {group.id for group in groups})
    return {**facts, "merge_log": merged, "acts": list(_acts(groups, where))}


def _acts(groups: Iterable[Group], where: Passages) -> Iterator[tuple[Any, ...]]:
    """Rows of `ACTS`: who took part in the events."""
    for group in groups:
        rows = group.rows if group.head.table == "fact_event" else ()
        told = {(where.persons[row], where.language[row]) for row in rows}
        year = dating.year(group.head.date)
        yield from {
            (group.id, name, country or "", role, language, year)
            for persons, language in told for name, role, country in parsed(persons)
        }  # fmt: skip


def _sorted_out(part: Part, lacking: dict[int, str]) -> Iterator[list[Telling]]:
    """Tellings by what they must share to be one thing; those that lack something are noted by row of the claims frame."""
    whole: dict[Hashable, list[Telling]] = defaultdict(list)
    for telling in part.tellings:
        why = kinds.missing(telling)
        if why:
            lacking.update(dict.fromkeys(part.rows[telling.rows].tolist(), why))
        else:
            whole[kin(kinds.in_order(telling))].append(telling)
    for telling in foundings.retype_refoundings(whole):
        whole[kin(telling)].append(telling)
    for same in filter(None, whole.values()):
        yield sorted(same, key=Telling.order) if len(same) > 1 else same


def _joins(group: Group, where: Passages) -> Iterator[evidence.Merged]:
    ids = [group.id if t is group.head else _alone(t, group) for t in group.tellings]
    return evidence.joins(group, ids, where)


def _alone(telling: Telling, group: Group) -> str:
    if telling.table == "fact_event":
        return events.alone_id(telling)
    return trade.trade_id(telling) if telling.table == "fact_trade" else group.id
