"""How much of what careful readers found in annotated documents the reading finds, set by set and language by language.

    python tests/measure_accuracy.py            writes seeds/reference/accuracy.csv and the table in README.md
    python tests/measure_accuracy.py --check    ends with 1 where a set of accuracy_sets.toml stays below its floors

Every set goes through the real refresh, in folders that are gone afterwards; the shared scorer (score.py) compares. Where
it is not there, nothing is measured and nothing is written.
"""

import argparse
import csv
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SCORER = ROOT / "../shared/eval/score.py"
SETS = ROOT / "tests" / "accuracy_sets.toml"
TARGET = ROOT / "seeds" / "reference" / "accuracy.csv"
PAGE = ROOT / "README.md"
FIGURES = ("precision", "recall", "core_f1", "full_f1")
COLUMNS = ("set_name", "language", "documents", *FIGURES, "annotator")
TABLE = re.compile(r"(?<=<!-- accuracy -->\n).*?(?=<!-- end -->)", re.DOTALL)

Row = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write or check what was found."""
    parser = argparse.ArgumentParser(description="Measure the reading on annotated documents.")
    parser.add_argument("--check", action="store_true", help="hold the floors and write nothing")
    options = parser.parse_args(arguments)
    if not SCORER.is_file():
        print("accuracy: there is no scorer here, nothing is measured")
        return 0
    sets = {name: one for name, one in tomllib.loads(SETS.read_text("utf-8")).items() if (ROOT / one["documents"]).is_dir()}
    with tempfile.TemporaryDirectory() as work:
        warehouses = {name: refresh(one, Path(work) / name) for name, one in sets.items()}
        if options.check:
            return max(holds(one, warehouses[name]) for name, one in sets.items())
        write([row for name, one in sets.items() for row in measured(name, one, warehouses[name], Path(work))])
    return 0


def refresh(one: Mapping[str, Any], work: Path) -> Path:
    """Read a copy of the set's texts, which has nothing else beside them; the warehouse stands beside the texts."""
    (work / "texts").mkdir(parents=True)
    for text in sorted((ROOT / one["documents"]).glob("*.txt")):
        shutil.copyfile(text, work / "texts" / text.name)
    command = [sys.executable, "-m", "orchestration.commands.refresh", "--documents", str(work / "texts"), "--data", str(work / "data")]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if finished.returncode:
        raise SystemExit(f"accuracy: the refresh of {one['documents']} failed\n{finished.stdout}{finished.stderr}")
    return work / "data" / "warehouse.duckdb"


def holds(one: Mapping[str, Any], warehouse: Path) -> int:
    """Print the set's figures, and return 1 where it stays below its floors."""
    print(f"\n--- {one['title']} ({one['floors']})".replace("\n", " "), flush=True)
    gold = [part for file in one["gold"] for part in ("--gold", str(ROOT / file))]
    texts = str(warehouse.parents[1] / "texts")
    command = [sys.executable, str(SCORER), *gold, "--texts", texts, "--warehouse", str(warehouse), "--require", one["floors"]]
    return subprocess.run(command, check=False).returncode


def measured(name: str, one: Mapping[str, Any], warehouse: Path, work: Path) -> Iterator[Row]:
    """Give a row for every language of the set, and one for all together."""
    texts = sorted((warehouse.parents[1] / "texts").iterdir())
    gold = [line for file in one["gold"] for line in (ROOT / file).read_text("utf-8").splitlines()]
    languages = sorted({language_of(text.name, one) for text in texts})
    for language in [*languages, "all"]:
        chosen = [text for text in texts if language in ("all", language_of(text.name, one))]
        figures = scored(chosen, gold, warehouse, work / f"{name}-{language}")
        yield {"set_name": name, "language": language, **figures, "annotator": one["annotator"]}


def language_of(text: str, one: Mapping[str, Any]) -> str:
    """Return what the set says of names that begin so, or what stands before the first hyphen."""
    told = [language for start, language in one.get("languages", {}).items() if text.startswith(start)]
    return str(told[0]) if told else text.partition("-")[0]


def scored(texts: Sequence[Path], gold: Sequence[str], warehouse: Path, folder: Path) -> Row:
    """Ask the scorer about these texts alone, with the annotations of these alone."""
    (folder / "texts").mkdir(parents=True)
    for text in texts:
        shutil.copyfile(text, folder / "texts" / text.name)
    names = {text.name for text in texts}
    lines = [line for line in gold if json.loads(line)["document"] in names]
    (folder / "gold.jsonl").write_text("\n".join(lines), "utf-8")
    where = ["--gold", str(folder / "gold.jsonl"), "--texts", str(folder / "texts"), "--warehouse", str(warehouse)]
    finished = subprocess.run([sys.executable, str(SCORER), *where, "--json"], capture_output=True, text=True, check=True)
    found = json.loads(finished.stdout)
    return {name: found[name] for name in ("documents", *FIGURES)}


def write(rows: Sequence[Row]) -> None:
    """Write the rows to the seed table and into the page."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    TARGET.write_text(text.getvalue(), "utf-8")
    PAGE.write_text(told_in(PAGE.read_text("utf-8"), text.getvalue()), "utf-8")
    print(f"accuracy: {len(rows)} rows in {TARGET.relative_to(ROOT)} and {PAGE.name}")


def told_in(page: str, table: str) -> str:
    """Return the page with the table of accuracies between its marks."""
    shown = [name for name in COLUMNS if name != "annotator"]
    lines = [shown, ["---"] * len(shown), *([row[name] for name in shown] for row in csv.DictReader(io.StringIO(table)))]
    told = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return TABLE.sub(lambda _: told, page)


if __name__ == "__main__":
    sys.exit(main())
