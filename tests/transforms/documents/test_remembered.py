"""The language of a text is told once; what is remembered is what would be told anew, or is thrown away."""

from pathlib import Path

import pytest

from transforms.documents import Settings, ingest, remembered

TEXTS = {
    "bn.txt": "আর্জেন্টিনা ও আজারবাইজান ১৯৯৩ সালে কূটনৈতিক সম্পর্ক স্থাপন করে।",
    "en.txt": "Peru and Chile established diplomatic relations, and both keep an embassy in the other country.",
    "ar.txt": "أقامت الكويت وأذربيجان علاقات دبلوماسية، ولكل منهما سفارة لدى الأخرى.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = tmp_path / "documents"
    documents.mkdir()
    for name, text in TEXTS.items():
        (documents / name).write_text(text, encoding="utf-8")
    return documents


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts whose language was told, in order."""
    texts: list[str] = []
    real = remembered.choose_language

    def choose(text: str, *rest: object) -> object:
        texts.append(text)
        return real(text, *rest)

    monkeypatch.setattr(remembered, "choose_language", choose)
    return texts


def languages(folder: Path, memory: Path | None, **settings: Path) -> dict[str, str]:
    frame = ingest([folder], memory=memory, settings=Settings(**settings))
    return dict(zip(frame["file_name"], frame["language"], strict=True))


def test_second_time_only_new_texts_are_asked_about(folder: Path, tmp_path: Path, asked: list[str]) -> None:
    told = languages(folder, tmp_path / "cache" / "memory.json")
    assert told == {"ar.txt": "ar", "bn.txt": "bn", "en.txt": "en"}
    asked.clear()
    assert languages(folder, tmp_path / "cache" / "memory.json") == told
    assert asked == []
    (folder / "more.txt").write_text("Kenya opened a consulate in Ghana.", encoding="utf-8")
    assert languages(folder, tmp_path / "cache" / "memory.json")["more.txt"] == "en"
    assert asked == ["Kenya opened a consulate in Ghana."]


def test_what_a_sidecar_declares_is_asked_about_anew(folder: Path, tmp_path: Path, asked: list[str]) -> None:
    languages(folder, tmp_path / "memory.json")
    asked.clear()
    (folder / "en.yml").write_text("language: fr\n", encoding="utf-8")
    assert languages(folder, tmp_path / "memory.json")["en.txt"] == "fr"
    assert asked == [TEXTS["en.txt"]]


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", "one letter"])
def test_damaged_memory_is_thrown_away(folder: Path, tmp_path: Path, asked: list[str], damage: bytes | str) -> None:
    memory = tmp_path / "memory.json"
    told = languages(folder, memory)
    content = memory.read_bytes()
    memory.write_bytes(content.replace(b'"bn"', b'"xx"') if isinstance(damage, str) else damage)
    assert languages(folder, memory) == told
    assert len(asked) == 2 * len(TEXTS)
    assert memory.read_bytes() == content


def test_other_packs_ask_anew(folder: Path, tmp_path: Path, asked: list[str]) -> None:
    packs = tmp_path / "packs"
    (packs / "en").mkdir(parents=True)
    (packs / "en" / "language.toml").write_text('script = "Latin"\n', encoding="utf-8")
    languages(folder, tmp_path / "memory.json", packs=packs)
    asked.clear()
    (packs / "en" / "language.toml").write_text('script = "Latin"\nname = "English"\n', encoding="utf-8")
    languages(folder, tmp_path / "memory.json", packs=packs)
    assert len(asked) == len(TEXTS)


def test_without_a_memory_nothing_is_kept(folder: Path, tmp_path: Path, asked: list[str]) -> None:
    for _ in range(2):
        languages(folder, None)
    assert len(asked) == 2 * len(TEXTS)
    assert list(tmp_path.iterdir()) == [folder]
