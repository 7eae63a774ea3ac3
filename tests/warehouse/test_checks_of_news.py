"""Where all but some rows have passed before, the checks say what they say when all rows are looked at."""

import random
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import Frames, make_frames, store_in
from tests.warehouse.test_checks import OF_THE_CATALOGUE, OF_THE_RULES, Break, claims, double, put, without
from warehouse import catalog, schema
from warehouse.checks import expectations, forms, news, run_checks, violations

PLANTED = {name: change for name, (*_, change) in (OF_THE_CATALOGUE | OF_THE_RULES).items()}
PLANTED["of_its_type"] = put("fact_event", "document_count", 2**40)


def world() -> Frames:
    return {**make_frames(), "claims": claims()}


def store_alike(folder: Path, frames: Frames) -> dict[str, Path]:
    """Store frames with types that are the same whatever is in them, as the steps that make them do."""
    files = store_in(folder, frames)
    for name, file in files.items():
        rows = pq.read_table(file)
        if rows.column_names == FORMS[name].names:
            pq.write_table(rows.cast(FORMS[name]), file, row_group_size=2)
    return files


def form(name: str, frame: pd.DataFrame) -> pa.Schema:
    """The types of a frame, of columns without a value as the catalogue has them."""
    found = pa.Schema.from_pandas(frame.drop(columns=["value", "restated_value"], errors="ignore"), preserve_index=False)
    columns = {column.name: schema.arrow_type(column) for column in catalog.load()[name].given}
    known = {field.name: field.type for field in found if not pa.types.is_null(field.type)}
    return pa.schema([(column, known.get(column, columns[column])) for column in frame.columns])


FORMS = {name: form(name, frame) for name, frame in world().items()}


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of a world of which every check has passed."""
    files = store_alike(tmp_path_factory.mktemp("passed"), world())
    assert run_checks(files)["passed"].all()
    return files


def both_ways(files: dict[str, Path], passed: dict[str, Path], tables: list[str] | None = None) -> pd.DataFrame:
    """The results, which are the same whether all rows are looked at or only what is news."""
    in_full = run_checks(files, tables)
    pd.testing.assert_frame_equal(run_checks(files, tables, passed=passed), in_full)
    return in_full


@pytest.mark.full
@pytest.mark.parametrize("change", PLANTED.values(), ids=PLANTED)
def test_planted_defect_is_told_as_if_all_rows_were_looked_at(tmp_path: Path, passed: dict[str, Path], change: Break) -> None:
    frames = world()
    change(frames)
    tables = [name for name, frame in frames.items() if not frame.equals(world()[name])]
    related = [name for name in ("evidence", "fact_event", "bridge_event_person", "conflict", "merge_log") if name not in tables]
    found = both_ways(store_alike(tmp_path, frames), passed, [*tables, *related])
    assert not found["passed"].all()


def more_text(frames: Frames) -> None:
    """A text changes under the same id, so that its quotes stand elsewhere."""
    texts = frames["dim_document"]["text"]
    frames["dim_document"]["text"] = texts.where(texts.isna(), "More. " + texts)


TOUCHED: dict[str, tuple[Break, str]] = {
    "text under the same id": (more_text, "evidence.quote.text_at_its_offsets"),
    "document that went": (without("dim_document", "document_id", "doc-bn"), "evidence.document_id.in_dim_document"),
    "document that is no longer read": (
        put("dim_document", "status", "rejected"),
        "evidence.document_id.of_a_document_that_was_read",
    ),
    "fact that went": (without("fact_event", "event_id", "ev-sign"), "evidence.fact_id.fact_id_exists"),
    "event of a person that went": (without("fact_event", "event_id", "ev-visit"), "bridge_event_person.event_id.in_fact_event"),
    "person that went": (without("dim_person", "person_id", "p1"), "bridge_event_person.person_id.in_dim_person"),
    "evidence that went": (without("evidence", "fact_id", "ev-sign"), "fact_event.event_id.has_evidence"),
    "one of two documents that went": (without("evidence", "document_id", "doc-bn"), "fact_event.document_count.counts_its_documents"),
    "side of a conflict that went": (without("fact_trade", "trade_id", "tr-imp"), "conflict.other_fact_id.other_fact_id_exists"),
    "key of an old row in a new one": (double("evidence", char_start=3), "evidence.evidence_id.unique"),
    "row that stands twice": (double("evidence"), "evidence.evidence_id.unique"),
    "key of several columns twice": (double("bridge_event_person"), "bridge_event_person.unique_key"),
    "second version": (double("dim_document", document_id="doc-new"), "dim_document.is_current.one_current_version"),
    "all rows gone": (lambda frames: frames.update(dim_document=frames["dim_document"].iloc[:0]), "dim_document.not_empty"),
}  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize(("change", "check_id"), TOUCHED.values(), ids=TOUCHED)
def test_old_rows_that_are_touched_by_what_is_news_are_asked_again(
    tmp_path: Path, passed: dict[str, Path], change: Break, check_id: str
) -> None:
    frames = world()
    change(frames)
    found = both_ways(store_alike(tmp_path, frames), passed).set_index("check_id")
    assert not found.loc[check_id, "passed"]


@pytest.mark.full
def test_warning_that_was_let_through_is_told_again(tmp_path: Path) -> None:
    frames = world()
    double("evidence", evidence_id="again")(frames)
    before = store_alike(tmp_path / "before", frames)
    frames["fact_event"].loc[0, "title"] = "another"
    found = both_ways(store_alike(tmp_path / "after", frames), before).set_index("check_id")
    assert found.loc["evidence.char_start.once_per_passage", "rows_failing"] == 1


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many rows of each table are looked at by themselves."""
    rows: dict[str, int] = {}
    real = forms.check_types

    def count(frame: pd.DataFrame, table: catalog.Table) -> object:
        rows[table.name] = rows.get(table.name, 0) + len(frame)
        return real(frame, table)

    monkeypatch.setattr(forms, "check_types", count)
    return rows


