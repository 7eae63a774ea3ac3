"""Evidence, the log of joins, and reading issues: the rows that say why a fact stands and what became of a claim.

Here: rows that follow from groups and claims. Not here: facts.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from transforms.facts.batches.columns import chosen
from transforms.facts.batches.ledger import PAIR
from transforms.facts.batches.sources import Ints
from transforms.facts.identity import identify
from transforms.facts.joining.explained import explanation
from transforms.facts.joining.group import Group
from transforms.facts.tables import COLUMNS, COUNT, LACKING, TEXT
from transforms.facts.tellings import Passages

# What is known of a piece of evidence before its passage is copied.
SUPPORT = {"evidence_id": TEXT, "fact_table": TEXT, "fact_id": TEXT, "row": COUNT}


def supports(group: Group, passages: Passages, rows: Ints) -> Iterator[tuple[str, str, str, int]]:
    """For each passage of a fact its row of `SUPPORT`. A passage that several rules read counts once, for the surest."""
    table, own = group.head.table, group.rows
    places = [(passages.document[row], passages.start[row], passages.end[row]) for row in own]
    if len(own) > 1 and len(set(places)) < len(own):
        surest = sorted(zip(own, places, strict=True), key=lambda i: (passages.confidence[i[0]], passages.rule[i[0]]))
        best = {place: row for row, place in surest}
        places, own = list(best), list(best.values())
    for place, row in zip(places, own, strict=True):
        yield identify("v", table, group.id, *place), table, group.id, int(rows[row])


def evidence_frame(found: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """The frame `evidence`: rows of `SUPPORT` with the passages copied from the claims."""
    # The quotes first: they take most room while they are put in order, and then as much again.
    copied = ("quote", "document_id", "language", "rule_id", "confidence", "char_start", "char_end")
    rows = found["row"].to_numpy(dtype=np.int64)
    passages = {name: _ordered(claims[name], rows) for name in copied}
    columns = {name: passages[name] if name in passages else found[name].array for name in COLUMNS["evidence"]}
    return pd.DataFrame(columns).astype(COLUMNS["evidence"])


def _ordered(column: pd.Series, rows: Ints) -> Any:
    """The values of these rows, in their order; what room Arrow needed for it is given back."""
    values = column.array.take(rows)
    pa.default_memory_pool().release_unused()
    return values


def joins(group: Group, ids: Sequence[str], passages: Passages) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows of `merge_log`: what each telling of a joined group would be alone, the rule that brought it here, and what agrees.

    Tellings that would be the same alone share a row.
    """
    by_id: dict[str, list[int]] = defaultdict(list)
    for place, own in enumerate(ids):
        by_id[own].append(place)
    for own, places in by_id.items():
        told = ". ".join(explanation(group, place, passages) for place in places)
        yield group.head.table, group.id, own, group.rules[places[0]], told


def issues_frame(issues: pd.DataFrame) -> pd.DataFrame:
    """The frame `reading_issue`: the claims that say what was not understood."""
    columns = ["document_id", "char_start", "char_end", "claim_type", "reason"]
    ids = [identify("i", *row) for row in issues[columns].itertuples(index=False, name=None)]
    named = issues.rename(columns={"claim_type": "kind"}).assign(issue_id=pd.array(ids, dtype="string"))
    ordered = named.sort_values(["issue_id", "rule_id"]).drop_duplicates("issue_id", ignore_index=True)
    return ordered[list(COLUMNS["reading_issue"])].astype(COLUMNS["reading_issue"])


def incomplete(lacking: Mapping[int, str], claims: pd.DataFrame) -> pd.DataFrame:
    """Claims that lack what their table needs, as reading issues with their pair: {row of `claims`, in order: what is missing}."""
    rows = chosen(claims[[PAIR, *(name for name in LACKING if name != "reason")]], np.array(list(lacking), dtype=np.int64))
    reasons = [f"{kind}: {why}" for kind, why in zip(rows["claim_type"], lacking.values(), strict=True)]
    return rows.assign(claim_type="incomplete_claim", reason=pd.array(reasons, dtype="string")).astype(LACKING)


def merge_log(log: pd.DataFrame, facts: pd.Series) -> pd.DataFrame:
    """The log, which is sorted, without rows whose own identifier is another fact's; an identifier leads to one fact only.

    All of it can be told pair by pair: the countries are part of every identifier.
    """
    foreign = log["merged_id"].isin(facts) & (log["merged_id"] != log["fact_id"])
    return log[~foreign].drop_duplicates(["fact_table", "merged_id"], ignore_index=True)


def aliases(log: pd.DataFrame) -> pd.DataFrame:
    """The frame `fact_alias`: identifiers that no fact has any more, and what they became."""
    gone = log[log["merged_id"] != log["fact_id"]].rename(columns={"merged_id": "alias_id"})
    return gone[list(COLUMNS["fact_alias"])].sort_values(["fact_table", "alias_id"], ignore_index=True)
