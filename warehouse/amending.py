"""A database put right where it differs from what it should hold: rows that are as they were stay where they lie.

Here belongs finding and writing the rows that differ. What the rows should be is the models', which database is put right
`warehouse.build`'s and `warehouse.edition`'s. To write a million rows and hold their keys against each other takes many times as
long as to see that they are there.
"""

import duckdb

from warehouse.catalog import Catalog, Table
from warehouse.modelled import RowsOf, keep_at_hand, modelled_rows
from warehouse.schema import comments, create_table, literal, quoted, same_key, sorted_rows, typed_cells

# A table of which a larger share changes or goes is written anew.
MOST = 0.2


class TextGoneError(Exception):
    """A document's text would go, or be another one: what is taken out of a file stays legible in it until something else lies there."""


def amend(connection: duckdb.DuckDBPyConnection, described: Catalog, rows_of: RowsOf | None = None) -> None:
    """Have every table of the current database hold its rows (SQL; the models' where not told); views and macros stay as they are.

    In: a database of the same catalogue. Rows are added before those that refer to them, and removed after; a model is asked when
    all that it is made of is right. Raises duckdb.Error where a row would have to go while others refer to it, TextGoneError.
    """
    referred = {column.foreign_key.split(".")[0] for table in described for column in table.columns if column.foreign_key}
    stored = [table for table in described if table.stored]
    given, made = ([table for table in stored if (table.origin == "model") is is_made] for is_made in (False, True))
    for table in given:
        _put_right(connection, table, (rows_of or modelled_rows)(table), table.name in referred)
    for table in reversed(given):
        connection.execute(_delete(table, "removed"))
    if not rows_of:
        keep_at_hand(connection, described)
    for table in made:
        _put_right(connection, table, (rows_of or modelled_rows)(table), table.name in referred)
        connection.execute(_delete(table, "removed"))


def _put_right(connection: duckdb.DuckDBPyConnection, table: Table, rows: str, is_referred_to: bool) -> None:
    """Change and add what differs, and leave behind which rows are yet to go."""
    connection.execute(_differing(table, rows))
    if table.has_texts:
        _refuse_gone_texts(connection, table)
    if is_referred_to:
        _update(connection, table)
    elif _share(connection, table) > MOST:
        _write_anew(connection, table, rows)
        return
    else:
        connection.execute(_delete(table, "changed"))
    added = ("added",) if is_referred_to else ("added", "changed")
    wanted = f"SELECT * EXCLUDE (amendment) FROM {_differing_name(table)} WHERE amendment IN ({', '.join(map(literal, added))})"  # noqa: S608
    connection.execute(f"INSERT INTO {quoted(table.name)} BY NAME {sorted_rows(table, wanted)}")


def _differing(table: Table, rows: str) -> str:
    """SQL that lays down the rows that differ, as they should be: added, changed, or removed (of which there is the key alone).

    The old side of the comparison is a key and a number for each row: whole rows would have to be kept in memory.
    """
    mark = f"hash({', '.join(quoted(column.name) for column in table.columns)}) AS mark"
    keys = ", ".join(map(quoted, table.key))
    found = ", ".join(f"coalesce(n.{quoted(key)}, o.{quoted(key)}) AS {quoted(key)}" for key in table.key)
    is_new, is_gone = (f"{side}.{quoted(table.key[0])} IS NULL" for side in ("o", "n"))
    return f"""
        CREATE TEMP TABLE {_differing_name(table)} AS
        SELECT n.* EXCLUDE ({keys}, mark), {found},
            CASE WHEN {is_new} THEN 'added' WHEN {is_gone} THEN 'removed' ELSE 'changed' END AS amendment
        FROM (SELECT *, {mark} FROM (SELECT {typed_cells(table.columns)} FROM ({rows}))) AS n
        FULL JOIN (SELECT {keys}, {mark} FROM {quoted(table.name)}) AS o ON {same_key(table, "n", "o")}
        WHERE {is_new} OR {is_gone} OR n.mark <> o.mark
    """  # noqa: S608 - names come from the catalogue


def _differing_name(table: Table) -> str:
    return quoted(f"differing_{table.name}")


def _share(connection: duckdb.DuckDBPyConnection, table: Table) -> float:
    """How many rows change or go, for each that is there."""
    lost = f"SELECT count(*) FROM {_differing_name(table)} WHERE amendment <> 'added'"  # noqa: S608
    gone, known = map(int, connection.execute(f"SELECT ({lost}), count(*) FROM {quoted(table.name)}").fetchall()[0])  # noqa: S608
    return gone / max(known, 1)


def _refuse_gone_texts(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    texts = [quoted(column.name) for column in table.columns if column.licensed]
    gone = " OR ".join(f"t.{text} IS NOT NULL AND t.{text} IS DISTINCT FROM d.{text}" for text in texts)
    rows = f"FROM {_differing_name(table)} AS d JOIN {quoted(table.name)} AS t ON {same_key(table, 'd', 't')} WHERE {gone}"
    if connection.execute(f"SELECT 1 {rows} LIMIT 1").fetchall():
        raise TextGoneError(table.name)


def _update(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Change the rows that others refer to where they lie, in the columns alone that differ: those with an index would be moved."""
    columns = [column.name for column in table.columns if column.name not in table.key]
    changed = f"{same_key(table, 'd', 't')} AND amendment = 'changed'"
    differ = ", ".join(f"bool_or(d.{quoted(name)} IS DISTINCT FROM t.{quoted(name)})" for name in columns)
    flags = connection.execute(
        f"SELECT {differ} FROM {_differing_name(table)} AS d JOIN {quoted(table.name)} AS t ON {changed}"  # noqa: S608
    ).fetchall()[0]
    cells = ", ".join(f"{quoted(name)} = d.{quoted(name)}" for name, differs in zip(columns, flags, strict=True) if differs)
    if cells:
        connection.execute(f"UPDATE {quoted(table.name)} AS t SET {cells} FROM {_differing_name(table)} AS d WHERE {changed}")  # noqa: S608


def _delete(table: Table, amendment: str) -> str:
    matching = f"FROM {_differing_name(table)} AS d WHERE {same_key(table, 'd', 't')} AND amendment = {literal(amendment)}"
    return f"DELETE FROM {quoted(table.name)} AS t WHERE EXISTS ({matching})"  # noqa: S608


def _write_anew(connection: duckdb.DuckDBPyConnection, table: Table, rows: str) -> None:
    """Nothing of it is left to go."""
    connection.execute(f"DROP TABLE {quoted(table.name)}")
    for statement in (create_table(table), *comments(table)):
        connection.execute(statement)
    connection.execute(f"INSERT INTO {quoted(table.name)} BY NAME {sorted_rows(table, rows)}")
