"""What must hold of the frames before anything is built from them, and the report of it.

Here belong the run over all kinds of checks and their common form (`warehouse.checks.result`). The checks themselves
lie beside it: `expectations` (made of the catalogue, run by Great Expectations), `forms` (types, EDTF, exact quotes),
`violations` (SQL that selects what breaks a rule), `measures` (shares and volumes with a floor and a ceiling).
No check repairs anything.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import catalog, reference, schema
from warehouse.catalog import Table
from warehouse.checks import expectations, forms, measures, violations
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
) -> pd.DataFrame:
    """Check frames against the catalogue and one another; the result has the columns of quality_result.

    In: table name -> frame or the Parquet file that holds it, of any of the catalogue's tables; the reference seeds are added
    unless given. Of files, some rows at a time are in memory, and all keys of a table; no text.
    A check that needs a frame which is not there is left out. `tables` limits the checks to these, the other frames
    then only serve for foreign keys. `previous` is the volumes of the last release (`volumes` in its manifest).
    """
    given = {**reference.load(reference_folder), **frames}
    wanted = set(tables) if tables is not None else set(given)
    results = list(_check(given, wanted, previous or {}))
    return to_frame(results)


def _check(given: Mapping[str, pd.DataFrame | Path], wanted: set[str], previous: Mapping[str, int]) -> Iterator[CheckResult]:
    described = catalog.load()
    staged: dict[str, Staged] = {}
    for name, frame in given.items():
        table = _table(name, described.tables)
        if isinstance(frame, Path) and name not in wanted:
            staged[name] = schema.conform_file(frame, table)
            continue
        found, arrays = _of_one(frame, table, name in wanted)
        if all(result.passed for result in found if result.expectation in forms.OF_TYPE):
            staged[name] = schema.conform_file(frame, table) if isinstance(frame, Path) else arrays
        if name in wanted:
            yield from found
    # What is not of its type was told above; a rule between tables could only stumble over it.
    if "evidence" in wanted:
        yield from forms.check_quotes(staged)
    yield from violations.check(staged, wanted)
    yield from measures.check(staged, wanted, previous)


def _of_one(frame: pd.DataFrame | Path, table: Table, in_full: bool) -> tuple[list[CheckResult], pa.Table]:
    """What can be said of a frame alone, part by part (its types only, unless in full), and what of the last part has its types."""
    found: list[CheckResult] = []
    keys: list[pa.Table] = []
    for part in _parts(frame, table):
        results, arrays = forms.check_types(part, table)
        found += results
        typed = pa.table(arrays)
        if in_full:
            found += [*expectations.check(typed, table), *forms.check_edtf(arrays, table)]
            keys.append(typed.select([name for name in table.key if name in arrays]))
    whole = expectations.check_whole(pa.concat_tables(keys), table) if in_full else ()
    return [*together(found), *whole], typed


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
