"""After any edits of the documents every table is what a warehouse made from nothing has; and what did not change is not made."""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from orchestration.places import DataFolder
from orchestration.sources.standing import standing
from orchestration.steps import checks, makings, staging
from orchestration.steps.described import DOCUMENTS, STANDING, fact_frames
from tests.bench import corpus
from warehouse import build, catalog, connections

pytestmark = pytest.mark.timeout(600)

DAY = date(2026, 11, 23)
LANGUAGES = ("bn", "ar", "en")
PEOPLE = "In {year}, the President of Peru, {name}, visited Kenya. On 3 May {year} the foreign minister of Kenya met {name} in Lima.\n"
NAMES = ("Ana Diaz", "A. Diaz", "Luis Rojas")


def quick_checks(files: dict[str, Path], tables: list[str], previous: Any = None, passed: Any = None) -> pd.DataFrame:
    """What is checked is not what is tested here, and Great Expectations takes its time."""
    seen = {name: pq.read_metadata(file).num_rows for name, file in files.items()}
    rows = [(f"{name}.seen", name, None, "seen", "blocking", True, seen.get(name, 0), 0, "[]") for name in tables]
    return pd.DataFrame(rows, columns=[column.name for column in catalog.load()["quality_result"].columns])


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "run_checks", quick_checks)


@pytest.fixture(autouse=True)
def _as_if_of_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of few rows every warehouse is written whole."""
    monkeypatch.setattr(build, "MANY_ROWS", 0)
    monkeypatch.setattr(connections, "MANY_ROWS", 0)


def silent(*told: object) -> None:
    """Nobody looks on."""


def refresh(documents: Path | Sequence[Path], data: Path, day: date = DAY) -> DataFolder:
    """What the job does from the documents to the warehouse, without Dagster."""
    places = DataFolder(data)
    staging.store(places, STANDING, standing([]))
    makings.read_documents(places, [documents] if isinstance(documents, Path) else documents, silent)
    makings.read_claims(places, silent)
    makings.resolve_facts(places, silent)
    for stage in checks.STAGES:
        checks.check_stage(places, stage)
    makings.build_tables(places, day)
    return places


def tables(places: DataFolder) -> dict[str, list[tuple[Any, ...]]]:
    """Every table and view but those of history, and of the documents the versions that count."""
    names = [table.name for table in catalog.load() if table.released and table.kind != "history"]
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        rows = {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names}
        rows[DOCUMENTS] = connection.execute(f"FROM {DOCUMENTS} WHERE is_current ORDER BY ALL").fetchall()
        # It counts the rows of all versions.
        rows.pop("quality_result")
        # It leads from the ids of former states, too.
        rows.pop("fact_alias")
    return rows


class Edits:
    """Documents in a folder, and random changes of them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance, self.made = folder, random.Random(seed), 0
        folder.mkdir()
        for _ in range(12):
            self.add()

    def add(self) -> None:
        """One more document, one in four of them about people."""
        number, self.made = self.made, self.made + 1
        made = corpus.document(number, LANGUAGES[number % 3])
        people = PEOPLE.format(year=self.chance.randint(1990, 2020), name=self.chance.choice(NAMES))
        (self.folder / f"{number:03}.txt").write_text(people if number % 4 == 3 else made.text, encoding="utf-8")

    def change(self) -> None:
        """A paragraph goes out of a document, or comes in from another one."""
        one, other = (self.chance.choice(sorted(self.folder.iterdir())) for _ in range(2))
        paragraphs = one.read_text(encoding="utf-8").split("\n\n")
        more = self.chance.choice(other.read_text(encoding="utf-8").split("\n\n"))
        place = self.chance.randrange(len(paragraphs))
        paragraphs[place : place + 1] = self.chance.choice(([], [more], [paragraphs[place], more]))
        one.write_text("\n\n".join(paragraphs), encoding="utf-8")

    def remove(self) -> None:
        """A document goes, if others are left."""
        files = sorted(self.folder.iterdir())
        if len(files) > 2:
            self.chance.choice(files).unlink()

    def copy(self) -> None:
        """A document lies there under another name, too, or instead."""
        file = self.chance.choice(sorted(self.folder.iterdir()))
        name = f"{self.chance.choice('az')}{self.made}.txt"
        self.made += 1
        (self.folder / name).write_bytes(file.read_bytes())
        if self.chance.random() < 0.5:
            file.unlink()

    def some(self) -> Iterator[Callable[[], None]]:
        """One to three edits."""
        yield from self.chance.choices([self.add, self.change, self.change, self.remove, self.copy], k=self.chance.randint(1, 3))