def test_only_new_rows_are_looked_at(tmp_path: Path, passed: dict[str, Path], looked_at: dict[str, int]) -> None:
    frames = world()
    put("evidence", "confidence", 0.9)(frames)
    double("fact_trade_product", trade_product_id="tp-more")(frames)
    frames["dim_document"] = frames["dim_document"].sample(frac=1, random_state=1)
    found = run_checks(store_alike(tmp_path, frames), list(frames), passed=passed)
    assert {name: rows for name, rows in looked_at.items() if rows and name in frames} == {"evidence": 1, "fact_trade_product": 1}
    assert found.set_index("check_id").loc["dim_document.path.not_null", "rows_seen"] == 3


def test_great_expectations_is_not_loaded_where_nothing_is_new(
    tmp_path: Path, passed: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = world()
    frames["evidence"] = frames["evidence"].iloc[::-1]
    in_full = run_checks(store_alike(tmp_path, frames), ["evidence", "dim_document"])
    monkeypatch.setattr(expectations, "_great_expectations", lambda: pytest.fail("it was loaded"))
    pd.testing.assert_frame_equal(run_checks(store_alike(tmp_path, frames), ["evidence", "dim_document"], passed=passed), in_full)


def test_much_news_and_another_form_are_looked_at_in_full(
    tmp_path: Path, passed: dict[str, Path], looked_at: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    frames, tables = world(), ["fact_event", "evidence"]
    frames["evidence"]["confidence"] = 0.9
    files = store_alike(tmp_path, frames)
    frames["fact_event"].assign(document_count=frames["fact_event"]["document_count"].astype("int32")).to_parquet(files["fact_event"])
    monkeypatch.setattr(news, "MOST_ROWS", 5)
    run_checks(files, tables, passed=passed)
    assert [looked_at[name] for name in tables] == [len(frames[name]) for name in tables]


def test_rules_say_of_columns_that_are_there_what_they_are_touched_by() -> None:
    described = catalog.load()
    rules = [rule for rule in (*violations.foreign_keys(), *violations.written_rules()) if rule.touched_by]
    for rule in rules:
        assert len({touch.own for touch in rule.touched_by}) == 1
        for touch in rule.touched_by:
            assert described[touch.table].column(touch.column).type == described[rule.table].column(touch.own).type
            assert touch.table in rule.needs
    assert len(rules) > 40


def edit(frames: Frames, chance: random.Random) -> None:
    """A row goes, comes in under its own key or another, or has the value of another row or none in one cell."""
    name = chance.choice([name for name in sorted(frames) if len(frames[name])])
    frame, key = frames[name].astype(object).reset_index(drop=True), catalog.load()[name].key
    row, other = (chance.randrange(len(frame)) for _ in range(2))
    column = chance.choice(list(frame.columns))
    kind = chance.choice(["remove", "again", "copy", "copy", "cell", "cell", "none", "shuffle"])
    if kind == "remove" and len(frame) > 1:
        frame = frame.drop(index=row)
    elif kind in ("again", "copy"):
        added = frame.iloc[[row]].copy()
        if kind == "copy":
            added[key[-1]] = f"{frame.at[row, key[-1]]}-{chance.randrange(1000)}"
        frame = pd.concat([frame, added])
    elif kind in ("cell", "none"):
        frame.at[row, column] = frame.at[other, column] if kind == "cell" else None
    else:
        frame = frame.sample(frac=1, random_state=chance.randrange(1000))
    frames[name] = frame.reset_index(drop=True).infer_objects()


def hold(seed: int, rounds: int) -> None:
    """After each of some rounds of edits the two ways say the same; what passed is what the next round is held against."""
    chance, frames, folder = random.Random(seed), world(), Path(tempfile.mkdtemp())
    try:
        before = store_alike(folder / "first", frames)
        for number in range(rounds):
            edited = {name: frame.copy() for name, frame in frames.items()}
            for _ in range(chance.randint(1, 3)):
                edit(edited, chance)
            files = store_alike(folder / str(number), edited)
            found = both_ways(files, before)
            if found[found["severity"] == "blocking"]["passed"].all():
                frames, before = edited, files
    finally:
        shutil.rmtree(folder)


@pytest.mark.full
def test_after_some_edits_both_ways_say_the_same() -> None:
    hold(seed=1, rounds=6)


@pytest.mark.full
@pytest.mark.timeout(1800)
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_after_any_edits_both_ways_say_the_same(seed: int) -> None:
    hold(seed, rounds=5)
