"""Dagster's home: the project's settings are in force there, and a run history that cannot be read is set aside."""

import sqlite3
from pathlib import Path

import pytest
import yaml
from dagster import DagsterInstance

from orchestration.machine.temporary import clear_temporary, replacing
from orchestration.places import DataFolder
from orchestration.service.home import SETTINGS, prepare_home


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    monkeypatch.setenv("DAGSTER_HOME", "")
    return DataFolder(tmp_path / "data")


def test_settings_switch_telemetry_off() -> None:
    settings = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))
    assert settings["telemetry"] == {"enabled": False}
    assert settings["nux"] == {"enabled": False}
    assert settings["run_monitoring"]["enabled"]
    assert settings["retention"]
    assert "pools" not in settings["concurrency"]


def test_project_settings_replace_edited_ones(data: DataFolder) -> None:
    prepare_home(data)
    (data.home / "dagster.yaml").write_text("telemetry: {enabled: true}\n")
    assert prepare_home(data) == []
    assert (data.home / "dagster.yaml").read_bytes() == SETTINGS.read_bytes()


def test_dagster_itself_sees_telemetry_off(data: DataFolder) -> None:
    prepare_home(data)
    with DagsterInstance.get() as instance:
        assert instance.telemetry_enabled is False
        assert instance.nux_enabled is False
        assert instance.run_monitoring_enabled
        assert Path(instance.root_directory) == data.home


def test_great_expectations_is_told_not_to_phone_home() -> None:
    import os

    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


def test_history_that_cannot_be_read_is_set_aside(data: DataFolder) -> None:
    prepare_home(data)
    history = data.home / "history" / "runs.db"
    history.parent.mkdir()
    history.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    (mended,) = prepare_home(data)
    assert "history/runs.db could not be read" in mended
    assert not history.exists()
    with DagsterInstance.get() as instance:
        assert instance.get_runs() == []


def test_sound_history_is_left_alone(data: DataFolder) -> None:
    prepare_home(data)
    connection = sqlite3.connect(data.home / "some.db")
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()
    assert prepare_home(data) == []
    assert (data.home / "some.db").exists()


def test_replacing_keeps_the_old_file_when_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("old")
    with pytest.raises(OSError, match="full"), replacing(target) as temporary:
        temporary.write_text("half")
        raise OSError("full")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_clearing_removes_what_a_killed_writer_left_and_nothing_else(tmp_path: Path) -> None:
    kept = tmp_path / "a" / "table.parquet"
    kept.parent.mkdir()
    kept.write_text("whole")
    (tmp_path / "a" / ".tmp-1-table.parquet").write_text("half")
    (tmp_path / ".tmp-2-folder").mkdir()
    (tmp_path / ".tmp-2-folder" / "x").write_text("half")
    (tmp_path / ".warehouse.duckdb.building-12-ab").write_text("half")
    assert len(clear_temporary(tmp_path)) == 3
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == [kept]
