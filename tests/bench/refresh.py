"""How long a refresh takes when everything is new, nothing changed, or one document did: `python tests/bench/refresh.py [documents]`.

The real command over the shipped documents and over made ones, against a Dagster job of as many steps and assets that do
nothing. Seconds of the clock and of the processor (other work on the machine counts in the first only), and from the run's log how
many documents were read and how many pairs of countries resolved. Ends with 1 below a floor of floors.toml.
"""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import corpus

ROOT = Path(__file__).resolve().parents[2]
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))["refresh"]
MORE = {"en": "Peru has an embassy in Kenya.", "bn": "কেনিয়ায় পেরুর একটি দূতাবাস রয়েছে।", "ar": "لدى بيرو سفارة في كينيا."}

EMPTY = """
import json, sys
import dagster as dg

def step(name, count, before):
    @dg.multi_asset(name=name, specs=[dg.AssetSpec(f"{name}_{n}", deps=before) for n in range(count)])
    def made():
        yield from (dg.MaterializeResult(f"{name}_{n}") for n in range(count))
    return made

steps, before = [], []
for number, count in enumerate(json.loads(sys.argv[1])):
    steps.append(step(f"step{number}", count, before))
    before = [f"step{number}_{n}" for n in range(count)]
job = dg.define_asset_job("empty", selection="*")
definitions = dg.Definitions(assets=steps, jobs=[job], executor=dg.in_process_executor)
with dg.DagsterInstance.get() as instance:
    assert definitions.resolve_job_def("empty").execute_in_process(instance=instance).success
"""


@dataclass(frozen=True)
class Took:
    """What one command took, and what its run says it read and resolved."""

    wall: float
    processor: float
    read: int = 0
    resolved: int = 0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def timed(command: Sequence[str], **environment: str) -> Took:
    """Run a command to its end; raises where it fails."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    result = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if result.returncode:
        raise SystemExit(f"refresh: {result.stderr.strip()}")
    return Took(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def refreshed(documents: Path, data: Path) -> Took:
    """One refresh."""
    took = timed([sys.executable, "-m", "orchestration.commands.refresh", "--documents", str(documents), "--data", str(data)])
    log = max((data / "logs").glob("*.log"), key=lambda path: path.stat().st_mtime).read_text("utf-8")
    read, resolved = (re.findall(pattern, log) for pattern in (r"read (\d+) of \d+ documents", r"resolved (\d+) pairs"))
    return Took(took.wall, took.processor, int((read or [0])[-1]), int((resolved or [0])[-1]))


def empty(data: Path) -> Took:
    """A job of as many steps, with as many assets in each, that do nothing."""
    from orchestration.definitions import build_definitions

    counts = [len(made.keys) for made in build_definitions().assets or () if hasattr(made, "op")]
    home = data / "empty"
    home.mkdir()
    shutil.copyfile(ROOT / "dagster.yaml", home / "dagster.yaml")
    took = timed([sys.executable, "-c", EMPTY, json.dumps(counts)], DAGSTER_HOME=str(home))
    tell(f"empty job of {len(counts)} steps, {sum(counts)} assets", took)
    return took


def tell(what: str, took: Took) -> None:
    work = f"   {took.read} documents read, {took.resolved} pairs resolved" if took.read or took.resolved else ""
    say(f"{what:<42} {took.wall:7.1f} s   {took.processor:7.1f} s of processor time{work}")


def measured(name: str, documents: Path, data: Path) -> dict[str, Took]:
    """All new, nothing changed, one changed."""
    count = sum(1 for path in documents.rglob("*") if path.is_file())
    found = {}
    for what in ("all new", "nothing changed", "one changed"):
        if what == "one changed":
            _change(documents)
        found[what] = refreshed(documents, data)
        tell(f"{name}, {count} documents: {what}", found[what])
    return found


def _change(documents: Path) -> None:
    chosen = sorted(documents.rglob("*.txt")) or sorted(documents.rglob("*.en.md"))
    spoken = next((language for language in MORE if chosen[0].name.startswith(language)), "en")
    with chosen[0].open("a", encoding="utf-8") as file:
        file.write(f"\n{MORE[spoken]}\n")


def made(count: int, folder: Path) -> Path:
    """The made documents in a folder, a thousand in each of its own."""
    for number, document in enumerate(corpus.documents(count)):
        path = folder / f"{number // 1000:03}" / document.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document.text, encoding="utf-8")
    return folder


def main(arguments: list[str]) -> int:
    """Measure, print, compare with the floors."""
    count = int(arguments[0]) if arguments else 10_000
    with tempfile.TemporaryDirectory(prefix="dyadic-bench-") as folder:
        place = Path(folder)
        nothing = empty(place)
        shipped = measured("shipped", Path(shutil.copytree(ROOT / "seeds" / "documents", place / "shipped")), place / "data-shipped")
        many = measured("made", made(count, place / "made"), place / "data-made")
    found = {
        "shipped_nothing_changed_over_empty": shipped["nothing changed"].processor / nothing.processor,
        "nothing_changed_share_of_all_new": many["nothing changed"].processor / many["all new"].processor,
        "one_changed_share_of_all_new": many["one changed"].processor / many["all new"].processor,
        "documents_read_of_one_changed": many["one changed"].read,
        "documents_read_of_none_changed": many["nothing changed"].read,
    }
    missed = [name for name, most in FLOORS.items() if found[name] > most]
    for name in missed:
        say(f"BELOW THE FLOOR: {name} is {found[name]:.2f}, wanted at most {FLOORS[name]:.2f}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
