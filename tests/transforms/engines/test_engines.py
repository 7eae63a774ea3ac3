"""Engines: every frame has its own result, few frames are on the way, and a row that kills its worker takes no other with it."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from transforms.engines import EngineError, local, map_frames

ROOT = Path(__file__).resolve().parents[3]
POISON = 13


def doubled(frame: pd.DataFrame) -> pd.DataFrame:
    """Twice the number; a process dies at `POISON` as it would of a bug in a library written in C."""
    if POISON in set(frame["number"]):
        os._exit(139)
    return frame.assign(number=frame["number"] * 2)


def failing(frame: pd.DataFrame) -> pd.DataFrame:
    raise ValueError(f"no {frame['number'].iloc[0]}")


def in_place(frame: pd.DataFrame, reason: str) -> pd.DataFrame:
    return frame.assign(number=-1, reason=reason)


def frames(*numbers: int, rows: int = 3) -> Iterator[pd.DataFrame]:
    for number in numbers:
        yield pd.DataFrame({"number": range(number, number + rows)})


def told(results: Iterator[tuple[pd.DataFrame, pd.DataFrame]]) -> dict[int, list[int]]:
    """The numbers that each frame became, by its first number."""
    return {frame["number"].iloc[0]: result["number"].tolist() for frame, result in results}


def twice(*starts: int) -> dict[int, list[int]]:
    return {start: [2 * number for number in range(start, start + 3)] for start in starts}


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENGINE", raising=False)
    monkeypatch.delenv("DASK_ADDRESS", raising=False)


@pytest.mark.parametrize("count", [0, 1, local.LEAST_FOR_POOL - 1, local.LEAST_FOR_POOL + 3])
def test_every_frame_comes_with_its_own_result(count: int) -> None:
    starts = [100 * number for number in range(1, count + 1)]
    assert told(map_frames(doubled, frames(*starts), in_place)) == twice(*starts)


def waiting_for_another(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame whose first number is 0 is done when the one that begins with 900 is."""
    mark = Path(frame["mark"].iloc[0])
    if frame["number"].iloc[0] == 900:
        mark.touch()
    while frame["number"].iloc[0] == 0 and not mark.exists():
        time.sleep(0.01)
    return frame


@pytest.mark.skipif(os.cpu_count() == 1, reason="one core does one frame after the other")
def test_a_slow_frame_holds_up_no_other(tmp_path: Path) -> None:
    coming = (frame.assign(mark=str(tmp_path / "mark")) for frame in frames(*range(0, 1000, 50)))
    assert [*told(map_frames(waiting_for_another, coming, in_place))].index(0) >= 900 // 50 - local.WAITING * (os.cpu_count() or 1)


def test_frames_are_asked_for_as_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def noted() -> Iterator[pd.DataFrame]:
        for number in range(100, 200):
            asked.append(number)
            yield pd.DataFrame({"number": [number]})

    results = map_frames(doubled, noted(), in_place)
    next(results)
    assert len(asked) <= local.LEAST_FOR_POOL + local.WAITING * (os.cpu_count() or 1)
    results.close()  # type: ignore[attr-defined]


@pytest.mark.full
def test_a_row_that_kills_its_process_is_set_aside_alone() -> None:
    starts = [100, 200, 300, 12, 400, 500, 600, 700]
    results = {frame["number"].iloc[0]: result for frame, result in map_frames(doubled, frames(*starts), in_place)}
    assert {start: result["number"].tolist() for start, result in results.items()} == twice(*starts) | {12: [24, -1, 28]}
    assert results[12]["reason"].dropna().tolist() == ["the process at work on it died"]


@pytest.mark.full
def test_rows_of_one_unit_are_set_aside_together() -> None:
    units = ["a", "b", "b", "b", "c", "d", "d"]
    poisoned = pd.DataFrame({"number": range(10, 17), "unit": units})
    coming = [poisoned, *frames(100, 200, 300, 400, 500, 600)]
    results = {frame["number"].iloc[0]: result for frame, result in map_frames(doubled, coming, in_place, unit="unit")}
    assert results[10]["number"].tolist() == [20, -1, -1, -1, 28, 30, 32]
    assert told(iter([(coming[1], results[100])])) == twice(100)


def test_what_the_function_raises_is_raised() -> None:
    with pytest.raises(ValueError, match=r"no 10[0-7]"):
        list(map_frames(failing, frames(*range(100, 108)), in_place))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ENGINE": "abacus"}, "there are local and dask"),
        ({"ENGINE": "dask"}, "needs DASK_ADDRESS"),
        ({"ENGINE": "dask", "DASK_ADDRESS": "nonsense://"}, "no Dask scheduler"),
    ],
)
def test_an_engine_that_cannot_be_had_is_told(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(EngineError, match=words):
        list(map_frames(doubled, frames(100), in_place))


@pytest.mark.full
def test_a_scheduler_without_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    from transforms.engines import cluster

    monkeypatch.setattr(cluster, "WORKER_SECONDS", 1)
    with LocalCluster(n_workers=0, processes=False, dashboard_address=None) as nobody:
        monkeypatch.setenv("ENGINE", "dask")
        monkeypatch.setenv("DASK_ADDRESS", nobody.scheduler_address)
        with pytest.raises(EngineError, match="has no worker"):
            list(map_frames(doubled, frames(100), in_place))


@pytest.mark.full
@pytest.mark.timeout(300)
def test_dask_gives_the_same_and_survives_a_poisoned_row(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    starts = [100, 200, 300, 12, 400, 500, 600, 700]
    here = told(map_frames(doubled, frames(*starts), in_place))
    monkeypatch.setenv("ENGINE", "dask")
    monkeypatch.setenv("DASK_ADDRESS", cluster)
    assert told(map_frames(doubled, frames(*starts), in_place)) == here


@pytest.mark.full
@pytest.mark.timeout(300)
def test_documents_are_read_the_same_on_a_cluster(cluster: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from transforms.documents import ingest
    from transforms.reading.cache import extract_cached

    documents = ingest([ROOT / "seeds" / "documents"])
    here = extract_cached(documents, tmp_path / "here")
    monkeypatch.setenv("ENGINE", "dask")
    monkeypatch.setenv("DASK_ADDRESS", cluster)
    there = extract_cached(documents, tmp_path / "there")
    pd.testing.assert_frame_equal(here, there)
