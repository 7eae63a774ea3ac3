"""Tables for spreadsheet programs: CSV that Excel opens without garbling, and one workbook.

Here belongs what those programs need and nobody else does: the byte-order mark, cells that cannot be taken for a
formula, sheets. The exact tables are `warehouse.export`'s; these are copies for looking at.
"""

import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse import export
from warehouse.catalog import Column, Table
from warehouse.schema import literal, quoted

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# What spreadsheets take for the beginning of a formula, the full-width forms too.
FORMULA = "^[=+\\-@\t\r\n＝＋－＠]"
WORKBOOK_KINDS = ("fact", "evidence", "mart", "view")
# A sheet can hold 1,048,575 rows, but no person scrolls through them: longer tables are for programs.
MOST_ROWS = 100_000
ROWS_AT_A_TIME = 10_000
EXACT_DIGITS = 15
# The fastest: the best takes twice as long for three quarters of the bytes.
DEFLATE_LEVEL = 1


def write_excel_csv(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> None:
    """Write an exported table as csv-excel/<table>.csv with a byte-order mark; what looks like a formula gets an apostrophe before it.

    Whole documents are left out: a cell holds 32,767 characters. Where nothing is left out or put before, the exact CSV is copied.
    """
    file, exact = (folder / form / f"{table.name}.csv" for form in ("csv-excel", "csv"))
    file.parent.mkdir(parents=True, exist_ok=True)
    changed = file.with_suffix(".changed")
    if table.has_texts or _has_formula(connection, table, folder):
        cells = ", ".join(_cell(column.name, column.type) for column in table.columns if not column.licensed)
        rows = f"SELECT {cells} FROM ({export.exported_rows(folder, table.name)})"  # noqa: S608 - names of the catalogue
        connection.execute(f"COPY ({rows}) TO {literal(str(changed))} (FORMAT csv, HEADER true)")
    with (changed if changed.exists() else exact).open("rb") as plain, file.open("wb") as marked:
        marked.write(BYTE_ORDER_MARK)
        shutil.copyfileobj(plain, marked)
    changed.unlink(missing_ok=True)


def _has_formula(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> bool:
    """Whether a cell of a table without whole texts looks like a formula."""
    texts = [column.name for column in table.columns if column.type == "VARCHAR"]
    looks_like = " OR ".join(f"regexp_matches({quoted(name)}, {literal(FORMULA)})" for name in texts) or "false"
    rows = f"{export.exported_rows(folder, table.name)} WHERE {looks_like} LIMIT 1"
    return bool(connection.execute(rows).fetchall())


def _cell(name: str, kind: str) -> str:
    column = quoted(name)
    if kind.startswith("DECIMAL"):
        return f"rtrim(rtrim(CAST({column} AS VARCHAR), '0'), '.') AS {column}"
    if kind != "VARCHAR":
        return column
    return f"CASE WHEN regexp_matches({column}, {literal(FORMULA)}) THEN '''' || {column} ELSE {column} END AS {column}"


def write_workbook(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], folder: Path, file: Path) -> list[str]:
    """Write exported tables as one .xlsx, a sheet each; returns the names of those too long for a sheet, left out."""
    counts = {table.name: pq.read_metadata(folder / "parquet" / f"{table.name}.parquet").num_rows for table in tables}
    shown = [table for table in tables if counts[table.name] <= MOST_ROWS]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=DEFLATE_LEVEL) as book:
        for name, content in _frame_of_the_book([table.name for table in shown]).items():
            _write_part(book, name, [content.encode()])
        for number, table in enumerate(shown, start=1):
            _write_part(book, f"xl/worksheets/sheet{number}.xml", _sheet(connection, table, export.exported_rows(folder, table.name)))
    return [table.name for table in tables if table not in shown]


def _write_part(book: zipfile.ZipFile, name: str, content: Iterable[bytes]) -> None:
    """Opened by its name alone a part is of 1980: the time of writing would make every workbook another file."""
    with book.open(name, "w", force_zip64=True) as part:
        for piece in content:
            part.write(piece)


