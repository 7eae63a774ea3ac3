"""Looks at a release as a stranger would: with nothing but what lies in its folder.

Here belongs every promise that a release makes and that can be checked from outside: checksums, the same rows in every
form, keys, quotes against the texts that it carries, terms, and metadata. The schema is taken from the release's own
datapackage.json, so that a release made by older code can be verified too.
"""

import hashlib
import importlib.util
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connections import in_memory
from warehouse.edition import DATABASE, WORKBOOK, files_below, parquet
from warehouse.licences import allows_text
from warehouse.schema import literal, quoted
from warehouse.shelf import MANIFEST, SUMS, TOMBSTONE

FACT_TABLES = {"fact_relation": "relation_id", "fact_event": "event_id"}
FACT_TABLES |= {"fact_trade": "trade_id", "fact_trade_product": "trade_product_id"}
NOT_SUMMED = {SUMS, DATABASE, f"{DATABASE}.sha256"}
SPREADSHEETS = "csv-excel"
VALIDATORS = ("frictionless", "mlcroissant")


@dataclass(frozen=True)
class Verification:
    """What is wrong with a release, in words, and what could not be looked at here."""

    problems: tuple[str, ...]
    not_looked_at: tuple[str, ...]


def verify(folder: Path) -> Verification:
    """Verify a release folder; a release without problems is what it says it is."""
    if (folder / TOMBSTONE).exists():
        return Verification((), (f"the release was withdrawn, see {TOMBSTONE}",))
    missing = [name for name in (MANIFEST, SUMS, "datapackage.json", DATABASE) if not (folder / name).is_file()]
    if missing:
        return Verification(tuple(f"{name} is missing" for name in missing), ())
    problems = [*_checksums(folder), *_manifest(folder)]
    if not problems:  # of files that are not what they were, the rest would only tell the same again
        problems = [*_contents(folder)] or [*_metadata(folder)]
    absent = [f"{name} is not installed" for name in VALIDATORS if importlib.util.find_spec(name) is None]
    return Verification(tuple(problems), tuple(absent))


def _checksums(folder: Path) -> Iterator[str]:
    stated: dict[str, str] = {}
    for sums in (SUMS, f"{DATABASE}.sha256"):
        lines = (folder / sums).read_text("utf-8").splitlines() if (folder / sums).is_file() else []
        stated |= {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = set(files_below(folder)) - (NOT_SUMMED - {DATABASE})
    yield from (f"{name} is missing" for name in sorted(set(stated) - found))
    yield from (f"{name} has no checksum" for name in sorted(found - set(stated)))
    for name in sorted(set(stated) & found):
        if _sha256(folder / name) != stated[name]:
            yield f"{name} does not have its checksum"


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _manifest(folder: Path) -> Iterator[str]:
    manifest, package = _json(folder / MANIFEST), _json(folder / "datapackage.json")
    for name, entry in sorted(manifest["files"].items()):
        file = folder / name
        if not file.is_file():
            yield f"{name} is in the manifest and not in the folder"
        elif (file.stat().st_size, _sha256(file)) != (entry["bytes"], entry["sha256"]):
            yield f"{name} is not the one that the manifest describes"
    if not manifest["version"] == package["version"] == folder.name:
        yield f"versions differ: {manifest['version']}, {package['version']}, folder {folder.name}"


def _json(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text("utf-8")))


def _contents(folder: Path) -> Iterator[str]:
    """Rows against the schema, against one another, and the forms against each other."""
    schemas = {r["name"]: r["schema"] for r in _json(folder / "datapackage.json")["resources"] if "schema" in r}
    rows = _json(folder / MANIFEST)["rows"]
    with in_memory() as connection:
        connection.execute(f"ATTACH {literal(str(folder / DATABASE))} AS database (READ_ONLY)")
        for name, described in schemas.items():
            connection.execute(f"CREATE VIEW {quoted(name)} AS SELECT * FROM {parquet(folder, name)}")  # noqa: S608
            yield from _columns(connection, name, described)
        for name, described in schemas.items():
            yield from _forms(connection, folder, name, described, rows[name])
            yield from _broken(connection, _rules(name, described))
        yield from _broken(connection, _promises(set(schemas)))
        yield from _quotes(connection)
        yield from _terms(connection)
        yield from _copies(connection, folder, rows)


