"""Evidence, the log of joins, and reading issues: the rows that say why a fact stands and what became of a claim.

Here: rows that follow from groups and claims. Not here: facts.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from transforms.facts.group import Group
from transforms.facts.identity import identify
from transforms.facts.tables import COLUMNS
from transforms.facts.tellings import Passages


def supports(groups: Iterable[Group], passages: Passages) -> Iterator[tuple[str, str, str, str]]:
    """For each passage of a fact: claim, evidence identifier, fact table, fact identifier. A passage counts once."""
    for group in groups:
        best: dict[tuple[str, int, int], int] = {}
        for row in sorted(group.rows, key=lambda i: (-passages.confidence[i], passages.claim_id[i])):
            best.setdefault((passages.document[row], passages.start[row], passages.end[row]), row)
        for place, row in best.items():
            yield passages.claim_id[row], identify("v", group.head.table, group.id, *place), group.head.table, group.id


def evidence_frame(rows: list[tuple[str, str, str, str]], claims: pd.DataFrame) -> pd.DataFrame:
    """The frame `evidence`: the passages copied from the claims that `rows` name."""
    found = pd.DataFrame(rows, columns=["claim_id", "evidence_id", "fact_table", "fact_id"], dtype="string")
    copied = claims[["claim_id", "document_id", "char_start", "char_end", "quote", "language", "rule_id", "confidence"]]
    joined = found.merge(copied.drop_duplicates("claim_id"), on="claim_id", how="left", validate="m:1")
    ordered = joined.sort_values("evidence_id", ignore_index=True)
    return ordered[list(COLUMNS["evidence"])].astype(COLUMNS["evidence"])


def joins(group: Group, ids: list[str]) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows of `merge_log`: what each telling of a joined group would be alone, and the rule that brought it here."""
    if len(group.rows) < 2:
        return
    seen = set()
    for telling, rule, own in zip(group.tellings, group.rules, ids, strict=True):
        if own not in seen:
            seen.add(own)
            told = f"{len(telling.rows)} of {len(group.rows)} passages"
            yield group.head.table, group.id, own, rule, f"{told}; date {telling.date or 'not told'}"


def issues_frame(claims: pd.DataFrame) -> pd.DataFrame:
    """The frame `reading_issue`: the claims that say what was not understood."""
    issues = claims[claims["claim_table"] == "reading_issue"]
    columns = ["document_id", "char_start", "char_end", "claim_type", "reason"]
    ids = [identify("i", *row) for row in issues[columns].itertuples(index=False, name=None)]
    named = issues.rename(columns={"claim_type": "kind"}).assign(issue_id=pd.array(ids, dtype="string"))
    ordered = named.drop_duplicates("issue_id").sort_values("issue_id", ignore_index=True)
    return ordered[list(COLUMNS["reading_issue"])].astype(COLUMNS["reading_issue"])


def incomplete(telling_rows: dict[int, str], claims: pd.DataFrame) -> pd.DataFrame:
    """Claims that lack what their table needs, as reading issues: {row of `claims`: what is missing}."""
    lacking = claims.iloc[list(telling_rows)]
    reasons = [f"{kind}: {why}" for kind, why in zip(lacking["claim_type"], telling_rows.values(), strict=True)]
    return lacking.assign(claim_table="reading_issue", claim_type="incomplete_claim", reason=pd.array(reasons, dtype="string"))


def merged(rows: Iterable[tuple[Any, ...]], fact_ids: set[str]) -> list[tuple[Any, ...]]:
    """Rows of `merge_log` without those whose own identifier is that of another fact or stands there already."""
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for row in sorted(rows):
        table, fact, own = row[:3]
        if own == fact or own not in fact_ids:
            found.setdefault((table, own), row)
    return list(found.values())
