"""A documents folder to fill, and packs of the three languages that know their scripts and nothing else."""

import shutil
from pathlib import Path

import pytest

from transforms.documents import Settings, ingest
from transforms.documents.language import load_languages

LANGUAGES = Path(__file__).resolve().parents[3] / "seeds" / "languages"


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    packs = tmp_path_factory.mktemp("languages")
    for code, script in (("ar", "Arabic"), ("bn", "Bengali"), ("en", "Latin")):
        (packs / code).mkdir()
        (packs / code / "language.toml").write_text(f'script = "{script}"\n', "utf-8")
    for code in ("ar", "bn"):
        shutil.copy(LANGUAGES / code / "neighbours.toml", packs / code)
    return Settings(packs=packs)


@pytest.fixture(scope="session")
def languages(settings):
    return load_languages(settings.packs)


class DocumentsFolder:
    """Files by name, and what becomes of them."""

    def __init__(self, path, settings):
        self.path, self.settings = path, settings

    def write(self, name, content):
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return target

    def ingest(self, previous=None, **more):
        return ingest([self.path], previous, self.settings, **more)

    def rows(self, previous=None):
        """The rows by path; a path that stands twice fails."""
        frame = self.ingest(previous)
        assert frame["path"].is_unique
        return {row["path"]: row for row in frame.astype(object).where(frame.notna(), None).to_dict("records")}

    def row(self, name, content):
        self.write(name, content)
        return self.rows()[name]


@pytest.fixture
def folder(tmp_path, settings):
    path = tmp_path / "documents"
    path.mkdir()
    return DocumentsFolder(path, settings)
