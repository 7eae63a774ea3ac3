"""What the last state and this one say of each other: which fact a former one has become, and what a correction touched.

Here belong the tables that the models of the history ask for and that differ from one kind of fact to another, made in SQL of
the catalogue. Finding the last state is `warehouse.history`'s, and what the history's tables hold stands in `models/`.
"""

from collections.abc import Sequence

import duckdb

from warehouse.catalog import Table
from warehouse.schema import literal, quoted

# The newest day on which a source says so: a later one contradicts no earlier one.
AS_OF = "as_of"
CORRECTION_RULE = "%correction%"
PASSAGES = '[{"fact_table": "VARCHAR", "document_id": "VARCHAR", "char_start": "BIGINT", "char_end": "BIGINT"}]'

# Passages that supported a fact of before that stands no more, and support another one now. What supported that one before
# is no sign that the two are the same: a sentence may tell of two visits.
_MOVED_PASSAGES = """
    SELECT fact_table, o.fact_id AS former_id, n.fact_id, count(*) AS passages
    FROM before_evidence AS o
    JOIN (FROM changed_fact WHERE change = 'removed') AS gone USING (fact_table, fact_id)
    JOIN staged_evidence AS n USING (fact_table, evidence_id)
    WHERE NOT EXISTS (FROM before_evidence AS known WHERE known.evidence_id = n.evidence_id AND known.fact_id = n.fact_id)
    GROUP BY ALL
"""

# Where a fact has come apart and no part of it has most of its passages, its id leads nowhere.
_FOLLOWED = """
    SELECT fact_table, former_id, any_value(fact_id) AS fact_id
    FROM (FROM of_one_time QUALIFY passages = max(passages) OVER (PARTITION BY fact_table, former_id))
    GROUP BY fact_table, former_id
    HAVING count(*) = 1
"""

# A correction that stands as it stood explains nothing: what differs is whose passages one of the two states touched, and the other not.
_CORRECTED = """
    WITH touched AS (({before} EXCEPT {now}) UNION ({now} EXCEPT {before}))
    SELECT DISTINCT fact_table, fact_id FROM (FROM before_evidence UNION ALL BY NAME FROM staged_evidence)
    SEMI JOIN touched USING (fact_table, document_id, char_start, char_end)
"""

# Facts about the same countries as one that was corrected, and those whose correction says something else under its old name.
_BESIDE_CORRECTED = f"""
    SELECT fact_table, fact_id FROM fact_pair
    SEMI JOIN (FROM fact_pair SEMI JOIN corrected_fact USING (fact_table, fact_id)) AS corrected USING (pair)
    UNION
    SELECT fact_table, fact_id FROM (FROM before_evidence UNION ALL BY NAME FROM staged_evidence) WHERE rule_id LIKE '{CORRECTION_RULE}'
"""  # noqa: S608


def lay_out(connection: duckdb.DuckDBPyConnection, facts: Sequence[Table]) -> None:
    """Make followed_fact, corrected_fact and beside_corrected_fact of before_<table>, staged_<table> and changed_fact."""
    connection.execute(f"CREATE TEMP TABLE moved_passages AS {_MOVED_PASSAGES}")
    connection.execute(f"CREATE TEMP VIEW of_one_time AS {' UNION ALL '.join(map(_of_one_time, facts))}")
    connection.execute(f"CREATE TEMP TABLE followed_fact AS {_FOLLOWED}")
    sides = {name: touched_passages(f"{side}_correction_report") for name, side in (("before", "before"), ("now", "staged"))}
    connection.execute(f"CREATE TEMP TABLE corrected_fact AS {_CORRECTED.format(**sides)}")
    pairs = [_pairs(fact, side) for fact in facts for side in ("before", "staged")]
    connection.execute(f"CREATE TEMP VIEW fact_pair AS {' UNION ALL '.join(pairs)}")
    connection.execute(f"CREATE TEMP TABLE beside_corrected_fact AS {_BESIDE_CORRECTED}")


def touched_passages(report: str) -> str:
    """The passages (SQL) that the corrections of a correction_report touched."""
    each = f"SELECT unnest(from_json(passages, '{PASSAGES}')) AS place FROM {report} WHERE passages IS NOT NULL"  # noqa: S608
    return f"(SELECT unnest(place) FROM ({each}))"  # noqa: S608


def _of_one_time(fact: Table) -> str:
    """The rows of moved_passages of a kind of fact whose dates, before and now, do not exclude each other."""
    key = quoted(fact.key[0])
    dates = [date for date in fact.dates if date != AS_OF]
    apart = " OR ".join(f"o.{date}_end < n.{date}_start OR n.{date}_end < o.{date}_start" for date in dates)
    return f"""
        SELECT moved_passages.* FROM moved_passages
        JOIN before_{fact.name} AS o ON o.{key} = former_id
        JOIN staged_{fact.name} AS n ON n.{key} = moved_passages.fact_id
        WHERE moved_passages.fact_table = {literal(fact.name)} AND NOT coalesce({apart}, false)
    """  # noqa: S608


def _pairs(fact: Table, side: str) -> str:
    """The facts of one side, each with its countries in alphabetical order."""
    countries = ", ".join(f"coalesce({quoted(name)}, '')" for name in fact.pair)
    key = quoted(fact.key[0])
    return f"SELECT {literal(fact.name)} AS fact_table, {key} AS fact_id, list_sort([{countries}]) AS pair FROM {side}_{fact.name}"  # noqa: S608
