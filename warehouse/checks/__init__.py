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
from warehouse.checks.result import CheckResult, to_frame
from warehouse.schema import SchemaError, Staged

__all__ = ["run_checks"]


def run_checks(
    frames: Mapping[str, pd.DataFrame | Path],
    tables: Collection[str] | None = None,
    previous: Mapping[str, int] | None = None,
    reference_folder: Path | None = None,
) -> pd.DataFrame:
    """Check frames against the catalogue and one another; the result has the columns of quality_result.

    In: table name -> frame or the Parquet file that holds it, of any of the catalogue's tables; the reference seeds are added
    unless given. Of files, one table at a time is in memory, and no text.
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
        results, arrays = forms.check_types(_loaded(frame, table), table)
        if all(result.passed for result in results):
            staged[name] = schema.conform_file(frame, table) if isinstance(frame, Path) else pa.table(arrays)
        if name in wanted:
            yield from results
            yield from expectations.check(pa.table(arrays), table)
            yield from forms.check_edtf(arrays, table)
    # What is not of its type was told above; a rule between tables could only stumble over it.
    if "evidence" in wanted:
        yield from forms.check_quotes(staged)
    yield from violations.check(staged, wanted)
    yield from measures.check(staged, wanted, previous)


def _loaded(frame: pd.DataFrame | Path, table: Table) -> pd.DataFrame:
    """A frame with nothing in place of whole texts, which no check of a column looks at; their type is that of the file."""
    if not isinstance(frame, Path):
        return frame
    names = pq.read_schema(frame).names
    texts = {column.name for column in table.given if column.licensed} & set(names)
    loaded = pd.read_parquet(frame, columns=[name for name in names if name not in texts])
    return loaded.assign(**dict.fromkeys(texts))


def _table(name: str, tables: Mapping[str, Table]) -> Table:
    if name not in tables:
        raise SchemaError(f"a frame that is not in the catalogue: {name}")
    return tables[name]
