"""Checks of form that Great Expectations has no words for: types, EDTF, and quotes that are their text's own words.

Here belongs what looks at the values of one frame (and, for quotes, at the text that they stand in).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from warehouse import schema
from warehouse.catalog import Table
from warehouse.checks.news import News
from warehouse.checks.result import BLOCKING, SAMPLES, CheckResult, counted
from warehouse.connections import in_memory
from warehouse.schema import SchemaError, Staged

TEXTS_AT_A_TIME = 2_000
# What is expected of the columns and the types: where it fails, no rule between tables can be asked.
OF_TYPE = COLUMNS, TYPED = "columns", "of_its_type"
VALID_EDTF = "valid_edtf"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_POINT = rf"(?:{_DAY}|[0-9]{{4}}-[0-9]{{2}}|[0-9]{{4}}|[0-9]{{3}}X)"
_EDTF = re.compile(rf"{_POINT}|{_POINT}/(?:{_POINT}|\.\.)|\.\./{_POINT}")


def check_types(frame: pd.DataFrame, table: Table) -> tuple[list[CheckResult], dict[str, pa.Array]]:
    """Whether a frame has its columns and each its type; the columns that have, as Arrow."""
    wrong = schema.column_differences(frame.columns, table)
    results = [counted(table.name, None, COLUMNS, BLOCKING, len(frame), len(wrong), wrong)]
    arrays: dict[str, pa.Array] = {}
    for column in table.given:
        if column.name in frame.columns and not isinstance(frame[column.name], pd.DataFrame):
            try:
                arrays[column.name] = schema.to_array(frame[column.name], column, table.name)
            except SchemaError as error:
                results.append(CheckResult(table.name, column.name, TYPED, BLOCKING, len(frame), 1, [error], False))
            else:
                results.append(counted(table.name, column.name, TYPED, BLOCKING, len(frame), 0, ()))
    return results, arrays


def check_edtf(typed: pa.Table, table: Table) -> Iterator[CheckResult]:
    """Whether every date column holds EDTF of the form in use, with days that exist."""
    for column in table.given:
        if column.edtf and column.name in typed.column_names:
            values = typed[column.name].drop_null()
            invalid = [value for value in values.unique().to_pylist() if not is_edtf(value)]
            wrong = values.filter(pc.is_in(values, pa.array(invalid, values.type)))
            yield counted(table.name, column.name, VALID_EDTF, BLOCKING, len(values), len(wrong), wrong[:SAMPLES].to_pylist())


def is_edtf(text: str) -> bool:
    """Whether a date is EDTF of the form in use: day, month, year, decade, or an interval of them, one end open."""
    if not _EDTF.fullmatch(text):
        return False
    return all(_exists(point) for point in text.split("/") if point != "..")


def _exists(point: str) -> bool:
    year, month, day = (*point.replace("X", "0").split("-"), "01", "01")[:3]
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        # The decade 000X begins in a year that the calendar has not.
        return point == "000X"
    return True


def check_quotes(staged: Mapping[str, Staged], news: Mapping[str, News]) -> Iterator[CheckResult]:
    """Whether each evidence row's quote is its document's text at its offsets, in code points.

    In Python, where a slice of a text costs the same at its end as at its beginning. Where it is known what is news in both
    frames, only documents of which something is new are looked at, and all of them where something is wrong there.
    """
    if "evidence" not in staged or "dim_document" not in staged:
        return
    touched = _touched(news)
    wrong = [] if touched is not None and _are_exact(staged, touched) else _wrong_quotes(staged)
    samples = [dict(zip(_PASSAGE.split(", "), row, strict=True)) for row in sorted(wrong, key=str)[:SAMPLES]]
    yield counted("evidence", "quote", "text_at_its_offsets", BLOCKING, _seen(staged["evidence"]), len(wrong), samples)


def _touched(news: Mapping[str, News]) -> pa.Table | None:
    """The ids of the documents that are news, or of which a passage is; None where that is not known, or they are many."""
    if "evidence" not in news or "dim_document" not in news:
        return None
    rows = (news["dim_document"].touched, news["evidence"].new)
    documents = pa.concat_tables([each.select(["document_id"]) for each in rows]).group_by("document_id").aggregate([])
    return documents if len(documents) <= TEXTS_AT_A_TIME else None


def _are_exact(staged: Mapping[str, Staged], documents: pa.Table) -> bool:
    """Whether all passages of these documents stand there."""
    with in_memory() as connection:
        connection.register("asked", documents)
        for name in ("dim_document", "evidence"):
            schema.stage(connection, f"staged_{name}", staged[name])
        texts = connection.sql("SELECT document_id, text FROM staged_dim_document SEMI JOIN asked USING (document_id)").to_arrow_table()
        passages = connection.sql(f"SELECT {_PASSAGE} FROM staged_evidence SEMI JOIN asked USING (document_id)")  # noqa: S608
        return not _inexact(passages.fetchall(), texts)


def _wrong_quotes(staged: Mapping[str, Staged]) -> list[tuple[Any, ...]]:
    """The passages that are of no text or do not stand there; some texts at a time."""
    with in_memory() as texts, in_memory() as passages:
        for connection, name in ((texts, "dim_document"), (passages, "dim_document"), (passages, "evidence")):
            schema.stage(connection, f"staged_{name}", staged[name])
        wrong = passages.sql(_OF_NO_TEXT).fetchall()
        passages.execute(_IN_ORDER_OF_TEXTS)
        place = 0
        for batch in texts.sql("SELECT document_id, text FROM staged_dim_document").to_arrow_reader(TEXTS_AT_A_TIME):
            of_these = passages.execute(_OF_SOME_TEXTS, [place, place + len(batch) - 1])
            wrong += _inexact(of_these.fetchall(), batch)
            place += len(batch)
    return wrong


def _seen(rows: Staged) -> int:
    with in_memory() as connection:
        schema.stage(connection, "seen", rows)
        return int(connection.sql("SELECT count(*) FROM seen").fetchall()[0][0])


_PASSAGE = "evidence_id, document_id, char_start, char_end, quote"
_OF_NO_TEXT = f"SELECT {_PASSAGE} FROM staged_evidence ANTI JOIN staged_dim_document USING (document_id)"  # noqa: S608 - names stand above
# Those of some texts lie together then, and to find them nobody reads through all the others.
_IN_ORDER_OF_TEXTS = f"""
    CREATE TEMP TABLE passage AS
    SELECT place, {_PASSAGE}
    FROM staged_evidence
    JOIN (SELECT document_id, row_number() OVER () - 1 AS place FROM staged_dim_document) USING (document_id)
    ORDER BY place
"""  # noqa: S608 - names stand above
_OF_SOME_TEXTS = f"SELECT {_PASSAGE} FROM passage WHERE place BETWEEN ? AND ?"  # noqa: S608 - names stand above


def _inexact(passages: list[tuple[Any, ...]], texts: pa.Table | pa.RecordBatch) -> list[tuple[Any, ...]]:
    """The passages that do not stand in the text of their document."""
    known = dict(zip(*(column.to_pylist() for column in texts.columns), strict=True))
    return [row for row in passages if not _is_exact(known.get(row[1]), *row[2:])]


def _is_exact(text: str | None, start: int | None, end: int | None, quote: str | None) -> bool:
    if text is None or start is None or end is None:
        return False
    return 0 <= start < end <= len(text) and text[start:end] == quote
