"""A release is whole or not there, never changes, and is made only when there is news."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from warehouse import catalog, changes, durable, edition, release, shelf
from warehouse.build import build_warehouse
from warehouse.release import publish

TODAY = date(2026, 11, 22)
MADE_BY = {"seeds": "0a1b", "code": "2c3d"}


def read(file: Path) -> dict:
    return json.loads(file.read_text("utf-8"))


def test_the_first_release(built: Path, tmp_path: Path) -> None:
    result = publish(built, tmp_path / "exports", MADE_BY, TODAY)
    assert (result.version, result.created) == ("2026.11.22", True)
    assert result.path == tmp_path / "exports" / "2026.11.22"
    assert read(tmp_path / "exports" / "latest.json") == {"version": "2026.11.22", "path": "2026.11.22"}


def test_every_public_table_is_there_in_both_forms(exports: Path) -> None:
    folder = exports / "2026.11.22"
    wanted = {table.name for table in catalog.load() if table.released}
    assert {file.stem for file in (folder / "parquet").iterdir()} == wanted
    assert {file.stem for file in (folder / "csv").iterdir()} == wanted


def test_the_manifest_tells_of_every_file(exports: Path) -> None:
    folder = exports / "2026.11.22"
    manifest = read(folder / "manifest.json")
    after = {"manifest.json", "SHA256SUMS", "dyadic.duckdb", "dyadic.duckdb.sha256"}
    files = {f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()} - after
    assert set(manifest["files"]) == files
    for name, entry in manifest["files"].items():
        content = (folder / name).read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    assert manifest["files"]["csv/fact_event.csv"]["rows"] == 4
    assert manifest["fingerprints"] == MADE_BY
    assert manifest["volumes"]["loaded_documents"] == 2


def test_sha256sum_finds_the_files_as_they_were(exports: Path) -> None:
    for sums in ("SHA256SUMS", "dyadic.duckdb.sha256"):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", sums], cwd=exports / "2026.11.22", check=True)


def test_the_database_has_what_the_files_have_and_no_withheld_text(exports: Path) -> None:
    folder = exports / "2026.11.22"
    with duckdb.connect(str(folder / "dyadic.duckdb"), read_only=True) as connection:
        for table in edition.released_tables():
            file = folder / "parquet" / f"{table.name}.parquet"
            rows, wanted = (connection.sql(f"FROM {source}") for source in (table.name, f"read_parquet('{file}')"))
            assert sorted(map(str, rows.fetchall())) == sorted(map(str, wanted.fetchall())), table.name
        sentences = connection.execute("SELECT sentence FROM evidence_for('tr-exp')").fetchall()
    assert sentences == [("sold goods worth 1.5 million dollars to Djibouti",)]
    assert b"signed an agreement on visas" in (folder / "dyadic.duckdb").read_bytes()
    assert b"came to Baku in May 2017 and signed" not in (folder / "dyadic.duckdb").read_bytes()


def test_the_descriptions_are_the_catalogues(exports: Path) -> None:
    folder = exports / "2026.11.22"
    with (folder / "codebook.csv").open(encoding="utf-8", newline="") as stream:
        told = {(row["table_name"], row["column_name"]): row["description"] for row in csv.DictReader(stream)}
    for table in edition.released_tables():
        for column in table.columns:
            assert told[table.name, column.name] == column.description
    package = read(folder / "datapackage.json")
    assert {resource["path"] for resource in package["resources"]} == {f"csv/{table.name}.csv" for table in edition.released_tables()}
    fields = {resource["name"]: resource.get("schema") for resource in package["resources"]}["fact_trade"]
    assert fields["primaryKey"] == ["trade_id"]
    assert {"fields": ["currency"], "reference": {"resource": "dim_currency", "fields": ["currency"]}} in fields["foreignKeys"]
    page = (folder / "codebook.html").read_text("utf-8")
    assert "http" not in page.replace("https://creativecommons.org", "")
    assert 'id="fact_event"' in page


def test_the_read_me_tells_of_measured_accuracy(frames: dict, tmp_path: Path) -> None:
    measured = {"set_name": "blind", "language": "bn", "documents": 4, "precision": 0.96, "recall": 0.91}
    frames["accuracy"] = pd.DataFrame([measured | {"core_f1": 0.93, "full_f1": 0.88, "annotator": "a model"}])
    build_warehouse(frames, tmp_path / "w.duckdb")
    result = publish(tmp_path / "w.duckdb", tmp_path / "exports", MADE_BY, TODAY)
    assert "| blind/bn | 4 | 0.960 | 0.910 | 0.930 | 0.880 | a model |" in (result.path / "README.md").read_text("utf-8")


def test_sources_say_whether_their_text_is_there(exports: Path) -> None:
    with (exports / "2026.11.22" / "sources.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    told = {row["document_id"]: (row["source_id"], row["licence"], row["text_included"]) for row in rows}
    assert told == {
        "doc-bn": ("source-bn", "CC BY 4.0", "true"),
        "doc-en": ("source-en", "", "false"),
        "path:empty.txt": ("empty", "", "false"),
    }
    assert [row["status_reason"] for row in rows] == ["", "", "the file is empty"]


def test_retention_is_stated(exports: Path) -> None:
    stated = read(exports / "releases.json")["retention"]
    assert "until a person withdraws it" in stated
    assert stated in (exports / "2026.11.22" / "README.md").read_text("utf-8")


def test_a_second_release_says_what_changed(frames: dict, exports: Path, tmp_path: Path) -> None:
    frames["fact_event"].loc[0, "title"] = "Another title"
    build_warehouse(frames, tmp_path / "w.duckdb")
    result = publish(tmp_path / "w.duckdb", exports, MADE_BY, TODAY)
    assert read(result.path / "manifest.json")["changes"] == {"fact_event": {"changed": 1}}
    listed = read(exports / "releases.json")["releases"]
    assert [(entry["changes"], entry["reasons"]) for entry in listed] == [({"fact_event": {"changed": 1}}, {"rule_changed": 1}), ({}, {})]
    assert listed[0]["bytes"] == sum(file.stat().st_size for file in result.path.rglob("*") if file.is_file())
    replayed = changes.replay(exports / "2026.11.22", pq.read_table(result.path / "changes.parquet"))
    assert replayed["fact_event"].to_pylist() == pq.read_table(result.path / "parquet" / "fact_event.parquet").to_pylist()
    assert (exports / "2026.11.22" / "changes.csv").read_text("utf-8").count("\n") == 1


def test_nothing_new_means_no_release(built: Path, exports: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in exports.rglob("*")}
    result = publish(built, exports, MADE_BY, date(2026, 11, 23))
    assert (result.version, result.created, result.path) == ("2026.11.22", False, exports / "2026.11.22")
    assert {file: file.stat().st_mtime_ns for file in exports.rglob("*")} == before


def test_a_check_result_or_a_time_of_fetching_is_no_news(frames: dict, exports: Path, tmp_path: Path) -> None:
    frames["dim_document"]["retrieved_at"] = "2027-01-01T00:00:00Z"
    check = {"check_id": "x", "table_name": "evidence", "column_name": None, "expectation": "x", "severity": "warning"}
    check |= {"passed": True, "rows_seen": 1, "rows_failing": 0, "samples": "[]"}
    frames["quality_result"] = pd.DataFrame([check])
    build_warehouse(frames, tmp_path / "w.duckdb")
    assert not publish(tmp_path / "w.duckdb", exports, {"code": "other"}, TODAY).created


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("fact_event", "title", "Another title"),
        ("bridge_event_person", "role", "president"),
    ],
)
def test_one_cell_is_news(frames: dict, exports: Path, tmp_path: Path, table: str, column: str, value: object) -> None:
    frames[table].loc[0, column] = value
    build_warehouse(frames, tmp_path / "w.duckdb")
    result = publish(tmp_path / "w.duckdb", exports, MADE_BY, TODAY)
    assert (result.version, result.created) == ("2026.11.22.1", True)
    assert read(exports / "latest.json")["version"] == "2026.11.22.1"
    assert [entry["version"] for entry in read(exports / "releases.json")["releases"]] == ["2026.11.22.1", "2026.11.22"]


@pytest.mark.parametrize(
    ("taken", "today", "expected"),
    [
        ([], date(2026, 1, 2), "2026.01.02"),
        (["2026.01.02"], date(2026, 1, 2), "2026.01.02.1"),
        (["2026.01.02", "2026.01.02.9", "2026.01.02.10"], date(2026, 1, 2), "2026.01.02.11"),
        (["2026.01.02"], date(2026, 1, 3), "2026.01.03"),
        (["2026.01.02"], date(2025, 12, 31), "2026.01.02.1"),
    ],
)
def test_versions_only_go_up(tmp_path: Path, taken: list[str], today: date, expected: str) -> None:
    for version in taken:
        (tmp_path / version).mkdir()
    assert shelf.next_version(tmp_path, today) == expected


def test_a_release_whose_announcement_was_lost_is_announced_by_the_next(built: Path, exports: Path) -> None:
    (exports / "latest.json").unlink()
    (exports / "releases.json").unlink()
    assert not publish(built, exports, MADE_BY, TODAY).created
    assert read(exports / "latest.json")["version"] == "2026.11.22"
    assert len(read(exports / "releases.json")["releases"]) == 1


def test_what_a_dead_run_left_is_removed(built: Path, exports: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    litter = exports / f".{release.PRIVATE}{durable.PRIVATE_MARK}{dead.pid}-0a"
    (litter / "parquet").mkdir(parents=True)
    publish(built, exports, MADE_BY, TODAY)
    assert sorted(file.name for file in exports.iterdir()) == ["2026.11.22", "latest.json", "releases.json"]


def test_a_failure_leaves_the_last_release_and_no_litter(exports: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.duckdb").write_bytes(b"no database at all")
    with pytest.raises(Exception, match="not a valid DuckDB"):
        publish(tmp_path / "broken.duckdb", exports, MADE_BY, TODAY)
    assert sorted(file.name for file in exports.iterdir()) == ["2026.11.22", "latest.json", "releases.json"]


BUILD_ELSEWHERE = """
import sys, pathlib, datetime
sys.path.insert(0, {tests!r})
import conftest
from warehouse.release import publish
folder = pathlib.Path({folder!r})
frames = conftest.make_frames()
for name, frame in frames.items():
    frames[name] = frame.iloc[::-1].reset_index(drop=True)
