"""What the refresh command says and how it ends, through the real command, when it is called wrongly or has to wait."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration import places
from orchestration.commands.refresh import look_at_warehouse
from orchestration.machine import locks
from orchestration.places import DataFolder

COMMAND = [sys.executable, "-m", "orchestration.commands.refresh"]


def refresh(documents: Path | str, data: Path | str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "--documents", str(documents), "--data", str(data), *more], capture_output=True, text=True, check=False
    )


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "one.txt").write_text("Peru has an embassy in Chile.", encoding="utf-8")
    return folder


def assert_wrong_usage(result: subprocess.CompletedProcess[str], words: str) -> None:
    assert result.returncode == 3
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert "Traceback" not in result.stderr + result.stdout


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    assert_wrong_usage(refresh(tmp_path / "nowhere", tmp_path / "data"), "there is no folder")


def test_file_in_place_of_its_folder(documents: Path, tmp_path: Path) -> None:
    assert_wrong_usage(refresh(documents / "one.txt", tmp_path / "data"), "name the folder that it lies in")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ENGINE": "abacus"}, "there are local and dask"),
        ({"ENGINE": "dask"}, "needs DASK_ADDRESS"),
        ({"DYADIC_DATABASE_MEMORY": "lots"}, "DYADIC_DATABASE_MEMORY=lots"),
    ],
)
def test_environment_that_no_step_could_use(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert_wrong_usage(refresh(documents, tmp_path / "data"), words)
    assert not (tmp_path / "data" / "staging").exists()


def test_second_folder_that_is_not_there(documents: Path, tmp_path: Path) -> None:
    assert_wrong_usage(refresh(f"{documents}:{tmp_path / 'nowhere'}", tmp_path / "data"), "nowhere")


def test_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "empty" / "below").mkdir(parents=True)
    assert_wrong_usage(refresh(tmp_path / "empty", tmp_path / "data"), "nothing to read")
    assert not (tmp_path / "data").exists()


def test_no_folder_named(tmp_path: Path) -> None:
    assert_wrong_usage(refresh("", tmp_path / "data"), "no folder of documents")


def test_data_is_a_file(documents: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert_wrong_usage(refresh(documents, tmp_path / "data"), "cannot be written")


def test_data_below_a_file(documents: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert_wrong_usage(refresh(documents, tmp_path / "file" / "data"), "cannot be written")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_data_not_writable(documents: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    assert_wrong_usage(refresh(documents, tmp_path / "data"), "cannot be written")


def test_data_on_a_file_system_that_takes_nothing(documents: Path) -> None:
    assert_wrong_usage(refresh(documents, "/proc/dyadic"), "cannot be written")


def test_data_inside_documents(documents: Path) -> None:
    assert_wrong_usage(refresh(documents, documents / "data"), "lies inside the documents")


def test_arguments_missing() -> None:
    result = subprocess.run(COMMAND, capture_output=True, text=True, check=False)
    assert_wrong_usage(result, "required")


def test_no_data_folder_named(documents: Path) -> None:
    assert_wrong_usage(refresh(documents, ""), "no folder to write to")


@pytest.mark.parametrize("wait", ["long", "nan", "inf", "-1"])
def test_wait_that_is_no_number(documents: Path, tmp_path: Path, wait: str) -> None:
    assert_wrong_usage(refresh(documents, tmp_path / "data", "--wait", wait), "no number of seconds")


@pytest.mark.parametrize("wait", ["long", "nan", "inf", "-1"])
def test_wait_of_the_environment_that_is_no_number(documents: Path, tmp_path: Path, wait: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.LOCK_WAIT_VARIABLE, wait)
    assert_wrong_usage(refresh(documents, tmp_path / "data"), places.LOCK_WAIT_VARIABLE)


def test_lock_that_is_a_folder(documents: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / "run.lock").mkdir(parents=True)
    result = refresh(documents, tmp_path / "data")
    assert result.returncode == 1
    assert "run.lock is a folder" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_second_refresh_names_the_first_and_leaves(documents: Path, tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    data.root.mkdir()
    with locks.hold(data.lock, "a refresh", 0, print):
        result = refresh(documents, data.root, "--wait", "0.3")
    assert result.returncode == 1
    assert f"process {os.getpid()}" in result.stdout
    assert "waiting up to" in result.stdout
    assert "nothing was done" in result.stderr
    assert list(data.root.iterdir()) == [data.lock]


def test_warehouse_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    assert look_at_warehouse(data) == []
    data.warehouse.write_text("no database")
    assert look_at_warehouse(data) == [
        "warehouse.duckdb cannot be read and is made anew; its history is carried on from the newest release"
    ]
    data.warehouse.unlink()
    duckdb.connect(str(data.warehouse)).close()
    assert look_at_warehouse(data) == []
