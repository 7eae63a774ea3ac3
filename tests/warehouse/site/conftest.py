"""The small world with an Arabic document, a hostile one and trade that does not add up, as a release and as pages.

Here belongs what the tests of the pages share.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from warehouse.build import build_warehouse
from warehouse.release import publish
from warehouse.site import build_site

Frames = dict[str, pd.DataFrame]
DAY = date(2026, 11, 22)
ARABIC = "أقامت أذربيجان والكويت علاقات دبلوماسية سنة 1994. وزار وزير الخارجية الكويت يوم 3 أيار 2001 وسلّم رسالة."
EVIL = '<script>document.title="alive"</script>'
HOSTILE = (
    f'# {EVIL}\r\nCanada <img src=x onerror="document.title=1"> visited Azerbaijan in 1999, "quoted" \\ & more \u202e txet\x07.\n'
    "</p></div><style>*{display:none}</style>{{ 7 * 7 }} ${x} [[correction]] ''' \"\"\" end."
)
HOSTILE_QUOTE = HOSTILE[HOSTILE.index("Canada") : HOSTILE.index("\n</p>")]


@dataclass(frozen=True)
class Made:
    """A release's exports folder and the pages made of it."""

    exports: Path
    site: Path

    def page(self, path: str) -> str:
        return (self.site / path).read_text("utf-8")


class Elements(HTMLParser):
    """The elements of a page as (name, attributes), and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def of(self, name: str) -> list[dict[str, str]]:
        return [attributes for found, attributes in self.found if found == name]

    @property
    def text(self) -> str:
        return "".join(self.words)


def document(name: str, language: str, text: str, **more: object) -> dict:
    digest = hashlib.sha256(text.encode()).hexdigest()
    base = {"document_id": f"doc-{name}", "source_id": f"source-{name}", "file_name": f"{name}.txt", "path": f"{name}.txt"}
    base |= {"title": None, "language": language, "publisher": None, "url": None, "licence": "CC0-1.0", "published_edtf": "2002"}
    base |= {"retrieved_at": "2026-11-01T03:00:00Z", "sha256": digest, "bytes": len(text.encode()), "text": text}
    return base | {"is_current": True, "status": "loaded", "status_reason": None} | more


def event(frames: Frames, key: str, **more: object) -> dict:
    return {**frames["fact_event"].iloc[0].to_dict(), "event_id": key, "document_count": 1, **more}


def passage(key: str, fact: str, name: str, text: str, quote: str, language: str, table: str = "fact_event") -> dict:
    start = text.index(quote)
    place = {"evidence_id": key, "fact_table": table, "fact_id": fact, "document_id": f"doc-{name}", "char_start": start}
    return place | {"char_end": start + len(quote), "quote": quote, "language": language, "rule_id": f"{language}.rule", "confidence": 0.9}


def grown(frames: Frames) -> Frames:
    """The small world and more: what each page has to cope with at least once."""
    evil = {"title": EVIL, "publisher": f'">{EVIL}', "url": "javascript:document.title=1"}
    more = {
        "dim_document": [
            document("arabic", "ar", ARABIC, title="أذربيجان والكويت"),
            document("2026_untitled", "ar", "كلام"),
            document("hostile", "en", HOSTILE, **evil),
        ],
        "fact_event": [
            event(frames, "ev-ar", source_country="AZE", target_country="KWT", title="Azerbaijan and Kuwait established relations"),
            event(frames, "ev-evil", event_type="visit", source_country="CAN", target_country="AZE", subject=EVIL, title=f"Canada {EVIL}"),
            event(frames, "ev-alone", event_type="independence_declared", target_country=None, title="Azerbaijan declared independence"),
        ],
        "fact_trade": [
            trade(frames, "tr-2016", 2016, Decimal("1600000.5"), "total"),
            trade(frames, "tr-balance", 2016, Decimal("-300000"), "balance"),
        ],
        "evidence": [
            passage("evi-ar", "ev-ar", "arabic", ARABIC, ARABIC[: ARABIC.index(" وزار")], "ar"),
            passage("evi-evil", "ev-evil", "hostile", HOSTILE, HOSTILE_QUOTE, "en"),
            passage("evi-alone", "ev-alone", "hostile", HOSTILE, HOSTILE_QUOTE[7:30], "en"),
            passage("evi-total", "tr-2016", "arabic", ARABIC, "وزار", "ar", "fact_trade"),
            passage("evi-balance", "tr-balance", "arabic", ARABIC, "رسالة", "ar", "fact_trade"),
        ],
    }
    return frames | {name: pd.concat([frames[name], pd.DataFrame(rows)], ignore_index=True) for name, rows in more.items()}


def trade(frames: Frames, key: str, year: int, value: Decimal, flow: str) -> dict:
    period = {"period_edtf": str(year), "period_start": date(year, 1, 1), "period_end": date(year, 12, 31), "period_precision": "year"}
    countries = {"reporter_country": "AZE", "partner_country": "DJI", "exporter_country": None, "importer_country": None}
    base = {**frames["fact_trade"].iloc[0].to_dict(), "trade_id": key, "flow": flow, "value": value, "in_conflict": False}
    return base | period | countries


@pytest.fixture(scope="session")
def made(make_frames: Callable[[], Frames], tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The grown world's release and pages, made once; nobody writes to them."""
    folder = tmp_path_factory.mktemp("site")
    build_warehouse(grown(make_frames()), folder / "warehouse.duckdb")
    publish(folder / "warehouse.duckdb", folder / "exports", {"code": "1"}, DAY)
    build_site(folder / "exports", folder / "site", DAY)
    return Made(folder / "exports", folder / "site")


@pytest.fixture(scope="session")
def elements() -> type[Elements]:
    """The reader of a page's elements."""
    return Elements


@pytest.fixture(scope="session", name="grown")
def give_grown() -> Callable[[Frames], Frames]:
    """The maker of the grown world."""
    return grown
