"""Rules between rows and tables: SQL that selects what breaks them.

Here belong the foreign keys (made of the catalogue) and the runner of `violations/*.sql`. Such a file names its table,
column and severity in its head and selects the rows that break the rule; the tables are staged_<name>. A rule for
`every fact` or `every date` is asked of each: {table}, {key}, {one}, {other}, {date} are filled in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse import catalog, schema
from warehouse.catalog import Table
from warehouse.checks.result import BLOCKING, SAMPLES, WARNING, CheckResult, Severity, counted
from warehouse.connections import in_memory
from warehouse.schema import Staged

FOLDER = Path(__file__).parent / "violations"
_HEAD = re.compile(r"^-- (table|column|severity): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """One rule of one table: the SQL selects the rows that break it."""

    table: str
    column: str
    expectation: str
    severity: Severity
    sql: str

    @property
    def needs(self) -> set[str]:
        """The tables that the SQL reads."""
        return set(re.findall(r"\bstaged_(\w+)", self.sql))


def check(staged: Mapping[str, Staged], wanted: set[str]) -> Iterator[CheckResult]:
    """Ask every rule of the tables wanted whose tables are all there."""
    with in_memory() as connection:
        for name, rows in staged.items():
            schema.stage(connection, f"staged_{name}", rows)
        for rule in (*foreign_keys(), *written_rules()):
            if rule.table in wanted and rule.needs <= set(staged):
                yield _ask(connection, rule)


def _ask(connection: duckdb.DuckDBPyConnection, rule: Rule) -> CheckResult:
    rows = int(connection.sql(f"SELECT count(*) FROM staged_{rule.table}").fetchall()[0][0])  # noqa: S608
    violating = connection.sql(rule.sql)
    counts = violating.count("*").fetchall()
    failing = int(counts[0][0])
    shown = violating.order(", ".join(str(n + 1) for n in range(len(violating.columns)))).limit(SAMPLES)
    samples = [dict(zip(violating.columns, row, strict=True)) for row in shown.fetchall()] if failing else []
    return counted(rule.table, rule.column, rule.expectation, rule.severity, rows, failing, samples)


def foreign_keys() -> Iterator[Rule]:
    """A rule for every foreign key of the catalogue: each value stands in the table that it points to."""
    for table in catalog.load().of_origin("seed", "frame"):
        for column in table.given:
            if column.foreign_key:
                parent, parent_column = column.foreign_key.split(".")
                sql = (
                    f"SELECT {', '.join(dict.fromkeys((*table.key, column.name)))} FROM staged_{table.name} AS child\n"  # noqa: S608
                    f"WHERE {column.name} IS NOT NULL AND NOT EXISTS (\n"
                    f"    FROM staged_{parent} AS parent WHERE parent.{parent_column} = child.{column.name}\n)"
                )
                yield Rule(table.name, column.name, f"in_{parent}", BLOCKING, sql)


def written_rules() -> Iterator[Rule]:
    """The rules of violations/*.sql, one for each table or date that they are about."""
    for file in sorted(FOLDER.glob("*.sql")):
        text = file.read_text("utf-8")
        head = dict(_HEAD.findall(text))
        for slots in _subjects(head["table"]):
            column, sql = (_filled(part, slots) for part in (head["column"], text))
            severity = BLOCKING if head["severity"] == BLOCKING else WARNING
            yield Rule(slots["table"], column, file.stem.split(".")[-1], severity, sql)


def _subjects(about: str) -> list[dict[str, str]]:
    described = catalog.load()
    facts = described.of_kind("fact")
    if about == "every fact":
        return [_slots(table) for table in facts]
    if about == "every date":
        return [{**_slots(table), "date": date} for table in facts for date in table.dates]
    return [_slots(described[about])]


def _slots(table: Table) -> dict[str, str]:
    one, other = table.pair or ("", "")
    return {"table": table.name, "key": table.key[0], "one": one, "other": other, "every_fact": _every_fact()}


def _every_fact() -> str:
    facts = catalog.load().of_kind("fact")
    return " UNION ALL ".join(
        f"SELECT '{fact.name}' AS fact_table, {fact.key[0]} AS fact_id FROM staged_{fact.name}"  # noqa: S608
        for fact in facts
    )


def _filled(text: str, slots: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda slot: slots[slot[1]], text)
