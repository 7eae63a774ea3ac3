"""The form in which every check reports, and the table made of it.

Here belongs nothing that looks at data: the checks do that.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from warehouse import catalog

Severity = Literal["blocking", "warning"]
BLOCKING: Severity = "blocking"
WARNING: Severity = "warning"
SAMPLES = 5
LONGEST_SAMPLE = 120


@dataclass(frozen=True)
class CheckResult:
    """One check: what was expected of which table or column, and how many of the rows seen failed."""

    table: str
    column: str | None
    expectation: str
    severity: Severity
    rows_seen: int
    rows_failing: int
    samples: Sequence[Any] = ()
    passed: bool = True

    @property
    def check_id(self) -> str:
        """Table, column and expectation in one."""
        return ".".join(part for part in (self.table, self.column, self.expectation) if part)


def counted(
    table: str, column: str | None, expectation: str, severity: Severity, seen: int, failing: int, samples: Sequence[Any]
) -> CheckResult:
    """A result that passes where no row fails."""
    return CheckResult(table, column, expectation, severity, seen, failing, samples[:SAMPLES], failing == 0)


def together(results: Iterable[CheckResult]) -> list[CheckResult]:
    """The results of parts of a table as those of the whole: the same check once, rows summed, the first samples."""
    found: dict[str, CheckResult] = {}
    for result in results:
        before = found.get(result.check_id)
        found[result.check_id] = _both(before, result) if before else result
    return list(found.values())


def _both(one: CheckResult, other: CheckResult) -> CheckResult:
    return replace(
        one,
        rows_seen=one.rows_seen + other.rows_seen,
        rows_failing=one.rows_failing + other.rows_failing,
        samples=[*one.samples, *other.samples][:SAMPLES],
        passed=one.passed and other.passed,
    )


def to_frame(results: Iterable[CheckResult]) -> pd.DataFrame:
    """Results as quality_result, ordered by check_id."""
    ordered = sorted(results, key=lambda result: result.check_id)
    rows = [
        {
            "check_id": result.check_id,
            "table_name": result.table,
            "column_name": result.column,
            "expectation": result.expectation,
            "severity": result.severity,
            "passed": result.passed,
            "rows_seen": result.rows_seen,
            "rows_failing": result.rows_failing,
            "samples": to_json(result.samples),
        }
        for result in ordered
    ]
    return pd.DataFrame(rows, columns=[column.name for column in catalog.load()["quality_result"].columns])


def to_json(samples: Sequence[Any]) -> str:
    """Samples as a JSON list, long texts cut: a sample shows where to look, it does not hand on a document."""
    return json.dumps([_shown(sample) for sample in samples], ensure_ascii=False, sort_keys=True)


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _shown(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shown(inner) for inner in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    text = str(value)
    return text if len(text) <= LONGEST_SAMPLE else text[:LONGEST_SAMPLE] + "…"
