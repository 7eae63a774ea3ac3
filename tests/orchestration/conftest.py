"""What the tests of this room share: a small folder of documents."""

from pathlib import Path

import pytest

TEXTS = {
    "peru.txt": "Relations of Peru and Chile\n\nPeru opened an embassy in Chile in 1994. Chile has an embassy in Peru.\n",
    "kenya.txt": "Relations of Kenya and Ghana\n\nKenya and Ghana established diplomatic relations on 4 May 1965.\n",
}


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two documents that can be read and one that cannot."""
    folder = tmp_path_factory.mktemp("documents")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "broken.txt").write_bytes(b"\xff\xfe\xfa\x00\x01 not a text")
    return folder
