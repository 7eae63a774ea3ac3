"""A small world made by hand: three documents, two pairs of countries, one fact or more of every table.

Here belongs what several tests of the warehouse share; every test that needs a broken world breaks its own copy.
"""

import hashlib
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from warehouse import catalog
from warehouse.build import build_warehouse
from warehouse.release import publish

Frames = dict[str, pd.DataFrame]
TODAY = date(2026, 11, 22)
MADE_BY = {"seeds": "0a1b", "code": "2c3d"}

ENGLISH = (
    "Azerbaijan and Djibouti established diplomatic relations on 2 December 1993. Djibouti has no embassy in Baku.\n"
    "In 2015 Azerbaijan sold goods worth 1.5 million dollars to Djibouti, mainly oil. "
    "Djibouti bought goods worth 1.4 million dollars from Azerbaijan in 2015. "
    "The foreign minister of Djibouti, Omar Ali, came to Baku in May 2017 and signed an agreement on visas."
)
BENGALI = "🇩🇯 জিবুতি ও আজারবাইজান ১৯৯৩ সালের ২ ডিসেম্বর কূটনৈতিক সম্পর্ক স্থাপন করে। কানাডা ১৯৯৪ সাল থেকে আজারবাইজানে দূতাবাস রাখে। জাতিসংঘে উভয় দেশ সদস্য।"
NAMES = {"en": "azerbaijan-djibouti.txt", "bn": "বাকু.txt"}
TEXTS = {"en": ENGLISH, "bn": BENGALI}


def edtf(name: str, text: str | None, start: date | None, end: date | None, precision: str | None) -> dict:
    return {f"{name}_edtf": text, f"{name}_start": start, f"{name}_end": end, f"{name}_precision": precision}


def day(name: str, value: date) -> dict:
    return edtf(name, value.isoformat(), value, value, "day")


def year(name: str, value: int) -> dict:
    return edtf(name, str(value), date(value, 1, 1), date(value, 12, 31), "year")


def none(name: str) -> dict:
    return edtf(name, None, None, None, None)


SURE = {"confidence": 0.95, "document_count": 1, "in_conflict": False}


def documents() -> pd.DataFrame:
    rows = [
        {
            "document_id": f"doc-{language}",
            "source_id": f"source-{language}",
            "file_name": NAMES[language],
            "path": f"{language}/{NAMES[language]}",
            "title": {"en": "Azerbaijan and Djibouti", "bn": None}[language],
            "language": language,
            "publisher": {"en": "A ministry", "bn": None}[language],
            "url": None,
            "licence": {"en": None, "bn": "CC BY 4.0"}[language],
            "published_edtf": "2018",
            "retrieved_at": "2026-11-01T03:00:00Z",
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "bytes": len(text.encode()),
            "text": text,
            "is_current": True,
            "status": "loaded",
            "status_reason": None,
        }
        for language, text in TEXTS.items()
    ]
    empty = dict.fromkeys(rows[0])
    empty |= {"document_id": "path:empty.txt", "source_id": "empty", "file_name": "empty.txt", "path": "empty.txt"}
    empty |= {"bytes": 0, "is_current": True, "status": "rejected", "status_reason": "the file is empty"}
    return pd.DataFrame([*rows, empty])


def relations() -> pd.DataFrame:
    def row(key: str, kind: str, one: str, other: str, holds: bool, since: dict, **more: object) -> dict:
        base = {"relation_id": key, "relation_type": kind, "subject_country": one, "object_country": other}
        base |= {"organization_id": None, "via_country": None, "holds": holds, **since}
        return base | none("until") | year("as_of", 2018) | SURE | more

    founded = day("since", date(1993, 12, 2))
    return pd.DataFrame(
        [
            row("rel-dipl", "diplomatic_relations", "AZE", "DJI", True, founded, document_count=2),
            row("rel-noemb", "resident_embassy", "DJI", "AZE", False, none("since")),
            row("rel-emb", "resident_embassy", "CAN", "AZE", True, year("since", 1994)),
            row("rel-un", "shared_membership", "AZE", "DJI", True, none("since"), organization_id="UN"),
        ]
    )


