"""Facts as the pages show them: a title, what is known, the passages, and the page that they stand on.

Here belongs the joining of a release's rows to one thing per fact. Where it is drawn or listed is decided elsewhere.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from warehouse.site import corrections, words
from warehouse.site.passages import Passage, passage
from warehouse.site.store import Release, Row, grouped, keyed

Pair = tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One passage that tells a fact, with its document."""

    evidence_id: str
    row: Row
    document: Row
    passage: Passage

    @property
    def page(self) -> str:
        """The document's page, at this passage."""
        return f"{document_page(self.row['document_id'])}#{self.evidence_id}"


@dataclass(frozen=True)
class Detail:
    """One thing known of a fact; `language` is that of the words where a document wrote them."""

    name: str
    value: str
    language: str | None = None
    written: bool = False


@dataclass(frozen=True)
class Named:
    """One row of a fact table: what it is called, and where its card stands."""

    table: str
    fact_id: str
    kind: str
    label: str
    title: str
    countries: Pair
    row: Row

    @property
    def page(self) -> str:
        """The page that has the fact's card."""
        return page_of(self.countries)

    @property
    def link(self) -> str:
        """The card itself, from the site's root."""
        return f"{self.page}#{self.fact_id}"

    @property
    def date(self) -> str | None:
        """The date as EDTF."""
        edtf: str | None = self.row[f"{PREFIX[self.table]}_edtf"]
        return edtf

    @property
    def start(self) -> Any:
        """The first day that the fact's date allows, or None."""
        return self.row[f"{PREFIX[self.table]}_start"]

    @property
    def end(self) -> Any:
        """The last day that the fact's date allows, or None."""
        return self.row[f"{PREFIX[self.table]}_end"]

    @property
    def when(self) -> str:
        """The date in words."""
        return words.date_in_words(self.date)


@dataclass(frozen=True)
class Fact(Named):
    """One row of a fact table with everything that its card shows."""

    told: tuple[Told, ...]

    @cached_property
    def details(self) -> tuple[Detail, ...]:
        """What is known beside title and date, in the order in which a card shows it."""
        return tuple(detail for detail in _SHOWN[self.table](self.row) if detail.value)

    @property
    def drop(self) -> str:
        """A correction that takes out what the surest passage was read to say."""
        return corrections.drop(self.table, self.kind, self.row, self.told[0].row, str(self.told[0].document["source_id"]))

    @property
    def override(self) -> str:
        """A correction of what the surest passage was read to say."""
        return corrections.override(self.table, self.kind, self.row, self.told[0].row, str(self.told[0].document["source_id"]))


PREFIX = {"fact_event": "date", "fact_relation": "since", "fact_trade": "period", "fact_trade_product": "period"}
KEYS = {"fact_event": "event_id", "fact_relation": "relation_id", "fact_trade": "trade_id", "fact_trade_product": "trade_product_id"}
SOURCES = {"fact_event": "v_event", "fact_relation": "v_relation", "fact_trade": "v_trade", "fact_trade_product": "fact_trade_product"}
# What of a document's id is no part of a file name anywhere.
UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")
NAMES = {"fact_event": "Event", "fact_relation": "Relation", "fact_trade": "Trade", "fact_trade_product": "Product"}


def page_of(countries: Pair) -> str:
    """The page of a pair, of a state alone, or of what no state did."""
    if len(countries) == 2:
        return f"pairs/{'-'.join(countries)}.html"
    return f"states/{countries[0]}.html" if countries else "states/organisations.html"


def document_page(document_id: str) -> str:
    """The page of a document; a rejected one may be known by its path, which is no file name."""
    return f"documents/{UNSAFE.sub(lambda letter: f'~{ord(letter[0]):x}', document_id)}.html"


def load_facts(release: Release) -> list[Fact]:
    """Every fact of a release: dated ones in order of time, then the others, by title and id."""
    told = grouped(_passages(release), lambda passage: (passage.row["fact_table"], passage.row["fact_id"]))
    found = [_fact(named, told.get((named.table, named.fact_id), [])) for named in load_named(release)]
    return sorted(found, key=lambda fact: (fact.start is None, str(fact.start), str(fact.end), fact.title, fact.fact_id))


