"""A whole release has no problems; each planted defect is found, also where all checksums were made right again."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from _pytest.mark.structures import ParameterSet

from warehouse import durable, edition, verify, withdrawal


@pytest.fixture
def folder(exports: Path) -> Path:
    return exports / "2026.11.22"


def reseal(folder: Path) -> None:
    """Make manifest and checksums say what lies there, as somebody would who falsifies a release."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name in ("manifest.json", "SHA256SUMS", "dyadic.duckdb.sha256"):
        (folder / name).unlink()
    database = (folder / "dyadic.duckdb").rename(folder.parent / "aside")
    manifest["files"] = edition._entries(folder, manifest["rows"])
    (folder / "manifest.json").write_text(durable.to_json(manifest), "utf-8")
    (folder / "SHA256SUMS").write_text(edition._sums(folder, edition.files_below(folder)), "utf-8")
    database.rename(folder / "dyadic.duckdb")
    (folder / "dyadic.duckdb.sha256").write_text(edition._sums(folder, ["dyadic.duckdb"]), "utf-8")


def rewrite(folder: Path, table: str, select: str) -> None:
    """Replace a table's Parquet and CSV by a query over it."""
    parquet, text = folder / "parquet" / f"{table}.parquet", folder / "csv" / f"{table}.csv"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS FROM read_parquet('{parquet}')")
        connection.execute(f"CREATE TABLE changed AS {select}")
        connection.execute(f"COPY changed TO '{parquet}' (FORMAT parquet)")
        connection.execute(f"COPY changed TO '{text}' (FORMAT csv, HEADER true)")
    reseal(folder)


def in_table(table: str, select: str) -> Callable[[Path], None]:
    return lambda folder: rewrite(folder, table, select)


def flip_a_byte(folder: Path) -> None:
    file = folder / "csv" / "fact_event.csv"
    file.write_bytes(file.read_bytes().replace(b"2017", b"2071", 1))


def flip_a_byte_and_reseal(folder: Path) -> None:
    flip_a_byte(folder)
    reseal(folder)


def describe_otherwise(folder: Path) -> None:
    file = folder / "datapackage.json"
    package = json.loads(file.read_text("utf-8"))
    fields = next(r["schema"] for r in package["resources"] if r["name"] == "fact_trade")["fields"]
    fields[0], fields[1] = fields[1], fields[0]
    file.write_text(durable.to_json(package), "utf-8")
    reseal(folder)


def call_it_otherwise(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(durable.to_json({**manifest, "version": "2027.01.01"}), "utf-8")
    reseal(folder)


def change_the_database(folder: Path) -> None:
    with duckdb.connect(str(folder / "dyadic.duckdb")) as connection:
        connection.execute("UPDATE fact_trade SET value = value * 10 WHERE trade_id = 'tr-exp'")
    reseal(folder)


def replace_in(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def plant(folder: Path) -> None:
        file = folder / name
        assert old in file.read_bytes()
        file.write_bytes(file.read_bytes().replace(old, new, 1))
        reseal(folder)

    return plant


def take_a_row_from_the_workbook(folder: Path) -> None:
    file = folder / "dyadic.xlsx"
    with zipfile.ZipFile(file) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(file, "w") as book:
        for name, content in parts.items():
            book.writestr(name, re.sub(rb"<row>(?:(?!<row>).)*</row></sheetData>", b"</sheetData>", content))
    reseal(folder)


DEFECTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a changed byte": (flip_a_byte, "csv/fact_event.csv does not have its checksum"),
    "a missing file": (lambda f: (f / "csv" / "evidence.csv").unlink(), "csv/evidence.csv is missing"),
    "a file too many": (lambda f: (f / "extra.csv").write_text("x", "utf-8"), "extra.csv has no checksum"),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "manifest.json is missing"),
    "another version": (call_it_otherwise, "versions differ"),
    "a CSV that says something else": (flip_a_byte_and_reseal, "fact_event: Parquet and CSV differ in 2 rows"),
    "a database that says something else": (change_the_database, "fact_trade: Parquet and the database differ"),
    "a row too few": (in_table("evidence", "FROM t LIMIT 12"), "evidence: the manifest says 13 rows"),
    "a key twice": (in_table("fact_trade", "FROM t UNION ALL FROM t"), "fact_trade: each key stands once"),
    "a country that is none": (
        in_table("fact_event", "SELECT * REPLACE ('QQQ' AS source_country) FROM t"),
        "fact_event.source_country is in dim_country",
    ),
    "a status that is none": (
        in_table("fact_event", "SELECT * REPLACE ('perhaps' AS status) FROM t"),
        "fact_event.status is one of its values",
    ),
    "a confidence of 2": (
        in_table("evidence", "SELECT * REPLACE (CAST(2 AS DOUBLE) AS confidence) FROM t"),
        "evidence.confidence is not above its maximum",
    ),
    "a title that is not there": (
        in_table("fact_event", "SELECT * REPLACE (CAST(NULL AS VARCHAR) AS title) FROM t"),
        "fact_event.title is not NULL",
    ),
    "a quote that its text has not": (
        in_table("evidence", "SELECT * REPLACE (char_start + 1 AS char_start) FROM t"),
        "the quote is not its document's text",
    ),
    "a fact without evidence": (
        in_table("evidence", "FROM t WHERE fact_id <> 'ev-sign'"),
        "fact_event: each fact has evidence",
    ),
    "evidence of nothing": (
        in_table("evidence", "SELECT * REPLACE ('gone' AS fact_id) FROM t"),
        "evidence is of a fact in fact_event",
    ),
    "a text that may not be handed on": (
        in_table("dim_document", "SELECT * REPLACE (coalesce(text, 'All of it') AS text) FROM t"),
        "document doc-en: the text is there",
    ),
    "a file for Excel that says something else": (
        replace_in("csv-excel/fact_event.csv", b"2017", b"2071"),
        "fact_event: CSV and csv-excel differ in 2 rows",
    ),
    "a workbook with a row too few": (take_a_row_from_the_workbook, "dyadic.xlsx: fact_event has "),
    "a workbook that was cut": (replace_in("dyadic.xlsx", b"PK\x05\x06", b"PK\x00\x00"), "dyadic.xlsx is no workbook"),
    "columns that are not described": (describe_otherwise, "fact_trade: the columns are not those"),
}

