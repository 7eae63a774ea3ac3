"""What a release says of itself: codebook, sources, README, terms, Data Package and Croissant.

Here belongs the wording and the form of these files; every description of a table or column in them comes from the
catalogue. Checksums and rows are given by `warehouse.release`, which knows the files.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import jinja2

from warehouse.catalog import Column, Table
from warehouse.durable import to_json
from warehouse.licences import allows_text
from warehouse.shelf import RETENTION

TEMPLATES = Path(__file__).parent / "templates"
TITLE = "Dyadic: what documents say about the relations between countries"
CC0 = {"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/", "title": "CC0 1.0"}
FRICTIONLESS_TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
CROISSANT_TYPES = {
    "string": "sc:Text",
    "boolean": "sc:Boolean",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}


@dataclass(frozen=True)
class Edition:
    """One release as its descriptions see it."""

    version: str
    day: date
    previous: str | None
    tables: Sequence[Table]
    rows: Mapping[str, int]
    too_long: Sequence[str] = ()


def write(edition: Edition, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write everything but the two machine-readable packages, which need the other files' checksums."""
    accuracy = _rows(connection, "FROM mart_coverage WHERE scope = 'accuracy' ORDER BY scope_id")
    facts = {**vars(edition), "date": edition.day.isoformat(), "accuracy": accuracy, "retention": RETENTION}
    for template in ("README.md", "LICENSE", "CITATION.cff", "codebook.html"):
        (folder / template).write_text(_render(template, facts), "utf-8")
    (folder / "codebook.csv").write_text(codebook(edition.tables), "utf-8")
    (folder / "sources.csv").write_text(sources(connection), "utf-8")


