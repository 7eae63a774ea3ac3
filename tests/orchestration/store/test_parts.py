"""The documents frame in parts: all of it, in few parts, of which a changed document changes its own."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from orchestration.store import parts


def frame(documents: int, **texts: str) -> pd.DataFrame:
    ids = [f"doc_{number:05}" for number in range(documents)]
    told = [texts.get(document, f"text of {document} " * (number % 40)) for number, document in enumerate(ids)]
    return pd.DataFrame({"document_id": ids, "text": told, "title": None, "is_current": True})


def cut(documents: pd.DataFrame, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    documents.to_parquet(folder / "frame", index=False)
    return {path.name: path.read_bytes() for path in parts.cut(folder / "frame", folder)}


def test_all_rows_are_in_the_parts_once(tmp_path: Path) -> None:
    documents = frame(5_000)
    named = cut(documents, tmp_path / "cut")
    assert len(named) == 16
    found = pd.concat([pq.read_table(tmp_path / "cut" / name).to_pandas() for name in named])
    pd.testing.assert_frame_equal(found.sort_values("document_id", ignore_index=True), documents, check_dtype=False)


def test_a_new_and_a_changed_document_change_their_own_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_WAITING_BYTES", 16 * 20_000)
    documents = frame(5_000)
    before = cut(documents, tmp_path / "before")
    new = pd.DataFrame([{"document_id": "another", "text": "more", "title": None, "is_current": True}])
    after = cut(pd.concat([new, frame(5_000, doc_00042="other words")]), tmp_path / "after")
    assert pq.ParquetFile(tmp_path / "before" / "part-0.parquet").num_row_groups > 2
    assert before.keys() == after.keys()
    assert 1 <= sum(before[name] != after[name] for name in before) <= 2


@pytest.mark.parametrize(("documents", "digits"), [(0, 0), (4_096, 0), (4_097, 1), (65_537, 2), (1_048_577, 3), (100_000_000, 3)])
def test_there_are_as_many_parts_as_documents_ask_for(documents: int, digits: int) -> None:
    assert parts.digits_for(documents) == digits


def test_few_documents_are_one_part_and_none_is_none(tmp_path: Path) -> None:
    assert list(cut(frame(3), tmp_path / "few")) == ["part-all.parquet"]
    assert cut(frame(0).astype({"document_id": str, "text": str}), tmp_path / "none") == {}
