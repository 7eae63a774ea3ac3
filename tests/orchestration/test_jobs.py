"""The schedule and the sensor ask for runs when they should, and the job holds the whole pipeline."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from orchestration import places
from orchestration.definitions import build_definitions
from orchestration.service import jobs
from orchestration.service.watch import list_folders

AN_HOUR = 3600


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return build_definitions()


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    write(folder / "one.txt", "text")
    monkeypatch.setenv(places.DOCUMENTS_VARIABLE, str(folder))
    monkeypatch.setattr(jobs, "SEEDS", tmp_path / "seeds")
    return folder


def write(path: Path, text: str, age: float = AN_HOUR) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - age, time.time() - age))


def tick(cursor: str | None = None) -> dg.SensorResult | dg.SkipReason:
    answer = jobs.seeds_changed(dg.build_sensor_context(cursor=cursor))
    assert isinstance(answer, dg.SensorResult | dg.SkipReason)
    return answer


def test_schedule_asks_for_a_run_every_day(definitions: dg.Definitions) -> None:
    schedule = definitions.resolve_schedule_def("daily_refresh")
    assert schedule.cron_schedule == "0 4 * * *"
    assert schedule.job_name == "refresh"
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2026, 3, 1, 4, tzinfo=UTC))
    evaluated = schedule.evaluate_tick(context)
    assert len(evaluated.run_requests or []) == 1


def test_first_tick_asks_for_a_run(documents: Path) -> None:
    answer = tick()
    assert isinstance(answer, dg.SensorResult)
    assert len(answer.run_requests or []) == 1


@pytest.mark.parametrize("change", ["added", "changed", "removed", "below"])
def test_every_change_asks_for_one_run(documents: Path, change: str) -> None:
    write(documents / "two.txt", "text")
    cursor = list_folders([documents]).fingerprint
    assert isinstance(tick(cursor), dg.SkipReason)
    match change:
        case "added":
            write(documents / "three.txt", "text")
        case "changed":
            write(documents / "one.txt", "other")
        case "removed":
            (documents / "one.txt").unlink()
        case "below":
            (documents / "folder").mkdir()
            write(documents / "folder" / "one.txt", "text")
    answer = tick(cursor)
    assert isinstance(answer, dg.SensorResult)
    assert isinstance(tick(answer.cursor), dg.SkipReason)


@pytest.mark.parametrize("target", ["..", "nowhere", "odd"])
def test_link_to_a_folder_to_nowhere_or_to_itself_is_a_change(documents: Path, target: str) -> None:
    before = list_folders([documents])
    (documents / "odd").symlink_to(target)
    after = list_folders([documents])
    assert (before.files + 1, before.fingerprint == after.fingerprint) == (after.files, False)


def test_file_in_a_folder_of_any_name_is_a_change(documents: Path) -> None:
    cursor = list_folders([documents]).fingerprint
    (documents / "__folder").mkdir()
    write(documents / "__folder" / "one.txt", "text")
    assert isinstance(tick(cursor), dg.SensorResult)


def test_file_that_is_being_written_is_waited_for(documents: Path) -> None:
    write(documents / "two.txt", "half", age=0)
    assert isinstance(tick(), dg.SkipReason)


def test_file_from_the_future_is_not_waited_for(documents: Path) -> None:
    write(documents / "two.txt", "text", age=-AN_HOUR)
    assert isinstance(tick(), dg.SensorResult)


def test_seeds_are_watched_too(documents: Path, tmp_path: Path) -> None:
    cursor = list_folders([documents]).fingerprint
    (tmp_path / "seeds" / "languages").mkdir(parents=True)
    write(tmp_path / "seeds" / "languages" / "words.toml", "x = 1")
    assert isinstance(tick(cursor), dg.SensorResult)


def test_hidden_files_are_no_change(documents: Path) -> None:
    cursor = list_folders([documents]).fingerprint
    write(documents / ".hidden", "text")
    assert isinstance(tick(cursor), dg.SkipReason)


def test_every_asset_says_what_it_is(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description, key
        assert node.group_name != "default", key
        assert node.kinds, key
        assert node.owners, key


def test_every_table_shows_its_columns(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    tables = [key for key in graph.materializable_asset_keys if key.path[-1] not in ("fetched_pages", "warehouse", "release", "site")]
    without = [key for key in tables if "dagster/column_schema" not in graph.get(key).metadata]
    assert without == []


def test_every_frame_is_checked_before_the_warehouse(definitions: dg.Definitions) -> None:
    from orchestration.steps.described import frames

    graph = definitions.resolve_asset_graph()
    blocking = {key.asset_key.path[-1] for key in graph.asset_check_keys if graph.get(key).blocking}
    assert blocking == {*frames(), "reference_lists"}


def test_job_reaches_from_documents_to_the_pages(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("refresh")
    assert job.executor_def.name == "in_process"
    names = [node.name for node in job.nodes]
    for step in ("check_lists", "dim_document", "claims", "facts", "check_facts", "warehouse", "release", "site"):
        assert step in names


def test_every_asset_says_when_it_is_stale_and_where_its_pages_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.PAGES_VARIABLE, "https://example.org/dyadic/")
    graph = build_definitions().resolve_asset_graph()
    nodes = {key.path[-1]: graph.get(key) for key in graph.materializable_asset_keys}
    assert [name for name, node in nodes.items() if node.freshness_policy is None] == []
    assert nodes["fact_event"].metadata["pages"].value == "https://example.org/dyadic/tables/events.html"
    assert nodes["release"].metadata["pages"].value == "https://example.org/dyadic/downloads.html"
    assert nodes["claims"].metadata["columns explained"].value == "https://example.org/dyadic/codebook.html#claims"


def test_columns_are_traced_down_to_the_claim(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    told = graph.get(dg.AssetKey("mart_timeline")).metadata["columns are made of"].value
    (quote,) = [line for line in told.splitlines() if line.startswith("| quote |")]
    assert quote.endswith("[claims.quote](/assets/claims) |")
