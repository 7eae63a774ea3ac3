"""The catalogue describes what the warehouse has, all of it and nothing else."""

from pathlib import Path

import duckdb
import pytest

from warehouse import catalog
from warehouse.catalog import CatalogError


@pytest.fixture(scope="module")
def columns_built(built: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Every table and view of the built file: table -> column -> (type, comment)."""
    with duckdb.connect(str(built), read_only=True) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name, data_type, comment FROM duckdb_columns()"
            " WHERE database_name = current_database() AND NOT internal ORDER BY table_name, column_index"
        ).fetchall()
    tables: dict[str, dict[str, tuple[str, str]]] = {}
    for table, column, kind, comment in rows:
        tables.setdefault(table, {})[column] = (kind, comment)
    return tables


def test_every_column_is_described_and_every_description_is_used(columns_built: dict) -> None:
    described = {t.name: {c.name for c in t.columns} for t in catalog.load() if t.public and t.kind != "macro"}
    assert {name: set(columns) for name, columns in columns_built.items()} == described


def test_types_and_comments_in_the_file_are_the_catalogues(columns_built: dict) -> None:
    for table in catalog.load():
        for column in table.columns if table.name in columns_built else ():
            assert columns_built[table.name][column.name] == (column.type, column.description), column.name


def test_tables_views_and_macros_carry_their_description(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        rows = connection.execute(
            "SELECT table_name, comment FROM duckdb_tables() UNION ALL"
            " SELECT view_name, comment FROM duckdb_views() WHERE NOT internal UNION ALL"
            " SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal"
        ).fetchall()
    comments = dict(rows)
    for table in catalog.load():
        assert not table.public or table.description in comments[table.name]


def test_the_macros_columns_are_described(built: Path) -> None:
    macro = catalog.load()["evidence_for"]
    with duckdb.connect(str(built), read_only=True) as connection:
        found = connection.execute("FROM evidence_for('nothing')").description
    assert [(c.name, c.type) for c in macro.columns] == [(name, str(kind)) for name, kind, *_ in found]


def test_every_description_says_something() -> None:
    for table in catalog.load():
        for text in (table.description, table.grain, *(column.description for column in table.columns)):
            assert len(text) > 3, f"{table.name}: {text!r}"
            assert "TODO" not in text
            assert "{" not in text.replace("{\\", "").replace('{"', ""), f"{table.name}: {text!r} was not filled"


def test_keys_lineage_and_foreign_keys_name_columns_that_exist() -> None:
    described = catalog.load()
    known = {f"{table.name}.{column.name}" for table in described for column in table.columns}
    known |= {"claims.persons"}
    for table in described:
        for column in table.columns:
            assert set(column.lineage) <= known, f"{table.name}.{column.name}"
            assert column.foreign_key is None or column.foreign_key in known


def test_every_column_of_a_model_says_what_it_is_made_of() -> None:
    made = [t for t in catalog.load().of_origin("model") if t.kind in ("mart", "view", "macro")]
    silent = {f"{table.name}.{column.name}" for table in made for column in table.columns if not column.lineage}
    # the pair of a row is that of its fact, whichever column it stood in; a constant has no origin
    allowed = ("country_a", "country_b", "fact_table", "file_name", "scope", "scope_id", "what")
    assert {name for name in silent if name.split(".")[1] not in allowed} == set()


def test_build_order_puts_parents_first() -> None:
    names = list(catalog.load().tables)
    for table in catalog.load():
        for column in table.columns:
            parent = (column.foreign_key or table.name).split(".")[0]
            assert names.index(parent) <= names.index(table.name)


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


TABLE = """
kind = "dimension"
grain = "one thing"
description = "Things."
key = ["thing_id"]
origin = "frame"
[columns.thing_id]
"""


def test_a_shared_column_that_no_table_uses_is_refused(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        shared='[lonely]\ntype = "VARCHAR"\ndescription = "Nobody needs it."\n',
        thing=TABLE + 'type = "VARCHAR"\ndescription = "Id."\n',
    )
    with pytest.raises(CatalogError, match="lonely"):
        catalog.load(folder)


def test_an_undescribed_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="description"):
        catalog.load(write(tmp_path, shared="", thing=TABLE + 'type = "VARCHAR"\n'))


def test_a_key_that_is_no_column_is_refused(tmp_path: Path) -> None:
    table = TABLE.replace('["thing_id"]', '["other_id"]') + 'type = "VARCHAR"\ndescription = "Id."\n'
    with pytest.raises(CatalogError, match="other_id"):
        catalog.load(write(tmp_path, shared="", thing=table))


def test_a_use_that_is_not_shared_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="nowhere"):
        catalog.load(write(tmp_path, shared="", thing=TABLE + 'use = "nowhere"\n'))


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="kind"):
        catalog.load(write(tmp_path, shared="", thing=TABLE.replace("dimension", "sculpture")))


def test_a_group_becomes_its_four_columns() -> None:
    names = [column.name for column in catalog.load()["fact_event"].columns]
    assert names[10:14] == ["date_edtf", "date_start", "date_end", "date_precision"]


def test_a_view_inherits_the_facts_columns_and_descriptions() -> None:
    described = catalog.load()
    fact, view = described["fact_trade"], described["v_trade"]
    assert [c.description for c in fact.columns] == [view.column(c.name).description for c in fact.columns]
    assert view.column("value").lineage == ("fact_trade.value",)
