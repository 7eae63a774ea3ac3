"""What is pasted into seeds/corrections.toml is understood there, and refused until somebody gives a reason."""

import re
import tomllib
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest

from transforms.facts.corrections import written
from warehouse.site import corrections

PASSAGE = {"evidence_id": "v1", "quote": 'He said "no"\\yes\n\tand \x7f \x01 ষ্ণ'}
EVENT = {"source_country": "CAN", "target_country": None, "date_edtf": "1999", "status": "occurred", "instrument": None, "level": None}
TRADE = {
    "reporter_country": "AZE",
    "partner_country": "CAN",
    "period_edtf": "2009",
    "value": Decimal("1.2E+9"),
    "currency": None,
    "bound": "exact",
}


def pasted(text: str, folder: Path, **filled: str) -> tuple[written.Correction, ...]:
    for key, value in filled.items():
        text = text.replace(f'{key} = ""', f'{key} = "{value}"')
    file = folder / "corrections.toml"
    file.write_text(text, "utf-8")
    written.load.cache_clear()
    return written.load(file)


FILLED = {"reason": "misread", "who": "A. Reader", "when": "2026-11-22"}


def test_drop_is_understood(tmp_path: Path) -> None:
    (found,) = pasted(corrections.drop("fact_event", "visit", EVENT, PASSAGE, "src_1"), tmp_path, **FILLED)
    assert found.action == "drop"
    assert found.place.expects == PASSAGE["quote"]
    assert found.place.document == "src_1"
    assert found.place.where == {"claim_table": "fact_event", "claim_type": "visit", "subject_country": "CAN"}


def test_override_has_the_values_of_now(tmp_path: Path) -> None:
    (found,) = pasted(corrections.override("fact_trade", "export", TRADE, PASSAGE, "src_1"), tmp_path, **FILLED)
    assert found.values == {"date_edtf": "2009", "value": "1200000000", "bound": "exact"}


@pytest.mark.parametrize("left_out", FILLED)
def test_nobody_corrects_without_a_word(tmp_path: Path, left_out: str) -> None:
    text = corrections.drop("fact_event", "visit", EVENT, PASSAGE, "src_1")
    with pytest.raises(written.CorrectionError, match=left_out):
        pasted(text, tmp_path, **{key: value for key, value in FILLED.items() if key != left_out})


def test_every_correction_on_a_page_can_be_pasted(made: object, tmp_path: Path) -> None:
    pages = [made.page(f"pairs/{file.name}") for file in (made.site / "pairs").glob("*-*.html")]  # type: ignore[attr-defined]
    blocks = [unescape(block) for page in pages for block in re.findall(r"<code>(\[\[correction\]\].*?)</code>", page, re.DOTALL)]
    assert len(blocks) > 10
    for block in blocks:
        assert len(pasted(block, tmp_path, **FILLED)) == 1
        assert tomllib.loads(block)["correction"]
