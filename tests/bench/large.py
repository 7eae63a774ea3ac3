"""Whole refreshes over many made documents: `python tests/bench/large.py [documents ...] [--output folder]`.

For each number (1,000, 10,000 and 100,000 unless told otherwise), each in a data folder of its own, the real command: all new,
then with ten documents changed, then with none.  Documents a second by the clock, processor time, the most memory of all processes
together, the share of the known facts that the release tells, and the share of what it tells that is known.  Below the output
folder (data/bench unless told otherwise): a picture of where time and memory go for each refresh, and all figures as JSON.
What ten such machines would take is worked out from the shares of the largest.  Ends with 1 below a floor of floors.toml.
"""

import argparse
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import corpus
import picture
from truth import Truth, held_against, write_known
from watched import Stage, Watched, watch

ROOT = Path(__file__).resolve().parents[2]
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))["large"]
COUNTS = [1_000, 10_000, 100_000]
CHANGED = 10
FILES_A_FOLDER = 1_000
MACHINES = 10
# What maps over documents or pairs of states, and so over machines, and how much of it at most: of resolving a fifth is the cutting
# of all claims into batches and the putting together, in one place.
MAPPED = {"claims": 1.0, "facts": 0.8}
REFRESHES = ("all new", "ten changed", "none changed")
MORE = {"en": "Peru has an embassy in Kenya.", "bn": "কেনিয়ায় পেরুর একটি দূতাবাস রয়েছে।", "ar": "لدى بيرو سفارة في كينيا."}


@dataclass(frozen=True)
class Measured:
    """What so many documents took, by refresh, and how true the first of them was."""

    documents: int
    bytes: int
    refreshes: dict[str, Watched]
    truth: Truth


def say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """Measure, tell, draw, compare with the floors."""
    parser = argparse.ArgumentParser(prog="large")
    parser.add_argument("documents", nargs="*", type=int, default=COUNTS)
    parser.add_argument("--output", type=Path, default=ROOT / "data" / "bench")
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    say(f"on {os.cpu_count()} cores; load of the machine at the start: {os.getloadavg()[0]:.1f}")
    measured = [_measured(count, options.output) for count in options.documents]
    _tell_cluster(measured[-1])
    figures = [_figures(each) for each in measured]
    (options.output / "large.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    say(f"figures and pictures: {options.output}")
    return _compared(measured[-1])


def _measured(count: int, output: Path) -> Measured:
    with tempfile.TemporaryDirectory(prefix="dyadic-bench-") as name:
        folder = Path(name)
        size = _written(write_known(corpus.documents(count), folder / "known.parquet"), folder / "documents")
        say(f"\n{count:,} documents of {size / count / 1000:.1f} kB on average")
        refreshes = {}
        truth = None
        for what in REFRESHES:
            if what == "ten changed":
                _change(folder / "documents")
            refreshes[what] = _refreshed(f"{count:,} documents, {what}", folder)
            (output / f"{count}-{what.replace(' ', '-')}.svg").write_text(picture.drawn(f"{count:,} documents, {what}", refreshes[what]))
            truth = truth or held_against(folder / "known.parquet", _newest(folder / "data" / "exports"))
            _tell(what, count, refreshes[what])
        say(f"  of {truth.known:,} known facts {truth.recall:.2%} are told; of {truth.found:,} told {truth.precision:.2%} are known")
    return Measured(count, size, refreshes, truth)


def _written(documents: Iterable[corpus.Made], folder: Path) -> int:
    """The documents as files, a thousand in a folder; returns their bytes."""
    size = 0
    for number, document in enumerate(documents):
        path = folder / f"{number // FILES_A_FOLDER:04}" / document.name
        if number % FILES_A_FOLDER == 0:
            path.parent.mkdir(parents=True)
        size += path.write_bytes(document.text.encode("utf-8"))
    return size


def _change(folder: Path) -> None:
    files = sorted(folder.rglob("*.txt"))
    for file in files[:: max(len(files) // CHANGED, 1)][:CHANGED]:
        with file.open("a", encoding="utf-8") as text:
            text.write(f"\n{MORE[file.name[:2]]}\n")


def _refreshed(what: str, folder: Path) -> Watched:
    say(f"  {what} ...")
    command = [
        sys.executable,
        "-m",
        "orchestration.commands.refresh",
        "--documents",
        str(folder / "documents"),
        "--data",
        str(folder / "data"),
    ]
    return watch(command, ROOT, {"GX_ANALYTICS_ENABLED": "false", "PYTHONUTF8": "1"})


def _newest(exports: Path) -> Path:
    return exports / str(json.loads((exports / "latest.json").read_text("utf-8"))["path"])


def _tell(what: str, count: int, took: Watched) -> None:
    rate = f" ({count / took.seconds:.0f} documents/s)" if what == "all new" else ""
    say(f"  {what}: {took.seconds:.1f} s{rate}, {took.processor:.1f} s of processor time, {took.memory:,.0f} MB at most")
    for stage in took.stages:
        if stage.seconds >= 0.02 * took.seconds:
            share = stage.seconds / took.seconds
            say(f"    {stage.name:<22} {stage.seconds:7.1f} s {share:5.0%} {stage.processor:7.1f} s of processor {stage.memory:7,.0f} MB")


def _tell_cluster(measured: Measured) -> None:
    """By Amdahl, in processor time, on which other work on the machine has no bearing: what the first process does itself stays,
    what it gives to others is divided by the cores; of documents and pairs by those of all machines, of pages by those of one.
    """
    stages, cores = measured.refreshes["all new"].stages, os.cpu_count() or 1
    own = sum(stage.own for stage in stages)
    far = sum(map(_mapped, stages)) / cores
    near = sum(stage.spread for stage in stages) / cores - far
    whole = own + near + far
    say(f"\nof {measured.documents:,} documents, nothing else at work: {whole:.0f} s on one machine of {cores} cores, by processor time")
    most = f"{own + near:.0f} s ({(own + near) / whole:.0%})"
    say(f"  on {MACHINES} such machines {own + near + far / MACHINES:.0f} s; on however many {most}, of them")
    for stage in sorted(stages, key=_staying, reverse=True)[:5]:
        say(f"    {stage.name:<22} {_staying(stage):7.1f} s")


def _mapped(stage: Stage) -> float:
    """Processor time that other machines can take over."""
    return min(stage.spread, MAPPED.get(stage.name, 0.0) * stage.processor)


def _staying(stage: Stage) -> float:
    """What of a stage more machines cannot shorten."""
    return stage.own + (stage.spread - _mapped(stage)) / (os.cpu_count() or 1)


def _figures(measured: Measured) -> dict[str, object]:
    return {
        "documents": measured.documents,
        "bytes": measured.bytes,
        "truth": asdict(measured.truth),
        "refreshes": {what: {**asdict(took), "samples": []} for what, took in measured.refreshes.items()},
    }


def _compared(measured: Measured) -> int:
    found = {
        "recall": -measured.truth.recall,
        "precision": -measured.truth.precision,
        "milliseconds_a_document": measured.refreshes["all new"].processor / measured.documents * 1000,
        "peak_memory_mb": measured.refreshes["all new"].memory,
    }
    missed = [name for name, value in found.items() if value > (FLOORS[name] if value >= 0 else -FLOORS[name])]
    for name in missed:
        say(f"BELOW THE FLOOR: {name} is {abs(found[name]):.2f}, wanted {FLOORS[name]:.2f}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