def events() -> pd.DataFrame:
    def row(key: str, kind: str, source: str, target: str | None, when: dict, **more: object) -> dict:
        base = {"event_id": key, "event_type": kind, "source_country": source, "target_country": target}
        base |= dict.fromkeys(["organization_id", "location_country", "location_city", "instrument", "subject"])
        return base | {"level": None, **when, "status": "occurred", "title": kind} | SURE | more

    may = edtf("date", "2017-05", date(2017, 5, 1), date(2017, 5, 31), "month")
    return pd.DataFrame(
        [
            row("ev-est", "relations_established", "AZE", "DJI", day("date", date(1993, 12, 2)), document_count=2),
            row("ev-visit", "visit", "DJI", "AZE", may, level="minister", location_country="AZE", location_city="Baku"),
            row("ev-sign", "agreement_signed", "AZE", "DJI", may, instrument="agreement", subject="visas"),
            row("ev-open", "embassy_opened", "CAN", "AZE", year("date", 1994)),
        ]
    )


def trade() -> pd.DataFrame:
    def row(key: str, reporter: str, partner: str, flow: str, value: object) -> dict:
        base = {"trade_id": key, "reporter_country": reporter, "partner_country": partner, "flow": flow}
        base |= {"exporter_country": "AZE", "importer_country": "DJI", "product_id": None, **year("period", 2015)}
        base |= {"value": value, "currency": None, "bound": "exact", "restated_value": None}
        return base | {"is_suspect": False, "suspect_reason": None} | SURE

    return pd.DataFrame(
        [
            row("tr-exp", "AZE", "DJI", "export", Decimal("1500000")) | {"in_conflict": True},
            row("tr-imp", "DJI", "AZE", "import", "1400000") | {"in_conflict": True},
        ]
    )


def products() -> pd.DataFrame:
    base = {"trade_product_id": "tp-oil", "exporter_country": "AZE", "importer_country": "DJI", "product_id": "27"}
    return pd.DataFrame([base | {"rank": "principal"} | year("period", 2015) | SURE])


PASSAGES = [
    ("fact_relation", "rel-dipl", "en", "Azerbaijan and Djibouti established diplomatic relations on 2 December 1993."),
    ("fact_relation", "rel-dipl", "bn", "জিবুতি ও আজারবাইজান ১৯৯৩ সালের ২ ডিসেম্বর কূটনৈতিক সম্পর্ক স্থাপন করে।"),
    ("fact_event", "ev-est", "en", "established diplomatic relations on 2 December 1993"),
    ("fact_event", "ev-est", "bn", "১৯৯৩ সালের ২ ডিসেম্বর কূটনৈতিক সম্পর্ক স্থাপন করে"),
    ("fact_relation", "rel-noemb", "en", "Djibouti has no embassy in Baku"),
    ("fact_trade", "tr-exp", "en", "sold goods worth 1.5 million dollars to Djibouti"),
    ("fact_trade", "tr-imp", "en", "Djibouti bought goods worth 1.4 million dollars"),
    ("fact_trade_product", "tp-oil", "en", "sold goods worth 1.5 million dollars to Djibouti, mainly oil"),
    ("fact_event", "ev-visit", "en", "The foreign minister of Djibouti, Omar Ali, came to Baku in May 2017"),
    ("fact_event", "ev-sign", "en", "signed an agreement on visas"),
    ("fact_relation", "rel-emb", "bn", "কানাডা ১৯৯৪ সাল থেকে আজারবাইজানে দূতাবাস রাখে"),
    ("fact_event", "ev-open", "bn", "কানাডা ১৯৯৪ সাল থেকে আজারবাইজানে দূতাবাস"),
    ("fact_relation", "rel-un", "bn", "জাতিসংঘে উভয় দেশ সদস্য"),
]


def passage(language: str, quote: str) -> dict:
    start = TEXTS[language].index(quote)
    place = {"document_id": f"doc-{language}", "char_start": start, "char_end": start + len(quote)}
    return place | {"quote": quote, "language": language, "rule_id": f"{language}.rule"}


