"""How long claims take to become facts: `python tests/bench/facts.py [claims]`.

Made claims (2,000,000 unless told otherwise, and 20,000 and 200,000 to see how it grows) are resolved, each number in a process of
its own: seconds of processor time and by the clock, peak memory with the claims frame in it, and how many facts come out. Not
counted: making the claims and reading their file. Ends with 1 below a floor of floors.toml.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
FLOORS = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))["facts"]
MILLIONS = 2_000_000
STEPS = (100, 10)

CHILD = """
import json, resource, sys, time
import pandas as pd
from transforms.facts import resolve
claims, documents = (pd.read_parquet(f"{sys.argv[1]}/{name}.parquet") for name in ("claims", "documents"))
read = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
clock, start = time.monotonic(), time.process_time()
frames = resolve(claims, documents, ())
print(json.dumps({
    "seconds": time.process_time() - start, "clock": time.monotonic() - clock, "read_mb": read, "claims": len(claims),
    "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    "facts": sum(len(frames[name]) for name in frames if name.startswith("fact_") and name != "fact_alias"),
    "people": len(frames["dim_person"]), "conflicts": len(frames["conflict"]), "evidence": len(frames["evidence"]),
}))
"""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def measured(count: int) -> dict[str, float]:
    """What resolving so many made claims takes."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(HERE / "made_claims.py"), str(count), folder], check=True)
        done = subprocess.run([sys.executable, "-c", CHILD, folder], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    say(
        f"{count:9,d} claims: {found['seconds']:6.1f} s of processor time ({found['clock']:.1f} s by the clock), "
        f"{found['seconds'] / count * 1e6:5.1f} s a million, "
        f"peak {found['peak_memory_mb']:,.0f} MB ({found['read_mb']:,.0f} MB before, with the claims read)"
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
