"""Marts and views answer as CONTRACT says, on the small world and on worlds bent for one question."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from warehouse.build import build_warehouse


def ask(file: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_panel_has_every_year_from_the_first_to_the_last_dated_fact(built: Path) -> None:
    rows = ask(built, "SELECT country_a, country_b, list(year ORDER BY year) FROM mart_dyad_year GROUP BY ALL ORDER BY 2")
    assert rows == [("AZE", "CAN", [1994]), ("AZE", "DJI", list(range(1993, 2018)))]


def test_events_are_counted_by_quad_class_and_scored(built: Path) -> None:
    row = ask(
        built,
        "SELECT event_count, verbal_cooperation_count, uncoded_count, goldstein_mean FROM mart_dyad_year"
        " WHERE country_b = 'DJI' AND year = 2017",
    )
    assert row == [(2, 2, 0, pytest.approx((1.9 + 8.0) / 2))]


def test_the_exporters_figure_stands_before_the_importers(built: Path) -> None:
    row = ask(
        built,
        "SELECT CAST(trade_a_to_b AS INT), trade_b_to_a, trade_total, currency FROM mart_dyad_year WHERE country_b = 'DJI' AND year = 2015",
    )
    assert row == [(1500000, None, None, None)]


def test_one_row_a_currency(frames: dict, tmp_path: Path) -> None:
    frames["fact_trade"]["currency"] = ["USD", "CAD"]
    frames["fact_trade"]["flow"] = ["export", "total"]
    frames["fact_trade"].loc[1, ["exporter_country", "importer_country"]] = None
    frames["fact_trade"].loc[1, ["reporter_country", "partner_country"]] = ["AZE", "DJI"]
    build_warehouse(frames, tmp_path / "w.duckdb")
    rows = ask(
        tmp_path / "w.duckdb",
        "SELECT currency, CAST(trade_total AS INT), trade_total_is_sum, CAST(trade_a_to_b AS INT) FROM mart_dyad_year"
        " WHERE country_b = 'DJI' AND year = 2015 ORDER BY currency",
    )
    assert rows == [("CAD", 1400000, False, None), ("USD", None, None, 1500000)]


def test_a_total_is_summed_only_from_both_directions(frames: dict, tmp_path: Path) -> None:
    frames["fact_trade"].loc[1, ["exporter_country", "importer_country", "flow"]] = ["DJI", "AZE", "export"]
    build_warehouse(frames, tmp_path / "w.duckdb")
    rows = ask(
        tmp_path / "w.duckdb",
        "SELECT CAST(trade_total AS INT), trade_total_is_sum FROM mart_dyad_year WHERE trade_a_to_b IS NOT NULL",
    )
    assert rows == [(2900000, True)]


def test_a_half_years_trade_is_no_years(frames: dict, tmp_path: Path) -> None:
    frames["fact_trade"]["period_edtf"] = "2015-01/2015-06"
    frames["fact_trade"]["period_end"] = date(2015, 6, 30)
    build_warehouse(frames, tmp_path / "w.duckdb")
    assert ask(tmp_path / "w.duckdb", "SELECT count(trade_a_to_b) FROM mart_dyad_year") == [(0,)]


def embassy(holds: bool, since: int | None, until: int | None, as_of: int | None) -> dict:
    def bounds(name: str, year: int | None) -> dict:
        whole = (str(year), date(year, 1, 1), date(year, 12, 31), "year") if year else (None,) * 4
        return dict(zip([f"{name}_{part}" for part in ("edtf", "start", "end", "precision")], whole, strict=True))

    base = {"relation_type": "resident_embassy", "organization_id": None, "via_country": None, "holds": holds}
    base |= bounds("since", since) | bounds("until", until) | bounds("as_of", as_of)
    return base | {"confidence": 0.9, "document_count": 1, "in_conflict": False}


# What is told of an embassy, a year, and whether it was there at that year's end. Each case is a pair of its own.
EMBASSIES = {
    "before it opened: not known": ([embassy(True, 1995, None, 2010)], 1994, None),
    "the year it opened": ([embassy(True, 1995, None, 2010)], 1995, True),
    "as long as the text vouches": ([embassy(True, 1995, None, 2010)], 2010, True),
    "after the text: not known": ([embassy(True, 1995, None, 2010)], 2011, None),
    "before it closed": ([embassy(True, 1995, 2000, 2010)], 1999, True),
    "the year it closed": ([embassy(True, 1995, 2000, 2010)], 2000, False),
    "denied as of": ([embassy(False, None, None, 2010)], 2010, False),
    "denied later: not known then": ([embassy(False, None, None, 2010)], 2009, None),
    "affirmed without a beginning": ([embassy(True, None, None, 2010)], 2010, True),
    "undated text: to its latest happening": ([embassy(True, 1995, None, None)], 2017, True),
    "affirmed and denied": ([embassy(True, 1995, None, 2010), embassy(False, None, None, 2010)], 2010, None),
    "closed and opened again": ([embassy(True, 2005, None, 2010), embassy(True, 1993, 2000, 2010)], 2007, True),
    "opened after it was denied": ([embassy(False, None, None, 2009), embassy(True, 2009, None, 2012)], 2010, True),
}
HOSTS = ["BEL", "BRA", "CHE", "CHN", "DEU", "ESP", "FRA", "GBR", "IND", "ITA", "JPN", "KAZ", "TUR"]


@pytest.fixture(scope="module")
def embassies(make_frames: Callable[[], dict], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world with all the cases: each pair has relations from 1993 and a visit in 2017, told by the same text."""
    frames = make_frames()
    for host, (rows, _, _) in zip(HOSTS, EMBASSIES.values(), strict=True):
        known = frames["fact_event"].iloc[[0, 1]].assign(source_country="AZE", target_country=host)
        known["event_id"] = [f"{host}-first", f"{host}-last"]
        frames["fact_event"] = pd.concat([frames["fact_event"], known], ignore_index=True)
        between = {"subject_country": "AZE", "object_country": host}
        told = [row | between | {"relation_id": f"{host}-{n}"} for n, row in enumerate(rows)]
        frames["fact_relation"] = pd.concat([frames["fact_relation"], pd.DataFrame(told)], ignore_index=True)
        passage = frames["evidence"].iloc[0].to_dict()
        backed = [passage | {"evidence_id": row["relation_id"], "fact_id": row["relation_id"]} for row in told]
        frames["evidence"] = pd.concat([frames["evidence"], pd.DataFrame(backed)], ignore_index=True)
    target = tmp_path_factory.mktemp("embassies") / "w.duckdb"
    build_warehouse(frames, target)
    return target


