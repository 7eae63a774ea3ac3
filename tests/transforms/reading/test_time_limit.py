"""A document whose reading takes too long is given up with a word about it, and the others are read."""

from pathlib import Path

import pandas as pd
import pytest

from transforms.reading import cache, extract
from transforms.reading.claims import LONGEST_QUOTE
from transforms.reading.packs.pack import limits

SECONDS = 0.2
PROSE = "Peru opened an embassy in Chile in 1994. "
# Takes a thousand times as long as it may here.
ENDLESS = PROSE * 50_000


def documents(texts: dict[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame({"document_id": list(texts), "text": list(texts.values()), "status": "loaded", "is_current": True})
    return frame.assign(language="en", title=None, published_edtf=None)


def impatient(frame: pd.DataFrame) -> pd.DataFrame:
    """The real reader in another process, which gives up early."""
    extract(documents({"warm": PROSE}))
    limits()["seconds_of_reading"] = SECONDS
    return extract(frame)


def check(claims: pd.DataFrame, readable: set[str]) -> None:
    (given_up,) = claims[claims["document_id"] == "endless"].to_dict("records")
    assert given_up["claim_table"] == "reading_issue"
    assert given_up["claim_type"] == "unread_document"
    assert given_up["reason"] == "it took more than 0.2 s of processor time"
    assert given_up["quote"] == ENDLESS[:LONGEST_QUOTE]
    facts = claims[claims["claim_table"] != "reading_issue"]
    assert set(facts["document_id"]) == readable
    assert set(facts["claim_type"]) == {"embassy_opened", "resident_embassy"}


def test_the_others_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extract(documents({"warm": PROSE}))
    monkeypatch.setitem(limits(), "seconds_of_reading", SECONDS)
    some = documents({"a": PROSE, "endless": ENDLESS, "b": PROSE})
    claims = cache.extract_cached(some, tmp_path)
    check(claims, {"a", "b"})
    pd.testing.assert_frame_equal(cache.extract_cached(some, tmp_path), claims)


@pytest.mark.full
def test_the_others_are_read_in_a_pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "BATCH_DOCUMENTS", 2)
    names = {f"d{n}" for n in range(14)}
    claims = cache.extract_cached(documents(dict.fromkeys(sorted(names), PROSE) | {"endless": ENDLESS}), tmp_path, reader=impatient)
    check(claims, names)
