"""Spreadsheet copies open as what they are: no formula, no garbled letter, the same bytes each time."""

import csv
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from warehouse import catalog, connections, export, spreadsheets
from warehouse.build import build_warehouse

MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def made_strange(frames: dict) -> dict:
    """The frames with what a spreadsheet takes for something else."""
    frames["fact_event"].loc[0, "subject"] = "=HYPERLINK(1)"
    frames["fact_event"].loc[1, "subject"] = "-5"
    frames["fact_event"].loc[2, "subject"] = "আজ عَرَب \x01 & <b>"
    frames["fact_trade"].loc[0, "value"] = Decimal("123456789012345678.125")
    return frames


@contextmanager
def exported(frames: dict, folder: Path, *names: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[catalog.Table]]]:
    """The tables of these names, exported below the folder, with the warehouse they came from."""
    tables = [catalog.load()[name] for name in names]
    build_warehouse(frames, folder / "w.duckdb")
    with connections.reading(folder / "w.duckdb") as connection:
        for table in tables:
            export.export_table(connection, table, folder)
        yield connection, tables


def sheet(book: Path, number: int) -> list[list[str | None]]:
    with zipfile.ZipFile(book) as archive:
        tree = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 - our own file
    return [["".join(cell.itertext()) or None for cell in row] for row in tree.iterfind(".//m:row", MAIN)]


def test_excel_csv_has_a_mark_and_no_formula(frames: dict, tmp_path: Path) -> None:
    with exported(made_strange(frames), tmp_path, "fact_event") as (connection, (events,)):
        spreadsheets.write_excel_csv(connection, events, tmp_path)
    file = tmp_path / "csv-excel" / "fact_event.csv"
    assert file.read_bytes().startswith(spreadsheets.BYTE_ORDER_MARK)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        subjects = {row["event_id"]: row["subject"] for row in csv.DictReader(stream)}
    assert subjects["ev-est"] == "'=HYPERLINK(1)"
    assert subjects["ev-visit"] == "'-5"
    assert subjects["ev-sign"].startswith("আজ عَرَب")


def test_a_number_below_zero_is_no_formula(frames: dict, tmp_path: Path) -> None:
    frames["fact_trade"].loc[0, ["flow", "value", "exporter_country", "importer_country"]] = ["balance", "-5", None, None]
    with exported(frames, tmp_path, "fact_trade") as (connection, (trade,)):
        spreadsheets.write_excel_csv(connection, trade, tmp_path)
    assert ",-5," in (tmp_path / "csv-excel" / "fact_trade.csv").read_text("utf-8-sig")


def test_no_document_in_a_cell(frames: dict, tmp_path: Path) -> None:
    with exported(frames, tmp_path, "dim_document") as (connection, (documents,)):
        spreadsheets.write_excel_csv(connection, documents, tmp_path)
    header = (tmp_path / "csv-excel" / "dim_document.csv").read_text("utf-8-sig").splitlines()[0]
    assert "document_id" in header.split(",")
    assert "text" not in header.split(",")


def test_the_workbook_has_a_sheet_a_table(frames: dict, tmp_path: Path) -> None:
    with exported(made_strange(frames), tmp_path, "fact_event", "fact_trade") as (connection, tables):
        assert spreadsheets.write_workbook(connection, tables, tmp_path, tmp_path / "book.xlsx") == []
    events, trade = sheet(tmp_path / "book.xlsx", 1), sheet(tmp_path / "book.xlsx", 2)
    assert events[0] == [column.name for column in tables[0].columns]
    place = events[0].index("subject")
    assert [row[place] for row in events[1:]] == ["=HYPERLINK(1)", None, "আজ عَرَب \ufffd & <b>", "-5"]
    assert trade[1][trade[0].index("value")] == "123456789012345678.125"
    assert trade[2][trade[0].index("value")] == "1400000"


def test_a_table_too_long_for_a_sheet_is_named(frames: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 3)
    with exported(frames, tmp_path, "fact_event", "fact_trade") as (connection, tables):
        assert spreadsheets.write_workbook(connection, tables, tmp_path, tmp_path / "book.xlsx") == ["fact_event"]
    assert sheet(tmp_path / "book.xlsx", 1)[0][0] == "trade_id"


def test_the_same_workbook_twice(frames: dict, tmp_path: Path) -> None:
    with exported(frames, tmp_path, "v_event") as (connection, tables):
        for name in ("one.xlsx", "two.xlsx"):
            spreadsheets.write_workbook(connection, tables, tmp_path, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.full
@pytest.mark.parametrize("name", ["book.xlsx", "csv-excel/fact_event.csv"])
def test_libreoffice_opens_them(frames: dict, tmp_path: Path, name: str) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    with exported(made_strange(frames), tmp_path, "fact_event") as (connection, tables):
        spreadsheets.write_workbook(connection, tables, tmp_path, tmp_path / "book.xlsx")
        spreadsheets.write_excel_csv(connection, tables[0], tmp_path)
    code = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    # Without a window nobody can say the encoding, and what is taken for it hangs on the machine's locale: 76 is UTF-8.
    encoding = ["--infilter=Text - txt - csv (StarCalc):44,34,76,1"] if name.endswith(".csv") else []
    command = [office, home, "--headless", *encoding, "--convert-to", code, "--outdir", str(tmp_path / "out"), str(tmp_path / name)]
    subprocess.run(command, check=True, timeout=110, capture_output=True)
    text = (tmp_path / "out" / Path(name).with_suffix(".csv").name).read_text("utf-8")
    assert "আজ عَرَب" in text
    assert "=HYPERLINK(1)" in text
