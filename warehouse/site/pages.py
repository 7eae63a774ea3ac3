"""What each page of the site says.

Here belongs the choice of what stands where. Wording of values, geometry, tables and HTML have their own modules.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from warehouse import catalog, edition, shelf
from warehouse.edition import DATABASE, WORKBOOK
from warehouse.export import sha256
from warehouse.shelf import MANIFEST, SUMS
from warehouse.site import tables, ties, timeline, trade, words, worldmap
from warehouse.site.facts import KEYS, Named, document_page, load_named
from warehouse.site.parts import nothing, with_facts
from warehouse.site.passages import Piece, marked_paragraphs
from warehouse.site.rendering import Page
from warehouse.site.store import Release, Row, grouped, keyed
from warehouse.site.world import Bundle, World

# Widths of the pictures: one for a screen, one for a phone; the style shows one of them.
WIDTHS = {"wide": 920.0, "narrow": 340.0}
MOST_CHANGES = 200
# Columns that say nothing to a reader of changes, and how many of the others name a row.
TECHNICAL = ("_id", "_start", "_end", "_precision", "confidence", "document_count", "in_conflict")
MOST_CODES = 6
PAIRS_ON_HOME = 12
# How wide the map is beside the words of the home page.
MAP_ON_HOME = 510.0
# What a manifest cannot tell the checksum of.
NOT_IN_MANIFEST = (DATABASE, f"{DATABASE}.sha256", MANIFEST, SUMS)
# The coverage where no document was read: there is no row of it then.
NOTHING_READ = dict.fromkeys(column.name for column in catalog.load()["mart_coverage"].columns) | {"scope": "all"}
# The tables that a reader asks for first, by the table's name.
FIRST_TABLES = ("mart_timeline", "v_event", "v_relation", "v_trade", "evidence")


@dataclass(frozen=True)
class Download:
    """A file of the release as the site carries it."""

    name: str
    link: str
    bytes: int
    sha256: str
    rows: int | None


@dataclass(frozen=True)
class Noted:
    """A passage in a whole text, and its fact."""

    row: Row
    fact: Named


def common_pages(world: World) -> Iterator[Page]:
    """The pages of the whole release: what they show is told in figures, or cut."""
    yield _home(world)
    yield _downloads(world)
    yield _ties(world)
    yield _changes(world)
    yield _codebook(world)
    yield from tables.pages_of(tables.pairs_table(world))
    yield from tables.pages_of(tables.states_table(world))
    yield from tables.pages_of(tables.checks_table(world))
    yield _tables(world)


def table_pages(world: World, keys: Sequence[str]) -> Iterator[Page]:
    """These pages of one table (fact_event-0 is the first one of events), of a world that has their rows."""
    names, numbers = zip(*(key.split("-") for key in keys), strict=True)
    yield from tables.pages_of(tables.TABLES[names[0]](world), [int(number) for number in numbers])


def pages_of_facts(world: World, keys: Iterable[str]) -> Iterator[Page]:
    """The pages of these countries (AZE-DJI, AZE, or nothing where no state acts), of a world that has their part."""
    for key in keys:
        countries = tuple(filter(None, key.split("-")))
        bundle = world.bundles.get(countries) or Bundle(countries, world.release.named(countries), ())
        yield _pair(world, bundle) if len(countries) == 2 else _state(world, bundle)


def _codebook(world: World) -> Page:
    """Of the tables that the release has: the catalogue may be newer than it."""
    rows = world.release.manifest["rows"]
    return Page(
        "codebook.html", "codebook.html", {"tables": [table for table in edition.released_tables() if table.name in rows], "rows": rows}
    )


def shared(release: Release) -> dict[str, Any]:
    """What pages of the whole release show of it. All others must not: they are taken over by later releases."""
    return {"version": release.version, "released": str(release.manifest["date"])}


def files(release: Release) -> list[str]:
    """Every file of the release by its path in it: the downloads are a release that can be verified."""
    return [*sorted(release.manifest["files"]), *NOT_IN_MANIFEST]


def downloads(release: Release) -> list[Download]:
    """Every file of the release, with its size and checksum."""
    return [_download(release, name, release.manifest["files"].get(name) or _entry(release.folder / name)) for name in files(release)]


def download_path(release: Release, file: str) -> str:
    """Where the site has a file of the release."""
    return f"downloads/{release.version}/{file}"


def _entry(file: Path) -> Row:
    return {"bytes": file.stat().st_size, "sha256": sha256(file)}


def _download(release: Release, name: str, entry: Row) -> Download:
    return Download(name, download_path(release, name), entry["bytes"], entry["sha256"], entry.get("rows"))


def _home(world: World) -> Page:
    files = {each.name: each for each in downloads(world.release)}
    wanted = [WORKBOOK, DATABASE, *(f"parquet/{name}.parquet" for name in FIRST_TABLES), *(f"csv/{name}.csv" for name in FIRST_TABLES)]
    coverage = grouped(world.release.rows("mart_coverage"), lambda row: row["scope"])
    results = world.release.rows("quality_result")
    content = {
        "checked": world.checked.isoformat(),
        "rows": world.release.manifest["rows"],
        "files": [files[name] for name in wanted if name in files],
        "coverage": coverage.get("language", []),
        "total": coverage.get("all", [NOTHING_READ])[0],
        "accuracy": coverage.get("accuracy", []),
        "checks": {"all": len(results), "failed": [row for row in results if not row["passed"]]},
        "sources": world.sources,
        "pairs": sorted(world.pairs, key=lambda pair: (-pair.facts, pair.name))[:PAIRS_ON_HOME],
        "pair_count": len(world.pairs),
        "withdrawn": world.release.manifest["withdrawn_sources"],
        "previous": world.release.manifest["previous"],
        **_maps(world, MAP_ON_HOME, is_cut=True),
    }
    return Page("index.html", "home.html", content)


def _downloads(world: World) -> Page:
    groups = grouped(downloads(world.release), lambda file: file.name.split("/")[0] if "/" in file.name else "")
    content = {"groups": sorted(groups.items()), "releases": world.releases, "retention": shelf.RETENTION}
    return Page("downloads.html", "downloads.html", content)


def _maps(world: World, pixels: float, *, is_cut: bool) -> dict[str, Any]:
    """The map for a screen, where it is that wide, and that for a phone, which shows only where the ties lie."""
    counts = {pair.countries: pair.facts for pair in world.pairs}
    wide = worldmap.draw(world.release, counts, pixels, is_cut=is_cut)
    maps = {"wide": wide, "narrow": worldmap.draw(world.release, counts, WIDTHS["narrow"], is_cut=True)}
    return {"world_maps": maps, "pairs_by_id": {pair.countries: pair for pair in world.pairs}}


def _ties(world: World) -> Page:
    drawn = ties.draw(world.release, {pair.countries: pair.facts for pair in world.pairs})
    listed = sorted(world.pairs, key=lambda pair: (-pair.facts, pair.name))
    return Page("ties.html", "ties.html", {**_maps(world, WIDTHS["wide"], is_cut=False), "ties": drawn, "pairs": listed})


def _changes(world: World) -> Page:
    groups = grouped(world.release.first_changes(MOST_CHANGES), lambda row: row["table_name"])
    order = sorted(groups, key=lambda name: (name not in KEYS, name))
    rows = {name: [(row, *(json.loads(row[side] or "{}") for side in ("old_row", "new_row"))) for row in groups[name]] for name in order}
    facts = _facts_in(world, rows.values())
    shown = {name: sorted((_change(facts, *row) for row in rows[name]), key=_order_of_change) for name in order}
    summary = world.release.manifest["changes"]
    counts = {name: sum(summary[name].values()) for name in order}
    content = {"changes": shown, "counts": counts, "summary": summary, "order": order, "releases": world.releases}
    return Page("changes.html", "changes.html", {**content, "previous": world.release.manifest["previous"]})


def _facts_in(world: World, groups: Iterable[Iterable[tuple[Row, Row, Row]]]) -> dict[str, Named]:
    """The facts that these changed rows name, as far as they still stand."""
    ids = {value for rows in groups for _, old, new in rows for value in {**old, **new}.values() if isinstance(value, str)}
    return {named.fact_id: named for named in load_named(with_facts(world.release, ids))} if ids else {}


def _change(facts: Mapping[str, Named], row: Row, old: Row, new: Row) -> Row:
    """A changed row: the fact that it is of (where it still stands) and the values that differ."""
    fact = next((facts[value] for value in {**old, **new}.values() if value in facts), None)
    differing = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    values = [(name, _short(old.get(name)), _short(new.get(name))) for name in differing] if row["change"] == "changed" else []
    told = {"link": _link(row["table_name"], new, fact), "language": {**old, **new}.get("language")}
    return {**row, **told, "values": values, "named": _short(_row_name({**old, **new}, fact))}


def _order_of_change(row: Row) -> tuple[str, bool]:
    """What went and came again in the same words stands together, the old one first."""
    return row["named"], row["change"] != "removed"


def _link(table: str, new: Row, fact: Named | None) -> str | None:
    """Where a changed row leads: to its fact, or to the document that it is."""
    if fact is None and table == "dim_document" and new:
        return document_page(new["document_id"])
    return fact.link if fact else None


def _row_name(row: Row, fact: Named | None) -> str:
    """What a changed row is about: its own words, or else its fact's title, or else the codes that it consists of."""
    own = [row[name] for name in ("title", "name", "name_en", "quote") if row.get(name)]
    codes = [words.spoken(value) for name, value in row.items() if value and not name.endswith(TECHNICAL)]
    if own or fact is None:
        return str(own[0]) if own else ", ".join(codes[:MOST_CODES])
    return f"{words.spoken(row['role'])}: {fact.title}" if row.get("role") else fact.title


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 160 else f"{text[:160]}…"


