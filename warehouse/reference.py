"""The dimensions that a person keeps: seeds/reference/*.csv as frames.

Here belongs reading those files with the catalogue's columns. What is made of documents (people, dates) does not.
"""

from pathlib import Path

import pandas as pd

from warehouse import catalog
from warehouse.catalog import Table
from warehouse.schema import SchemaError

FOLDER = Path(__file__).parents[1] / "seeds" / "reference"


def load(folder: Path | None = None) -> dict[str, pd.DataFrame]:
    """Read the seed tables of a folder (seeds/reference where none is named).

    Out: table name -> frame of text columns as in the catalogue, None for an empty cell.
    A table that may be absent and has no file is an empty frame.
    """
    folder = folder or FOLDER
    return {table.name: _read(folder / (table.seed or ""), table) for table in catalog.load().of_origin("seed")}


def _read(file: Path, table: Table) -> pd.DataFrame:
    if not file.exists():
        if table.may_be_absent:
            return pd.DataFrame({column.name: pd.Series(dtype=object) for column in table.columns})
        raise SchemaError(f"{table.name}: there is no file {file.name} in {file.parent}")
    # keep_default_na: the alpha-2 code of Namibia is NA, and it is no missing value.
    frame = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8")
    return frame.astype(object).where(frame != "", None)
