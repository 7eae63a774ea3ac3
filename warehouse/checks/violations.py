"""Rules between rows and tables: SQL that selects what breaks them.

Here belong the foreign keys (made of the catalogue) and the runner of `violations/*.sql`. Such a file names its table,
column and severity in its head and selects the rows that break the rule; the tables are staged_<name>. A rule for
`every fact` or `every date` is asked of each: {table}, {key}, {one}, {other}, {date} are filled in.

Where all has passed before but some rows, a rule is asked of rows that can have come to break it: of the new ones, and of those
which the head says are `touched by` another table's: `evidence.fact_id = event_id` are those whose event_id is the fact_id of
new or gone evidence (the rule looks at no other evidence than with that fact_id), `every fact = fact_id` those whose fact_id is
such a fact's, and `no other row` none. A rule whose head does not say so, or that may be broken in what is let through, is asked
of all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse import catalog, schema
from warehouse.catalog import Table
from warehouse.checks.news import News
from warehouse.checks.result import BLOCKING, SAMPLES, WARNING, CheckResult, Severity, counted
from warehouse.connections import in_memory
from warehouse.schema import Staged

FOLDER = Path(__file__).parent / "violations"
_HEAD = re.compile(r"^-- (table|column|severity|touched by): (.+)$", re.MULTILINE)
NO_OTHER_ROW = "no other row"


@dataclass(frozen=True)
class Touch:
    """A column of another table whose values, in what is news there, are those of rows to be asked again."""

    table: str
    column: str
    own: str


@dataclass(frozen=True)
class Rule:
    """One rule of one table: the SQL selects the rows that break it; what else than new rows can is None where it is not known."""

    table: str
    column: str
    expectation: str
    severity: Severity
    sql: str
    touched_by: tuple[Touch, ...] | None = None

    @property
    def needs(self) -> set[str]:
        """The tables that the SQL reads."""
        return set(re.findall(r"\bstaged_(\w+)", self.sql))


def check(staged: Mapping[str, Staged], wanted: set[str], news: Mapping[str, News]) -> Iterator[CheckResult]:
    """Ask every rule of the tables wanted whose tables are all there."""
    with in_memory() as connection:
        for name, rows in staged.items():
            schema.stage(connection, f"staged_{name}", rows)
        for name, each in news.items():
            _lay_out(connection, name, each)
        for rule in (*foreign_keys(), *written_rules()):
            if rule.table in wanted and rule.needs <= set(staged):
                yield _ask(connection, rule, of_all=not (_can_be_narrowed(rule, news) and _holds_where_touched(connection, rule, news)))


def _ask(connection: duckdb.DuckDBPyConnection, rule: Rule, of_all: bool) -> CheckResult:
    """Ask a rule of all rows, or tell that it holds."""
    rows = int(connection.sql(f"SELECT count(*) FROM staged_{rule.table}").fetchall()[0][0])  # noqa: S608
    failing, samples = _violations(connection, rule.sql) if of_all else (0, [])
    return counted(rule.table, rule.column, rule.expectation, rule.severity, rows, failing, samples)


def _violations(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, list[dict[str, Any]]]:
    """How many rows break a rule, and the first of them."""
    violating = connection.sql(sql)
    failing = int(violating.count("*").fetchall()[0][0])
    if not failing:
        return 0, []
    shown = violating.order(", ".join(str(n + 1) for n in range(len(violating.columns)))).limit(SAMPLES)
    return failing, [dict(zip(violating.columns, row, strict=True)) for row in shown.fetchall()]


def _lay_out(connection: duckdb.DuckDBPyConnection, name: str, news: News) -> None:
    """Make new_<name>, in the catalogue's types, and touched_<name>."""
    connection.register(f"uncast_{name}", news.new)
    connection.execute(f"CREATE TEMP VIEW new_{name} AS SELECT {schema.typed_cells(catalog.load()[name].given)} FROM uncast_{name}")  # noqa: S608
    connection.register(f"touched_{name}", news.touched)


def _can_be_narrowed(rule: Rule, news: Mapping[str, News]) -> bool:
    """Whether it is known what can have come to break a rule that no row broke before; the lists are the same as then."""
    known = {*news, *(table.name for table in catalog.load().of_origin("seed"))}
    touching = {touch.table for touch in rule.touched_by or ()}
    return rule.severity == BLOCKING and rule.touched_by is not None and rule.table in news and touching <= known


def _holds_where_touched(connection: duckdb.DuckDBPyConnection, rule: Rule, news: Mapping[str, News]) -> bool:
    """Whether a rule holds of the new rows, and of those that are touched by what is news in another table."""
    touches = [touch for touch in rule.touched_by or () if touch.table in news and len(news[touch.table].touched)]
    if touches:
        _narrow(connection, rule.table, touches)
    else:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW asked_{rule.table} AS FROM new_{rule.table}")
    narrowed = "|".join({rule.table, *(touch.table for touch in touches)})
    failing, _ = _violations(connection, re.sub(rf"\bstaged_({narrowed})\b", r"asked_\1", rule.sql))
    return failing == 0


def _narrow(connection: duckdb.DuckDBPyConnection, table: str, touches: Sequence[Touch]) -> None:
    """Make asked_<table> of a rule's table, and of those that touch it: the rows that have a value of what is news, or none."""
    own = touches[0].own
    values = [f"SELECT {own} AS value FROM new_{table}", *(f"SELECT {each.column} FROM touched_{each.table}" for each in touches)]  # noqa: S608
    connection.execute(f"CREATE OR REPLACE TEMP TABLE touched_values AS {' UNION '.join(values)}")
    for name, column in {table: own, **{touch.table: touch.column for touch in touches}}.items():
        rows = f"FROM staged_{name} WHERE {column} IS NULL OR {column} IN (FROM touched_values)"
        connection.execute(f"CREATE OR REPLACE TEMP VIEW asked_{name} AS {rows}")


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
                yield Rule(table.name, column.name, f"in_{parent}", BLOCKING, sql, (Touch(parent, parent_column, column.name),))


def written_rules() -> Iterator[Rule]:
    """The rules of violations/*.sql, one for each table or date that they are about."""
    for file in sorted(FOLDER.glob("*.sql")):
        text = file.read_text("utf-8")
        head = dict(_HEAD.findall(text))
        for slots in _subjects(head["table"]):
            column, sql, touched_by = (_filled(part, slots) for part in (head["column"], text, head.get("touched by", "")))
            severity = BLOCKING if head["severity"] == BLOCKING else WARNING
            yield Rule(slots["table"], column, file.stem.split(".")[-1], severity, sql, _touches(touched_by))


def _subjects(about: str) -> list[dict[str, str]]:
    described = catalog.load()
    facts = described.of_kind("fact")
    if about == "every fact":
        return [_slots(table) for table in facts]
    if about == "every date":
        return [{**_slots(table), "date": date} for table in facts for date in table.dates]
    return [_slots(described[about])]


def _touches(told: str) -> tuple[Touch, ...] | None:
    """What the head of a rule says that its rows are touched by; None where it says nothing."""
    if told in ("", NO_OTHER_ROW):
        return () if told else None
    other, own = told.split(" = ")
    if other == "every fact":
        return tuple(Touch(fact.name, fact.key[0], own) for fact in catalog.load().of_kind("fact"))
    table, column = other.split(".")
    return (Touch(table, column, own),)


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
