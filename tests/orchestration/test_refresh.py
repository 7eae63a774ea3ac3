"""The whole refresh through the real command: what it leaves, what it says, and what it does when a step or a check fails."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pandas as pd
import pytest

from orchestration import places
from orchestration.commands import refresh
from orchestration.definitions import build_definitions
from orchestration.places import DataFolder
from orchestration.steps import checks, staging
from tests.orchestration.commands import Refresh

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work") / "data"


@pytest.fixture(scope="module")
def first(documents: Path, data: Path) -> subprocess.CompletedProcess[str]:
    return Refresh(documents, data).run()


@pytest.fixture(scope="module")
def second(first: subprocess.CompletedProcess[str], documents: Path, data: Path) -> subprocess.CompletedProcess[str]:
    assert first.returncode == 0, first.stdout + first.stderr
    return Refresh(documents, data).run()


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder for a refresh inside this process, whose environment is put back afterwards."""
    for variable in ("DAGSTER_HOME", places.DATA_VARIABLE, places.DOCUMENTS_VARIABLE):
        monkeypatch.setenv(variable, "")
    return tmp_path / "data"


def test_release_stands(first: subprocess.CompletedProcess[str], data: Path) -> None:
    assert first.returncode == 0, first.stdout + first.stderr
    latest = json.loads((data / "exports" / "latest.json").read_text())
    assert set(latest) >= {"version", "path"}
    assert (data / "exports" / latest["version"] / "parquet" / "dim_document.parquet").is_file()
    assert (data / "exports" / latest["version"] / "csv" / "dim_document.csv").is_file()


def test_summary_tells_what_came_of_it(first: subprocess.CompletedProcess[str], data: Path) -> None:
    assert "2 loaded, 1 rejected: broken.txt" in first.stdout
    assert "failed" not in first.stdout
    for words in ("fact_relation ", "fact_trade_product ", " passages of evidence", " conflicts", " reading issues", " people"):
        assert words in first.stdout
    assert "fact_alias" not in first.stdout
    assert "merge_log" not in first.stdout
    assert str(data / "warehouse.duckdb") in first.stdout
    assert ": new\n" in first.stdout
    assert f"make query DATA={data} SQL=" in first.stdout
    assert "Traceback" not in first.stdout + first.stderr


def test_every_step_is_told(first: subprocess.CompletedProcess[str]) -> None:
    for step in ("dim_document", "claims", "facts", "check_facts", "warehouse", "release"):
        assert f"  {step} " in first.stdout


def test_rejected_document_is_in_the_warehouse(first: subprocess.CompletedProcess[str], data: Path) -> None:
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as connection:
        found = connection.execute("SELECT file_name FROM dim_document WHERE status = 'rejected'").fetchall()
    assert found == [("broken.txt",)]


def test_second_refresh_publishes_nothing_new(second: subprocess.CompletedProcess[str], data: Path) -> None:
    assert second.returncode == 0, second.stdout + second.stderr
    assert "no new one, as no fact, dimension or passage differs" in second.stdout
    assert len([path for path in (data / "exports").iterdir() if path.is_dir()]) == 1


def test_nothing_is_left_over(second: subprocess.CompletedProcess[str], documents: Path, data: Path) -> None:
    assert Refresh(documents, data).litter() == []
    assert list((data / "dagster" / "alive").iterdir()) == []


def test_runs_are_in_the_history(second: subprocess.CompletedProcess[str], data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(data / "dagster"))
    with dg.DagsterInstance.get() as instance:
        assert [run.status for run in instance.get_runs()] == [dg.DagsterRunStatus.SUCCESS] * 2
        event = instance.get_latest_materialization_event(dg.AssetKey("dim_document"))
        assert event
        assert event.asset_materialization
        assert event.asset_materialization.metadata["dagster/row_count"].value == 3


def test_query_answers(second: subprocess.CompletedProcess[str], data: Path) -> None:
    from orchestration.commands import query

    assert query.main(["--data", str(data), "SELECT count(*) FROM dim_document"]) == 0
    assert query.main(["--data", str(data), "SELECT no_such_column FROM dim_document"]) == 1
    assert query.main(["--data", str(data / "nowhere"), "SELECT 1"]) == 3
    assert query.main(["--data", str(data), str(data / "nowhere.sql")]) == 3


