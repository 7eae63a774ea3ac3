"""Evidence, the log of joins, and reading issues: the rows that say why a fact stands and what became of a claim.

Here: rows that follow from groups and claims. Not here: facts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from transforms.facts.batches.columns import chosen
from transforms.facts.batches.ledger import PAIR
from transforms.facts.batches.sources import Ints
from transforms.facts.identity import identify, identify_rows
from transforms.facts.joining.explained import explanation
from transforms.facts.joining.group import Group
from transforms.facts.tables import COLUMNS, LACKING, STORED
from transforms.facts.tellings import SLOTS, Passages

# What is told of whom: the first part of what a passage is known by.
NAMED = ("claim_table", "claim_type", "subject_country", "object_country")
PLACE = ("document_id", "char_start", "char_end")


class Merged(NamedTuple):
    """A row of `merge_log`."""

    fact_table: str
    fact_id: str
    merged_id: str
    rule: str
    explanation: str


def supports(groups: Sequence[Group], rows: Ints, claims: pd.DataFrame) -> pa.Table:
    """The passages of facts as `evidence` has them, copied from the claims. In: the row of `claims` of each passage."""
    told = np.fromiter(chain.from_iterable(group.rows for group in groups), dtype=np.int64)
    fact = np.repeat(np.arange(len(groups)), [len(group.rows) for group in groups])
    surest = _surest(fact, claims[[*PLACE, "confidence", "rule_id"]].iloc[rows[told]])
    fact, told = fact[surest], rows[told[surest]]
    copied = ("document_id", "char_start", "char_end", "quote", "language", "rule_id", "confidence")
    columns = {
        "fact_table": pa.array([group.head.table for group in groups], pa.large_string()).take(fact),
        "fact_id": pa.array([group.id for group in groups], pa.large_string()).take(fact),
        **{name: _column(claims[name], told) for name in copied},
    }
    return pa.table({"evidence_id": pa.array(_passage_ids(claims.take(told)), pa.large_string()), **columns})


def _passage_ids(told: pd.DataFrame) -> list[str]:
    """An identifier of what each claim tells at its place, whatever fact it supports.

    A fact that loses its finest telling is another one from then on; the passages that are left stay what they were.
    """
    named = [pc.fill_null(pa.array(told[name].array).cast(pa.large_string()), "") for name in (*NAMED, *PLACE)]
    return identify_rows("v", *named, pa.array(_what_else(told), pa.large_string()))


def _what_else(told: pd.DataFrame) -> list[str]:
    """All that a claim says where one passage tells several things of a type, as two visits in one sentence; elsewhere nothing."""
    several = told[[*NAMED, *PLACE]].duplicated(keep=False).to_numpy()
    found = np.full(len(told), "", dtype=object)
    rest = told.loc[several, [*SLOTS, "persons", "as_of_edtf"]].astype(object)
    found[several] = ["\x1f".join(map(str, row)) for row in rest.where(rest.notna(), "").itertuples(index=False, name=None)]
    texts: list[str] = found.tolist()
    return texts


def _surest(fact: Ints, passages: pd.DataFrame) -> Ints:
    """The rows that count: of a passage that several rules read for one fact the surest."""
    told = passages.assign(fact=fact).reset_index(drop=True)
    again = told[told.duplicated(["fact", *PLACE], keep=False)]
    ordered = again.assign(rule_id=again["rule_id"].astype("string")).sort_values(["confidence", "rule_id"], kind="stable")
    lesser = ordered.index[ordered.duplicated(["fact", *PLACE], keep="last")]
    return told.index.difference(lesser).to_numpy()


def _column(column: pd.Series, rows: Ints) -> pa.Array:
    """The values of these rows, spelt out."""
    return pa.array(column.array.take(rows)).cast(STORED[COLUMNS["evidence"][str(column.name)]])


def joins(group: Group, ids: Sequence[str], passages: Passages) -> Iterator[Merged]:
    """Rows of `merge_log`: what each telling of a joined group would be alone, the rule that brought it here, and what agrees.

    Tellings that would be the same alone and came by one rule share a row.
    """
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, told_so in enumerate(zip(ids, group.rules, strict=True)):
        alike[told_so].append(place)
    for (own, rule), places in alike.items():
        told = ". ".join(explanation(group, place, passages) for place in places)
        yield Merged(group.head.table, group.id, own, rule, told)


def issues_frame(issues: pd.DataFrame) -> pd.DataFrame:
    """The frame `reading_issue`: the claims that say what was not understood."""
    columns = ["document_id", "char_start", "char_end", "claim_type", "reason"]
    ids = [identify("i", *row) for row in issues[columns].itertuples(index=False, name=None)]
    named = issues.rename(columns={"claim_type": "kind"}).assign(issue_id=pd.array(ids, dtype="string"))
    ordered = named.sort_values(["issue_id", "rule_id"]).drop_duplicates("issue_id", ignore_index=True)
    return ordered[list(COLUMNS["reading_issue"])].astype(COLUMNS["reading_issue"])


def incomplete(lacking: Mapping[int, str], claims: pd.DataFrame) -> pa.Table:
    """Claims that lack what their table needs, as reading issues with their pair: {row of `claims`, in order: what is missing}."""
    rows = chosen(claims[[PAIR, *(name for name in LACKING if name != "reason")]], np.array(list(lacking), dtype=np.int64))
    reasons = [f"{kind}: {why}" for kind, why in zip(rows["claim_type"], lacking.values(), strict=True)]
    issues = rows.assign(claim_type="incomplete_claim", reason=pd.array(reasons, dtype="string")).astype(LACKING)
    return pa.Table.from_pandas(issues, preserve_index=False)


def merge_log(log: Iterable[Merged], facts: Collection[str]) -> list[Merged]:
    """The log without rows whose own identifier is another fact's; an identifier leads to one fact only, the first.

    All of it can be told pair by pair: the countries are part of every identifier.
    """
    own = [row for row in log if row.merged_id == row.fact_id or row.merged_id not in facts]
    last_first = sorted(own, key=itemgetter(1, 2, 3, 4), reverse=True)
    leads_to = {(row.fact_table, row.merged_id): row.fact_id for row in last_first}
    return [row for row in last_first if leads_to[row.fact_table, row.merged_id] == row.fact_id]


def aliases(log: pd.DataFrame) -> pd.DataFrame:
    """The frame `fact_alias`: identifiers that no fact has any more, and what they became."""
    gone = log[log["merged_id"] != log["fact_id"]].rename(columns={"merged_id": "alias_id"})
    by_id = gone[list(COLUMNS["fact_alias"])].sort_values(["fact_table", "alias_id"])
    return by_id.drop_duplicates(["fact_table", "alias_id"], ignore_index=True)