def _columns(connection: duckdb.DuckDBPyConnection, name: str, described: Mapping[str, Any]) -> Iterator[str]:
    wanted = [field["name"] for field in described["fields"]]
    if connection.table(name).columns != wanted:
        yield f"{name}: the columns are not those that datapackage.json describes"


def _forms(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, described: Mapping[str, Any], rows: int) -> Iterator[str]:
    """Whether CSV and database say the same as Parquet, each value compared as text."""
    fields = [field["name"] for field in described["fields"]]
    numbers = {field["name"] for field in described["fields"] if field["type"] == "number"}
    sources = {"Parquet": quoted(name), "CSV": _csv(folder / "csv" / f"{name}.csv"), "the database": f"database.{quoted(name)}"}
    selects = {form: f"SELECT {_as_text(fields, numbers)} FROM {source}" for form, source in sources.items()}  # noqa: S608
    if _count(connection, selects["Parquet"]) != rows:
        yield f"{name}: the manifest says {rows} rows"
    for form in ("CSV", "the database"):
        if different := _different(connection, selects["Parquet"], selects[form]):
            yield f"{name}: Parquet and {form} differ in {different} rows"
    if not (folder / SPREADSHEETS / f"{name}.csv").is_file():  # older code made none
        return
    if different := _different(connection, *_spreadsheet_rows(connection, folder, name, numbers)):
        yield f"{name}: CSV and {SPREADSHEETS} differ in {different} rows"


def _csv(file: Path) -> str:
    return f"read_csv({literal(str(file))}, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')"


def _spreadsheet_rows(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, numbers: set[str]) -> tuple[str, str]:
    """The columns that the file for spreadsheets has, of it and of the exact one, without the apostrophes against formulas."""
    files = [_csv(folder / kind / f"{name}.csv") for kind in ("csv", SPREADSHEETS)]
    columns = connection.sql(f"FROM {files[1]} LIMIT 0").columns
    plain = ", ".join(f"regexp_replace({quoted(column)}, '^''', '')" for column in columns)
    one, other = (f"SELECT {plain} FROM (SELECT {_as_text(columns, numbers)} FROM {file})" for file in files)  # noqa: S608
    return one, other


def _different(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> int:
    return _count(connection, f"({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one})")


def _copies(connection: duckdb.DuckDBPyConnection, folder: Path, rows: Mapping[str, int]) -> Iterator[str]:
    """Whether the changes are the same twice, and each sheet of the workbook has as many rows as its table."""
    exact = f"read_parquet({literal(str(folder / 'changes.parquet'))})"
    columns = connection.sql(f"FROM {exact} LIMIT 0").columns
    one, other = (f"SELECT {_as_text(columns, set())} FROM {file}" for file in (exact, _csv(folder / "changes.csv")))  # noqa: S608
    if different := _different(connection, one, other):
        yield f"changes.parquet and changes.csv differ in {different} rows"
    try:
        yield from (f"{WORKBOOK}: {name} has {found} rows" for name, found in _sheets(folder / WORKBOOK) if found != rows.get(name))
    except (zipfile.BadZipFile, KeyError) as error:
        yield f"{WORKBOOK} is no workbook: {error}"


def _sheets(file: Path) -> Iterator[tuple[str, int]]:
    """The names of a workbook's sheets, with the number of rows below the header."""
    with zipfile.ZipFile(file) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode("utf-8"))
        for number, name in enumerate(names, start=1):
            yield name, book.read(f"xl/worksheets/sheet{number}.xml").count(b"<row>") - 1


def _as_text(fields: list[str], numbers: set[str]) -> str:
    def cell(name: str) -> str:
        text = f"CAST({quoted(name)} AS VARCHAR)"
        # 10600000 and 10600000.000 are one number
        exact = f"CASE WHEN {text} LIKE '%.%' AND {text} NOT LIKE '%e%' THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END"
        return f"coalesce({exact if name in numbers else text}, '') AS {quoted(name)}"

    return ", ".join(cell(name) for name in fields)


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM ({sql})").fetchall()[0][0])  # noqa: S608


