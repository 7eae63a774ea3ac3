"""A document whose reading took too long counts as rejected, with that reason, wherever one looks."""

from pathlib import Path

import duckdb
import pandas as pd

from warehouse.build import build_warehouse

REASON = "it took more than 120 s of processor time"


def test_it_is_rejected_and_says_why(frames: dict, tmp_path: Path) -> None:
    issue = {"issue_id": "i-long", "document_id": "doc-en", "char_start": 0, "char_end": 5, "quote": "Azerb", "language": "en"}
    issue |= {"kind": "unread_document", "reason": REASON, "rule_id": "engine.too_long"}
    frames["reading_issue"] = pd.concat([frames["reading_issue"], pd.DataFrame([issue])], ignore_index=True)
    build_warehouse(frames, tmp_path / "w.duckdb")
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        documents = "SELECT document_id, status, status_reason FROM dim_document WHERE file_name LIKE '%.txt' ORDER BY ALL"
        told = {row[0]: row[1:] for row in connection.execute(documents).fetchall()}
        rejected = connection.execute(
            "SELECT what, kind, reason FROM mart_rejected WHERE document_id = 'doc-en' AND what = 'document'"
        ).fetchall()
    assert told["doc-en"] == ("rejected", REASON)
    assert told["doc-bn"] == ("loaded", None)
    assert rejected == [("document", "rejected", REASON)]