def _common(world: World, bundle: Bundle) -> dict[str, Any]:
    """What the page of a pair and that of a state alone both show."""
    return {
        "timelines": {size: timeline.draw(bundle.facts, width) for size, width in WIDTHS.items()},
        "people": world.people_of(bundle),
        "conflicts": world.conflicts_by_pair.get(bundle.countries, []),
        "conflict_of": _conflict_of(world, bundle),
    }


def _conflict_of(world: World, bundle: Bundle) -> dict[str, str]:
    """The first contradiction that each fact is part of."""
    found: dict[str, str] = {}
    for conflict in world.conflicts_by_pair.get(bundle.countries, []):
        for fact in (conflict.fact, conflict.other):
            if fact:
                found.setdefault(fact.fact_id, conflict.row["conflict_id"])
    return found


def _pair(world: World, pair: Bundle) -> Page:
    figures = pair.of("fact_trade")
    charts = {size: trade.draw(world.release, figures, width) for size, width in WIDTHS.items()}
    content = {
        "pair": pair,
        "outline": world.outline_of[pair.countries],
        "countries": [world.release.countries[country] for country in pair.countries],
        "charts": charts,
        "undrawn": len(figures) - sum(len(chart.columns) for chart in charts["wide"]),
        "series": trade.series_of(world.release, pair.countries),
        "place_of": trade.place_of,
        **_common(world, pair),
    }
    return Page(pair.page, "pair.html", content)


