"""How one release differs from another, row by row, and why; and the new one made of the old and the difference.

Here belongs the comparison of two folders of Parquet files. When a release is made is `warehouse.release`'s.
"""

import filecmp
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import catalog, schema
from warehouse.catalog import CONTENT_KINDS, Table
from warehouse.causes import CORRECTION_RULE, touched_passages
from warehouse.connections import in_memory
from warehouse.schema import literal, quoted, same_key

NAME, CONFLICTS = "changes", "mart_conflict"
# Its days come and go with the facts' dates, so they have no reason of their own.
CALENDAR = "dim_date"


def compared_tables() -> list[Table]:
    """The tables that are compared: all that marts and views are made of, but for the run's own check results."""
    kinds = (*CONTENT_KINDS, "report")
    return [table for table in catalog.load().of_kind(*kinds) if table.name != "quality_result"]


def compare(old: Path | None, new: Path, made_alike: bool = False) -> pa.Table:
    """The changes from one release folder to another as the catalogue's `changes`; none where there is no old one.

    `made_alike`: by the same code and seeds, so that what differs differs for the documents' sake.
    """
    with in_memory() as connection:
        names = [table for table in compared_tables() if old is not None and _file(old, table).exists()]
        for table in names:
            for side, folder in (("old", old), ("new", new)):
                connection.execute(f"CREATE VIEW {side}_{table.name} AS {rows_of(folder, table)}")
        connection.execute(f"CREATE VIEW contradicting AS {_contradicting([folder for folder in (old, new) if folder])}")
        _create_reasons(connection, {table.name for table in names}, made_alike)
        parts = [_difference(table) for table in names if not _is_same_file(old, new, table)] or [_NOTHING]
        rows = schema.sorted_rows(catalog.load()[NAME], " UNION ALL ".join(parts))
        return connection.sql(rows).to_arrow_table().cast(schema.arrow_schema(catalog.load()[NAME].columns))


_NOTHING = "SELECT '' AS table_name, '' AS row_key, '' AS change, '' AS reason, '' AS old_row, '' AS new_row WHERE false"


_REASON = """CASE
    WHEN subject IN (FROM corrected) THEN 'correction'
    WHEN subject IN (FROM moved) THEN 'source_changed'
    WHEN fact IN (FROM corrected) THEN 'correction'
    ELSE (FROM otherwise)
END"""


def _file(folder: Path | None, table: Table) -> Path:
    return (folder or Path()) / "parquet" / f"{table.name}.parquet"


def _is_same_file(old: Path | None, new: Path, table: Table) -> bool:
    """The same rows are the same bytes: then nobody need look at a row."""
    return filecmp.cmp(_file(old, table), _file(new, table), shallow=False)


def rows_of(folder: Path | None, table: Table) -> str:
    """The rows of a table in a folder; a column that the release of that time did not have is empty."""
    known = set(pq.read_schema(_file(folder, table)).names)
    missing = "".join(f", CAST(NULL AS {c.type}) AS {quoted(c.name)}" for c in table.columns if c.name not in known)
    return f"SELECT *{missing} FROM read_parquet({literal(str(_file(folder, table)))})"  # noqa: S608


def _contradicting(folders: Sequence[Path]) -> str:
    """Facts that contradict each other in one of the releases: without the one the other is in no conflict any more."""
    files = [file for folder in folders if (file := folder / "parquet" / f"{CONFLICTS}.parquet").exists()]
    parts = [f"SELECT fact_id, other_fact_id FROM read_parquet({literal(str(file))})" for file in files]  # noqa: S608
    return " UNION ALL ".join([*parts, "SELECT '' AS fact_id, '' AS other_fact_id WHERE false"])


def _as_text(table: Table, side: str) -> str:
    """A row as JSON, every value as text: a number in JSON would be read back as a float."""
    cells = ", ".join(f"{literal(name)}: {_value(side, name)}" for name in _lasting(table))
    return f"CAST(to_json({{{cells}}}) AS VARCHAR)"


def _value(side: str, name: str) -> str:
    return f"CAST({side}.{quoted(name)} AS VARCHAR)"


def _lasting(table: Table) -> list[str]:
    return [column.name for column in table.columns if not column.volatile]