@pytest.mark.parametrize("case", EMBASSIES)
def test_embassies_by_year(embassies: Path, case: str) -> None:
    host = dict(zip(EMBASSIES, HOSTS, strict=True))[case]
    _, year, expected = EMBASSIES[case]
    sql = f"SELECT embassy_a_in_b FROM mart_dyad_year WHERE country_b = '{host}' AND year = {year}"  # noqa: S608
    assert ask(embassies, sql) == [(expected,)]


def test_shared_memberships_are_counted_where_vouched_for(frames: dict, tmp_path: Path) -> None:
    member = frames["fact_relation"]["relation_id"] == "rel-un"
    frames["fact_relation"].loc[member, ["since_edtf", "since_start", "since_end", "since_precision"]] = [
        "1994",
        date(1994, 1, 1),
        date(1994, 12, 31),
        "year",
    ]
    build_warehouse(frames, tmp_path / "w.duckdb")
    sql = "SELECT sum(shared_membership_count), min(year) FILTER (shared_membership_count > 0) FROM mart_dyad_year"
    assert ask(tmp_path / "w.duckdb", sql) == [(2017 - 1994 + 1, 1994)]


def test_the_timeline_has_every_dated_fact_in_order_with_its_words(built: Path) -> None:
    rows = ask(built, "SELECT fact_id, title, quote FROM mart_timeline WHERE country_b = 'DJI'")
    ids = ["ev-est", "rel-dipl", "tr-exp", "tr-imp", "tp-oil", "ev-sign", "ev-visit"]
    assert [row[0] for row in rows] == ids
    assert rows[1][1] == "Azerbaijan and Djibouti have had diplomatic relations since 1993-12-02"
    assert rows[2][1] == "Azerbaijan exported 1,500,000 (currency not stated) to Djibouti in 2015"
    assert rows[4][1] == "Azerbaijan sells mineral fuels and oils to Djibouti, as a main product"
    assert rows[6][2].startswith("The foreign minister of Djibouti")


def test_what_a_state_did_alone_is_on_no_pairs_timeline(frames: dict, tmp_path: Path) -> None:
    frames["fact_event"].loc[0, ["event_type", "target_country"]] = ["independence_declared", None]
    build_warehouse(frames, tmp_path / "w.duckdb")
    assert ask(tmp_path / "w.duckdb", "SELECT count(*) FROM mart_timeline WHERE fact_id = 'ev-est'") == [(0,)]
    assert ask(tmp_path / "w.duckdb", "SELECT count(*) FROM v_event WHERE event_id = 'ev-est'") == [(1,)]


