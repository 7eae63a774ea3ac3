"""How fast the reading is: `python tests/bench/reading.py [documents]`.

Documents and megabytes a second of processor time on one core (so that other work on the machine counts less), cold and
warm, by language, median and spread of five runs; peak memory and
growth up to 10,000 made documents, whose facts are checked too.  Ends with 1 below a floor of floors.toml.
"""

import resource
import statistics
import subprocess
import sys
import time
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import corpus
import pandas as pd

from transforms.reading.claims import in_short
from transforms.reading.extract import read_text
from transforms.reading.packs.pack import SEEDS, Pack, load_pack, packs

RUNS = 5
ROUNDS = 20
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))["reading"]


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def shipped(language: str) -> list[str]:
    """The bodies of the shipped documents of one language."""
    return [p.read_text("utf-8").split("\n---\n", 1)[1] for p in sorted((SEEDS / "documents").glob(f"*.{language}.md"))]


def warm(language: str) -> float:
    """Documents a second, packs loaded and words known; printed with megabytes a second and the spread."""
    texts, pack = shipped(language), load_pack(language)
    rates = [ROUNDS * len(texts) / _seconds(texts * ROUNDS, pack) for _ in range(RUNS)]
    size = sum(len(t.encode()) for t in texts) / len(texts) / 1e6
    middle, spread = statistics.median(rates), f"{min(rates):.0f} to {max(rates):.0f} in {RUNS} runs"
    say(f"{language} warm   {middle:5.0f} documents/s   {middle * size:5.2f} MB/s   ({spread}; documents of {size * 1000:.1f} kB)")
    return middle


def _seconds(texts: list[str], pack: Pack) -> float:
    start = time.process_time()
    for text in texts:
        read_text(text, pack)
    return time.process_time() - start


COLD = """
import sys, time
from transforms.reading.extract import read_text
from transforms.reading.packs.pack import load_pack
start = time.process_time()
pack = load_pack(sys.argv[1])
loaded = time.process_time()
for text in sys.argv[2:]:
    read_text(text, pack)
print(loaded - start, time.process_time() - loaded)
"""


def cold(language: str) -> None:
    """Seconds to load the pack and read the language's documents in a new process."""
    texts = shipped(language)
    command = [sys.executable, "-c", COLD, language, *texts]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(RUNS)]
    load, read = (statistics.median(float(run[i]) for run in runs) for i in (0, 1))
    rates = sorted(len(texts) / float(run[1]) for run in runs)
    size = sum(len(t.encode()) for t in texts) / 1e6
    spread = f"{rates[0]:.0f} to {rates[-1]:.0f} in {RUNS} runs"
    say(f"{language} cold   {len(texts) / read:5.0f} documents/s   {size / read:5.2f} MB/s   ({spread}; the pack before: {load:.2f} s)")


def made(count: int) -> tuple[float, float]:
    """(seconds a document, share of known facts found) over `count` made documents."""
    found = wanted = 0
    start = time.process_time()
    for document in corpus.documents(count):
        read = read_text(document.text, load_pack(document.language), document.title)
        claims = {in_short(c) for c in read if c.claim_table != "reading_issue"}
        wanted += len(document.facts)
        found += sum(any((c + " ").startswith(f + " ") for c in claims) for f in document.facts)
    return (time.process_time() - start) / count, found / wanted


def main(arguments: list[str]) -> int:
    """Measure, print, compare with the floors."""
    count = int(arguments[0]) if arguments else 10_000
    slowest = min(warm(language) for language in packs())
    for language in packs():
        cold(language)
    small, _ = made(100)
    large, truth = made(count)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"made   {count} documents: {1 / large:.0f} documents/s, {large / small:.2f} times the seconds a document of 100 documents")
    say(f"       peak {memory:.0f} MB; {truth:.1%} of their facts found")
    measured = pd.Series(
        {"documents_per_second_per_core": slowest, "peak_memory_mb": -memory, "largest_growth": -large / small, "truth": truth}
    )
    floors = pd.Series({k: (v if measured[k] >= 0 else -v) for k, v in FLOORS.items()})
    missed = measured[measured < floors]
    for name in missed.index:
        say(f"BELOW THE FLOOR: {name} is {abs(measured[name]):.2f}, wanted {abs(floors[name]):.2f}")
    return 1 if len(missed) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
