"""How long claims take to become facts: `python tests/bench/facts.py [claims]`.

Made claims (2,000,000 unless told otherwise, and 20,000 and 200,000 to see how it grows) are resolved, each number in processes of
their own, as many as the engine takes: seconds of processor time of all of them and by the clock, the most memory of all together
with the claims frame in it, and how many facts come out. Not counted: making the claims and reading their file. Ends with 1
below a floor of floors.toml.
"""

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from watched import watch

HERE = Path(__file__).parent
FLOORS = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))["facts"]
MILLIONS = 2_000_000
STEPS = (100, 10)

CHILD = """
import json, os, sys, time
import pandas as pd
from transforms.facts import resolve
claims, documents = (pd.read_parquet(f"{sys.argv[1]}/{name}.parquet") for name in ("claims", "documents"))
count, clock, start = len(claims), time.monotonic(), sum(os.times()[:4])
frames = resolve(claims, documents, ())
told = {
    "seconds": sum(os.times()[:4]) - start, "clock": time.monotonic() - clock, "claims": count,
    "facts": sum(len(frames[name]) for name in frames if name.startswith("fact_") and name != "fact_alias"),
    "people": len(frames["dim_person"]), "conflicts": len(frames["conflict"]), "evidence": len(frames["evidence"]),
}
open(f"{sys.argv[1]}/told.json", "w").write(json.dumps(told))
"""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def measured(count: int) -> dict[str, float]:
    """What resolving so many made claims takes."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(HERE / "made_claims.py"), str(count), folder], check=True)
        seen = watch([sys.executable, "-c", CHILD, folder], HERE.parents[1], {})
        found: dict[str, float] = json.loads(Path(folder, "told.json").read_text("utf-8")) | {"peak_memory_mb": seen.memory}
    say(
        f"{count:9,d} claims: {found['seconds']:6.1f} s of processor time ({found['clock']:.1f} s by the clock, "
        f"load of the machine {os.getloadavg()[0]:.1f}), {found['seconds'] / count * 1e6:5.1f} s a million, "
        f"peak {found['peak_memory_mb']:,.0f} MB"
    )
    say("          " + ", ".join(f"{found[name]:,.0f} {name}" for name in ("facts", "evidence", "people", "conflicts")))
    return found


def main(arguments: list[str]) -> int:
    """Measure, print, compare with the floors."""
    count = int(arguments[0]) if arguments else MILLIONS
    steps = [measured(count // part) for part in STEPS]
    whole = measured(count)
    growth = (whole["seconds"] / whole["claims"]) / (steps[0]["seconds"] / steps[0]["claims"])
    say(f"          {growth:.2f} times the seconds a claim of {int(steps[0]['claims']):,} claims")
    most = {"seconds": whole["seconds"], "peak_memory_mb": whole["peak_memory_mb"], "largest_growth": growth}
    missed = [name for name, value in most.items() if value > FLOORS[name]]
    for name in missed:
        say(f"BEYOND THE LIMIT: {name} is {most[name]:.2f}, wanted {FLOORS[name]:.2f} at most")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
