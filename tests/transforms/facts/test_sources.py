"""What is resolved from files, part by part, is what is resolved from frames in memory."""

from pathlib import Path

import pandas as pd
import pytest

from tests.transforms.facts.claiming import claim, claims, documents
from tests.transforms.facts.test_batches import SAYING, many
from tests.transforms.facts.test_increment import assert_same
from tests.transforms.facts.test_properties import DOCUMENTS
from transforms.facts import load, resolve
from transforms.facts.batches import ledger, sources
from transforms.facts.increments.changes import resolve_changed

CORRECTIONS = """
[[correction]]
id = "other-day"
action = "override"
set = { date_edtf = "2031" }
reason = "r"
who = "w"
when = "2026"
document = "d2"
expects = "d2 1"
[[correction]]
id = "not-said"
action = "drop"
reason = "r"
who = "w"
when = "2026"
expects = "d1 0"
[[correction]]
id = "said-too"
action = "add"
fact = { table = "fact_event", claim_type = "visit", subject_country = "CHL", object_country = "PER", date_edtf = "2012" }
reason = "r"
who = "w"
when = "2026"
document = "d3"
expects = "Exports fell to less than half"
"""


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a handful of claims comes in several parts, and its pairs in several lots of batches."""
    monkeypatch.setattr(sources, "PART", 4)
    monkeypatch.setattr(ledger, "BATCH", 6)
    monkeypatch.setattr(ledger, "AT_ONCE", 2)
    monkeypatch.setattr("transforms.engines.local.LEAST_FOR_POOL", 1000)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("written", ["", CORRECTIONS])
def test_files_give_what_frames_give(tmp_path: Path, written: str) -> None:
    file = tmp_path / "corrections.toml"
    file.write_text(written, encoding="utf-8")
    load.cache_clear()
    decided = load(file)
    rows = [
        *many(12),
        claim("event", "meeting", "CHL", "KEN", doc="d2", at=9, date="2016"),
        claim("trade", "export", "CHL", "PER", doc="d3"),
    ]
    known = documents(*DOCUMENTS, "old", source_id=[*DOCUMENTS, "o"], file_name=[*DOCUMENTS, "o"], text=SAYING).assign(
        is_current=[True, True, True, False]
    )
    told = claims(*rows)
    for name, frame in (("claims", told), ("documents", known)):
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False, row_group_size=3)
    wanted = resolve(told, known, decided)
    found, _ = resolve_changed(tmp_path / "claims.parquet", tmp_path / "documents.parquet", tmp_path / "kept", decided)
    assert_same(found, wanted)
    assert set(found["correction_report"]["status"]) == ({"applied"} if written else set())
    assert not list((tmp_path / "kept").rglob(".tmp-*"))


def test_texts_are_those_of_the_rows_asked_for(tmp_path: Path) -> None:
    frame = pd.DataFrame({"document_id": list("abcdef"), "text": ["A", None, "C", "D", "E", "F"]})
    frame.to_parquet(tmp_path / "documents.parquet", index=False, row_group_size=2)
    wanted = pd.Index([1, 2, 5]).to_numpy()
    for source in (frame, tmp_path / "documents.parquet"):
        assert list(sources.Documents(source).texts(wanted)) == ["C", "F"]
        assert "text" not in sources.Documents(source).frame