# Each defect has a whole release copied and looked through: one of each kind is enough before every commit.
ONE_OF_A_KIND = [
    "a changed byte",
    "a missing file",
    "no manifest",
    "another version",
    "a CSV that says something else",
    "a database that says something else",
    "a key twice",
    "a quote that its text has not",
    "a workbook that was cut",
]


def defects() -> Iterator[ParameterSet]:
    """A case each, those of a kind that has another one only in the long run."""
    for name, planted in DEFECTS.items():
        yield pytest.param(*planted, id=name, marks=[] if name in ONE_OF_A_KIND else pytest.mark.full)


def test_a_release_is_what_it_says(published: Path) -> None:
    assert verify.verify(published / "2026.11.22") == verify.Verification((), ()), "nothing is wrong, by both validators too"


@pytest.mark.parametrize(("plant", "words"), [*defects()])
def test_a_planted_defect_is_found(folder: Path, plant: Callable[[Path], object], words: str) -> None:
    plant(folder)
    problems = verify.verify(folder).problems
    assert any(words in problem for problem in problems), problems


def say_less(metadata: Path) -> None:
    """Take out what the form of the metadata asks for: of the data package its types, of Croissant its addresses."""
    told = json.loads(metadata.read_text("utf-8"))
    for file in told.get("distribution", []):
        del file["contentUrl"]
    for resource in told.get("resources", []):
        resource["schema"]["fields"][0]["type"] = "no such type"
    metadata.write_text(durable.to_json(told), "utf-8")


@pytest.mark.parametrize("name", ["datapackage.json", "croissant.json"])
def test_metadata_that_its_validator_refuses(folder: Path, name: str) -> None:
    say_less(folder / name)
    reseal(folder)
    problems = verify.verify(folder).problems
    assert problems
    assert all(problem.startswith(f"{name}: ") for problem in problems)


def test_a_release_without_a_sources_words_is_whole(exports: Path, folder: Path) -> None:
    withdrawal.withdraw_source(exports, "source-bn", "a mistake in the licence", date(2026, 12, 1))
    assert verify.verify(folder).problems == ()


def test_a_withdrawn_release_has_nothing_to_verify(exports: Path, folder: Path) -> None:
    withdrawal.withdraw_release(exports, "2026.11.22", "wrong", date(2026, 12, 1))
    assert verify.verify(folder) == verify.Verification((), ("the release was withdrawn, see WITHDRAWN.json",))


def test_a_release_carried_elsewhere_is_whole(published: Path, tmp_path: Path) -> None:
    shutil.copytree(published / "2026.11.22", tmp_path / "2026.11.22")
    assert verify.verify(tmp_path / "2026.11.22").problems == ()
