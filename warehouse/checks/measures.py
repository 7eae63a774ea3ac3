"""Figures that should lie between a floor and a ceiling: shares of rows, and volumes against the last release.

Below the floor something has stopped working and nothing is published; above the ceiling, or below what is expected, a person should look.
The bounds stand in measures.toml. Too few rows say nothing, and are not measured.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from warehouse import schema
from warehouse.checks.result import BLOCKING, WARNING, CheckResult, Severity
from warehouse.connections import in_memory
from warehouse.schema import Staged

FILE = Path(__file__).parent / "measures.toml"
DOCUMENTS = "loaded_documents"
SIDES: tuple[tuple[str, str, Severity], ...] = (
    ("floor", "not_below", BLOCKING),
    ("expected", "not_below", WARNING),
    ("ceiling", "not_above", WARNING),
)


def check(staged: Mapping[str, Staged], wanted: set[str], previous: Mapping[str, int]) -> Iterator[CheckResult]:
    """Measure the tables wanted."""
    bounds = tomllib.loads(FILE.read_text("utf-8"))
    with in_memory() as connection:
        for name, rows in staged.items():
            schema.stage(connection, name, rows)
        for share in bounds["share"]:
            if share["table"] in wanted and share["table"] in staged:
                yield from _share(connection, share)
        if previous and "dim_document" in staged:
            yield from _against(previous, volumes(connection, staged), wanted, bounds)


def volumes(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> dict[str, int]:
    """Rows by table, and the documents that were read: older versions of a source are not."""
    read = _counted(connection, "dim_document", "status = 'loaded' AND is_current")[1]
    return {DOCUMENTS: read, **{name: _counted(connection, name, "true")[0] for name in names}}


def _counted(connection: duckdb.DuckDBPyConnection, table: str, where: str, of: str = "true") -> tuple[int, int]:
    """How many rows a table has (of those that count), and how many of them are such."""
    found = connection.sql(f"SELECT count(*), count(*) FILTER ({where}) FROM {table} WHERE {of}")  # noqa: S608 - of the catalogue
    seen, such = found.fetchall()[0]
    return seen, such


def _share(connection: duckdb.DuckDBPyConnection, share: Mapping[str, Any]) -> Iterator[CheckResult]:
    seen, such = _counted(connection, share["table"], share["where"], share.get("of", "true"))
    if seen >= share["least_rows"]:
        yield from _between(share["table"], share["name"], seen, such / seen, share)


def _against(previous: Mapping[str, int], now: Mapping[str, int], wanted: set[str], bounds: Mapping[str, Any]) -> Iterator[CheckResult]:
    for name in bounds["volume"]["tables"]:
        if name in wanted and name in now:
            yield from _volume(name, now, previous, bounds["volume"])
    for name, counted in bounds["total"]["tables"].items():
        if name in wanted and name in now:
            yield from _total(name, counted, now, previous, bounds["total"])


def _volume(name: str, now: Mapping[str, int], previous: Mapping[str, int], bounds: Mapping[str, Any]) -> Iterator[CheckResult]:
    """Rows for each document read, as a share of what they were: fewer documents are no failure, fewer facts are."""
    if min(now[DOCUMENTS], previous.get(DOCUMENTS, 0)) < bounds["least_documents"]:
        return
    if previous.get(name, 0) < bounds["least_rows"]:
        return
    before = previous[name] / previous[DOCUMENTS]
    measure = now[name] / now[DOCUMENTS] / before
    yield from _between(name, "rows_for_each_document_against_the_last_release", now[name], measure, bounds)


def _total(
    name: str, counted: str, now: Mapping[str, int], previous: Mapping[str, int], bounds: Mapping[str, Any]
) -> Iterator[CheckResult]:
    """Rows as a share of what they were: a folder that is not there must not take the place of what was read from it."""
    if previous.get(DOCUMENTS, 0) >= bounds["least_documents"] and previous.get(counted):
        yield from _between(name, "rows_against_the_last_release", now[counted], now[counted] / previous[counted], bounds)


def _between(table: str, name: str, rows: int, measure: float, bounds: Mapping[str, Any]) -> Iterator[CheckResult]:
    for bound, words, severity in SIDES:
        if bound in bounds:
            limit = bounds[bound]
            passed = measure <= limit if bound == "ceiling" else measure >= limit
            expectation = f"{name}_{words}_{limit}"
            samples = [{"measured": round(measure, 4), bound: limit}]
            yield CheckResult(table, None, expectation, severity, rows, 0 if passed else rows, samples, passed)
