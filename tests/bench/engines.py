"""The same work by one process, by all cores, and by a Dask cluster on this machine: `python tests/bench/engines.py [documents claims]`.

Made documents are read and made claims resolved (3,000 and 300,000 unless told otherwise), each way in processes of its own. For
each: seconds by the clock and of processor time of the work, of getting started, the most memory of all processes together, and
what the engine costs: its processor time over that of one process. All ways must find the same, or it ends with 1.
"""

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import corpus
import made_claims
import pandas as pd
from cluster import ROOT, dask_cluster
from watched import Watched, watch

from transforms.facts import resolve
from transforms.reading.cache import extract_cached

DOCUMENTS, CLAIMS = 3_000, 300_000
CORES = os.cpu_count() or 1
ENGINES = ("one process", "local", "dask")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """Measure each work on each engine, tell, and hold what was found against each other."""
    counts = [int(argument) for argument in arguments] or [DOCUMENTS, CLAIMS]
    say(f"{CORES} cores; load of the machine at the start: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="dyadic-bench-") as name:
        folder = Path(name)
        _make_documents(counts[0], folder)
        (folder / "resolve").mkdir()
        made_claims.main([str(counts[1]), str(folder / "resolve")])
        works = zip(WORKS, ("documents", "claims"), counts, strict=True)
        same = [_compared(work, count, unit, folder / work) for work, unit, count in works]
    return 0 if all(same) else 1


def _make_documents(count: int, folder: Path) -> None:
    made = list(corpus.documents(count))
    frame = pd.DataFrame({"document_id": [each.name for each in made], "language": [each.language for each in made]})
    frame = frame.assign(text=[each.text for each in made], title=None, published_edtf=None, status="loaded", is_current=True)
    (folder / "extract").mkdir()
    frame.to_parquet(folder / "extract" / "documents.parquet", index=False)


def _compared(work: str, count: int, unit: str, folder: Path) -> bool:
    """Whether all engines find the same in this folder's frames."""
    say(f"{work} of {count:,} {unit}")
    found, alone = set(), 0.0
    for engine in ENGINES:
        environment = {"ENGINE": "dask" if engine == "dask" else "local"}
        seen = watch([sys.executable, __file__, "--do", work, engine, str(folder)], ROOT, environment)
        alone = alone or _part(seen, "work")[1]
        _tell(engine, seen, alone, count, unit)
        found.add((folder / "found").read_text("utf-8"))
    if len(found) > 1:
        say(f"DIFFERENT: {work} does not find the same on all engines")
    return len(found) == 1


def _tell(engine: str, seen: Watched, alone: float, count: int, unit: str) -> None:
    (start, to_start), (clock, processor) = _part(seen, "ready"), _part(seen, "work")
    say(
        f"  {engine:<12} {clock:7.1f} s by the clock ({count / clock:,.0f} {unit}/s), {processor:7.1f} s of processor time "
        f"({processor / alone - 1:+.0%}), {seen.memory:,.0f} MB; ready after {start:.1f} s ({to_start:.1f} s of processor time)"
    )


def _part(seen: Watched, name: str) -> tuple[float, float]:
    """Seconds by the clock and of processor time of one of the parts that `_do` tells of."""
    (stage,) = [stage for stage in seen.stages if stage.name == name]
    return stage.seconds, stage.processor


# --- in a process of its own


def _do(work: str, engine: str, folder: Path) -> None:
    """Do the work, telling when it was ready to begin and when it was done, and note what was found."""
    began = time.monotonic()
    if engine == "one process":
        os.cpu_count = lambda: 1
    with dask_cluster(folder, CORES) if engine == "dask" else nullcontext() as address:
        os.environ["DASK_ADDRESS"] = address or ""
        frames = [pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))]
        _done("ready", began)
        began = time.monotonic()
        found = WORKS[work](frames)
        _done("work", began)
    marks = [f"{name} {pd.util.hash_pandas_object(frame.astype('str')).to_numpy().tobytes().hex()}" for name, frame in found.items()]
    (folder / "found").write_text(hashlib.sha256("\n".join(marks).encode()).hexdigest(), "utf-8")


def _done(part: str, began: float) -> None:
    """Tell of a part as a refresh does of a step."""
    say(f"  {part} {time.monotonic() - began:.1f} s")


def _extract(frames: Sequence[pd.DataFrame]) -> dict[str, pd.DataFrame]:
    with tempfile.TemporaryDirectory() as kept:
        return {"claims": extract_cached(frames[0], Path(kept))}


def _resolve(frames: Sequence[pd.DataFrame]) -> dict[str, pd.DataFrame]:
    claims, documents = frames
    return resolve(claims, documents, ())


WORKS: dict[str, Callable[[Sequence[pd.DataFrame]], dict[str, pd.DataFrame]]] = {"extract": _extract, "resolve": _resolve}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--do"]:
        _do(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        sys.exit(main(sys.argv[1:]))