def test_one_question_is_answered(second: subprocess.CompletedProcess[str], data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from orchestration.commands import query

    assert query.main(["--data", str(data), "SELECT 1; SELECT 2"]) == 3
    assert "2 statements were given" in capsys.readouterr().err
    assert query.main(["--data", str(data), "/* nothing */"]) == 3
    assert query.main(["--data", str(data), "SELECT file_name FROM dim_document WHERE bytes < 0"]) == 0
    assert "file_name" in capsys.readouterr().out


def test_the_whole_of_an_answer_can_be_had(
    second: subprocess.CompletedProcess[str], data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.commands import query

    monkeypatch.setenv("FORMAT", "csv")
    assert query.main(["--data", str(data), "SELECT i, repeat('x', 500) AS told, NULL AS nothing FROM range(50) AS t(i)"]) == 0
    assert capsys.readouterr().out.splitlines() == ["i,told,nothing", *(f"{i},{'x' * 500}," for i in range(50))]
    monkeypatch.setenv("FORMAT", "xml")
    assert query.main(["--data", str(data), "SELECT 1"]) == 3
    assert "FORMAT=xml" in capsys.readouterr().err


def test_question_reaches_the_warehouse_as_typed(second: subprocess.CompletedProcess[str], data: Path) -> None:
    typed = "-- a comment first\nSELECT 'a$b $$c $(shell echo d) `e` \"f\"' AS answer;"
    # This very Python, which is set up already.
    make = ["make", "--no-print-directory", "-o", ".venv/.ready", f"BIN={Path(sys.executable).parent}"]
    asked = subprocess.run(
        [*make, "query", f"DATA={data}", f"SQL={typed}"],
        cwd=places.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'a$b $$c $(shell echo d) `e` "f"' in asked.stdout, asked.stderr


def test_release_is_what_it_says(first: subprocess.CompletedProcess[str], data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from orchestration.commands import verify

    latest = json.loads((data / "exports" / "latest.json").read_text())
    assert verify.main(["--data", str(data), latest["version"]]) == 0, capsys.readouterr()


@pytest.mark.parametrize("question", sorted((places.ROOT / "warehouse" / "queries").glob("*.sql")), ids=lambda path: path.stem)
def test_worked_questions_can_be_asked(second: subprocess.CompletedProcess[str], data: Path, question: Path) -> None:
    from orchestration.commands import query

    assert query.main(["--data", str(data), str(question)]) == 0


def make_alone(asset: str, data: Path, documents: Path, monkeypatch: pytest.MonkeyPatch) -> dg.ExecuteInProcessResult:
    """Make one asset anew, as its button in Dagster's pages does."""
    monkeypatch.setenv(places.DATA_VARIABLE, str(data))
    monkeypatch.setenv(places.DOCUMENTS_VARIABLE, str(documents))
    job = build_definitions().resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(asset_selection=[dg.AssetKey(asset)], instance=instance, raise_on_error=False)


@pytest.mark.parametrize(
    "asset", ["release", "fact_event", "warehouse", "claims", "mart_timeline", "dim_document", "dim_country", "evidence"]
)
def test_any_asset_can_be_made_alone(
    second: subprocess.CompletedProcess[str], asset: str, data: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = make_alone(asset, data, documents, monkeypatch)
    assert result.success
    assert [event.asset_key for event in result.get_asset_materialization_events()] == [dg.AssetKey(asset)]


def test_warehouse_is_not_made_of_frames_that_were_not_checked(
    documents: Path, data: Path, second: subprocess.CompletedProcess[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(data / "staging", tmp_path / "staging")
    staging.store(DataFolder(tmp_path), "evidence", staging.load(DataFolder(tmp_path), "evidence").iloc[:0])
    assert not make_alone("warehouse", tmp_path, documents, monkeypatch).success
    assert not (tmp_path / "warehouse.duckdb").exists()


@pytest.mark.full
def test_failing_step_publishes_nothing(documents: Path, fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fresh / "warehouse.duckdb" / "in the way").mkdir(parents=True)
    assert refresh.main(["--documents", str(documents), "--data", str(fresh)]) == 1
    told = capsys.readouterr()
    assert told.err.startswith("refresh failed at warehouse: ")
    assert len(told.err.splitlines()) == 1
    assert not (fresh / "exports" / "latest.json").exists()
    assert "Stack Trace" in next((fresh / "logs").glob("*.log")).read_text()


def test_failing_check_publishes_nothing_and_keeps_the_last_release(
    documents: Path, fresh: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = checks.run_checks

    def one_fails(frames: dict[str, pd.DataFrame], **options: Any) -> pd.DataFrame:
        results = real(frames, **options)
        failing = results.index[results["table_name"] == "claims"][:1]
        return results.assign(passed=results["passed"].where(~results.index.isin(failing), False), severity="blocking")

    monkeypatch.setattr(checks, "run_checks", one_fails)
    assert refresh.main(["--documents", str(documents), "--data", str(fresh)]) == 1
    told = capsys.readouterr()
    assert told.err.startswith("refresh failed at check_claims: claims")
    assert len(told.err.splitlines()) == 1
    assert "  facts " not in told.out
    assert not (fresh / "warehouse.duckdb").exists()
    assert not (fresh / "exports").exists()
