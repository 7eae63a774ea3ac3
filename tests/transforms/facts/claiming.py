"""Claims and documents for tests of the facts room, made from the few slots that a test is about."""

from typing import Any

import pandas as pd

from transforms.reading.claims import COLUMNS, identity, to_frame

WIDTH = 20


def claim(table: str, type: str, a: str | None, b: str | None = None, *, doc: str = "d1", at: int = 0, **slots: Any) -> dict[str, Any]:
    """A claim of document `doc` at sentence number `at`."""
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {
        "document_id": doc, "claim_table": f"fact_{table}", "claim_type": type, "subject_country": a,
        "object_country": b, "char_start": at * WIDTH, "char_end": at * WIDTH + WIDTH - 1, "quote": f"{doc} {at}",
        "language": "en", "rule_id": "test", "confidence": 0.9,
    }  # fmt: skip
    if table == "event":
        row["status"] = "occurred"
    if table == "relation":
        row["holds"] = True
    row |= {{"date": "date_edtf", "until": "until_edtf"}.get(name, name): value for name, value in slots.items()}
    return row | {"claim_id": identity(row)}


def claims(*rows: dict[str, Any]) -> pd.DataFrame:
    """The frame of these claims."""
    return to_frame(list(rows))


def documents(*ids: str, **columns: Any) -> pd.DataFrame:
    """Documents of these identifiers, loaded and current."""
    frame = pd.DataFrame({"document_id": pd.array(ids, dtype="string")})
    return frame.assign(is_current=True, status="loaded", published_edtf=None, language="en", text="").assign(**columns)
