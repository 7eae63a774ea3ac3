"""The tables that a person sorts and filters: their columns and cells, each row with a link to its evidence.

Here belongs what the columns show. How sorting works is the script's; which rows of a long table are shown, and on which of its
pages, is `warehouse.site.listing`'s.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.site import listing, words
from warehouse.site.facts import Named, document_page
from warehouse.site.overview import Outline
from warehouse.site.rendering import Page
from warehouse.site.store import Row
from warehouse.site.world import Person, World

# A text of so many letters may take several lines.
LONG = 30


@dataclass(frozen=True)
class Head:
    """A column: its name, how it sorts (`text` or `number`), and whether its values can be chosen from."""

    name: str
    sort: str = "text"
    choose: bool = False


@dataclass(frozen=True)
class Cell:
    """A value, where it leads, what it sorts by where that is not its text, and its language where a document wrote it.

    `forms` are words that documents wrote, each with its language; they take the place of the text.
    """

    text: str
    link: str | None = None
    sort: str | None = None
    language: str | None = None
    written: bool = False
    forms: tuple[tuple[str, str], ...] = ()
    is_number: bool = False

    @property
    def look(self) -> str:
        """What the style looks at: figures stand to the right, what is told may take several lines."""
        if self.is_number:
            return "number"
        return "told" if self.link or self.written or self.forms or len(self.text) > LONG else ""


@dataclass(frozen=True)
class Table:
    """A table of its own page or pages: what it is, its columns, rows, how many there are, and the file with all of them.

    The rows are those of the pages that are wanted, one page after the other; all that are shown unless told otherwise.
    """

    path: str
    title: str
    about: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    download: str | None = None

    @property
    def shown(self) -> int:
        """How many rows all its pages have together."""
        return min(self.total, listing.MOST_ROWS) if self.download else self.total


def pages_of(table: Table, numbers: Sequence[int] | None = None) -> Iterator[Page]:
    """The table's pages of these numbers, of which it has the rows; a table without a row has one."""
    paths = [part_path(table.path, number) for number in range(-(-table.shown // listing.ROWS_A_PAGE) or 1)]
    for place, number in enumerate(range(len(paths)) if numbers is None else numbers):
        start = place * listing.ROWS_A_PAGE
        rows = table.rows[start : start + listing.ROWS_A_PAGE]
        yield Page(paths[number], "table.html", {"table": table, "rows": rows, "parts": paths, "part": number})


def part_path(path: str, number: int) -> str:
    """The path of one of a table's pages; the first one has the table's own."""
    return path if number == 0 else path.replace(".html", f"-{number + 1}.html")


def _table(world: World, name: str, title: str, about: str, heads: tuple[Head, ...], rows: Iterable[tuple[Cell, ...]], file: str) -> Table:
    """The first rows of what a file of the release has in full."""
    return Table(PATHS[name], title, about, heads, tuple(rows), world.release.manifest["rows"].get(file, 0), f"csv/{file}.csv")


def _when(fact: Named) -> Cell:
    return Cell(fact.when, sort=f"{fact.start or '9999'} {fact.end or ''}")


def _number(value: Any, shown: str | None = None) -> Cell:
    return Cell(words.amount(value) if shown is None else shown, sort="" if value is None else str(value), is_number=True)


def _sure(fact: Named) -> tuple[Cell, ...]:
    return (
        _number(fact.row["confidence"], f"{fact.row['confidence']:.2f}"),
        _number(fact.row["document_count"]),
        Cell("yes" if fact.row["in_conflict"] else "no"),
        Cell(words.language_name(fact.row["told_in"])),
    )


SURE = (Head("Confidence", "number"), Head("Documents", "number"), Head("In conflict", choose=True), Head("Best told in", choose=True))


def _facts(world: World, table: str) -> list[Named]:
    return [fact for fact in world.named.values() if fact.table == table]


def _events(world: World) -> Table:
    heads = (Head("Date"), Head("Event"), Head("Type", choose=True), Head("Status", choose=True), *SURE)
    rows = (
        (_when(fact), Cell(fact.title, fact.link), Cell(fact.label), Cell(fact.row["status"]), *_sure(fact))
        for fact in _facts(world, "fact_event")
    )
    about = "What happened or is planned, once for each happening, however many documents tell it."
    return _table(world, "fact_event", "Events", about, heads, rows, "v_event")


def _relations(world: World) -> Table:
    heads = (Head("Relation"), Head("Type", choose=True), Head("Holds", choose=True), Head("Since"), Head("Until"), Head("As of"), *SURE)
    rows = (
        (
            Cell(fact.title, fact.link),
            Cell(fact.label),
            Cell("yes" if fact.row["holds"] else "no"),
            _when(fact),
            Cell(words.date_in_words(fact.row["until_edtf"]), sort=str(fact.row["until_start"] or "")),
            Cell(words.date_in_words(fact.row["as_of_edtf"]), sort=str(fact.row["as_of_start"] or "")),
            *_sure(fact),
        )
        for fact in _facts(world, "fact_relation")
    )
    about = "What a source says holds between two states, or denies."
    return _table(world, "fact_relation", "Relations", about, heads, rows, "v_relation")


def _trade(world: World) -> Table:
    heads = (
        Head("Period"),
        Head("Trade"),
        Head("Flow", choose=True),
        Head("Amount", "number"),
        Head("Currency", choose=True),
        Head("Product", choose=True),
        Head("Doubt"),
        *SURE,
    )
    rows = (
        (
            _when(fact),
            Cell(fact.title, fact.link),
            Cell(fact.row["flow"]),
            _number(fact.row["value"], words.BOUNDS.get(fact.row["bound"], "") + words.amount(fact.row["value"])),
            Cell(fact.row["currency"] or "not stated"),
            Cell(fact.row["product_name"] or "all goods"),
            Cell(fact.row["suspect_reason"] or ""),
            *_sure(fact),
        )
        for fact in _facts(world, "fact_trade")
    )
    about = "Amounts that sources give, in the currency that they state."
    return _table(world, "fact_trade", "Trade", about, heads, rows, "v_trade")


def _products(world: World) -> Table:
    heads = (Head("Product traded"), Head("Rank", choose=True), Head("Period"), *SURE)
    rows = (
        (Cell(fact.title, fact.link), Cell(fact.row["rank"]), _when(fact), *_sure(fact)) for fact in _facts(world, "fact_trade_product")
    )
    about = "Products that sources name as traded, by chapter of the Harmonised System."
    return _table(world, "fact_trade_product", "Products", about, heads, rows, "fact_trade_product")


def _conflicts(world: World) -> Table:
    heads = (Head("Kind", choose=True), Head("What does not add up"), Head("One side"), Head("Other side"))
    rows = (
        (
            Cell(words.spoken(conflict.row["kind"])),
            Cell(conflict.row["explanation"]),
            *(Cell(fact.title, fact.link) if fact else Cell("") for fact in (conflict.fact, conflict.other)),
        )
        for conflict in world.conflicts
    )
    about = "Facts that contradict one another or their own text. Both sides stay."
    return _table(world, "conflicts", "Conflicts", about, heads, rows, "mart_conflict")


def _people(world: World) -> Table:
    names = (Head("Name"), Head("Country", choose=True), Head("Offices"), Head("As written"))
    heads = (*names, Head("First told of"), Head("Events", "number"))
    about = "Who took part in events: one row a person, across scripts."
    return _table(world, "people", "People", about, heads, map(_person, world.people), "dim_person")


def _person(person: Person) -> tuple[Cell, ...]:
    first = person.parts[0][1] if person.parts else None
    forms = tuple((language, form) for language, written in person.names for form in written)
    return (
        Cell(person.row["name"]),
        Cell(person.country),
        Cell(", ".join(words.spoken(role) for role in person.roles)),
        Cell("", forms=forms),
        Cell(first.title, first.link) if first else Cell(""),
        _number(len(person.parts)),
    )


def _rejected(world: World) -> Table:
    heads = (Head("What", choose=True), Head("Kind", choose=True), Head("Why"), Head("Passage"), Head("Document", choose=True))
    rows = (
        (
            Cell(row["what"]),
            Cell(words.spoken(row["kind"])),
            Cell(row["reason"] or ""),
            Cell(row["quote"] or "", language=_language(world, row), written=True),
            Cell(row["file_name"], _passage_page(row)),
        )
        for row in world.release.rows("mart_rejected")
    )
    about = "Documents and passages that were turned away or not understood, and why."
    return _table(world, "rejected", "Not understood", about, heads, rows, "mart_rejected")


def _passage_page(row: Row) -> str:
    """The document's page, at the passage where it is one."""
    page = document_page(row["document_id"])
    return f"{page}#{row['rejected_id']}" if row["what"] == "passage" else page


def _language(world: World, row: Row) -> str | None:
    language = world.release.documents[row["document_id"]]["language"]
    return str(language) if language else None


def checks_table(world: World) -> Table:
    """The checks."""
    chosen = tuple(Head(name, choose=True) for name in ("Table", "Expectation", "If it fails", "Passed"))
    heads = (*chosen, Head("Column"), Head("Rows seen", "number"), Head("Rows failing", "number"))
    rows = (
        (
            Cell(row["table_name"]),
            Cell(words.spoken(row["expectation"])),
            Cell(row["severity"]),
            Cell("yes" if row["passed"] else "no"),
            Cell(row["column_name"] or ""),
            _number(row["rows_seen"]),
            _number(row["rows_failing"]),
        )
        for row in sorted(world.release.rows("quality_result"), key=lambda row: (row["passed"], row["check_id"]))
    )
    about = "Every check of the run that made this release."
    return _table(world, "checks", "Checks", about, heads, rows, "quality_result")


def pairs_table(world: World) -> Table:
    """The pairs."""
    heads = [Head("Pair"), *(Head(name, "number") for name in ("Relations", "Events", "Trade figures", "Conflicts", "Documents"))]
    rows = tuple(map(_pair, world.pairs))
    about = "Every pair of countries of which a document tells something."
    return Table("pairs/index.html", "Pairs of countries", about, (*heads, Head("Years")), rows, len(rows))


def _pair(pair: Outline) -> tuple[Cell, ...]:
    return (
        Cell(pair.name, pair.page),
        *(_number(pair.counts[table]) for table in ("fact_relation", "fact_event", "fact_trade")),
        _number(pair.conflicts),
        _number(pair.documents),
        Cell(pair.span),
    )


def states_table(world: World) -> Table:
    """The states."""
    heads = (Head("State"), Head("Region", choose=True), Head("Pairs", "number"), Head("Facts", "number"))
    countries = world.release.countries
    rows = tuple(
        (
            Cell(world.release.name(state), f"states/{state}.html"),
            Cell(countries[state]["region"] or ""),
            _number(len(world.pairs_by_state.get(state, []))),
            _number(sum(outline.facts for outline in _outlines(world, state))),
        )
        for state in world.states
    )
    return Table("states/index.html", "States", "Every state of which a document tells something.", heads, rows, len(rows))


def _outlines(world: World, state: str) -> Iterable[Outline]:
    alone = world.outline_of.get((state,))
    return [*world.pairs_by_state.get(state, []), *([alone] if alone else [])]


def _documents(world: World) -> Table:
    """The documents, each with the number of its passages that became facts."""
    names = ("Language", "Publisher", "Licence", "Status", "Why")
    heads = (Head("Document"), *(Head(name, choose=name != "Why") for name in names), Head("Published"), Head("Passages", "number"))
    rows = tuple(
        (
            _source(row),
            Cell(words.language_name(row["language"])),
            Cell(row["publisher"] or ""),
            Cell(row["licence"] or "not stated"),
            Cell(_status(row)),
            Cell(row["status_reason"] or ""),
            Cell(words.date_in_words(row["published_edtf"]), sort=row["published_edtf"] or ""),
            _number(row["passages"] or 0),
        )
        for row in world.release.documents.values()
    )
    return _table(world, "documents", "Documents", "Everything that was read, or turned away.", heads, rows, "dim_document")


def _source(row: Row) -> Cell:
    """A title in the language of the document; a file name is in none, and turned round it would be another one."""
    page = document_page(row["document_id"])
    return Cell(row["title"] or row["file_name"], page, language=row["language"] if row["title"] else None, written=True)


def _status(row: Row) -> str:
    return str(row["status"]) if row["is_current"] else "older version"


# By the part of the rows that each is made of; in this order they are listed.
TABLES: Mapping[str, Callable[[World], Table]] = {
    "fact_relation": _relations,
    "fact_event": _events,
    "fact_trade": _trade,
    "fact_trade_product": _products,
    "conflicts": _conflicts,
    "people": _people,
    "rejected": _rejected,
    "documents": _documents,
}
PATHS = {
    "fact_relation": "tables/relations.html",
    "fact_event": "tables/events.html",
    "fact_trade": "tables/trade.html",
    "fact_trade_product": "tables/products.html",
    "conflicts": "tables/conflicts.html",
    "people": "tables/people.html",
    "rejected": "tables/not-understood.html",
    "checks": "tables/checks.html",
    "documents": "documents/index.html",
}
