"""What is news in a frame: the rows that the one which passed before has not, and those of that one which are gone.

Here belongs finding them in two files, by all columns, whole texts too, of which none stays in memory. What is asked of them
is said where the checks are: a row that stood, equal in every column, was asked the same before and held.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.catalog import Table
from warehouse.connections import in_memory
from warehouse.schema import literal, quoted

# With more of them it is as cheap to look at all rows, which nobody has to hold in memory.
MOST_ROWS = 100_000


@dataclass(frozen=True)
class News:
    """The new and the gone rows, with the columns of their files, but nothing in place of whole texts.

    `rows` is how many the file has, `dated` how many of them have a value in each column of EDTF.
    """

    new: pa.Table
    gone: pa.Table
    rows: int
    dated: Mapping[str, int]

    @property
    def touched(self) -> pa.Table:
        """The new and the gone rows together."""
        return pa.concat_tables([self.new, self.gone])


def find(file: Path, passed: Path, table: Table) -> News | None:
    """What is news in a table's file to the one that passed.

    None where that does not tell enough: there is much of it, the columns are not the same, or a row or key stands twice.
    """
    names = pq.read_schema(file).names
    if not pq.read_schema(file).equals(pq.read_schema(passed)) or not set(table.key) <= set(names):
        return None
    with in_memory() as connection:
        connection.execute(f"CREATE TEMP VIEW now AS FROM read_parquet({literal(str(file))}, file_row_number = true)")
        connection.execute(f"CREATE TEMP VIEW passed AS FROM read_parquet({literal(str(passed))}, file_row_number = true)")
        if not _differences(connection, names):
            return None
        kept = ", ".join(_without_text(name, table) for name in names)
        new, gone = (connection.sql(sql.format(kept=kept)).to_arrow_table() for sql in (_NEW, _GONE))
        news = News(new, gone, _rows(connection, "now"), _dated(connection, table, names))
        return news if _has_own_keys(connection, news, table) else None


# A hash of 64 bits for a row: to be taken for another one, a changed row would have to meet with one chance in 2 ** 64 for each that stood.
_DIFFERENT = """
    CREATE TEMP TABLE different AS
    SELECT now.row AS new, passed.row AS gone
    FROM (SELECT hash({columns}) AS content, file_row_number AS row FROM now) AS now
    FULL JOIN (SELECT hash({columns}) AS content, file_row_number AS row FROM passed) AS passed USING (content)
    WHERE now.row IS NULL OR passed.row IS NULL
"""
_NEW = "SELECT {kept} FROM now SEMI JOIN different ON file_row_number = new"
_GONE = "SELECT {kept} FROM passed SEMI JOIN different ON file_row_number = gone"


def _differences(connection: duckdb.DuckDBPyConnection, names: list[str]) -> bool:
    """Number the new and the gone rows; whether they are few, and all others stand as often as they did."""
    connection.execute(_DIFFERENT.format(columns=", ".join(map(quoted, names))))
    new, gone = (int(count) for count in connection.sql("SELECT count(new), count(gone) FROM different").fetchall()[0])
    as_often = _rows(connection, "now") - new == _rows(connection, "passed") - gone
    return as_often and new + gone <= MOST_ROWS


def _has_own_keys(connection: duckdb.DuckDBPyConnection, news: News, table: Table) -> bool:
    """Whether no other row has the key of a new one."""
    key = ", ".join(map(quoted, table.key))
    connection.register("new", news.new)
    found = connection.sql(f"SELECT count(*), count(DISTINCT ({key})) FROM now SEMI JOIN new USING ({key})")  # noqa: S608 - of the catalogue
    return found.fetchall() == [(news.new.num_rows, news.new.num_rows)]


def _dated(connection: duckdb.DuckDBPyConnection, table: Table, names: list[str]) -> dict[str, int]:
    dates = [column.name for column in table.given if column.edtf and column.name in names]
    return {name: connection.sql(f"SELECT count({quoted(name)}) FROM now").fetchall()[0][0] for name in dates}  # noqa: S608 - of the catalogue


def _rows(connection: duckdb.DuckDBPyConnection, view: str) -> int:
    return int(connection.sql(f"SELECT count(*) FROM {view}").fetchall()[0][0])  # noqa: S608 - named above


def _without_text(name: str, table: Table) -> str:
    """A column (SQL), with nothing in place of whole texts, which no check of a row looks at."""
    is_text = name in {column.name for column in table.given if column.licensed}
    return f"NULL::VARCHAR AS {quoted(name)}" if is_text else quoted(name)