def _difference(table: Table) -> str:
    keys = ", ".join(f"CAST(coalesce(n.{quoted(k)}, o.{quoted(k)}) AS VARCHAR)" for k in table.key)
    sides = {side: f"{side}.{quoted(table.key[0])}" for side in ("o", "n")}
    old_row = f"CASE WHEN {sides['o']} IS NOT NULL THEN {_as_text(table, 'o')} END"
    new_row = f"CASE WHEN {sides['n']} IS NOT NULL THEN {_as_text(table, 'n')} END"
    return f"""
        SELECT table_name, row_key, change, {_REASON} AS reason, old_row, new_row FROM (
            SELECT {literal(table.name)} AS table_name, CAST(to_json([{keys}]) AS VARCHAR) AS row_key,
                CASE WHEN {sides["o"]} IS NULL THEN 'added' WHEN {sides["n"]} IS NULL THEN 'removed' ELSE 'changed' END AS change,
                {old_row} AS old_row, {new_row} AS new_row, {_subject(table)} AS subject, {_fact(table)} AS fact
            FROM ({_differing(table)}) AS d
            LEFT JOIN old_{table.name} AS o ON {same_key(table, "o", "d")}
            LEFT JOIN new_{table.name} AS n ON {same_key(table, "n", "d")}
        )
    """  # noqa: S608


def _differing(table: Table) -> str:
    """The keys of the rows that differ, by a number for each row: to hold whole rows against one another takes many times as long."""
    names = ", ".join(map(quoted, table.key))
    marks = {side: f"hash({', '.join(_value(side, name) for name in _lasting(table))}) AS mark" for side in ("o", "n")}
    keys = ", ".join(f"coalesce(n.{quoted(k)}, o.{quoted(k)}) AS {quoted(k)}" for k in table.key)
    missing = " OR ".join(f"{side}.{quoted(table.key[0])} IS NULL" for side in ("o", "n"))
    return f"""
        SELECT {keys}
        FROM (SELECT {names}, {marks["o"]} FROM old_{table.name} AS o) AS o
        FULL JOIN (SELECT {names}, {marks["n"]} FROM new_{table.name} AS n) AS n ON {same_key(table, "o", "n")}
        WHERE {missing} OR o.mark <> n.mark
    """  # noqa: S608


def _subject(table: Table) -> str:
    """What decides the reason: the row's document, or else the fact that it is (about)."""
    if table.name == CALENDAR:
        return literal(CALENDAR)
    names = {column.name for column in table.columns}
    for wanted in ("document_id", "fact_id", "event_id", table.key[0]):
        if wanted in names:
            return _either(wanted)
    raise ValueError(f"{table.name} has no key")


def _fact(table: Table) -> str:
    """The fact that a row is about; a passage of a document too may be gone because its fact was corrected."""
    return _either("fact_id") if "fact_id" in {column.name for column in table.columns} else "NULL"


def _either(name: str) -> str:
    return f"CAST(coalesce(n.{quoted(name)}, o.{quoted(name)}) AS VARCHAR)"


