"""What holds of every text that is read: exact quotes, a fixed schema, no dependence on anything but the document."""

import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reading import extract
from transforms.reading.claims import COLUMNS, LONGEST_QUOTE
from transforms.reading.packs.pack import SEEDS, packs

DOCUMENTS = sorted((SEEDS / "documents").glob("*.md"))


def frame(text: str, language: str) -> pd.DataFrame:
    return pd.DataFrame(
        [{"document_id": "d1", "text": text, "language": language, "status": "loaded", "title": None, "published_edtf": "2026-11"}]
    )


def body(path: Path) -> str:
    return path.read_text("utf-8").split("\n---\n", 1)[1]


def slots(claims: pd.DataFrame) -> list[tuple[object, ...]]:
    names = [
        "claim_table",
        "claim_type",
        "subject_country",
        "object_country",
        "organization_id",
        "date_edtf",
        "status",
        "holds",
        "value",
        "currency",
        "product_id",
    ]
    return [tuple(None if pd.isna(v) else v for v in row) for row in claims[names].itertuples(index=False)]


def assert_exact(claims: pd.DataFrame, text: str) -> None:
    assert list(claims.columns) == list(COLUMNS)
    assert {name: str(kind) for name, kind in claims.dtypes.items()} == {
        name: str(pd.Series([], dtype=kind).dtype) for name, kind in COLUMNS.items()
    }
    for row in claims.itertuples():
        assert text[row.char_start : row.char_end] == row.quote
        assert 0 < len(row.quote) <= LONGEST_QUOTE


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_shipped_documents_are_quoted_exactly(path: Path) -> None:
    text = body(path)
    claims = extract(frame(text, path.suffixes[-2][1:]))
    assert len(claims) >= 10
    assert_exact(claims, text)
    assert claims["claim_id"].is_unique


MARKS = st.sampled_from(["\u200f", "\u200e", "\u200d", "\u200c", "\ufeff", "\u0640", "😀", "\r\n", "\u00a0"])


@settings(max_examples=40)
@given(path=st.sampled_from(DOCUMENTS), cuts=st.lists(st.tuples(st.floats(0, 1), MARKS), max_size=12), form=st.sampled_from(["NFC", "NFD"]))
def test_marks_and_normal_forms_never_shift_a_quote(path: Path, cuts: list[tuple[float, str]], form: str) -> None:
    text = unicodedata.normalize(form, body(path))  # type: ignore[arg-type]
    for where, mark in cuts:
        at = int(where * len(text))
        text = text[:at] + mark + text[at:]
    assert_exact(extract(frame(text, path.suffixes[-2][1:])), text)


@settings(max_examples=60)
@given(st.text(max_size=400), st.sampled_from(packs()))
def test_any_text_is_read_without_harm(text: str, language: str) -> None:
    assert_exact(extract(frame(text, language)), text)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_an_emoji_a_mark_and_decomposed_letters_change_no_claim(path: Path) -> None:
    text, language = body(path), path.suffixes[-2][1:]
    plain = slots(extract(frame(text, language)))
    assert slots(extract(frame("😀\u200f\n\n" + unicodedata.normalize("NFD", text), language))) == plain


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_a_document_is_read_alone(path: Path) -> None:
    """The same rows whether other documents are read before it or not."""
    language = path.suffixes[-2][1:]
    alone = extract(frame(body(path), language))
    others = pd.concat(
        [frame(body(p), p.suffixes[-2][1:]).assign(document_id=p.name) for p in DOCUMENTS if p != path] + [frame(body(path), language)]
    )
    together = extract(others)
    pd.testing.assert_frame_equal(together[together["document_id"] == "d1"].reset_index(drop=True), alone)


def test_no_document_gives_an_empty_frame_of_the_same_form() -> None:
    empty = extract(frame("", "bn").iloc[:0])
    assert_exact(empty, "")
    assert_exact(extract(frame("Alles klar.", "de")), "Alles klar.")
