"""The columns that pages show are columns that there are."""

import pytest

from warehouse import catalog
from warehouse.site.columns import MARKING, NAMING, UNSEEN, seen


@pytest.mark.parametrize("name", [*UNSEEN, *NAMING])
def test_names_are_of_columns_of_the_table(name: str) -> None:
    there = {column.name for column in catalog.load()[name].columns}
    assert {*UNSEEN[name], *NAMING.get(name, ())} - there == set()


@pytest.mark.parametrize(("name", "wanted"), [*NAMING.items(), ("evidence", MARKING)])
def test_what_is_handed_out_is_compared(name: str, wanted: tuple[str, ...]) -> None:
    assert set(wanted) - {column.name for column in seen(catalog.load()[name])} == set()
