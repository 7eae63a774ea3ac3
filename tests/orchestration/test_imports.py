"""Imports go one way: orchestration knows the other two packages, these know neither it nor each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.places import ROOT

FORBIDDEN = {
    "transforms": {"orchestration", "warehouse", "dagster", "duckdb", "great_expectations", "requests", "urllib", "socket", "http"},
    "warehouse": {"orchestration", "transforms", "dagster", "requests", "urllib", "socket", "http"},
}


def imported_packages(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where it leads"
            yield str(node.module).split(".")[0]


@pytest.mark.parametrize("package", FORBIDDEN)
def test_package_imports_nothing_that_it_must_not_know(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    wrong = {str(path.relative_to(ROOT)): found for path in files if (found := FORBIDDEN[package] & set(imported_packages(path)))}
    assert wrong == {}


@pytest.mark.parametrize("package", ["orchestration", "transforms", "warehouse"])
def test_every_module_says_what_belongs_in_it(package: str) -> None:
    silent = [path for path in sorted((ROOT / package).rglob("*.py")) if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []
