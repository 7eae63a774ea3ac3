"""Frames become Arrow exactly as the catalogue says, or are refused with the column's name."""

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from warehouse import catalog, reference, schema
from warehouse.catalog import Column
from warehouse.schema import SchemaError


def cast(values: object, kind: str) -> list:
    return schema.to_array(pd.Series(values), Column("c", kind, "a column")).to_pylist()


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        pytest.param(["a", None, np.nan, pd.NA], "VARCHAR", ["a", None, None, None], id="text with every null"),
        pytest.param([None, None], "VARCHAR", [None, None], id="nothing but nulls"),
        pytest.param(["1996-10-22", None], "DATE", [date(1996, 10, 22), None], id="ISO date"),
        pytest.param([date(622, 7, 16), None], "DATE", [date(622, 7, 16), None], id="date before pandas' range"),
        pytest.param([datetime(2012, 1, 2)], "DATE", [date(2012, 1, 2)], id="datetime as date"),
        pytest.param([1, 2], "BIGINT", [1, 2], id="int"),
        pytest.param([1.0, None], "BIGINT", [1, None], id="int made float by a null"),
        pytest.param([True, None], "BOOLEAN", [True, None], id="bool with a null"),
        pytest.param([1, 0], "DOUBLE", [1.0, 0.0], id="int as double"),
        pytest.param(["true", "false"], "BOOLEAN", [True, False], id="bool as text, from a CSV"),
        pytest.param(
            [Decimal("1.5"), "10600000", None, 3],
            "DECIMAL(24,3)",
            [Decimal("1.500"), Decimal("10600000.000"), None, Decimal("3.000")],
            id="money as Decimal, text and int",
        ),
        pytest.param(["1E+7"], "DECIMAL(24,3)", [Decimal("10000000.000")], id="money with an exponent"),
        pytest.param(["2026-11-22T03:00:00Z", None], "TIMESTAMP", [datetime(2026, 11, 22, 3), None], id="stamp with a zone"),
        pytest.param([datetime(2026, 1, 1), None], "TIMESTAMP", [datetime(2026, 1, 1), None], id="stamp without"),
    ],
)
def test_values_are_cast(values: list, kind: str, expected: list) -> None:
    assert cast(values, kind) == expected


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        pytest.param([1.5], "DECIMAL(24,3)", id="money as float"),
        pytest.param(np.array([1.5]), "DECIMAL(24,3)", id="money as float array"),
        pytest.param([1.5, "2"], "DECIMAL(24,3)", id="money as float among text"),
        pytest.param(["1.2345"], "DECIMAL(24,3)", id="money too fine"),
        pytest.param(["9" * 30], "DECIMAL(24,3)", id="money too large"),
        pytest.param(["much"], "DECIMAL(24,3)", id="money as words"),
        pytest.param(["2012"], "DATE", id="a year is no date"),
        pytest.param([1.5], "BIGINT", id="half an int"),
        pytest.param(["yes"], "BIGINT", id="text as int"),
        pytest.param(["perhaps"], "BOOLEAN", id="text as bool"),
    ],
)
def test_what_would_lose_something_is_refused(values: list, kind: str) -> None:
    with pytest.raises(SchemaError, match=r"\.c is not"):
        cast(values, kind)


def test_missing_and_unknown_columns_are_named(frames: dict) -> None:
    frame = frames["fact_event"].drop(columns="status").assign(colour="red")
    with pytest.raises(SchemaError, match=r"fact_event: missing columns: status; .*catalogue: colour"):
        schema.conform(frame, catalog.load()["fact_event"])


def test_columns_come_in_the_catalogues_order(frames: dict) -> None:
    table = catalog.load()["fact_event"]
    turned = frames["fact_event"][list(frames["fact_event"].columns)[::-1]]
    assert schema.conform(turned, table).schema.names == [column.name for column in table.columns]


def test_arrow_fields_carry_the_descriptions() -> None:
    table = catalog.load()["fact_trade"]
    found = schema.arrow_schema(table.columns)
    assert found.field("value").type == pa.decimal128(24, 3)
    assert found.field("value").metadata[b"description"].decode() == table.column("value").description


def test_reference_reads_namibia() -> None:
    countries = reference.load()["dim_country"].set_index("country_id")
    assert countries.loc["NAM", "alpha2"] == "NA"
    assert countries.loc["XKX", "name_en"] == "Kosovo"


def test_every_event_and_relation_type_of_the_contract_is_there() -> None:
    seeds = reference.load()
    assert len(seeds["dim_event_type"]) == 28
    assert len(seeds["dim_relation_type"]) == 8


def test_every_code_has_its_source() -> None:
    types = reference.load()["dim_event_type"]
    for code, source in {"plover_type": "plover", "cameo_code": "cameo", "quad_class": "quad_class"}.items():
        assert (types[code].isna() == types[f"{source}_source"].isna()).all()
    assert (types["goldstein"].isna() == types["goldstein_source"].isna()).all()
    assert types.loc[types["plover_type"].isna(), "code_note"].notna().all()
