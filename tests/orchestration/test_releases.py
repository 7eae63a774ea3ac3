"""A release verified and withdrawn through the real commands, each on a copy of one small release."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.places import DataFolder
from tests.warehouse.conftest import MADE_BY, TODAY, make_frames
from warehouse.build import build_warehouse
from warehouse.release import publish
from warehouse.site import build_site


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A data folder as a refresh leaves it; nobody writes to it."""
    data = DataFolder(tmp_path_factory.mktemp("work") / "data")
    build_warehouse(make_frames(), data.warehouse)
    publish(data.warehouse, data.exports, MADE_BY, TODAY)
    build_site(data.exports, data.site, TODAY)
    return data


@pytest.fixture
def data(refreshed: DataFolder, tmp_path: Path) -> DataFolder:
    copy = DataFolder(tmp_path / "data")
    shutil.copytree(refreshed.exports, copy.exports)
    shutil.copytree(refreshed.site, copy.site)
    return copy


def version(data: DataFolder) -> str:
    return str(json.loads((data.exports / "latest.json").read_text())["version"])


def command(name: str, data: DataFolder, *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", f"orchestration.commands.{name}", "--data", str(data.root), *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def assert_one_line(result: subprocess.CompletedProcess[str], code: int, words: str) -> None:
    assert (result.returncode, len(result.stderr.splitlines())) == (code, 1), result.stdout + result.stderr
    assert words in result.stderr


@pytest.mark.full
def test_a_release_is_verified_by_its_folder(refreshed: DataFolder) -> None:
    result = command("verify", refreshed, str(refreshed.exports / version(refreshed)))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"verify: nothing is wrong with {version(refreshed)}\n"


def test_a_damaged_release_is_named(data: DataFolder) -> None:
    evidence = data.exports / version(data) / "csv" / "evidence.csv"
    evidence.unlink()
    evidence.write_text("evidence_id\n")
    result = command("verify", data, version(data))
    assert_one_line(result, 1, "is not what it says it is: 2 problems")
    assert "csv/evidence.csv does not have its checksum" in result.stdout


def test_a_release_that_cannot_be_read(data: DataFolder) -> None:
    (data.exports / version(data) / "datapackage.json").write_text("{")
    assert_one_line(command("verify", data, version(data)), 1, "cannot be read: JSONDecodeError")


@pytest.mark.parametrize(("release", "words"), [("", "no release was named"), ("2001.01.01", "there is no folder 2001.01.01")])
def test_no_release_to_verify(refreshed: DataFolder, release: str, words: str) -> None:
    assert_one_line(command("verify", refreshed, release), 3, words)


@pytest.mark.full
def test_the_only_release_is_withdrawn_and_its_pages_go(data: DataFolder) -> None:
    taken = version(data)
    result = command("withdraw", data, "--release", taken, "--reason", "Someone's name")
    assert (result.returncode, result.stdout) == (0, f"withdraw: {taken} is withdrawn\n")
    assert json.loads((data.exports / taken / "WITHDRAWN.json").read_text())["reason"] == "Someone's name"
    assert not (data.exports / "latest.json").exists()
    assert not data.site.exists()
    assert "the release was withdrawn" in command("verify", data, taken).stdout


def test_a_source_is_withdrawn_from_release_and_pages(data: DataFolder) -> None:
    words = "Djibouti has no embassy in Baku"
    assert any(words in page.read_text("utf-8") for page in data.site.rglob("*.html"))
    result = command("withdraw", data, "--source", "source-en", "--reason", "asked for by its publisher")
    assert result.returncode == 0, result.stderr
    assert f"the words of source-en are out of {version(data)}" in result.stdout
    assert not any(words in page.read_text("utf-8") for page in data.site.rglob("*.html"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--reason", "wrong"), "one thing"),
        (("--release", "2026.01.01", "--source", "source-en", "--reason", "wrong"), "one thing"),
        (("--release", "2001.01.01", "--reason", "wrong"), "there is no release 2001.01.01"),
        (("--source", "nobody", "--reason", "wrong"), "no release quotes a source nobody"),
    ],
)
def test_nothing_that_could_be_withdrawn(refreshed: DataFolder, arguments: tuple[str, ...], words: str) -> None:
    assert_one_line(command("withdraw", refreshed, *arguments), 3, words)


def test_a_withdrawal_needs_a_reason(refreshed: DataFolder) -> None:
    assert_one_line(command("withdraw", refreshed, "--release", version(refreshed)), 3, "needs a reason")


def test_nothing_was_released(tmp_path: Path) -> None:
    assert_one_line(command("withdraw", DataFolder(tmp_path), "--release", "2026.01.01", "--reason", "wrong"), 3, "no releases")
