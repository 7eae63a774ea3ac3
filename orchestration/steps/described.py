"""The catalogue in Dagster's words: which frames and tables there are, and what Dagster shows of each.

Belongs here: turning catalogue entries into descriptions, column schemas and lineage. Does not belong here: any
description; those stand in the catalogue.
"""

from collections.abc import Iterable
from typing import Any

import dagster as dg

from warehouse import catalog

DOCUMENTS = "dim_document"
FETCHED = "fetched_pages"
CLAIMS = "claims"
STANDING = "source_standing"
RESULTS = "quality_result"
# The asset that stands for all lists of seeds/reference.
REFERENCE = "reference_lists"

GROUPS = {
    "stage": "reading",
    "dimension": "dimensions",
    "bridge": "facts",
    "fact": "facts",
    "evidence": "facts",
    "history": "history",
    "report": "reports",
    "mart": "marts",
    "view": "marts",
}


def frames() -> list[str]:
    """Return the names of the tables that come as frames out of the transforms and are checked as such."""
    return [table.name for table in catalog.load().of_origin("frame") if table.name != RESULTS]


def fact_frames() -> list[str]:
    """Return the frames that the facts step makes."""
    return [name for name in frames() if name not in (DOCUMENTS, CLAIMS, STANDING)]


def reference_tables() -> list[str]:
    """Return the tables that are lists which a person keeps."""
    return [table.name for table in catalog.load().of_origin("seed")]


def models() -> list[str]:
    """Return the tables and views that are made in the warehouse itself (a macro has no rows to show)."""
    return [table.name for table in catalog.load() if table.released and table.name not in frames()]


def shown(name: str, kinds: set[str], owner: str) -> dict[str, Any]:
    """Return what Dagster shows of this table's asset, as arguments of an asset, an output or a spec."""
    table = catalog.load()[name]
    return {
        "description": table.description,
        "group_name": GROUPS[table.kind],
        "kinds": kinds,
        "owners": [f"team:{owner}"],
        "tags": {"dyadic/kind": table.kind},
        "metadata": {"grain": table.grain, "dagster/column_schema": column_schema(name), "dagster/table_name": name, **origins(name)},
    }


def column_schema(name: str) -> dg.TableSchema:
    """Return the columns of this table with their types and descriptions."""
    columns = catalog.load()[name].columns
    return dg.TableSchema([dg.TableColumn(each.name, type=each.type, description=each.description) for each in columns])


def column_lineage(name: str) -> dict[str, dg.TableColumnLineage]:
    """Return which columns of which tables each column comes from, as metadata; empty where the catalogue names none."""
    columns = catalog.load()[name].columns
    made_from = {each.name: [_dependency(source) for source in each.lineage] for each in columns}
    told = {column: sources for column, sources in made_from.items() if sources}
    return {"dagster/column_lineage": dg.TableColumnLineage(told)} if told else {}


def origins(name: str) -> dict[str, dg.MarkdownMetadataValue]:
    """Return a table of what each column is made of, and of which columns of claims, documents and lists in the end.

    The lineage of columns above is for programs: Dagster's open-source interface keeps it and does not show it.
    """
    rows = [
        f"| {each.name} | {_linked(each.lineage)} | {_linked(sorted(_last(f'{name}.{each.name}', frozenset())))} |"
        for each in catalog.load()[name].columns
        if each.lineage
    ]
    head = ["| column | is made of | and that, in the end, of |", "|---|---|---|"]
    return {"columns are made of": dg.MetadataValue.md("\n".join([*head, *rows]))} if rows else {}


def _last(column: str, passed: frozenset[str]) -> set[str]:
    """The columns of claims, documents and lists that this one goes back to; itself where it is one of them."""
    table, name = column.split(".")
    known = {each.name: each for each in catalog.load()[table].columns}
    is_last = table in (CLAIMS, DOCUMENTS) or name not in known or not known[name].lineage
    if is_last:
        return {column}
    further = [each for each in known[name].lineage if each not in passed]
    return set().union(*(_last(each, passed | {column}) for each in further))


def _linked(columns: Iterable[str]) -> str:
    return ", ".join(f"[{column}](/assets/{column.split('.')[0]})" for column in columns)


def _dependency(source: str) -> dg.TableColumnDep:
    table, column = source.split(".")
    return dg.TableColumnDep(asset_key=dg.AssetKey(table), column_name=column)
