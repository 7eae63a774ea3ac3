"""How long the pages take: `python tests/bench/pages.py [pairs] [documents]`.

A made release of that many pairs and documents (1,000 and 10,000 unless told otherwise), with 28 facts a pair; then the
time to build the site of it, the peak of memory, the number of pages, and the largest ones.
"""

import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, islice
from pathlib import Path

import pandas as pd

from warehouse.build import build_warehouse
from warehouse.reference import load
from warehouse.release import publish
from warehouse.site import build_site

DAY = date(2026, 11, 22)
EVENTS, RELATIONS, FIGURES = 20, 5, 3
SENTENCE = "On a day of that year the two states agreed to work together in trade, in culture and in science. "
REPORTS = {
    "dim_person": ("person_id", "name", "country_id", "names"),
    "bridge_event_person": ("event_id", "person_id", "role"),
    "conflict": (
        *("conflict_id", "kind", "country_a", "country_b", "fact_table", "fact_id", "other_fact_id", "explanation"),
        *("saying_document_id", "saying"),
    ),
    "merge_log": ("fact_table", "fact_id", "merged_id", "rule", "explanation"),
    "reading_issue": ("issue_id", "document_id", "char_start", "char_end", "quote", "language", "kind", "reason", "rule_id"),
    "fact_trade_product": (
        *("trade_product_id", "exporter_country", "importer_country", "product_id", "rank", "confidence", "document_count"),
        *("in_conflict", "period_edtf", "period_start", "period_end", "period_precision"),
    ),
}
SURE = {"confidence": 0.9, "document_count": 1, "in_conflict": False}


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def dated(name: str, number: int) -> dict:
    day = date(1950, 1, 1) + timedelta(days=number * 97 % 27_000)
    return {f"{name}_edtf": day.isoformat(), f"{name}_start": day, f"{name}_end": day, f"{name}_precision": "day"}


def undated(name: str) -> dict:
    return {f"{name}_edtf": None, f"{name}_start": None, f"{name}_end": None, f"{name}_precision": None}


def made_frames(pair_count: int, document_count: int) -> dict[str, pd.DataFrame]:
    """Frames of a world in which every pair has the same number of facts, spread over all documents."""
    codes = sorted(load()["dim_country"]["country_id"])
    pairs = list(islice(combinations(codes, 2), 0, None, max(len(codes) * (len(codes) - 1) // 2 // pair_count, 1)))[:pair_count]
    kinds = [str(kind) for kind in load()["dim_event_type"]["event_type"] if kind not in ("independence_declared", "state_dissolved")]
    events = [event(pair, number, kinds) for pair in pairs for number in range(EVENTS)]
    relations = [relation(pair, number) for pair in pairs for number in range(RELATIONS)]
    trade = [figure(pair, number) for pair in pairs for number in range(FIGURES)]
    keys = [("fact_event", row["event_id"]) for row in events]
    keys += [("fact_relation", row["relation_id"]) for row in relations] + [("fact_trade", row["trade_id"]) for row in trade]
    made = {"fact_event": events, "fact_relation": relations, "fact_trade": trade}
    made["evidence"] = [passage(number, *key, document_count) for number, key in enumerate(keys)]
    made["dim_document"] = [document(number) for number in range(document_count)]
    frames = {name: pd.DataFrame(rows) for name, rows in made.items()}
    return frames | {name: pd.DataFrame({column: pd.Series(dtype=object) for column in columns}) for name, columns in REPORTS.items()}


def event(pair: tuple[str, str], number: int, kinds: list[str]) -> dict:
    base = {"event_id": f"e-{pair[0]}-{pair[1]}-{number}", "event_type": kinds[number % len(kinds)]}
    base |= {
        "source_country": pair[0],
        "target_country": pair[1],
        "status": "occurred",
        "title": f"Event {number} of {pair[0]} and {pair[1]}",
    }
    base |= dict.fromkeys(["organization_id", "location_country", "location_city", "instrument", "subject", "level"])
    return base | dated("date", number * 31 + len(pair[0])) | SURE


def relation(pair: tuple[str, str], number: int) -> dict:
    kind = ("diplomatic_relations", "resident_embassy", "joint_body", "transport_link", "sister_cities")[number]
    base = {"relation_id": f"r-{pair[0]}-{pair[1]}-{number}", "relation_type": kind, "subject_country": pair[0], "object_country": pair[1]}
    base |= {"organization_id": None, "via_country": None, "holds": True}
    return base | dated("since", number * 57) | undated("until") | undated("as_of") | SURE


def figure(pair: tuple[str, str], number: int) -> dict:
    base = {"trade_id": f"t-{pair[0]}-{pair[1]}-{number}", "reporter_country": pair[0], "partner_country": pair[1], "flow": "export"}
    base |= {"exporter_country": pair[0], "importer_country": pair[1], "product_id": None, "value": Decimal(1_000_000 * (number + 1))}
    base |= {"currency": "USD", "bound": "exact", "restated_value": None, "is_suspect": False, "suspect_reason": None}
    year = 2015 + number
    period = {"period_edtf": str(year), "period_start": date(year, 1, 1), "period_end": date(year, 12, 31), "period_precision": "year"}
    return base | period | SURE


def passage(number: int, table: str, fact: str, documents: int) -> dict:
    start = number // documents % 20 * len(SENTENCE)
    place = {"document_id": f"doc-{number % documents}", "char_start": start, "char_end": start + len(SENTENCE) - 1}
    base = {"evidence_id": f"v{number}", "fact_table": table, "fact_id": fact, "quote": SENTENCE[:-1], "language": "en"}
    return base | place | {"rule_id": "en.bench", "confidence": 0.9}


def document(number: int) -> dict:
    text = SENTENCE * 20
    name = {"document_id": f"doc-{number}", "source_id": f"source-{number}", "file_name": f"{number}.txt", "path": f"{number}.txt"}
    name |= {"title": f"Document {number}", "language": "en", "publisher": "Bench", "url": None, "licence": "CC0-1.0"}
    name |= {"published_edtf": "2020", "retrieved_at": None, "sha256": f"{number:064x}", "bytes": len(text), "text": text}
    return name | {"is_current": True, "status": "loaded", "status_reason": None}


def main() -> None:
    pairs, documents = (int(each) for each in (sys.argv[1:] + ["1000", "10000"][len(sys.argv) - 1 :])[:2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_warehouse(made_frames(pairs, documents), folder / "warehouse.duckdb")
        publish(folder / "warehouse.duckdb", folder / "exports", {}, DAY)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start, used = time.perf_counter(), time.process_time()
        count = build_site(folder / "exports", folder / "site", DAY)
        say(f"{count} pages in {time.perf_counter() - start:.1f} s ({time.process_time() - used:.1f} s of processor time)")
        say(f"peak of memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB ({before / 1024:.0f} MB before the pages)")
        tell_sizes(folder / "site")


def tell_sizes(site: Path) -> None:
    for kind in ("pairs/*-*.html", "documents/doc-*.html", "tables/*.html", "*.html"):
        sizes = sorted((page.stat().st_size, page.relative_to(site).as_posix()) for page in site.glob(kind))
        middle, (most, largest) = sizes[len(sizes) // 2][0], sizes[-1]
        say(f"{kind:22} {len(sizes):6} pages, middle {middle / 1000:.0f} kB, largest {most / 1000:.0f} kB ({largest})")


if __name__ == "__main__":
    main()
