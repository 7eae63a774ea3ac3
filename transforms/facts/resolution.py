"""From a batch of claims to what follows from it: the course of resolving pairs of countries, each by itself.

Here: handing tellings of a kind to the module of that kind, collecting the frames. Not here: any decision about a kind of fact,
which claims make a batch (`batches`), and what can only be told of all pairs together (`whole`).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

import pandas as pd

from transforms.collector import at_rest
from transforms.facts import evidence, kinds, tables
from transforms.facts.batches.ledger import PAIR
from transforms.facts.batches.packed import pack
from transforms.facts.batches.part import Part, part_of
from transforms.facts.conflicts.contradictions import contradictions
from transforms.facts.conflicts.sayings import Sayings, sayings
from transforms.facts.joining import dating, events, foundings, relations, trade
from transforms.facts.joining.group import Group
from transforms.facts.joining.kin import kin
from transforms.facts.people.persons import parsed
from transforms.facts.tables import ACTS, Rows
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
# The column by which a row belongs to a fact, and with it to a pair.
FACT_OF = {"evidence": "fact_id", "conflict": "fact_id", "merge_log": "fact_id", "acts": "event_id"}
# The columns of the two countries of a fact.
COUNTRIES = {
    "fact_relation": ("subject_country", "object_country"),
    "fact_event": ("source_country", "target_country"),
    "fact_trade": ("reporter_country", "partner_country"),
    "fact_trade_product": ("exporter_country", "importer_country"),
}


class Found:
    """What has been found so far. `acts`: who took part in which event; `lacking`: claims that are no fact, and why."""

    def __init__(self) -> None:
        self.rows = {name: Rows(name) for name in BY_PAIR}
        self.supports = Rows("evidence", evidence.SUPPORT)
        self.acts = Rows("acts", ACTS)
        self.lacking: dict[int, str] = {}


def resolve_batch(batch: pd.DataFrame) -> pd.DataFrame:
    """What follows from the claims about some pairs of countries; pure, so that any engine can map it.

    In: the columns of `Ledger.batches`, all that count about each pair. Out, packed: the frames of `BY_PAIR`, `evidence`,
    `acts` and `lacking`, each row with the pair that it belongs to.
    """
    found = Found()
    with at_rest():
        _resolve_part(part_of(batch), sayings(batch), found)
    return pack(_with_pairs(_frames(found, batch)))


def unresolved(batch: pd.DataFrame, reason: str) -> pd.DataFrame:
    """What stands in place of a pair at which its process dies: each of its claims is an issue that says so. As `resolve_batch`."""
    found = Found()
    found.lacking = dict.fromkeys(range(len(batch)), reason)
    return pack(_with_pairs(_frames(found, batch)))


def _frames(found: Found, batch: pd.DataFrame) -> dict[str, pd.DataFrame]:
    frames = {name: rows.frame() for name, rows in found.rows.items()}
    facts = pd.concat([frames[name][tables.ID_COLUMN[name]] for name in FACT_TABLES], ignore_index=True)
    return frames | {
        "conflict": frames["conflict"].drop_duplicates("conflict_id", ignore_index=True),
        "merge_log": evidence.merge_log(frames["merge_log"], facts),
        "evidence": evidence.evidence_frame(found.supports.frame(), batch),
        "acts": found.acts.frame(),
        "lacking": evidence.incomplete(dict(sorted(found.lacking.items())), batch),
    }


def _with_pairs(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The frames, each row with the name of its pair: by its countries, or by the fact that it belongs to."""
    facts = {name: frames[name].assign(**{PAIR: _pair_names(frames[name], *both)}) for name, both in COUNTRIES.items()}
    pair_of = pd.concat([frame.set_index(tables.ID_COLUMN[name])[PAIR] for name, frame in facts.items()])
    others = {name: frames[name].assign(**{PAIR: frames[name][column].map(pair_of)}) for name, column in FACT_OF.items()}
    return frames | facts | others


def _pair_names(frame: pd.DataFrame, one: str, other: str) -> Any:
    both = zip(*(frame[column].astype(object).where(frame[column].notna(), "") for column in (one, other)), strict=True)
    return pd.array(["|".join(sorted(pair)) for pair in both], dtype="string")


def _resolve_part(part: Part, said: Sayings, found: Found) -> None:
    where = part.passages
    groups = [group for same in _sorted_out(part, found.lacking) for group in JOINS[same[0].table](same, where)]
    found.rows["conflict"].extend([conflict.row() for conflict in contradictions(groups, where, said)])
    for name, build in ROWS.items():
        found.rows[name].extend([build(group, where) for group in groups if group.head.table == name])
    found.rows["merge_log"].extend([row for group in groups if len(group.rows) > 1 for row in _joins(group, where)])
    found.supports.extend([row for group in groups for row in evidence.supports(group, where, part.rows)])
    found.acts.extend(_acts(groups, where))


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


def _joins(group: Group, where: Passages) -> Iterator[tuple[Any, ...]]:
    ids = [group.id if t is group.head else _alone(t, group) for t in group.tellings]
    return evidence.joins(group, ids, where)


def _alone(telling: Telling, group: Group) -> str:
    if telling.table == "fact_event":
        return events.alone_id(telling)
    return trade.trade_id(telling) if telling.table == "fact_trade" else group.id
