"""The worked questions run, answer, and say in their first line what they ask."""

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from warehouse import build

QUERIES = sorted((Path(build.__file__).parent / "queries").glob("*.sql"))


def test_there_are_ten() -> None:
    assert len(QUERIES) == 10


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: file.stem)
def test_a_question_is_asked_and_answered(built: Path, file: Path) -> None:
    sql = file.read_text("utf-8")
    assert sql.startswith("-- ")
    assert "?" in sql.splitlines()[0]
    with duckdb.connect(str(built), read_only=True) as connection:
        assert connection.execute(sql).fetchall()


def test_answers(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        answers = {file.stem[:2]: connection.execute(file.read_text("utf-8")).fetchall() for file in QUERIES}
    assert answers["01"][0][:5] == ("2017-05", "Azerbaijan", "Djibouti", "agreement", "visas")
    assert answers["02"] == [("AZE", "CAN", "Canada", "Azerbaijan", "1994", None, None)]
    assert answers["04"][0][:4] == ("Djibouti", "Azerbaijan", "minister", 1)
    assert answers["06"][0][-1] == pytest.approx(0.933)
    assert [row[2] for row in answers["07"]] == ["embassy", "none"]
    assert answers["08"][0][:2] == ("AZE", "DJI")


def test_what_rests_on_one_document_has_its_title(built: Path) -> None:
    sql = next(file for file in QUERIES if file.stem.startswith("10")).read_text("utf-8")
    with duckdb.connect(str(built), read_only=True) as connection:
        found = {row[1]: row[2] for row in connection.execute(sql).fetchall()}
    assert found["rel-noemb"] == "Djibouti has no embassy in Azerbaijan"
    assert "ev-est" not in found


def test_a_reopening_is_no_other_side(frames: dict, tmp_path: Path) -> None:
    again = frames["fact_event"].query("event_id == 'ev-open'").assign(event_id="ev-again", date_edtf="2004")
    again["date_start"], again["date_end"] = date(2004, 1, 1), date(2004, 12, 31)
    frames["fact_event"] = pd.concat([frames["fact_event"], again], ignore_index=True)
    build.build_warehouse(frames, tmp_path / "w.duckdb")
    sql = next(file for file in QUERIES if file.stem.startswith("02")).read_text("utf-8")
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        assert connection.execute(sql).fetchall() == [("AZE", "CAN", "Canada", "Azerbaijan", "1994", None, None)]