def test_a_conflict_shows_both_sides(built: Path) -> None:
    row = ask(built, "SELECT quote, other_quote, explanation FROM mart_conflict")[0]
    assert row[0].startswith("sold goods")
    assert row[1].startswith("Djibouti bought")


def test_what_was_turned_away_is_told(built: Path) -> None:
    rows = ask(built, "SELECT what, file_name, kind, reason FROM mart_rejected")
    assert rows == [
        ("document", "empty.txt", "rejected", "the file is empty"),
        ("passage", "বাকু.txt", "ambiguous_date", "no year"),
    ]


def test_coverage_counts_by_scope(built: Path) -> None:
    rows = ask(
        built,
        "SELECT scope_id, first_year, last_year, documents, rejected_documents, relations, events, trade_amounts,"
        " trade_products, evidence_rows, reading_issues FROM mart_coverage WHERE scope IN ('all', 'language', 'pair')",
    )
    assert rows == [
        ("all", 1993, 2017, 2, 1, 4, 4, 2, 1, 13, 1),
        ("bn", 1993, 1994, 1, 0, 3, 2, 0, 0, 5, 1),
        ("en", 1993, 2017, 1, 0, 2, 3, 2, 1, 8, 0),
        ("AZE-CAN", 1994, 1994, 1, None, 1, 1, 0, 0, 2, None),
        ("AZE-DJI", 1993, 2017, 2, None, 3, 3, 2, 1, 11, None),
    ]


def test_measured_accuracy_is_shown(frames: dict, tmp_path: Path) -> None:
    measured = {"set_name": "seeds", "language": "bn", "documents": 3, "precision": 0.96, "recall": 0.91}
    frames["accuracy"] = pd.DataFrame([measured | {"core_f1": 0.93, "full_f1": 0.88, "annotator": "a model"}])
    build_warehouse(frames, tmp_path / "w.duckdb")
    sql = "SELECT scope_id, language, documents, precision, annotator FROM mart_coverage WHERE scope = 'accuracy'"
    assert ask(tmp_path / "w.duckdb", sql) == [("seeds/bn", "bn", 3, 0.96, "a model")]


def test_evidence_for_answers_with_the_sentence(built: Path) -> None:
    def sentences(fact: str) -> list[str]:
        sql = f"SELECT sentence FROM evidence_for('{fact}') ORDER BY language DESC"  # noqa: S608
        return [row[0] for row in ask(built, sql)]

    assert sentences("tr-exp") == ["In 2015 Azerbaijan sold goods worth 1.5 million dollars to Djibouti, mainly oil."]
    assert sentences("ev-est") == [
        "Azerbaijan and Djibouti established diplomatic relations on 2 December 1993.",
        "🇩🇯 জিবুতি ও আজারবাইজান ১৯৯৩ সালের ২ ডিসেম্বর কূটনৈতিক সম্পর্ক স্থাপন করে।",
    ]
    assert sentences("nothing") == []


def test_evidence_for_follows_an_id_of_before(frames: dict, tmp_path: Path) -> None:
    frames["fact_alias"] = pd.DataFrame([("fact_event", "ev-before", "ev-est")], columns=["fact_table", "alias_id", "fact_id"])
    build_warehouse(frames, tmp_path / "w.duckdb")
    counted = "SELECT (SELECT count(*) FROM evidence_for('ev-before')), (SELECT count(*) FROM evidence_for('ev-est'))"
    assert ask(tmp_path / "w.duckdb", counted) == [(2, 2)]


# The passages of one fact with their confidence, and which of them is the best.
BEST = {
    "a whole sentence before a clause cut out of it": ([("their embassy in", 0.97), ("Chile has an embassy there.", 0.93)], 1),
    "nor one that begins in mid-sentence": ([("and has one there.", 0.97), ("Chile has an embassy there.", 0.96)], 1),
    "but not before a much surer one": ([("their embassy in", 0.97), ("Chile has an embassy there.", 0.6)], 0),
    "of whole ones the longer": ([("দূতাবাস আছে।", 0.97), ("সেখানে একটি দূতাবাস আছে।", 0.95)], 1),
    "of alike ones the surer": ([("They meet.", 0.92), ("They talk.", 0.94)], 1),
}  # fmt: skip


@pytest.mark.parametrize("case", BEST)
def test_the_best_quote_shows_why_the_fact_stands(frames: dict, tmp_path: Path, case: str) -> None:
    passages, best = BEST[case]
    row = frames["evidence"].query("fact_id == 'ev-visit'").iloc[0].to_dict()
    told = [row | {"evidence_id": f"v{n}", "quote": quote, "confidence": sure} for n, (quote, sure) in enumerate(passages)]
    others = frames["evidence"].query("fact_id != 'ev-visit'")
    frames["evidence"] = pd.concat([others, pd.DataFrame(told)], ignore_index=True)
    build_warehouse(frames, tmp_path / "w.duckdb")
    found = ask(tmp_path / "w.duckdb", "SELECT evidence_id, evidence_count FROM v_best_quote WHERE fact_id = 'ev-visit'")
    assert found == [(f"v{best}", 2)]


