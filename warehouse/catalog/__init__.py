"""The one place where a table or column is described.

Here belong the TOML files, one a table, and their typed loader. SQL, checks and releases do not: they ask
`load()` for what they need (`warehouse.schema` makes DDL of it, `warehouse.checks` expectations,
`warehouse.release` the data dictionary), so that nothing about a column is written down twice.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SHARED = "shared"
KINDS = ("dimension", "fact", "bridge", "evidence", "history", "report", "view", "mart", "macro", "stage", "release")
ORIGINS = ("seed", "frame", "model")
# Rows of these kinds decide whether there is anything new to release.
CONTENT_KINDS = ("dimension", "bridge", "fact", "evidence")


class CatalogError(ValueError):
    """The catalogue contradicts itself or says something that is not understood."""


@dataclass(frozen=True)
class Column:
    """One column: its type, what it means, and what must hold for each of its values."""

    name: str
    type: str
    description: str
    nullable: bool = False
    foreign_key: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    edtf: bool = False
    origin: str = ""
    volatile: bool = False  # differs between runs without any news
    licensed: bool = False  # leaves the house only where the row's licence allows it
    lineage: tuple[str, ...] = ()

    @property
    def decimal_scale(self) -> int | None:
        """Digits after the point of a DECIMAL, None for any other type."""
        return int(self.type.rstrip(")").split(",")[1]) if self.type.startswith("DECIMAL") else None


@dataclass(frozen=True)
class Table:
    """One table, view or macro: its grain, its key, where its rows come from, and its columns in order."""

    name: str
    kind: str
    grain: str
    description: str
    origin: str
    key: tuple[str, ...]
    sort: tuple[str, ...]
    columns: tuple[Column, ...]
    public: bool = True
    must_not_be_empty: bool = False
    may_be_absent: bool = False
    asked_often: bool = False  # a view that so many others ask that its rows are computed once while they are made
    seed: str | None = None
    pair: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def dates(self) -> tuple[str, ...]:
        """The prefixes of the columns that are a date with its bounds (date for date_edtf, date_start, ...)."""
        names = {column.name for column in self.columns}
        prefixes = [column.name.removesuffix("_edtf") for column in self.columns if column.edtf]
        return tuple(prefix for prefix in prefixes if f"{prefix}_precision" in names)

    @property
    def given(self) -> tuple[Column, ...]:
        """The columns that the table's frame or seed brings; the others are made by its model."""
        return tuple(column for column in self.columns if column.origin != "model")

    @property
    def has_texts(self) -> bool:
        """Whether the rows have whole texts, which are many times as large as all else."""
        return any(column.licensed for column in self.columns)

    @property
    def stored(self) -> bool:
        """Whether the rows lie in the database file (a view's and a macro's are computed when asked for)."""
        return self.public and self.kind not in ("view", "macro")

    @property
    def released(self) -> bool:
        """Whether a release has the table as a file."""
        return self.public and self.kind != "macro"


@dataclass(frozen=True)
class Catalog:
    """Every table by name, in an order in which each can be built from those before it."""

    tables: Mapping[str, Table]

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables.values())

    def of_kind(self, *kinds: str) -> tuple[Table, ...]:
        """The tables of these kinds, in build order."""
        return tuple(table for table in self if table.kind in kinds)

    def of_origin(self, *origins: str) -> tuple[Table, ...]:
        """The tables whose rows come from these origins, in build order."""
        return tuple(table for table in self if table.origin in origins)


@cache
def load(folder: Path = FOLDER) -> Catalog:
    """Read the catalogue of a folder: every file but shared.toml is one table and bears its name."""
    shared = _read(folder / f"{SHARED}.toml")
    raw = {file.stem: _read(file) for file in sorted(folder.glob("*.toml")) if file.stem != SHARED}
    tables: dict[str, Table] = {}
    for name in sorted(raw, key=lambda name: (KINDS.index(_kind(name, raw[name])), name)):
        tables[name] = _table(name, raw[name], shared, tables)
    _refuse_unused(shared, raw)
    return Catalog(_in_build_order(tables))


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def _kind(name: str, raw: dict[str, Any]) -> str:
    if raw.get("kind") not in KINDS or raw.get("origin") not in ORIGINS:
        raise CatalogError(f"{name}: kind must be one of {KINDS} and origin one of {ORIGINS}")
    return str(raw["kind"])


