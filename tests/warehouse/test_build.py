"""The warehouse file is built whole, in private, and swapped in under whoever reads the old one."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from warehouse import build, catalog, connections, durable, schema
from warehouse.build import BuildError, MissingFrameError, build_warehouse
from warehouse.schema import SchemaError


def query(file: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_public_table_is_there(built: Path) -> None:
    found = {name for (name,) in query(built, "SELECT table_name FROM information_schema.tables")}
    assert found == {t.name for t in catalog.load() if t.public and t.kind != "macro"}


def test_rows_come_through_exactly(built: Path) -> None:
    assert query(built, "SELECT CAST(value AS VARCHAR) FROM fact_trade ORDER BY 1") == [
        ("1400000.000",),
        ("1500000.000",),
    ]
    assert query(built, "SELECT count(*) FROM dim_country")[0][0] > 250


def test_the_file_says_the_storage_version_that_1_x_reads(built: Path) -> None:
    tags = query(built, "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = 'warehouse'")
    assert tags[0][0].startswith(connections.STORAGE_VERSION)


def test_nothing_else_is_left_in_the_folder(frames: dict, tmp_path: Path) -> None:
    build_warehouse(frames, tmp_path / "warehouse.duckdb")
    assert [file.name for file in tmp_path.iterdir()] == ["warehouse.duckdb"]


def test_a_reader_of_the_old_file_keeps_it(frames: dict, tmp_path: Path) -> None:
    target = tmp_path / "warehouse.duckdb"
    build_warehouse(frames, target)
    with duckdb.connect(str(target), read_only=True) as reader:
        frames["reading_issue"] = frames["reading_issue"].iloc[:0]
        build_warehouse(frames, target)
        assert reader.execute("SELECT count(*) FROM reading_issue").fetchone() == (1,)
    assert query(target, "SELECT count(*) FROM reading_issue") == [(0,)]


def test_a_build_that_fails_leaves_the_old_file(frames: dict, tmp_path: Path) -> None:
    target = tmp_path / "warehouse.duckdb"
    build_warehouse(frames, target)
    before = target.read_bytes()
    frames["fact_event"].loc[0, "event_type"] = "unheard_of"
    with pytest.raises(BuildError, match="fact_event"):
        build_warehouse(frames, target)
    assert target.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_a_frame_that_is_missing_is_named(frames: dict, tmp_path: Path) -> None:
    del frames["evidence"]
    with pytest.raises(MissingFrameError, match="evidence"):
        build_warehouse(frames, tmp_path / "warehouse.duckdb")


def test_a_reference_folder_without_a_file_is_named(frames: dict, tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"no file .*\.csv"):
        build_warehouse(frames, tmp_path / "warehouse.duckdb", tmp_path)


def test_a_left_over_log_does_not_break_the_new_file(frames: dict, tmp_path: Path) -> None:
    target = tmp_path / "warehouse.duckdb"
    build.wal(target).write_bytes(b"what a killed writer left")
    build_warehouse(frames, target)
    assert query(target, "SELECT count(*) FROM fact_event") == [(4,)]


def test_what_a_dead_build_left_is_removed_and_a_living_ones_is_not(frames: dict, tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    litter = tmp_path / f".warehouse.duckdb{durable.PRIVATE_MARK}{dead.pid}-0a"
    busy = tmp_path / f".warehouse.duckdb{durable.PRIVATE_MARK}1-0b"
    litter.touch()
    busy.touch()
    build_warehouse(frames, tmp_path / "warehouse.duckdb")
    assert (litter.exists(), busy.exists()) == (False, True)


def test_an_empty_world_builds(empty_frames: Callable[[], dict], tmp_path: Path) -> None:
    build_warehouse(empty_frames(), tmp_path / "warehouse.duckdb")
    assert query(tmp_path / "warehouse.duckdb", "SELECT count(*) FROM v_event") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("INSERT INTO fact_event BY NAME SELECT * FROM fact_event", id="key"),
        pytest.param("UPDATE fact_event SET status = 'perhaps'", id="enumeration"),
        pytest.param("UPDATE fact_event SET title = NULL", id="not null"),
        pytest.param("UPDATE fact_event SET location_country = 'ZZZ'", id="foreign key"),
    ],
)
def test_the_file_itself_refuses_what_breaks_it(frames: dict, tmp_path: Path, statement: str) -> None:
    target = tmp_path / "warehouse.duckdb"
    build_warehouse(frames, target)
    with duckdb.connect(str(target)) as connection, pytest.raises(duckdb.ConstraintException):
        connection.execute(statement)


def test_files_of_frames_give_the_same_tables_as_the_frames(frames: dict, stored: Callable[..., dict], tmp_path: Path) -> None:
    build_warehouse(frames, tmp_path / "frames.duckdb")
    build_warehouse(stored(frames), tmp_path / "files.duckdb")
    for table in (table for table in catalog.load() if table.released):
        rows = f"FROM {table.name} ORDER BY ALL"
        assert query(tmp_path / "files.duckdb", rows) == query(tmp_path / "frames.duckdb", rows), table.name


def test_a_file_with_money_as_a_float_is_refused(frames: dict, stored: Callable[..., dict], tmp_path: Path) -> None:
    files = stored(frames)
    frames["fact_trade"].assign(value=1.5).to_parquet(files["fact_trade"], index=False)
    with pytest.raises(SchemaError, match=r"fact_trade: value is a float"):
        build_warehouse(files, tmp_path / "w.duckdb")


@pytest.mark.full
def test_more_than_fits_the_databases_memory_is_spilled(
    frames: dict, stored: Callable[..., dict], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred megabytes of text, put into order by a database that may use 160 for all that it does."""
    monkeypatch.setenv(connections.MEMORY_VARIABLE, "160MB")
    monkeypatch.setattr(schema, "SORTED_AT_ONCE", 4_000_000)
    (document,) = frames["dim_document"].head(1).to_dict("records")
    texts = [
        {**document, "document_id": f"doc-{number * 7_919 % 50_000:06}", "source_id": f"src-{number}", "text": f"{number:7} " * 500}
        for number in range(50_000)
    ]
    frames["dim_document"] = pd.concat([frames["dim_document"], pd.DataFrame(texts)], ignore_index=True)
    build_warehouse(stored(frames), tmp_path / "w.duckdb")
    found = [key for (key,) in query(tmp_path / "w.duckdb", "SELECT document_id FROM dim_document")]
    assert len(found) > 50_000
    assert found == sorted(found)
    assert not list(tmp_path.glob("*spill*"))