def _state(world: World, bundle: Bundle) -> Page:
    """The page of a state, also of one that is told of in pairs alone; or of what no state did."""
    state = next(iter(bundle.countries), None)
    pairs = world.pairs_by_state.get(state, []) if state else []
    content = {"state": world.release.countries[state] if state else None, "bundle": bundle, "pairs": pairs}
    return Page(bundle.page, "state.html", {**content, **_common(world, bundle)})


def document_pages(world: World, ids: Iterable[str]) -> Iterator[Page]:
    """The pages of these documents, of a world that has their part."""
    release = world.release
    noted = (Noted(row, world.named[row["fact_id"]]) for row in release.rows("evidence"))
    passages = grouped(noted, lambda each: each.row["document_id"])
    issues = grouped(release.rows("reading_issue"), lambda row: row["document_id"])
    former = grouped(map(partial(_former, world), release.rows("evidence_history")), lambda row: row["document_id"])
    for key in ids:
        row = release.documents[key]
        beside = {"issues": issues.get(key, []), "former": former.get(key, []), "newest": row["newest"] and document_page(row["newest"])}
        yield Page(document_page(key), "document.html", {**_document(row, passages.get(key, [])), **beside})


def _document(row: Row, passages: Sequence[Noted]) -> dict[str, Any]:
    told = sorted(passages, key=lambda noted: _place(noted.row))
    return {"document": row, "told": told, "paragraphs": _paragraphs(row, told)}


def _former(world: World, row: Row) -> Row:
    """A passage that counts no more, with its fact where that still stands."""
    return {**row, "fact": world.named.get(row["fact_id"])}


def _place(row: Row) -> tuple[int, int, str]:
    return row["char_start"], row["char_end"], row["evidence_id"]


def _paragraphs(document: Row, told: Sequence[Noted]) -> list[list[Piece]] | None:
    """The text with its marks; None where its licence keeps it in the house."""
    if document["text"] is None:
        return None
    return marked_paragraphs(document["text"], [(noted.row["char_start"], noted.row["char_end"]) for noted in told])


def _tables(world: World) -> Page:
    """The list of the tables, which are asked for all that they are but their rows."""
    bare = replace(world, release=nothing(world.release))
    made = [make(bare) for make in (*tables.TABLES.values(), tables.checks_table) if make is not tables.TABLES["documents"]]
    return Page("tables/index.html", "tables.html", {"tables": made, "files": keyed(map(vars, downloads(world.release)), "name")})