def _create_reasons(connection: duckdb.DuckDBPyConnection, names: set[str], made_alike: bool) -> None:
    """The documents that came, went or changed, with all facts and people that rest on them; what was corrected; and what else there is.

    What a correction touched carries its name in the rule of its evidence, or of its joining; what it dropped stood in a passage
    that the corrections of one of the two releases touched, and those of the other did not.
    """
    if not {"dim_document", "evidence", "bridge_event_person", "merge_log", "correction_report"} <= names:
        connection.execute("CREATE TABLE moved (subject VARCHAR); CREATE TABLE corrected (subject VARCHAR)")
        connection.execute("CREATE TABLE otherwise AS SELECT 'rule_changed'")
        return
    told = "(FROM old_evidence UNION ALL FROM new_evidence)"
    joined = "(FROM old_merge_log UNION ALL FROM new_merge_log)"
    people = "(FROM old_bridge_event_person UNION ALL FROM new_bridge_event_person)"
    old_passages, new_passages = (touched_passages(f"{side}_correction_report") for side in ("old", "new"))
    identity = "document_id, sha256, status, is_current"
    connection.execute(f"""
        CREATE TABLE document_moved AS
            SELECT document_id FROM (
                (SELECT {identity} FROM old_dim_document EXCEPT SELECT {identity} FROM new_dim_document)
                UNION ALL
                (SELECT {identity} FROM new_dim_document EXCEPT SELECT {identity} FROM old_dim_document)
            );
        CREATE TABLE fact_moved AS SELECT DISTINCT fact_id FROM {told} WHERE document_id IN (FROM document_moved);
        CREATE TABLE passage_corrected AS
            ({old_passages} EXCEPT {new_passages}) UNION ({new_passages} EXCEPT {old_passages});
        CREATE TABLE fact_touched AS
            SELECT fact_id FROM {told} WHERE rule_id LIKE '{CORRECTION_RULE}'
            UNION SELECT fact_id FROM {joined} WHERE rule LIKE '{CORRECTION_RULE}'
            UNION SELECT fact_id FROM {told} AS told SEMI JOIN passage_corrected USING (fact_table, document_id, char_start, char_end);
        CREATE TABLE fact_corrected AS
            FROM fact_touched
            UNION SELECT other_fact_id FROM contradicting WHERE fact_id IN (FROM fact_touched)
            UNION SELECT fact_id FROM contradicting WHERE other_fact_id IN (FROM fact_touched);
        CREATE TABLE corrected AS
            SELECT fact_id AS subject FROM fact_corrected WHERE fact_id IS NOT NULL
            UNION SELECT person_id FROM {people} WHERE event_id IN (FROM fact_corrected WHERE fact_id IS NOT NULL)
            UNION SELECT correction_id FROM old_correction_report UNION SELECT correction_id FROM new_correction_report
            UNION SELECT '{CALENDAR}' WHERE EXISTS (FROM fact_corrected) AND NOT EXISTS (FROM document_moved);
        CREATE TABLE moved AS
            SELECT document_id AS subject FROM document_moved UNION FROM fact_moved
            UNION SELECT person_id FROM {people} WHERE event_id IN (FROM fact_moved)
            UNION SELECT '{CALENDAR}' WHERE EXISTS (FROM document_moved);
        CREATE TABLE otherwise AS
            SELECT CASE WHEN {made_alike} AND EXISTS (FROM document_moved) THEN 'other_source' ELSE 'rule_changed' END;
    """)  # noqa: S608


def summary(changes: pa.Table) -> dict[str, dict[str, int]]:
    """How many rows of each table were added, changed and removed."""
    names, kinds = changes["table_name"].to_pylist(), changes["change"].to_pylist()
    counts: dict[str, Counter[str]] = {}
    for name, change in zip(names, kinds, strict=True):
        counts.setdefault(name, Counter())[change] += 1
    return {name: dict(sorted(counter.items())) for name, counter in sorted(counts.items())}


def reasons(changes: pa.Table) -> dict[str, int]:
    """How many rows differ for each reason."""
    return dict(sorted(Counter(changes["reason"].to_pylist()).items()))


def replay(old: Path, changes: pa.Table) -> Mapping[str, pa.Table]:
    """The compared tables of the new release, made of the old release's folder and the changes alone.

    Columns that differ without any news (retrieved_at) are left out: they are not in the changes either.
    """
    with in_memory() as connection:
        connection.register("changes", changes)
        return {
            table.name: connection.sql(_replayed(old, table)).to_arrow_table() for table in compared_tables() if _file(old, table).exists()
        }


def _replayed(old: Path, table: Table) -> str:
    columns = [column for column in table.columns if not column.volatile]
    names = ", ".join(quoted(column.name) for column in columns)
    parsed = ", ".join(
        f"CAST(json_extract_string(new_row, {literal('$.' + quoted(c.name))}) AS {c.type}) AS {quoted(c.name)}" for c in columns
    )
    keys = ", ".join(f"CAST({quoted(name)} AS VARCHAR)" for name in table.key)
    rows = f"""
        SELECT {names} FROM ({rows_of(old, table)})
        WHERE CAST(to_json([{keys}]) AS VARCHAR)
            NOT IN (SELECT row_key FROM changes WHERE table_name = {literal(table.name)})
        UNION ALL
        SELECT {parsed} FROM changes WHERE table_name = {literal(table.name)} AND new_row IS NOT NULL
    """  # noqa: S608
    return schema.sorted_rows(table, rows)
