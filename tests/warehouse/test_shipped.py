"""The shipped documents through the whole warehouse: checked, built, asked, released and verified."""

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from transforms.documents import ingest
from transforms.facts import resolve
from transforms.reading import extract
from warehouse import build, verify
from warehouse.build import build_warehouse
from warehouse.checks import run_checks
from warehouse.release import publish

ROOT = Path(build.__file__).parents[1]
QUERIES = sorted((ROOT / "warehouse" / "queries").glob("*.sql"))


@pytest.fixture(scope="module")
def shipped() -> dict[str, pd.DataFrame]:
    """The frames that the shipped documents give."""
    documents = ingest([ROOT / "seeds" / "documents"])
    claims = extract(documents)
    return {"dim_document": documents, "claims": claims, **resolve(claims, documents)}


@pytest.fixture(scope="module")
def warehouse(shipped: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("shipped") / "warehouse.duckdb"
    build_warehouse({**shipped, "quality_result": run_checks(shipped)}, target)
    return target


def test_no_blocking_check_fails(shipped: dict[str, pd.DataFrame]) -> None:
    results = run_checks(shipped)
    failed = results[~results["passed"] & (results["severity"] == "blocking")]
    assert failed[["check_id", "samples"]].to_dict("records") == []


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: file.stem)
def test_every_question_has_an_answer(warehouse: Path, file: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute(file.read_text("utf-8")).fetchall()


def test_every_facts_words_stand_in_their_sentence(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        facts = [row[0] for row in connection.execute("SELECT DISTINCT fact_id FROM evidence ORDER BY 1").fetchall()]
        for fact in facts:
            rows = connection.execute("SELECT quote, sentence FROM evidence_for(?)", [fact]).fetchall()
            assert rows
            assert all(quote.strip() in sentence for quote, sentence in rows), rows


def test_the_release_is_what_it_says(warehouse: Path, tmp_path: Path) -> None:
    result = publish(warehouse, tmp_path / "exports", {"code": "x"}, date(2026, 11, 22))
    assert verify.verify(result.path).problems == ()
