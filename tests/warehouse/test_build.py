"""The warehouse file is built whole, in private, and swapped in under whoever reads the old one."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from warehouse import build, catalog, connections, durable
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