def evidence() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"evidence_id": f"ev{n:02d}", "fact_table": table, "fact_id": fact, **passage(language, quote)} | {"confidence": 0.95}
            for n, (table, fact, language, quote) in enumerate(PASSAGES)
        ]
    )


def make_frames() -> Frames:
    clash = {"conflict_id": "c1", "kind": "mirror_flows", "country_a": "AZE", "country_b": "DJI"}
    clash |= {"fact_table": "fact_trade", "fact_id": "tr-exp", "other_fact_id": "tr-imp", "saying_document_id": None, "saying": None}
    issue = {"issue_id": "i1", "kind": "ambiguous_date", "reason": "no year", **passage("bn", "উভয় দেশ")}
    person = {"person_id": "p1", "name": "Omar Ali", "country_id": "DJI", "names": '{"en": ["Omar Ali"]}'}
    joined = {"fact_table": "fact_event", "fact_id": "ev-est", "merged_id": "ev-est-bn", "rule": "same_date"}
    taking_part = {"event_id": "ev-visit", "person_id": "p1", "role": "foreign_minister"}
    correction = {"correction_id": "k1", "action": "override", "status": "applied", "claims": 1, "reason": "misread"}
    correction |= {"decided_by": "a reader", "decided_on": "2026-11-01", "explanation": "found what it expects", "passages": "[]"}
    former = {"fact_table": "fact_event", "alias_id": "ev-est-bn", "fact_id": "ev-est"}
    return {
        "dim_document": documents(),
        "dim_person": pd.DataFrame([person]),
        "bridge_event_person": pd.DataFrame([taking_part]),
        "fact_relation": relations(),
        "fact_event": events(),
        "fact_trade": trade(),
        "fact_trade_product": products(),
        "evidence": evidence(),
        "reading_issue": pd.DataFrame([issue]),
        "conflict": pd.DataFrame([clash | {"explanation": "1500000 against 1400000"}]),
        "merge_log": pd.DataFrame([joined | {"explanation": None}]),
        "fact_alias": pd.DataFrame([former]),
        "correction_report": pd.DataFrame([correction]),
    }


@pytest.fixture(scope="session", name="make_frames")
def give_make_frames() -> Callable[[], Frames]:
    """The maker of the small world's frames, for fixtures that outlive a test."""
    return make_frames


@pytest.fixture
def frames() -> Frames:
    """Fresh frames of the small world."""
    return make_frames()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world's warehouse, built once; nobody writes to it."""
    target = tmp_path_factory.mktemp("built") / "warehouse.duckdb"
    build_warehouse(make_frames(), target)
    return target


@pytest.fixture(scope="session")
def published(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exports folder with the small world's release, made once; nobody writes to it."""
    folder = tmp_path_factory.mktemp("published") / "exports"
    publish(built, folder, MADE_BY, TODAY)
    return folder


@pytest.fixture
def exports(published: Path, tmp_path: Path) -> Path:
    """A copy of that folder to publish to, and to damage."""
    return Path(shutil.copytree(published, tmp_path / "exports"))


@pytest.fixture
def empty_frames() -> Callable[[], Frames]:
    """Frames without a row, their columns as in the catalogue."""

    def make() -> Frames:
        return {
            table.name: pd.DataFrame({column.name: pd.Series(dtype=object) for column in table.given})
            for table in catalog.load().of_origin("frame")
            if table.name not in ("claims", "quality_result")
        }

    return make


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[Frames], dict[str, Path]]:
    """What stores frames as Parquet files, as they lie between two steps."""
    return lambda frames: store_in(tmp_path, frames)


def store_in(folder: Path, frames: Frames) -> dict[str, Path]:
    """Store frames as Parquet files of a folder: table name -> file."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / f"{name}.parquet" for name in frames}
    for name, frame in frames.items():
        # Parquet holds either decimals or texts in a column.
        money = frame.columns.intersection(["value", "restated_value"])
        exact = {name: frame[name].map(lambda value: None if pd.isna(value) else str(value)) for name in money}
        frame.assign(**exact).to_parquet(files[name], index=False, row_group_size=2_000)
    return files