def hold(tmp_path: Path, seed: int, rounds: int) -> None:
    edits = Edits(tmp_path / "documents", seed)
    for number in range(rounds):
        for edit in edits.some():
            edit()
        grown = tables(refresh(edits.folder, tmp_path / "data"))
        rebuilt = tables(refresh(edits.folder, tmp_path / f"fresh{number}"))
        assert grown.keys() == rebuilt.keys()
        for name, rows in rebuilt.items():
            assert grown[name] == rows, f"{name} in round {number} of seed {seed}"


@pytest.mark.full
def test_every_table_is_what_a_rebuild_gives(tmp_path: Path) -> None:
    hold(tmp_path, seed=1, rounds=4)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(2, 8))
def test_every_table_is_what_a_rebuild_gives_after_many_edits(tmp_path: Path, seed: int) -> None:
    hold(tmp_path, seed, rounds=12)


class Counted:
    """A function that is called through, and how often it was."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.calls = function, 0

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.calls += 1
        return self.function(*arguments, **named)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, Counted]:
    """How often the costly steps are taken."""
    steps = {name: Counted(getattr(makings, name)) for name in ("extract_into", "resolve_into", "build_warehouse")}
    for name, step in steps.items():
        monkeypatch.setattr(makings, name, step)
    steps["run_checks"] = Counted(quick_checks)
    monkeypatch.setattr(checks, "run_checks", steps["run_checks"])
    return steps


def calls(counted: dict[str, Counted]) -> dict[str, int]:
    """The calls since the last time."""
    made = {name: step.calls for name, step in counted.items()}
    for step in counted.values():
        step.calls = 0
    return made


ALL = {"extract_into": 1, "resolve_into": 1, "build_warehouse": 1, "run_checks": len(checks.STAGES)}
NONE = dict.fromkeys(ALL, 0)


def test_unchanged_documents_cost_no_extraction_no_check_and_no_building(tmp_path: Path, counted: dict[str, Counted]) -> None:
    documents = Edits(tmp_path / "documents", 1).folder
    places = refresh(documents, tmp_path / "data")
    assert calls(counted) == ALL
    before = places.warehouse.read_bytes()
    refresh(documents, tmp_path / "data")
    assert calls(counted) == NONE
    assert places.warehouse.read_bytes() == before


def test_another_day_is_told_in_the_warehouse(tmp_path: Path, counted: dict[str, Counted]) -> None:
    documents = Edits(tmp_path / "documents", 1).folder
    refresh(documents, tmp_path / "data")
    calls(counted)
    places = refresh(documents, tmp_path / "data", date(2026, 11, 27))
    assert calls(counted) == {**NONE, "build_warehouse": 1}
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        days = connection.execute("SELECT DISTINCT first_seen, last_changed, last_checked FROM fact_freshness").fetchall()
    assert days == [(DAY, DAY, date(2026, 11, 27))]


@pytest.mark.full
@pytest.mark.parametrize("lost", [*fact_frames()[:2], "claims", "warehouse", "proofs"])
def test_what_is_lost_or_damaged_is_made_again(tmp_path: Path, lost: str) -> None:
    documents = Edits(tmp_path / "documents", 1).folder
    places = refresh(documents, tmp_path / "data")
    before = tables(places)
    files = {"warehouse": [places.warehouse], "proofs": list(places.staging.glob("*.json"))}
    for file in files.get(lost, [staging.frame_path(places, lost)]):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    refresh(documents, tmp_path / "data")
    assert tables(places) == before


def test_document_that_went_takes_exactly_what_rested_on_it_alone(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    told = "Peru and Kenya established diplomatic relations on 4 May 1965."
    (folder / "one.txt").write_text(f"{told} Peru opened an embassy in Kenya in 1970.\n", encoding="utf-8")
    (folder / "two.txt").write_text(f"Of two states. {told}\n", encoding="utf-8")
    before = tables(refresh(folder, tmp_path / "data"))["fact_event"]
    (folder / "one.txt").unlink()
    places = refresh(folder, tmp_path / "data", date(2026, 11, 24))
    assert {row[1] for row in before} == {"relations_established", "embassy_opened"}
    assert {row[1] for row in tables(places)["fact_event"]} == {"relations_established"}
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        ended = connection.execute("SELECT DISTINCT reason, is_still_told FROM evidence_history").fetchall()
        went = connection.execute(
            "SELECT former_row->>'event_type' FROM fact_history WHERE change = 'removed' AND fact_table = 'fact_event'"
        )
        assert went.fetchall() == [("embassy_opened",)]
    assert ended == [("source_removed", False)]


def test_id_of_a_fact_that_lost_its_finest_document_leads_to_what_it_became(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, when in (("one", " on 3 May 2001"), ("two", ""), ("three", " in May 2001")):
        (folder / f"{name}.txt").write_text(
            f"This is note {name} about the two states. The president of Ghana visited Cuba{when}.\n", encoding="utf-8"
        )
    before = tables(refresh(folder, tmp_path / "data"))
    (folder / "one.txt").unlink()
    for day in (24, 25):
        places = refresh(folder, tmp_path / "data", date(2026, 11, day))
    (former,), (fact,) = ([row[0] for row in rows["fact_event"]] for rows in (before, tables(places)))
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        told = connection.execute("SELECT file_name FROM evidence_for(?) ORDER BY ALL", [former]).fetchall()
        became = connection.execute("SELECT fact_id, reason, became_fact_id FROM fact_history").fetchall()
        ended = connection.execute("SELECT fact_id, reason FROM evidence_history").fetchall()
    assert former != fact
    assert told == [("three.txt",), ("two.txt",)]
    assert became[0] == (former, "source_removed", fact), became
    assert ended == [(former, "source_removed")]
    assert {row[0] for row in tables(places)["evidence"]} < {row[0] for row in before["evidence"]}


def aged(folder: Path) -> None:
    """The files, as written some time ago: what was written this moment may be written again without a sign of it."""
    for file in folder.iterdir():
        os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 60))


def test_unchanged_files_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest = Counted(makings.ingest_into)
    monkeypatch.setattr(makings, "ingest_into", ingest)
    documents = Edits(tmp_path / "documents", 1).folder
    aged(documents)
    refresh(documents, tmp_path / "data")
    refresh(documents, tmp_path / "data")
    assert ingest.calls == 1
    one = min(documents.iterdir())
    before = one.stat()
    one.write_text(one.read_text(encoding="utf-8").swapcase(), encoding="utf-8")
    os.utime(one, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert one.stat().st_size == before.st_size
    refresh(documents, tmp_path / "data")
    assert ingest.calls == 2


@pytest.mark.full
def test_folders_that_are_named_in_another_order_are_read_so(tmp_path: Path) -> None:
    folders = [tmp_path / name / "documents" for name in ("one", "two")]
    for folder, year in zip(folders, (1965, 1970), strict=True):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(f"Peru opened an embassy in Kenya in {year}.\n", encoding="utf-8")
        aged(folder)
    refresh(folders, tmp_path / "data")
    swapped = tables(refresh(folders[::-1], tmp_path / "data"))
    assert swapped == tables(refresh(folders[::-1], tmp_path / "fresh"))


def test_documents_that_nobody_has_seen_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = Edits(tmp_path / "documents", 1).folder
    aged(documents)
    places = refresh(documents, tmp_path / "data")
    ingest = Counted(makings.ingest_into)
    monkeypatch.setattr(makings, "ingest_into", ingest)
    min(documents.iterdir()).unlink()
    makings.read_documents(places, [documents], silent)
    makings.read_documents(places, [documents], silent)
    assert ingest.calls == 2
