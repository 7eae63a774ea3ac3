"""Imports go one way: orchestration knows the other two packages, these know neither it nor each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.places import ROOT

NETWORK = {"aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "urllib.request", "urllib3"}
FORBIDDEN = {
    "transforms": {"orchestration", "warehouse", "dagster", "duckdb", "great_expectations", *NETWORK},
    "warehouse": {"orchestration", "transforms", "dagster", *NETWORK},
}


def imported_names(path: Path) -> Iterator[str]:
    """Every module that the file imports, and the packages that it lies in: `a.b.c` is `a`, `a.b` and `a.b.c`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where it leads"
            modules = [f"{node.module}.{name.name}" for name in node.names]
        else:
            continue
        for parts in (module.split(".") for module in modules):
            yield from (".".join(parts[:length]) for length in range(1, len(parts) + 1))


@pytest.mark.parametrize("package", FORBIDDEN)
def test_package_imports_nothing_that_it_must_not_know(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    wrong = {str(path.relative_to(ROOT)): found for path in files if (found := FORBIDDEN[package] & set(imported_names(path)))}
    assert wrong == {}


@pytest.mark.parametrize("package", ["orchestration", "transforms", "warehouse"])
def test_every_module_says_what_belongs_in_it(package: str) -> None:
    silent = [path for path in sorted((ROOT / package).rglob("*.py")) if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []
