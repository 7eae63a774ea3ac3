"""A database of which only what differs was written holds what one holds that was written whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import MADE_BY, TEXTS, TODAY, Frames
from warehouse import build, catalog, connections, history
from warehouse.build import build_warehouse
from warehouse.release import publish
from warehouse.verify import verify

Edit = Callable[[Frames], None]


@pytest.fixture(autouse=True, scope="module")
def _as_if_of_many_rows() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "MANY_ROWS", 0)
        patch.setattr(connections, "MANY_ROWS", 0)
        yield


@pytest.fixture
def amended(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each database was made of the one before."""
    told: list[bool] = []
    made = build._is_amended

    def tell(*arguments: Any) -> bool:
        told.append(made(*arguments))
        return told[-1]

    monkeypatch.setattr(build, "_is_amended", tell)
    return told


@contextmanager
def opened(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(file), read_only=True) as connection:
        yield connection


def contents(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table and view, the comments, and the constraints."""
    with opened(file) as connection:
        rows = {table.name: connection.execute(f"FROM {table.name} ORDER BY ALL").fetchall() for table in catalog.load() if table.released}
        rows["comments"] = connection.execute("SELECT table_name, column_name, comment FROM duckdb_columns() ORDER BY ALL").fetchall()
        rows["constraints"] = connection.execute("SELECT table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL").fetchall()
    return rows


def without(name: str, key: str, value: str) -> Edit:
    def edit(frames: Frames) -> None:
        frames[name] = frames[name][frames[name][key] != value].reset_index(drop=True)

    return edit


def altered(name: str, column: str, value: object, row: int = 0) -> Edit:
    def edit(frames: Frames) -> None:
        frame = frames[name].astype({column: object})
        frame.loc[row, column] = value
        frames[name] = frame

    return edit


def no_visit(frames: Frames) -> None:
    """A fact that others refer to goes, with all that refers to it."""
    for name, key in (("bridge_event_person", "event_id"), ("fact_event", "event_id"), ("evidence", "fact_id")):
        without(name, key, "ev-visit")(frames)


def one_more_document(frames: Frames) -> None:
    """With a passage for a fact that is told already."""
    known = frames["dim_document"].iloc[0].to_dict()
    more = known | {"document_id": "doc-a", "source_id": "a", "file_name": "a.txt", "path": "a.txt", "sha256": "0" * 64}
    frames["dim_document"] = pd.concat([frames["dim_document"], pd.DataFrame([more])], ignore_index=True)
    passage = frames["evidence"].iloc[0].to_dict() | {"evidence_id": "ev99", "document_id": "doc-a"}
    frames["evidence"] = pd.concat([frames["evidence"], pd.DataFrame([passage])], ignore_index=True)
    altered("fact_relation", "document_count", 3)(frames)


EDITS: dict[str, Edit] = {
    "nothing": lambda frames: None,
    "a count": altered("fact_event", "document_count", 7),
    "a country that others are held against": altered("fact_event", "location_country", "CAN", row=1),
    "an amount": altered("fact_trade", "value", Decimal("1600000")),
    "a relation goes": without("fact_relation", "relation_id", "rel-noemb"),
    "a passage goes": without("evidence", "evidence_id", "ev01"),
    "a fact with people goes": no_visit,
    "a person is named otherwise": altered("dim_person", "name", "Omar Aly"),
    "a document comes": one_more_document,
    "a document is no longer current": altered("dim_document", "is_current", False),
    "a conflict goes": without("conflict", "conflict_id", "c1"),
    "what was rejected is gone": without("dim_document", "document_id", "path:empty.txt"),
}


def hold(folder: Path, frames: Frames, names: list[str]) -> None:
    """After each edit the database made of the one before is what one is that is written whole."""
    warehouse, whole = folder / "w.duckdb", folder / "whole.duckdb"
    build_warehouse(frames, warehouse, known=history.before(warehouse, folder, date(2026, 11, 22)))
    for name in names:
        EDITS[name](frames)
        known = history.before(warehouse, folder, date(2026, 11, 23))
        build_warehouse(frames, whole, known=known)
        build_warehouse(frames, warehouse, known=known, former=warehouse)
        assert contents(warehouse) == contents(whole)


def test_it_is_what_a_whole_one_is(frames: Frames, tmp_path: Path) -> None:
    hold(tmp_path, frames, ["a document comes", "an amount", "a fact with people goes"])


@pytest.mark.full
def test_it_is_after_every_edit(frames: Frames, tmp_path: Path) -> None:
    hold(tmp_path, frames, list(EDITS))


@pytest.mark.full
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(EDITS)), min_size=2, max_size=5, unique=True))
def test_it_is_after_any_edits(make_frames: Callable[[], Frames], tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    hold(tmp_path_factory.mktemp("amended"), make_frames(), names)


SMALL = sorted(set(EDITS) - {"a country that others are held against", "a person is named otherwise", "what was rejected is gone"})


@pytest.mark.full
@pytest.mark.parametrize("name", SMALL)
def test_a_small_difference_is_all_that_is_written(frames: Frames, tmp_path: Path, amended: list[bool], name: str) -> None:
    build_warehouse(frames, tmp_path / "w.duckdb")
    EDITS[name](frames)
    build_warehouse(frames, tmp_path / "w.duckdb", former=tmp_path / "w.duckdb")
    assert amended == [True]


GONE = {
    "with its document": without("dim_document", "document_id", "doc-bn"),
    "for another one": altered("dim_document", "text", "Peru has an embassy in Kenya.", row=1),
}


@pytest.mark.parametrize("how", sorted(GONE))
def test_a_text_that_goes_is_legible_nowhere_in_the_file(frames: Frames, tmp_path: Path, amended: list[bool], how: str) -> None:
    target = tmp_path / "w.duckdb"
    for name, key in (("evidence", "document_id"), ("reading_issue", "document_id")):
        without(name, key, "doc-bn")(frames)
    build_warehouse(frames, target)
    words = TEXTS["bn"].encode()[-40:]
    assert words in target.read_bytes()
    GONE[how](frames)
    build_warehouse(frames, target, former=target)
    assert amended == [False]
    assert words not in target.read_bytes()


def test_a_file_of_which_much_lies_empty_is_written_whole(frames: Frames, tmp_path: Path, amended: list[bool]) -> None:
    target = tmp_path / "w.duckdb"
    build_warehouse(frames, target)
    with duckdb.connect(str(target)) as connection:
        connection.execute("CREATE TABLE much AS SELECT range AS number, hash(range) AS mark FROM range(5_000_000)")
        connection.execute("CHECKPOINT; CREATE TABLE behind AS SELECT 1; CHECKPOINT; DROP TABLE much; CHECKPOINT")
    build_warehouse(frames, target, former=target)
    assert amended == [False]
    with opened(target) as connection:
        assert connections.is_well_kept(connection)


def test_a_file_that_was_for_few_rows_is_written_whole(frames: Frames, tmp_path: Path, amended: list[bool]) -> None:
    target = tmp_path / "w.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "MANY_ROWS", 50_000)
        build_warehouse(frames, target)
    build_warehouse(frames, target, former=target)
    assert amended == [False]


@pytest.mark.full
def test_a_release_made_of_the_one_before_is_what_it_says(frames: Frames, tmp_path: Path, amended: list[bool]) -> None:
    exports = tmp_path / "exports"
    for edit in ("nothing", "a document comes", "a fact with people goes"):
        EDITS[edit](frames)
        build_warehouse(frames, tmp_path / "w.duckdb")
        release = publish(tmp_path / "w.duckdb", exports, MADE_BY, TODAY)
        assert verify(release.path).problems == ()
        with opened(release.path / "dyadic.duckdb") as connection:
            for table in catalog.load():
                if table.stored:
                    file = release.path / "parquet" / f"{table.name}.parquet"
                    differing = f"(FROM {table.name} EXCEPT ALL FROM '{file}') UNION ALL (FROM '{file}' EXCEPT ALL FROM {table.name})"
                    assert connection.execute(differing).fetchall() == []
    assert amended == [True, True]


@pytest.mark.full
def test_a_damaged_or_lost_file_of_the_release_before_is_not_taken_over(frames: Frames, tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    build_warehouse(frames, tmp_path / "w.duckdb")
    first = publish(tmp_path / "w.duckdb", exports, MADE_BY, TODAY).path
    for damaged in ("csv/fact_trade.csv", "csv-excel/fact_trade.csv", "dyadic.duckdb"):
        content = bytearray((first / damaged).read_bytes())
        content[len(content) // 2] ^= 1
        (first / damaged).write_bytes(content)
    (first / "csv-excel/evidence.csv").unlink()
    altered("fact_event", "document_count", 7)(frames)
    build_warehouse(frames, tmp_path / "w.duckdb")
    second = publish(tmp_path / "w.duckdb", exports, MADE_BY, TODAY).path
    assert verify(second).problems == ()
    assert (second / "csv/fact_trade.csv").read_bytes() != (first / "csv/fact_trade.csv").read_bytes()


def test_what_other_code_made_is_not_taken_over(frames: Frames, tmp_path: Path, amended: list[bool]) -> None:
    build_warehouse(frames, tmp_path / "w.duckdb")
    publish(tmp_path / "w.duckdb", tmp_path / "exports", MADE_BY, TODAY)
    altered("fact_event", "document_count", 7)(frames)
    build_warehouse(frames, tmp_path / "w.duckdb")
    publish(tmp_path / "w.duckdb", tmp_path / "exports", {**MADE_BY, "code": "4e5f"}, TODAY)
    assert amended == []
