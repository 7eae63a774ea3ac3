"""Parquet and CSV say the same, exactly, and always in the same bytes."""

import csv
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from warehouse import catalog, connections, export
from warehouse.build import build_warehouse
from warehouse.licences import allows_text


@pytest.fixture(scope="module")
def exported(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    with connections.reading(built) as connection:
        for table in catalog.load():
            if table.released:
                export.export_table(connection, table, folder)
    return folder


def test_parquet_has_the_catalogues_columns_types_and_descriptions(exported: Path) -> None:
    table = catalog.load()["fact_trade"]
    file = pq.ParquetFile(exported / "parquet" / "fact_trade.parquet")
    found = file.schema_arrow
    assert found.names == [column.name for column in table.columns]
    assert found.field("value").metadata[b"description"].decode() == table.column("value").description
    assert found.metadata[b"description"].decode() == table.description
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_csv_is_utf8_without_a_mark_exact_and_plain(exported: Path) -> None:
    raw = (exported / "csv" / "fact_trade.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8").splitlines()))
    assert [row["value"] for row in rows] == ["1500000", "1400000"]
    assert (rows[0]["currency"], rows[0]["is_suspect"], rows[0]["period_start"]) == ("", "false", "2015-01-01")


@pytest.mark.parametrize("table", [t.name for t in catalog.load() if t.released])
def test_rows_are_sorted_and_the_same_in_both_forms(exported: Path, table: str) -> None:
    columns = ", ".join(catalog.load()[table].sort)
    with duckdb.connect() as connection:
        files = [f"read_parquet('{exported}/parquet/{table}.parquet')"]
        files += [f"read_csv('{exported}/csv/{table}.csv', header = true, all_varchar = true)"]
        parquet, text = (connection.sql(f"SELECT {columns} FROM {file}").fetchall() for file in files)  # noqa: S608
    assert parquet == sorted(parquet, key=lambda row: [(v is not None, v) for v in row])
    assert len(parquet) == len(text)
    assert [str(row[0]) for row in parquet] == [str(row[0]) for row in text]


def test_a_text_leaves_only_under_an_open_licence(exported: Path) -> None:
    rows = pq.read_table(exported / "parquet" / "dim_document.parquet").to_pylist()
    texts = {row["document_id"]: row["text"] is not None for row in rows}
    assert texts == {"doc-bn": True, "doc-en": False, "path:empty.txt": False}


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("CC0-1.0", True),
        ("CC BY-SA 4.0", True),
        ("cc-by-nc-nd", True),
        ("Creative Commons Attribution", True),
        ("Public domain", True),
        ("own work", True),
        ("All rights reserved", False),
        ("owner unknown", False),
        ("not CC BY", False),
        ("© Ministry", False),
        ("", False),
        (None, False),
    ],
)
def test_open_licences(licence: str | None, expected: bool) -> None:
    assert allows_text(licence) is expected


def test_awkward_texts_survive_csv(frames: dict, tmp_path: Path) -> None:
    odd = 'one, "two"\r\nthree\ttab \\ back\nআজ'
    frames["fact_event"].loc[0, "subject"] = odd
    frames["fact_event"].loc[1, "subject"] = ""
    frames["fact_trade"].loc[0, "value"] = Decimal("0.120")
    frames["fact_trade"].loc[1, "value"] = Decimal("1000")
    build_warehouse(frames, tmp_path / "w.duckdb")
    with connections.reading(tmp_path / "w.duckdb") as connection:
        for name in ("fact_event", "fact_trade"):
            export.export_table(connection, catalog.load()[name], tmp_path)
    with (tmp_path / "csv" / "fact_event.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["event_id"]: row["subject"] for row in csv.DictReader(stream)}["ev-est"] == odd
    with (tmp_path / "csv" / "fact_trade.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["value"] for row in csv.DictReader(stream)] == ["0.12", "1000"]
