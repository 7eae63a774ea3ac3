"""What must hold of the frames before anything is built from them, and the report of it.

Here belong the run over all kinds of checks and their common form (`warehouse.checks.result`). The checks themselves
lie beside it: `expectations` (made of the catalogue, run by Great Expectations), `forms` (types, EDTF, exact quotes),
`violations` (SQL that selects what breaks a rule), `measures` (shares and volumes with a floor and a ceiling). `news` finds what
differs from frames that passed before. No check repairs anything.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import catalog, reference, schema
from warehouse.catalog import Table
from warehouse.checks import expectations, forms, measures, violations
from warehouse.checks.news import News, find
from warehouse.checks.result import CheckResult, to_frame, together
from warehouse.schema import SchemaError, Staged

__all__ = ["run_checks"]

# Enough that hardly a table has several such parts, each of which is asked everything anew.
ROWS_AT_A_TIME = 200_000


def run_checks(
    frames: Mapping[str, pd.DataFrame | Path],
    tables: Collection[str] | None = None,
    previous: Mapping[str, int] | None = None,
    reference_folder: Path | None = None,
    passed: Mapping[str, Path] | None = None,
) -> pd.DataFrame:
    """Check frames against the catalogue and one another; the result has the columns of quality_result.

    In: table name -> frame or the Parquet file that holds it, of any of the catalogue's tables; the reference seeds are added
    unless given. Of files, some rows at a time are in memory, and all keys of a table; no text.
    A check that needs a frame which is not there is left out. `tables` limits the checks to these, the other frames
    then only serve for foreign keys. `previous` is the volumes of the last release (`volumes` in its manifest).
    `passed` are files of which no blocking check failed, all of one time, by this code and with these seeds: of a file whose
    rows stand there too, only the others are looked at, and the result is the same.
    """
    given = {**reference.load(reference_folder), **frames}
    wanted = set(tables) if tables is not None else set(given)
    results = list(_check(given, wanted, previous or {}, _news(frames, wanted, passed or {})))
    return to_frame(results)


def _news(frames: Mapping[str, pd.DataFrame | Path], wanted: set[str], passed: Mapping[str, Path]) -> dict[str, News]:
    """What is news in each file whose rows are looked at, as far as it can be told."""
    described = catalog.load()
    looked_at = wanted | ({"dim_document"} if "evidence" in wanted else set())
    files = {name: frame for name, frame in frames.items() if name in looked_at & set(passed) and isinstance(frame, Path)}
    found = {name: find(file, passed[name], described[name]) for name, file in files.items()}
    return {name: news for name, news in found.items() if news}


def _check(
    given: Mapping[str, pd.DataFrame | Path], wanted: set[str], previous: Mapping[str, int], news: dict[str, News]
) -> Iterator[CheckResult]:
    described = catalog.load()
    staged: dict[str, Staged] = {}
    for name, frame in given.items():
        table = _table(name, described.tables)
        if isinstance(frame, Path) and name not in wanted:
            staged[name] = schema.conform_file(frame, table)
            continue
        found = _of_news(news[name], table) if name in news else []
        if not found:
            news.pop(name, None)
            found, typed = _of_all(frame, table, name in wanted)
        if all(result.passed for result in found if result.expectation in forms.OF_TYPE):
            staged[name] = schema.conform_file(frame, table) if isinstance(frame, Path) else typed
        if name in wanted:
            yield from found
    # What is not of its type was told above; a rule between tables could only stumble over it.
    if "evidence" in wanted:
        yield from forms.check_quotes(staged, news)
    yield from violations.check(staged, wanted, news)
    yield from measures.check(staged, wanted, previous)


def _of_news(news: News, table: Table) -> list[CheckResult]:
    """What can be said of a frame alone of which all other rows have passed; nothing where a new one does not hold.

    Which one that is, and how many there are, is told when all are looked at.
    """
    found, typed = _of_rows(news.new.to_pandas(), table)
    if not all(result.passed for result in found) or (table.must_not_be_empty and not news.rows):
        return []
    whole = expectations.held(expectations.of_whole(table, set(typed.column_names)), table)
    return [replace(result, rows_seen=_seen(result, news)) for result in (*found, *whole)]


def _seen(result: CheckResult, news: News) -> int:
    return news.dated[str(result.column)] if result.expectation == forms.VALID_EDTF else news.rows


def _of_all(frame: pd.DataFrame | Path, table: Table, in_full: bool) -> tuple[list[CheckResult], pa.Table]:
    """What can be said of a frame alone, part by part (its types only, unless in full), and what of the last part has its types."""
    found: list[CheckResult] = []
    keys: list[pa.Table] = []
    for part in _parts(frame, table):
        results, typed = _of_rows(part, table) if in_full else _of_types(part, table)
        found += results
        keys.append(typed.select([name for name in table.key if name in typed.column_names]))
    whole = expectations.check_whole(pa.concat_tables(keys), table) if in_full else ()
    return [*together(found), *whole], typed


def _of_rows(rows: pd.DataFrame, table: Table) -> tuple[list[CheckResult], pa.Table]:
    """What can be said of each of some rows alone, and what of them has its types."""
    found, typed = _of_types(rows, table)
    return [*found, *expectations.check(typed, table), *forms.check_edtf(typed, table)], typed


def _of_types(rows: pd.DataFrame, table: Table) -> tuple[list[CheckResult], pa.Table]:
    found, arrays = forms.check_types(rows, table)
    return found, pa.table(arrays)


def _parts(frame: pd.DataFrame | Path, table: Table) -> Iterator[pd.DataFrame]:
    """A frame some rows at a time, with nothing in place of whole texts, which no check of a column looks at."""
    if not isinstance(frame, Path):
        yield frame
        return
    file = pq.ParquetFile(frame)
    texts = {column.name for column in table.given if column.licensed} & set(file.schema_arrow.names)
    names = [name for name in file.schema_arrow.names if name not in texts]
    if not file.metadata.num_rows:
        yield file.schema_arrow.empty_table().select(names).to_pandas().assign(**dict.fromkeys(texts))
    for batch in file.iter_batches(ROWS_AT_A_TIME, columns=names):
        yield batch.to_pandas().assign(**dict.fromkeys(texts))


def _table(name: str, tables: Mapping[str, Table]) -> Table:
    if name not in tables:
        raise SchemaError(f"a frame that is not in the catalogue: {name}")
    return tables[name]
