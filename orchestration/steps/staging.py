"""The frames between the assets: Parquet files, each written whole and then renamed, and the seal of those that were checked.

Belongs here: storing, loading and sealing frames. Does not belong here: what is in them.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.machine.temporary import replacing
from orchestration.places import DataFolder
from warehouse.export import sha256

RESULTS = "quality_result"
# A group is in memory at once, with whoever reads a frame group by group.
ROWS_A_GROUP = 10_000


class NotCheckedError(Exception):
    """A frame was made anew since the frames were last checked, or the check failed."""


def frame_path(places: DataFolder, name: str) -> Path:
    """Return where the frame of this name is stored."""
    return places.staging / f"{name}.parquet"


def store(places: DataFolder, name: str, frame: pd.DataFrame) -> Path:
    """Store the frame in place of the one of that name, and return its path."""
    path = frame_path(places, name)
    with replacing(path) as temporary:
        frame.to_parquet(temporary, index=False, row_group_size=ROWS_A_GROUP)
    return path


def told(places: DataFolder, name: str) -> dict[str, int]:
    """Return what Dagster shows of a stored frame: its rows and its size."""
    path = frame_path(places, name)
    return {"dagster/row_count": int(pq.read_metadata(path).num_rows), "bytes": path.stat().st_size}


def store_told(places: DataFolder, name: str, frame: pd.DataFrame) -> dict[str, int]:
    """Store the frame and return what Dagster shows of it."""
    store(places, name, frame)
    return told(places, name)


def sums(places: DataFolder, names: Iterable[str]) -> dict[str, str]:
    """Return a checksum of each stored frame; none where there is none."""
    paths = {name: frame_path(places, name) for name in sorted(names)}
    return {name: sha256(path) if path.is_file() else "" for name, path in paths.items()}


def load(places: DataFolder, name: str) -> pd.DataFrame:
    """Load the frame of this name."""
    return pd.read_parquet(frame_path(places, name))


def rows(places: DataFolder, name: str) -> list[dict[str, Any]] | None:
    """Return the rows of the frame of this name, without pandas' own kinds of nothing; None where there is no such frame."""
    path = frame_path(places, name)
    return list(pq.read_table(path).to_pylist()) if path.exists() else None


def earlier(places: DataFolder, name: str) -> Path | None:
    """The file of a frame that an earlier run stored; None where there is none, or none that can be read to its end."""
    path = frame_path(places, name)
    try:
        for _ in pq.ParquetFile(path).iter_batches(ROWS_A_GROUP):
            pass
    except FileNotFoundError:
        return None
    except (pa.ArrowException, OSError) as error:
        dg.get_dagster_logger().warning(f"{path.name} of an earlier run cannot be read and is made anew: {error}")
        return None
    return path


def load_earlier(places: DataFolder, name: str) -> pd.DataFrame | None:
    """Load what an earlier run stored; None where there is nothing, or nothing that can be opened any more."""
    path = frame_path(places, name)
    if not path.exists():
        return None
    try:
        return pd.read_parquet(path)
    except (pa.ArrowException, OSError) as error:
        dg.get_dagster_logger().warning(f"{path.name} of an earlier run cannot be read and is made anew: {error}")
        return None


def sealed_results(places: DataFolder, stage: str, names: Iterable[str], proof: Mapping[str, str]) -> pd.DataFrame | None:
    """Return the stage's last results, if exactly these frames passed; `proof` is what else their passing rests on."""
    if _read_seal(places, stage) != _describe(places, stage, names, proof):
        return None
    return load_earlier(places, results_name(stage))


def checked_results(places: DataFolder, stage: str, names: Iterable[str], proof: Mapping[str, str]) -> pd.DataFrame:
    """Return the stage's results, or raise NotCheckedError: nothing unchecked goes into the warehouse."""
    results = sealed_results(places, stage, names, proof)
    if results is None:
        raise NotCheckedError(f"the {stage} or the lists were changed since the {stage} passed their checks: check them again")
    return results


def seal(places: DataFolder, stage: str, names: Iterable[str], proof: Mapping[str, str], results: pd.DataFrame, passed: bool) -> None:
    """Keep the stage's results and, where its frames passed, the proof of which frames did, and these themselves."""
    _seal_path(places, stage).unlink(missing_ok=True)
    store(places, results_name(stage), results)
    if passed:
        for name in names:
            _keep(frame_path(places, name), _kept_path(places, stage, name))
        with replacing(_seal_path(places, stage)) as temporary:
            temporary.write_text(json.dumps(_describe(places, stage, names, proof), indent=1), encoding="utf-8")


def passed_frames(places: DataFolder, stage: str, names: Iterable[str], proof: Mapping[str, str]) -> dict[str, Path]:
    """Return the files of the stage's frames as they passed the last time, if their passing rests on the same.

    Without those that are lost or damaged: of these nobody knows which rows passed.
    """
    sealed = _read_seal(places, stage) or {}
    if any(sealed.get(what) != found for what, found in proof.items()):
        return {}
    kept = {name: _kept_path(places, stage, name) for name in names}
    return {name: path for name, path in kept.items() if path.is_file() and sha256(path) == sealed.get(name)}


def _keep(frame: Path, kept: Path) -> None:
    """Keep a frame as it is now, at no cost until another takes its place: frames are replaced and never written into."""
    with replacing(kept) as temporary:
        try:
            temporary.hardlink_to(frame)
        except OSError:
            # Not every file system has a second name for a file.
            shutil.copyfile(frame, temporary)


def results_name(stage: str) -> str:
    """Return the name under which a stage's results are stored."""
    return f"{RESULTS}_{stage}"


def _seal_path(places: DataFolder, stage: str) -> Path:
    return places.staging / f"checked_{stage}.json"


def _kept_path(places: DataFolder, stage: str, name: str) -> Path:
    return places.staging / "passed" / stage / f"{name}.parquet"


def _read_seal(places: DataFolder, stage: str) -> dict[str, str] | None:
    try:
        return dict(json.loads(_seal_path(places, stage).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _describe(places: DataFolder, stage: str, names: Iterable[str], proof: Mapping[str, str]) -> dict[str, str]:
    """What passed, and the results themselves: a bit of them that turned would else go into the warehouse for ever."""
    return {**sums(places, [*names, results_name(stage)]), **proof}