def load_named(release: Release) -> Iterator[Named]:
    """Every fact of a release by what it is called."""
    products = keyed(release.rows("dim_product"), "product_id")
    return (_name(release, table, row, products) for table in KEYS for row in release.rows(SOURCES[table]))


def _passages(release: Release) -> list[Told]:
    """Every passage, the surest first."""
    rows = sorted(release.evidence, key=lambda row: -row["confidence"])
    return [_told(row, release.documents[row["document_id"]]) for row in rows]


def _told(row: Row, document: Row) -> Told:
    return Told(row["evidence_id"], row, document, passage(document["text"], row["char_start"], row["char_end"], row["quote"]))


def _name(release: Release, table: str, row: Row, products: Mapping[str, Row]) -> Named:
    kind, label, title = _named(release, table, row, products)
    countries = tuple(sorted({row[column] for column in corrections.COUNTRIES[table]} - {None}))
    return Named(table, row[KEYS[table]], kind, label, title, countries, row)


def _fact(named: Named, told: list[Told]) -> Fact:
    return Fact(**vars(named), told=tuple(told))


def _named(release: Release, table: str, row: Row, products: Mapping[str, Row]) -> tuple[str, str, str]:
    """The claim's type, its name, and the fact's title."""
    if table == "fact_event":
        return row["event_type"], row["event_label"], row["title"]
    if table == "fact_relation":
        return row["relation_type"], row["relation_label"], _with_words(row["title"], row["since_edtf"], row["until_edtf"])
    if table == "fact_trade":
        return row["flow"], f"Trade: {row['flow']}", _with_words(row["title"], row["period_edtf"])
    product = str(products[row["product_id"]]["name_en"])
    main = ", as a main product" if row["rank"] == "principal" else ""
    seller, buyer = release.name(row["exporter_country"]), release.name(row["importer_country"])
    return "product", "Product traded", f"{seller} sells {product[:1].lower()}{product[1:]} to {buyer}{main}"


def _with_words(title: str, *dates: str | None) -> str:
    """A title whose dates are in words: since October 2010, and not since 2010-10."""
    for edtf in dates:
        title = title.replace(f" {edtf}", f" {words.date_in_words(edtf)}") if edtf else title
    return title


def _event(row: Row) -> list[Detail]:
    place = [row["location_city"], row["location_name"]]
    return [
        Detail("Status", "" if row["status"] == "occurred" else words.spoken(row["status"])),
        Detail("Subject", row["subject"] or "", row["quote_language"], written=True),
        Detail("Instrument", words.spoken(row["instrument"])),
        Detail("Place", ", ".join(part for part in place if part)),
        Detail("Level", words.spoken(row["level"])),
        Detail("Organisation", row["organization_name"] or ""),
        Detail("People", row["persons"] or ""),
        Detail("Codes", _codes(row)),
    ]


def _codes(row: Row) -> str:
    codes = {"PLOVER": row["plover_type"], "CAMEO": row["cameo_code"], "Goldstein": row["goldstein"]}
    return ", ".join(f"{scheme} {code}" for scheme, code in codes.items() if code is not None)


def _relation(row: Row) -> list[Detail]:
    return [
        Detail("Holds", "" if row["holds"] else "no: a source denies it"),
        Detail("Since", words.date_in_words(row["since_edtf"])),
        Detail("Until", words.date_in_words(row["until_edtf"])),
        Detail("As of", words.date_in_words(row["as_of_edtf"])),
        Detail("Organisation", row["organization_name"] or ""),
        Detail("Resident in", row["via_name"] or ""),
    ]


def _trade(row: Row) -> list[Detail]:
    restated = row["restated_value"]
    return [
        Detail("Amount", words.money(row)),
        Detail("Period", words.date_in_words(row["period_edtf"])),
        Detail("Told again as", "" if restated is None or restated == row["value"] else words.amount(restated)),
        Detail("Product", row["product_name"] or ""),
        Detail("Doubt", row["suspect_reason"] or ""),
    ]


def _product(row: Row) -> list[Detail]:
    return [Detail("Rank", words.spoken(row["rank"])), Detail("Period", words.date_in_words(row["period_edtf"]))]


_SHOWN = {"fact_event": _event, "fact_relation": _relation, "fact_trade": _trade, "fact_trade_product": _product}
