"""Great Expectations suites made of the catalogue: one suite a frame.

Here belongs what can be said of one column or key alone: presence, uniqueness, enumeration, pattern, range, length.
Whatever needs two tables is `warehouse.checks.violations`'. Great Expectations takes seconds to import, so it is
imported when the first frame is checked and not before; it reports nothing to anybody and shows no progress bars.
"""

import gc
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeAlias

import pandas as pd
import pyarrow as pa

from warehouse.catalog import Column, Table
from warehouse.checks.result import BLOCKING, SAMPLES, CheckResult, counted

ID = "check"
# (name, column, class of Great Expectations, its arguments)
Expectation: TypeAlias = tuple[str, str | None, str, dict[str, Any]]
Suite: TypeAlias = Sequence[Expectation]


def check(rows: pa.Table, table: Table) -> Iterator[CheckResult]:
    """Validate the columns that have their types, of all rows or of a part, against what is expected of each row."""
    suite = list(of_rows(table, set(rows.column_names)))
    if not rows.num_rows:
        yield from held(suite, table)
        return
    # Only what is looked at becomes pandas: a document's text need not.
    looked_at = {column for _, column, _, _ in suite if column}
    frame = rows.select([name for name in rows.column_names if name in looked_at]).to_pandas()
    yield from _results(frame, table, suite)


def check_whole(keys: pa.Table, table: Table) -> Iterator[CheckResult]:
    """Validate the key columns of all rows against what is expected of a table as a whole."""
    yield from _results(keys.to_pandas(), table, list(of_whole(table, set(keys.column_names))))


def held(suite: Iterable[Expectation], table: Table) -> Iterator[CheckResult]:
    """The results of expectations that hold of no row, or of rows of which that is known."""
    for what, column, _, _ in suite:
        yield counted(table.name, column, what, BLOCKING, 0, 0, ())


def _results(frame: pd.DataFrame, table: Table, suite: Suite) -> Iterator[CheckResult]:
    if suite:
        yield from [_to_result(outcome, table.name, len(frame)) for outcome in _validate(frame, table.name, suite)]


def of_rows(table: Table, present: set[str]) -> Iterator[Expectation]:
    """What the catalogue expects of each row."""
    for column in table.given:
        if column.name in present:
            yield from _of_column(column)


def of_whole(table: Table, present: set[str]) -> Iterator[Expectation]:
    """What the catalogue expects of all rows together: one row a key, and some row at all."""
    if table.key and present.issuperset(table.key):
        yield _key(table)
    if table.must_not_be_empty:
        yield "not_empty", None, "ExpectTableRowCountToBeBetween", {"min_value": 1}


def _of_column(column: Column) -> Iterator[Expectation]:
    of = {"column": column.name}
    if not column.nullable:
        yield "not_null", column.name, "ExpectColumnValuesToNotBeNull", of
    if column.values:
        yield "one_of_its_values", column.name, "ExpectColumnValuesToBeInSet", {**of, "value_set": list(column.values)}
    if column.pattern:
        yield "of_its_pattern", column.name, "ExpectColumnValuesToMatchRegex", {**of, "regex": column.pattern}
    if column.minimum is not None or column.maximum is not None:
        bounds = {"min_value": column.minimum, "max_value": column.maximum}
        yield "in_its_range", column.name, "ExpectColumnValuesToBeBetween", {**of, **bounds}
    if column.max_length is not None:
        lengths = {"min_value": 1, "max_value": column.max_length}
        yield "of_its_length", column.name, "ExpectColumnValueLengthsToBeBetween", {**of, **lengths}


def _key(table: Table) -> Expectation:
    if len(table.key) == 1:
        return "unique", table.key[0], "ExpectColumnValuesToBeUnique", {"column": table.key[0]}
    return "unique_key", None, "ExpectCompoundColumnsToBeUnique", {"column_list": list(table.key)}


def _validate(frame: pd.DataFrame, name: str, suite: Suite) -> list[Any]:
    """Whether all holds is cheap to ask; counts and samples are asked for what does not."""
    validator = _validator(frame)
    outcomes = _outcomes(validator, name, suite, {"result_format": "BOOLEAN_ONLY"})
    failed = {_id(outcome) for outcome in outcomes if not outcome.success}
    again = [expectation for expectation in suite if json.dumps(expectation[:2]) in failed]
    in_full = {"result_format": "SUMMARY", "partial_unexpected_count": SAMPLES}
    details = {_id(outcome): outcome for outcome in (_outcomes(validator, name, again, in_full) if again else ())}
    return [details.get(_id(outcome), outcome) for outcome in outcomes]


def _id(outcome: Any) -> str:
    return str(outcome.expectation_config.meta[ID])


@cache
def _great_expectations() -> tuple[Any, Any]:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    # Nothing of a thousand modules is garbage; to look for it again and again takes a sixth of the time, now and ever after.
    gc.disable()
    try:
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig
    finally:
        gc.freeze()
        gc.enable()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return gx, context


def _validator(frame: pd.DataFrame) -> Any:
    """A validator of a frame as it is; those of a data source are hashed first, which takes four times as long as all expectations."""
    gx, context = _great_expectations()
    batch = gx.core.batch.Batch(data=frame)
    return gx.validator.validator.Validator(gx.execution_engine.PandasExecutionEngine(), batches=[batch], data_context=context)


def _outcomes(validator: Any, name: str, suite: Suite, result_format: dict[str, Any]) -> list[Any]:
    gx, _ = _great_expectations()
    expectations = [
        getattr(gx.expectations, kind)(**arguments, meta={ID: json.dumps([what, column])}) for what, column, kind, arguments in suite
    ]
    validated = validator.validate(gx.ExpectationSuite(name=name, expectations=expectations), result_format=result_format)
    return list(validated.results)


def _to_result(outcome: Any, table: str, rows: int) -> CheckResult:
    what, column = json.loads(_id(outcome))
    if outcome.success:
        return counted(table, column, what, BLOCKING, rows, 0, ())
    found = outcome.result
    if "unexpected_count" in found:
        return counted(table, column, what, BLOCKING, rows, found["unexpected_count"], _samples(found))
    observed = found.get("observed_value", outcome.exception_info)
    return CheckResult(table, column, what, BLOCKING, rows, max(rows, 1), [observed], passed=False)


def _samples(found: dict[str, Any]) -> list[Any]:
    """The failing values, or the numbers of the rows where the value is that there is none."""
    values = found["partial_unexpected_list"]
    if all(not isinstance(value, dict) and pd.isna(value) for value in values):
        return [{"row": index} for index in found["partial_unexpected_index_list"]]
    return list(values)