def _table(name: str, raw: dict[str, Any], shared: dict[str, Any], earlier: Mapping[str, Table]) -> Table:
    own = [column for prefix, entry in raw["columns"].items() for column in _columns(prefix, entry, shared, earlier)]
    columns = _woven(earlier[raw["like"]], own, raw["columns"]) if "like" in raw else own
    facts = {k: v for k, v in raw.items() if k not in ("columns", "like", "key", "sort", "pair")}
    key = tuple(raw["key"])
    order, pair = tuple(raw.get("sort", key)), tuple(raw.get("pair", ()))
    table = Table(name=name, key=key, sort=order, pair=pair, columns=tuple(columns), **facts)
    missing = {*table.key, *table.sort, *table.pair} - {column.name for column in columns}
    if missing:
        raise CatalogError(f"{name}: key or sort names columns that are not there: {sorted(missing)}")
    return table


def _woven(model: Table, own: list[Column], entries: dict[str, Any]) -> list[Column]:
    """The columns of another table, each followed by the own ones that say `after` it; the rest at the end."""
    after: dict[str, list[Column]] = {}
    for column in own:
        after.setdefault(entries[column.name].get("after", ""), []).append(column)
    inherited = [_inherited(model, column) for column in model.columns]
    woven = [c for column in inherited for c in (column, *after.get(column.name, ()))]
    return woven + after.get("", [])


def _inherited(table: Table, column: Column, **changes: Any) -> Column:
    taken = {**vars(column), "origin": "", "volatile": False, "licensed": False, "lineage": (f"{table.name}.{column.name}",)}
    return Column(**{**taken, **changes})


def _columns(name: str, entry: dict[str, Any], shared: dict[str, Any], earlier: Mapping[str, Table]) -> Iterator[Column]:
    used = entry.get("use")
    if used is None:
        yield _column(name, entry, {})
    elif "." in used:
        table, column = used.split(".")
        yield _inherited(earlier[table], earlier[table].column(column), name=name)
    elif used in shared and "columns" in shared[used]:
        for suffix, part in shared[used]["columns"].items():
            yield _column(f"{name}_{suffix}", part, entry, group=name, suffix=suffix)
    elif used in shared:
        yield _column(name, shared[used], entry)
    else:
        raise CatalogError(f"{name}: uses {used!r}, which is not described in {SHARED}.toml")


def _column(name: str, base: dict[str, Any], own: dict[str, Any], group: str = "", suffix: str = "") -> Column:
    merged = {**base, **{k: v for k, v in own.items() if k not in ("use", "what", "after")}}
    what = str(own.get("what", ""))
    description = str(merged.pop("description")).replace("{what}", what).replace("{name}", group).strip()
    lineage = merged.pop("from", [])
    if suffix:  # date_start comes of the claim's date as date_edtf does, not of a column of its own
        merged.pop("columns", None)
    merged.pop("after", None)
    return Column(name=name, description=description, lineage=tuple(lineage), **merged)


def _refuse_unused(shared: dict[str, Any], raw: Mapping[str, dict[str, Any]]) -> None:
    used = {entry.get("use") for table in raw.values() for entry in table["columns"].values()}
    unused = set(shared) - used
    if unused:
        raise CatalogError(f"{SHARED}.toml describes columns that no table uses: {sorted(unused)}")


def _in_build_order(tables: dict[str, Table]) -> dict[str, Table]:
    """Seeds before frames before models, and a table after all that its foreign keys and its models name."""
    ordered: dict[str, Table] = {}

    def place(table: Table) -> None:
        for parent in _parents(table):
            if parent not in ordered:
                place(tables[parent])
        ordered.setdefault(table.name, table)

    for table in sorted(tables.values(), key=lambda t: (ORIGINS.index(t.origin), KINDS.index(t.kind))):
        place(table)
    return ordered


def _parents(table: Table) -> list[str]:
    keys = [column.foreign_key.split(".")[0] for column in table.columns if column.foreign_key]
    made_of = [source.split(".")[0] for column in table.columns for source in column.lineage]
    parents = keys + (made_of if table.origin == "model" else [])
    return [parent for parent in dict.fromkeys(parents) if parent != table.name]