def _broken(connection: duckdb.DuckDBPyConnection, rules: Iterator[tuple[str, str]]) -> Iterator[str]:
    for promise, violating in rules:
        broken = _count(connection, violating)
        if broken:
            yield f"{promise}: {broken} rows do not"


def _rules(name: str, described: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a table's schema promises, with SQL that selects the rows that break it."""
    table = quoted(name)
    if "primaryKey" in described:
        key = ", ".join(quoted(column) for column in described["primaryKey"])
        yield f"{name}: each key stands once", f"SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1"  # noqa: S608
    for field in described["fields"]:
        for what, wrong in _constraints(quoted(field["name"]), field.get("constraints", {})):
            yield f"{name}.{field['name']} {what}", f"SELECT * FROM {table} WHERE {wrong}"  # noqa: S608
    for foreign in described.get("foreignKeys", ()):
        column, parent = quoted(foreign["fields"][0]), quoted(foreign["reference"]["resource"])
        found = f"SELECT {quoted(foreign['reference']['fields'][0])} FROM {parent}"  # noqa: S608
        what = f"{name}.{foreign['fields'][0]} is in {foreign['reference']['resource']}"
        yield what, f"SELECT * FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN ({found})"  # noqa: S608


def _constraints(column: str, stated: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if stated.get("required"):
        yield "is not NULL", f"{column} IS NULL"
    if "enum" in stated:
        yield "is one of its values", f"{column} NOT IN ({', '.join(map(literal, stated['enum']))})"
    if "pattern" in stated:
        yield "has its pattern", f"NOT regexp_matches({column}, {literal(stated['pattern'])})"
    if "minimum" in stated:
        yield "is not below its minimum", f"{column} < {stated['minimum']}"
    if "maximum" in stated:
        yield "is not above its maximum", f"{column} > {stated['maximum']}"
    if "maxLength" in stated:
        yield "is not too long", f"length({column}) > {stated['maxLength']}"


def _promises(names: set[str]) -> Iterator[tuple[str, str]]:
    """What is promised between tables."""
    for table, key in FACT_TABLES.items():
        if table in names:
            backed = f"SELECT fact_id FROM evidence WHERE fact_table = '{table}'"  # noqa: S608
            facts = f"SELECT {key} FROM {table}"  # noqa: S608
            yield f"{table}: each fact has evidence", f"{facts} WHERE {key} NOT IN ({backed})"
            yield f"evidence is of a fact in {table}", f"{backed} AND fact_id NOT IN ({facts})"
    yield "evidence names its source", "FROM evidence WHERE coalesce(attribution, '') = ''"
    licence = "SELECT licence FROM dim_document AS d WHERE d.document_id = e.document_id"
    yield "evidence has its document's licence", f"FROM evidence AS e WHERE licence IS DISTINCT FROM ({licence})"


def _quotes(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Whether the quotes of documents whose text the release carries are that text at their offsets."""
    found = connection.execute("SELECT document_id, text FROM dim_document WHERE text IS NOT NULL").fetchall()
    texts = dict(found)
    rows = connection.execute("SELECT evidence_id, document_id, char_start, char_end, quote FROM evidence").fetchall()
    for evidence, document, start, end, quote in rows:
        if document in texts and texts[document][start:end] != quote:
            yield f"evidence {evidence}: the quote is not its document's text from {start} to {end}"


def _terms(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    rows = connection.execute("SELECT document_id, licence FROM dim_document WHERE text IS NOT NULL").fetchall()
    for document, licence in rows:
        if not allows_text(licence):
            yield f"document {document}: the text is there, and its licence ({licence}) does not allow it"


def _metadata(folder: Path) -> Iterator[str]:
    """What the metadata's own validators say, where they are installed."""
    if importlib.util.find_spec("frictionless") is not None:
        import frictionless

        report = frictionless.validate(str(folder / "datapackage.json"))
        yield from (f"datapackage.json: {error}" for error in report.flatten(["type", "note"])[:20])
    if importlib.util.find_spec("mlcroissant") is not None:
        import mlcroissant  # type: ignore[import-untyped,unused-ignore]

        try:
            mlcroissant.Dataset(str(folder / "croissant.json"))
        except mlcroissant.ValidationError as error:
            yield from (f"croissant.json: {line.strip()}" for line in str(error).splitlines() if line.strip())