def _render(template: str, facts: Mapping[str, Any]) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=template.endswith(".html"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template(f"{template}.j2").render(facts)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    found = connection.sql(sql)
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def codebook(tables: Sequence[Table]) -> str:
    """Every column of the tables as CSV: a row a column, in order."""
    header = ("table_name", "position", "column_name", "type", "nullable", "key", "foreign_key")
    rows = [(table.name, place, *_entry(table, column)) for table in tables for place, column in enumerate(table.columns, start=1)]
    return _csv(header, rows, "values", "description", "made_of")


def _entry(table: Table, column: Column) -> tuple[str, ...]:
    return (
        column.name,
        column.type,
        str(column.nullable).lower(),
        str(column.name in table.key).lower(),
        column.foreign_key or "",
        "; ".join(f"{value}: {meaning}" for value, meaning in column.values.items()),
        column.description,
        ", ".join(column.lineage),
    )


def _csv(header: Sequence[str], rows: Sequence[Sequence[Any]], *more: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([(*header, *more), *rows])
    return text.getvalue()


def sources(connection: duckdb.DuckDBPyConnection) -> str:
    """The documents with publisher, licence, and whether the release has their text, as CSV."""
    known = ("document_id", "source_id", "title", "publisher", "url", "licence", "language", "published_edtf", "file_name", "sha256")
    header = (*known, "is_current", "status", "status_reason")
    found = connection.execute(
        f"SELECT {', '.join(header)}, text IS NOT NULL FROM dim_document ORDER BY document_id"  # noqa: S608 - names of the catalogue
    ).fetchall()
    place = header.index("licence")
    rows = [(*map(_plain, row), _plain(is_there and allows_text(row[place]))) for *row, is_there in found]
    return _csv(header, rows, "text_included")


def _plain(value: Any) -> Any:
    """Yes and no as the other CSV files write them."""
    return str(value).lower() if isinstance(value, bool) else value


def datapackage(edition: Edition, files: Mapping[str, Mapping[str, Any]], fingerprints: Mapping[str, str]) -> str:
    """datapackage.json (Data Package 2.0): the CSV files with their schemas.

    The Parquet files carry their own schema and stand in manifest.json: the reference validator reads them through pandas
    and breaks off at an empty time.
    """
    return to_json(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": "dyadic",
            "title": TITLE,
            "description": "Facts read from documents, each with its exact words.",
            "version": edition.version,
            "created": f"{edition.day.isoformat()}T00:00:00Z",
            "licenses": [CC0],
            "contributors": [{"title": "The Dyadic authors", "roles": ["creator"]}],
            "sources": [{"title": "The documents, their publishers and licences", "path": "sources.csv"}],
            "fingerprints": dict(fingerprints),
            "resources": [_resource(table, files) for table in edition.tables],
        }
    )


def _resource(table: Table, files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    path = f"csv/{table.name}.csv"
    told = {"name": table.name, "title": table.grain, "description": table.description, "path": path}
    form = {"type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": table_schema(table)}
    return told | form | {"bytes": files[path]["bytes"], "hash": f"sha256:{files[path]['sha256']}"}


def table_schema(table: Table) -> dict[str, Any]:
    """A table's columns and keys as a Table Schema."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if not any(table.column(name).nullable for name in table.key):
        schema["primaryKey"] = list(table.key)
    keys = [column for column in table.columns if column.foreign_key]
    if keys:
        schema["foreignKeys"] = [_foreign_key(column) for column in keys]
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": FRICTIONLESS_TYPES.get(column.type, "number"),
        "description": column.description,
    }
    if column.type == "TIMESTAMP":
        field["format"] = "%Y-%m-%d %H:%M:%S"
    constraints = {
        "required": not column.nullable or None,
        "enum": list(column.values) or None,
        "pattern": column.pattern,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "maxLength": column.max_length,
    }
    stated = {name: value for name, value in constraints.items() if value is not None}
    return field | ({"constraints": stated} if stated else {})


def _foreign_key(column: Column) -> dict[str, Any]:
    parent, parent_column = (column.foreign_key or "").split(".")
    return {"fields": [column.name], "reference": {"resource": parent, "fields": [parent_column]}}


def croissant(edition: Edition, files: Mapping[str, Mapping[str, Any]]) -> str:
    """croissant.json (Croissant 1.0): the CSV files and a record set of each."""
    context = json.loads((TEMPLATES / "croissant_context.json").read_text("utf-8"))
    return to_json(
        {
            "@context": context,
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "name": "dyadic",
            "description": TITLE,
            "version": _three_parts(edition.version),
            "datePublished": edition.day.isoformat(),
            "license": CC0["path"],
            "citeAs": f"The Dyadic authors: {TITLE}. Release {edition.version}.",
            "creator": {"@type": "sc:Organization", "name": "The Dyadic authors"},
            "distribution": [_file_object(table, files) for table in edition.tables],
            "recordSet": [_record_set(table) for table in edition.tables],
        }
    )


def _three_parts(version: str) -> str:
    """Croissant wants MAJOR.MINOR.PATCH without leading zeros: the day's further releases come after a plus sign."""
    year, month, day, *counter = (int(part) for part in version.split("."))
    return f"{year}.{month}.{day}" + "".join(f"+{number}" for number in counter)


def _file_object(table: Table, files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    path = f"csv/{table.name}.csv"
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "contentUrl": path,
        "contentSize": f"{files[path]['bytes']} B",
        "encodingFormat": "text/csv",
        "sha256": files[path]["sha256"],
    }


def _record_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"{table.description} One row: {table.grain}.",
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": [_croissant_field(table, column) for column in table.columns],
    }


def _croissant_field(table: Table, column: Column) -> dict[str, Any]:
    kind = FRICTIONLESS_TYPES.get(column.type, "number")
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": f"{table.name}/{column.name}",
        "description": column.description,
        "dataType": CROISSANT_TYPES[kind],
        "source": {"fileObject": {"@id": f"csv/{table.name}.csv"}, "extract": {"column": column.name}},
    }
    if column.foreign_key:
        field["references"] = {"field": {"@id": column.foreign_key.replace(".", "/")}}
    return field
