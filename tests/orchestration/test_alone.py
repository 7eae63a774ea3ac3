"""Every asset can be made again alone, from Dagster's pages or its command, in any order: people never see half a state."""

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration import places
from orchestration.definitions import build_definitions
from orchestration.places import DataFolder
from orchestration.steps import checks
from tests.orchestration.test_increments import quick_checks, tables
from warehouse.verify import verify

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]

ONE = {
    "one.txt": "Relations of Peru and Chile\n\nPeru opened an embassy in Chile in 1994. Chile has an embassy in Peru.\n",
    "two.txt": "Relations of Kenya and Ghana\n\nKenya and Ghana established diplomatic relations on 4 May 1965.\n",
}
OTHER = {
    "one.txt": "Relations of Peru and Chile\n\nPeru opened an embassy in Chile in 1995. Chile has no embassy in Peru.\n",
    "three.txt": "Relations of Kenya and Ghana\n\nIn March 2001 the President of Kenya visited Ghana.\n",
}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with documents and data, which this process's definitions are bound to."""
    monkeypatch.setattr(checks, "run_checks", quick_checks)
    monkeypatch.setenv(places.DATA_VARIABLE, str(tmp_path / "data"))
    monkeypatch.setenv(places.DOCUMENTS_VARIABLE, str(tmp_path / "documents"))
    write(tmp_path, ONE)
    return tmp_path


def write(world: Path, texts: dict[str, str]) -> None:
    folder = world / "documents"
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def refresh() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert build_definitions().resolve_job_def("refresh").execute_in_process(instance=instance).success


def asset_names() -> list[str]:
    graph = build_definitions().resolve_asset_graph()
    return sorted(key.path[-1] for key in graph.materializable_asset_keys)


def make_alone(name: str) -> bool:
    """Make one asset with its checks, as its button in Dagster's pages does."""
    job = build_definitions().resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(asset_selection=[dg.AssetKey(name)], instance=instance, raise_on_error=False).success


def check_alone(stage: str) -> None:
    """Check one stage's frames anew, as the button for checks does."""
    checks.check_stage(DataFolder(places.chosen_data()), stage)


def state(world: Path) -> dict[str, list[tuple[Any, ...]]]:
    return tables(DataFolder(world / "data"))


def test_every_asset_made_alone_succeeds_and_changes_nothing(world: Path) -> None:
    refresh()
    before, versions = state(world), sorted((world / "data" / "exports").iterdir())
    for name in asset_names():
        assert make_alone(name), name
        assert state(world) == before, name
    assert sorted((world / "data" / "exports").iterdir()) == versions


def test_assets_made_alone_in_any_order_never_show_half_a_state(world: Path) -> None:
    refresh()
    old = state(world)
    write(world, OTHER)
    chance = random.Random(5)
    steps = [(make_alone, name) for name in asset_names() if name not in ("fact_trade", "fact_trade_product")]
    steps += [(check_alone, stage) for stage in checks.STAGES] * 2
    seen = []
    for act, name in chance.sample(steps, len(steps)):
        act(name)
        seen.append(state(world))
    refresh()
    new = state(world)
    assert new != old
    assert all(each in (old, new) for each in seen)
    releases = [path for path in (world / "data" / "exports").iterdir() if path.is_dir()]
    assert len(releases) == 2


def test_facts_behind_their_documents_are_not_built_from_though_they_passed(world: Path) -> None:
    refresh()
    old = state(world)
    write(world, OTHER)
    for act, name in (
        (make_alone, "dim_document"), (make_alone, "fact_event"), *((check_alone, stage) for stage in checks.STAGES),
    ):  # fmt: skip
        act(name)
    assert not make_alone("warehouse")
    assert state(world) == old
    assert make_alone("claims")
    assert not make_alone("warehouse")
    assert make_alone("fact_event")
    for stage in checks.STAGES:
        check_alone(stage)
    assert make_alone("warehouse")
    assert make_alone("release")
    refresh()
    assert state(world) != old


@pytest.mark.full
def test_dagsters_own_command_makes_one_asset(world: Path) -> None:
    refresh()
    environment = {**os.environ, "DAGSTER_HOME": str(world / "data" / "dagster")}
    dagster = [sys.executable, "-W", "ignore", "-m", "dagster", "asset", "materialize", "-m", "orchestration.definitions"]
    for name in ("claims", "mart_timeline", "release"):
        made = subprocess.run([*dagster, "--select", name], env=environment, cwd=places.ROOT, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr
    newest = max(path for path in (world / "data" / "exports").iterdir() if path.is_dir())
    assert verify(newest).problems == ()