def _sheet(connection: duckdb.DuckDBPyConnection, table: Table, exported: str) -> Iterator[bytes]:
    header = "".join(f'<c s="1"{_INLINE}{escape(column.name)}{_END}' for column in table.columns)
    yield f"{_XML}{_SHEET_BEGINS}<row>{header}</row>".encode()
    # The database writes the cells: a million rows of twenty columns are too many for a loop here.
    cells = " || ".join(_xml_cell(column) for column in table.columns)
    rows = connection.sql(f"SELECT '<row>' || {cells} || '</row>' FROM ({exported})")  # noqa: S608
    for batch in rows.to_arrow_reader(ROWS_AT_A_TIME):
        yield _joined(batch.column(0))
    yield b"</sheetData></worksheet>"


def _joined(texts: pa.StringArray) -> bytes:
    """Texts one after the other, without a Python string of each."""
    as_one = pa.ListArray.from_arrays([0, len(texts)], texts)
    return bytes(pc.binary_join(as_one, "")[0].as_buffer())


_INLINE, _INLINE_AS_IT_IS = ' t="inlineStr"><is><t>', ' t="inlineStr"><is><t xml:space="preserve">'
_END = "</t></is></c>"
# What XML cannot say at all; it is shown as the sign for an illegible letter.
_NOT_XML = "[^\\t\\n\\r\\x{20}-\\x{d7ff}\\x{e000}-\\x{fffd}\\x{10000}-\\x{10ffff}]"
# What a text that is written between two tags as it stands has none of; one look tells, and hardly a text has any.
_NOT_PLAIN = f"{_NOT_XML}|[&<>]|^\\s|\\s$"


def _xml_cell(column: Column) -> str:
    """SQL that writes one cell: a number where a spreadsheet, which counts in floats, shows it as it is; else a text."""
    name = quoted(column.name)
    text = f"CAST({name} AS VARCHAR)"
    if column.decimal_scale:
        text = f"rtrim(rtrim({text}, '0'), '.')"
    as_text = _text_cell(text)
    as_number = f"'<c><v>' || {text} || '</v></c>'"
    exact = f"length(regexp_replace({text}, '[^0-9]', '', 'g')) <= {EXACT_DIGITS}"
    written = {
        "BOOLEAN": f"'<c t=\"b\"><v>' || CAST({name} AS INTEGER) || '</v></c>'",
        "DOUBLE": as_number,
        "INTEGER": as_number,
        # Dates as text: a spreadsheet's calendar begins in 1900.
    }.get(column.type, as_text)
    if column.decimal_scale or column.type == "BIGINT":
        written = f"CASE WHEN {exact} THEN {as_number} ELSE {as_text} END"
    return f"coalesce({written}, '<c/>')"


def _text_cell(text: str) -> str:
    """SQL that writes a text as a cell."""
    legible = f"regexp_replace({text}, {literal(_NOT_XML)}, '\ufffd', 'g')"
    escaped = f"replace(replace(replace({legible}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
    careful, plain = f"'<c{_INLINE_AS_IT_IS}' || {escaped} || '{_END}'", f"'<c{_INLINE}' || {text} || '{_END}'"
    return f"CASE WHEN regexp_matches({text}, {literal(_NOT_PLAIN)}) THEN {careful} ELSE {plain} END"


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET_BEGINS = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _frame_of_the_book(names: Sequence[str]) -> dict[str, str]:
    """All parts of the workbook but its sheets."""
    numbered = list(enumerate(names, start=1))
    sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
    links = "".join(_relation(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered)
    parts = "".join(_override(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n, _ in numbered)
    return {
        "[Content_Types].xml": _XML + f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{_override('/xl/workbook.xml', 'sheet.main')}{_override('/xl/styles.xml', 'styles')}{parts}</Types>",
        "_rels/.rels": _relations(_relation("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _XML + f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(links + _relation("rId0", "styles", "styles.xml")),
        "xl/styles.xml": _XML + _STYLES,
    }


def _override(part: str, kind: str) -> str:
    return f'<Override PartName="{part}" ContentType="{_SHEET_TYPE}.{kind}+xml"/>'


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _relations(content: str) -> str:
    return _XML + f'<Relationships xmlns="{_PACKAGE}/relationships">{content}</Relationships>'


_XF = 'numFmtId="0" fillId="0" borderId="0"'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    f'<cellStyleXfs count="1"><xf {_XF} fontId="0"/></cellStyleXfs>'
    f'<cellXfs count="2"><xf {_XF} fontId="0" xfId="0"/><xf {_XF} fontId="1" xfId="0" applyFont="1"/></cellXfs></styleSheet>'
)