def test_views_show_names_codes_and_people(built: Path) -> None:
    rows = ask(
        built,
        "SELECT source_name, target_name, persons, plover_type, cameo_code, quad_class, goldstein, quote_language"
        " FROM v_event WHERE event_id = 'ev-visit'",
    )
    people = "Omar Ali (foreign minister)"
    assert rows == [("Djibouti", "Azerbaijan", people, "CONSULT", "042", "verbal_cooperation", 1.9, "en")]
    assert ask(built, "SELECT title FROM v_relation ORDER BY relation_id") == [
        ("Azerbaijan and Djibouti have had diplomatic relations since 1993-12-02",),
        ("Canada has had an embassy in Azerbaijan since 1994",),
        ("Djibouti has no embassy in Azerbaijan",),
        ("Azerbaijan and Djibouti are both in United Nations",),
    ]


# Type, holds, since, until, and the title of a relation between Azerbaijan and Djibouti.
TITLES = [
    ("diplomatic_relations", True, None, None, "Azerbaijan and Djibouti have diplomatic relations"),
    ("diplomatic_relations", True, "1993", "2001", "Azerbaijan and Djibouti had diplomatic relations from 1993 until 2001"),
    ("diplomatic_relations", False, None, None, "Azerbaijan and Djibouti have no diplomatic relations"),
    ("joint_body", True, None, None, "Azerbaijan and Djibouti have a joint body"),
    ("joint_body", True, "2017-04", None, "Azerbaijan and Djibouti have had a joint body since 2017-04"),
    ("joint_body", False, None, None, "Azerbaijan and Djibouti have no joint body"),
    ("transport_link", True, None, "2001", "Azerbaijan and Djibouti had a transport link until 2001"),
    ("sister_cities", True, None, None, "Azerbaijan and Djibouti have sister cities"),
    ("sister_cities", True, "2003", None, "Azerbaijan and Djibouti have had sister cities since 2003"),
]


@pytest.mark.parametrize(("kind", "holds", "since", "until", "title"), TITLES)
def test_a_relations_title_is_a_sentence(
    frames: dict, tmp_path: Path, kind: str, holds: bool, since: str | None, until: str | None, title: str
) -> None:
    frames["fact_relation"].loc[0, ["relation_type", "holds", "since_edtf", "until_edtf"]] = [kind, holds, since, until]
    build_warehouse(frames, tmp_path / "w.duckdb")
    assert ask(tmp_path / "w.duckdb", "SELECT title FROM v_relation WHERE relation_id = 'rel-dipl'") == [(title,)]


def test_the_cow_level_follows_from_an_ambassador_named(frames: dict, tmp_path: Path) -> None:
    frames["fact_event"].loc[3, "event_type"] = "ambassador_appointed"
    build_warehouse(frames, tmp_path / "w.duckdb")
    rows = ask(tmp_path / "w.duckdb", "SELECT cow_level FROM v_relation WHERE relation_type = 'resident_embassy'")
    assert sorted(rows, key=str) == [(3,), (None,)]


def test_the_calendar_has_whole_years_and_no_gap(built: Path) -> None:
    row = ask(built, "SELECT min(date_id), max(date_id), count(*) FROM dim_date")[0]
    assert row == (date(1993, 1, 1), date(2018, 12, 31), (date(2018, 12, 31) - date(1993, 1, 1)).days + 1)
    leap = ask(built, "SELECT day_of_year, iso_weekday, decade, quarter FROM dim_date WHERE date_id = '2016-12-31'")
    assert leap == [(366, 6, "201X", 4)]


def test_a_year_far_away_comes_alone(frames: dict, tmp_path: Path) -> None:
    frames["fact_event"].loc[0, ["date_start", "date_end"]] = [date(1536, 2, 1), date(1536, 2, 1)]
    build_warehouse(frames, tmp_path / "w.duckdb")
    years = [row[0] for row in ask(tmp_path / "w.duckdb", "SELECT DISTINCT year FROM dim_date ORDER BY 1")]
    assert years[:3] == [1536, 1993, 1994]


def test_evidence_carries_licence_and_attribution(built: Path) -> None:
    rows = ask(built, "SELECT DISTINCT licence, attribution FROM evidence ORDER BY 1")
    assert rows == [("CC BY 4.0", "বাকু.txt"), (None, "Azerbaijan and Djibouti, A ministry")]