conftest.build_warehouse(frames, folder / "w.duckdb")
publish(folder / "w.duckdb", folder / "exports", {made_by!r}, datetime.date(2026, 11, 22))
"""


def test_the_same_bytes_elsewhere(exports: Path, tmp_path: Path) -> None:
    """Another folder, time zone, locale, hash seed and order of rows."""
    code = BUILD_ELSEWHERE.format(tests=str(Path(__file__).parent), folder=str(tmp_path / "elsewhere"), made_by=MADE_BY)
    changed = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **changed}, check=True, timeout=100)
    here, there = exports / "2026.11.22", tmp_path / "elsewhere" / "exports" / "2026.11.22"
    names = sorted(f.relative_to(here).as_posix() for f in here.rglob("*") if f.is_file() and "duckdb" not in f.name)
    differing = [name for name in names if (here / name).read_bytes() != (there / name).read_bytes()]
    assert differing == []


READ_ALL = """
import sys, duckdb
assert duckdb.__version__.startswith("1."), duckdb.__version__
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    for (name,) in connection.execute("SELECT table_name FROM information_schema.tables ORDER BY 1").fetchall():
        print(name, connection.execute(f'SELECT count(*) FROM (SELECT DISTINCT * FROM "{name}")').fetchone()[0])
    print(connection.execute("SELECT sentence FROM evidence_for('tr-exp')").fetchone()[0])
"""


@pytest.mark.full
@pytest.mark.timeout(300)
def test_the_last_duckdb_of_before_reads_the_database(published: Path, tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--only-binary=:all:", "--target", str(tmp_path / "one"), "duckdb<2"]
    if subprocess.run(pip, capture_output=True, check=False).returncode:
        pytest.skip("DuckDB 1.x cannot be had here")
    database = published / "2026.11.22" / "dyadic.duckdb"
    code = [sys.executable, "-c", READ_ALL, str(database)]
    done = subprocess.run(code, env={**os.environ, "PYTHONPATH": str(tmp_path / "one")}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *counts, sentence = done.stdout.splitlines()
    assert sentence == "sold goods worth 1.5 million dollars to Djibouti"
    assert dict(line.split() for line in counts) == {name: str(rows) for name, rows in rows_of(database).items()}


def rows_of(database: Path) -> dict[str, int]:
    """The distinct rows of every table, read with today's DuckDB."""
    with duckdb.connect(str(database), read_only=True) as connection:
        names = [name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()]
        return {name: connection.table(name).distinct().count("*").fetchall()[0][0] for name in names}
