"""Taking back what was published: a whole release, or one source's words in all of them.

Here belongs what a person orders after the fact. Nothing is taken back in silence: a tombstone or a note in the
manifest says what, when and why.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import catalog, changes, durable, edition, schema, shelf
from warehouse.build import fill
from warehouse.catalog import Table
from warehouse.connections import in_memory
from warehouse.edition import Draft
from warehouse.release import PRIVATE
from warehouse.shelf import TOMBSTONE, ReleaseError, announce

WITHDRAWN = "[withdrawn]"


def withdraw_release(exports: Path, version: str, reason: str, today: date) -> None:
    """Take a release back: of its folder a tombstone with the reason stays, latest.json goes to the one before.

    The tombstone is written first: killed in between, the release counts as withdrawn, and a second call clears it.
    """
    folder = _standing(exports, version)
    told = {"reason": _stated(reason), "withdrawn": today.isoformat()}
    durable.write_json(folder / TOMBSTONE, told)
    announce(exports)
    for inner in sorted(folder.iterdir()):
        if inner.name != TOMBSTONE:
            durable.remove(inner)


def _standing(exports: Path, version: str) -> Path:
    folder = exports / version
    if folder not in shelf.versions(exports):
        raise ReleaseError(f"there is no release {version} in {exports}")
    return folder


def _stated(reason: str) -> str:
    if not reason.strip():
        raise ReleaseError("a withdrawal needs a reason: it is what stays")
    return reason.strip()


def withdraw_source(exports: Path, source_id: str, reason: str, today: date) -> list[str]:
    """Take one source's quotes and text out of every release, and say so in its manifest; returns the versions.

    The facts, positions and hashes stay. Take the source out of the seeds too, or the next release quotes it again.
    """
    announce(exports)
    changed = []
    for folder in shelf.versions(exports):
        manifest = shelf.manifest_of(folder)
        documents = _documents(folder, source_id) if manifest else []
        if manifest and documents:
            note = {"source_id": source_id, "reason": _stated(reason), "withdrawn": today.isoformat()}
            with durable.private_path(exports / PRIVATE) as rewritten:
                _rewrite(folder, rewritten, manifest, documents, note)
                shelf.put_in_place(rewritten, folder)
            changed.append(folder.name)
    announce(exports)
    if not changed:
        raise ReleaseError(f"no release quotes a source {source_id}")
    return changed


def _documents(folder: Path, source_id: str) -> list[str]:
    rows = pq.read_table(folder / "parquet" / "dim_document.parquet", columns=["document_id", "source_id"]).to_pylist()
    return [row["document_id"] for row in rows if row["source_id"] == source_id]


def _rewrite(folder: Path, target: Path, manifest: Mapping[str, Any], documents: Sequence[str], note: Mapping[str, str]) -> None:
    """Make the release again, without the words of these documents."""
    with _without_words(folder, documents) as connection:
        exported = {
            **edition.export_tables(connection, target, counting=True),
            **edition.export_tables(connection, target, counting=False),
        }
        draft = Draft(
            version=manifest["version"],
            previous=manifest["previous"],
            day=date.fromisoformat(manifest["date"]),
            fingerprints=manifest["fingerprints"],
            exported=exported,
            withdrawn_sources=[*manifest["withdrawn_sources"], note],
        )
        edition.complete(connection, target, draft, _changes_without_words(connection, folder))


@contextmanager
def _without_words(folder: Path, documents: Sequence[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The release as a database in memory, in which the words of these documents are taken out."""
    with in_memory() as connection:
        listed = ", ".join(schema.literal(document) for document in documents)
        quotes = " UNION ALL ".join(
            f"SELECT quote FROM {edition.parquet(folder, name)} WHERE document_id IN ({listed})"  # noqa: S608
            for name in ("evidence", "evidence_history", "reading_issue")
        )
        connection.execute(f"CREATE TEMP TABLE withdrawn_document AS SELECT unnest([{listed}]) AS document_id")
        connection.execute(f"CREATE TEMP TABLE withdrawn_quote AS FROM ({quotes}) WHERE quote IS NOT NULL")
        told = f"SELECT fact_id FROM {edition.parquet(folder, 'evidence')} WHERE document_id IN ({listed})"  # noqa: S608
        connection.execute(f"CREATE TEMP TABLE withdrawn_fact AS {told}")
        fill(connection, catalog.load(), lambda table: _rows_without_words(folder, table))
        yield connection


# What an explanation says in a text's own words stands between quotation marks; they are the other side where no fact is.
_SAID_THERE = "saying_document_id IN (FROM withdrawn_document)"
_EXPLANATION_WITHOUT_WORDS = f"""CASE
    WHEN {_SAID_THERE} OR fact_id IN (FROM withdrawn_fact) OR other_fact_id IN (FROM withdrawn_fact)
    THEN regexp_replace(explanation, '".*"', '"{WITHDRAWN}"', 's') ELSE explanation
END AS explanation"""
_OTHER_SIDE_WITHOUT_WORDS = f"""CASE
    WHEN other_quote IN (FROM withdrawn_quote) OR other_fact_id IS NULL AND {_SAID_THERE}
    THEN '{WITHDRAWN}' ELSE other_quote
END AS other_quote"""


def _rows_without_words(folder: Path, table: Table) -> str:
    names = [column.name for column in table.columns]
    replaced = [f"CASE WHEN quote IN (FROM withdrawn_quote) THEN '{WITHDRAWN}' ELSE quote END AS quote"] if "quote" in names else []
    if table.name == changes.CONFLICTS:
        replaced += [_EXPLANATION_WITHOUT_WORDS, _OTHER_SIDE_WITHOUT_WORDS]
    if table.name == "dim_document":
        replaced.append("CASE WHEN document_id NOT IN (FROM withdrawn_document) THEN text END AS text")
    extra = f" REPLACE ({', '.join(replaced)})" if replaced else ""
    return f"SELECT *{extra} FROM ({changes.rows_of(folder, table)})"  # noqa: S608 - names come from the catalogue


def _changes_without_words(connection: duckdb.DuckDBPyConnection, folder: Path) -> pa.Table:
    """The release's changes, the words in their rows taken out too."""

    def cleaned(row: str) -> str:
        document = f"json_extract_string({row}, '$.document_id') IN (FROM withdrawn_document)"
        quoted = f"json_extract_string({row}, '$.quote') IN (FROM withdrawn_quote)"
        text = f"json_extract_string({row}, '$.text') IS NOT NULL"
        return f"""CASE
            WHEN {quoted} THEN CAST(json_merge_patch({row}, '{{"quote": "{WITHDRAWN}"}}') AS VARCHAR)
            WHEN {document} AND {text} THEN CAST(json_merge_patch({row}, '{{"text": null}}') AS VARCHAR)
            ELSE {row}
        END AS {row}"""

    file = schema.literal(str(folder / f"{changes.NAME}.parquet"))
    rows = f"SELECT * REPLACE ({cleaned('old_row')}, {cleaned('new_row')}) FROM read_parquet({file})"  # noqa: S608
    wanted = schema.arrow_schema(catalog.load()[changes.NAME].columns)
    return connection.sql(schema.sorted_rows(catalog.load()[changes.NAME], rows)).to_arrow_table().cast(wanted)
