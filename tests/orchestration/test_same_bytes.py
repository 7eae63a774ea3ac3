"""The whole way from documents to release and pages gives the same bytes in another folder, time zone, locale and hash seed.

Here belongs the promise about the command; that of the release's own files is `tests/warehouse/test_release.py`'s.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from orchestration.places import ROOT
from tests.orchestration.commands import Refresh

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]
ELSEWHERE = (
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
    {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "99"},
)
# Two databases with the same rows never have the same bytes: what tells of the file differs with it.
OF_THE_DATABASE = {"dyadic.duckdb", "dyadic.duckdb.sha256", "index.html", "downloads.html"}


def made(folder: Path, environment: dict[str, str]) -> dict[str, str]:
    """The checksums of a release and its pages, made by the command in `folder` of documents that lie there too."""
    documents = Path(shutil.copytree(ROOT / "seeds" / "documents", folder / "documents"))
    command = Refresh(documents, folder / "data").command
    done = subprocess.run(command, env={**os.environ, **environment}, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = [file for name in ("exports", "site") for file in (folder / "data" / name).rglob("*") if file.is_file()]
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in found
        if file.name not in OF_THE_DATABASE and not file.name.startswith("releases.")
    }


def test_same_documents_same_bytes_on_any_machine(tmp_path: Path) -> None:
    one, other = (made(tmp_path / name, environment) for name, environment in zip(("here", "déjà vu"), ELSEWHERE, strict=True))
    assert len(one) > 200
    assert {name for name in {*one, *other} if one.get(name) != other.get(name)} == set()
