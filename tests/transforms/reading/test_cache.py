"""Claims are read once for a document and an extractor; what is kept gives the same frame as reading everything anew."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from transforms.reading import cache, ordered, tiers, written

CLAIM_TYPES = {"claim_id": "string", "document_id": "string", "holds": "boolean", "char_start": "Int64", "quote": "string"}


class CountingReader:
    """Reads one claim from every document that is not silent, and notes which documents it was given."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, documents: pd.DataFrame) -> pd.DataFrame:
        self.read += list(documents["document_id"])
        told = documents[documents["text"] != "silence"]
        rows = [(f"c-{d}-{n}", d, None, n, t) for d, t in zip(told["document_id"], told["text"], strict=True) for n in range(2)]
        return pd.DataFrame(rows, columns=list(CLAIM_TYPES)).astype(CLAIM_TYPES)


def documents(texts: dict[str, str], **columns: str) -> pd.DataFrame:
    frame = pd.DataFrame({"document_id": list(texts), "text": list(texts.values()), "status": "loaded", "is_current": True})
    return frame.assign(**{"language": "en", "title": None, "published_edtf": None, **columns})


@pytest.fixture
def reader() -> CountingReader:
    return CountingReader()


def test_second_time_nothing_is_read(tmp_path: Path, reader: CountingReader) -> None:
    some = documents({"b": "two", "a": "one", "c": "silence"})
    first = cache.extract_cached(some, tmp_path, reader=reader)
    assert reader.read == ["b", "a", "c"]
    second = cache.extract_cached(some, tmp_path, reader=reader)
    assert reader.read == ["b", "a", "c"]
    pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(first, CountingReader()(some))


def test_only_new_documents_are_read_and_the_order_is_theirs(tmp_path: Path, reader: CountingReader) -> None:
    cache.extract_cached(documents({"b": "two", "c": "three"}), tmp_path, reader=reader)
    reader.read.clear()
    more = documents({"a": "one", "b": "two", "c": "three"})
    pd.testing.assert_frame_equal(cache.extract_cached(more, tmp_path, reader=reader), CountingReader()(more))
    assert reader.read == ["a"]


def test_removed_document_takes_its_claims_along(tmp_path: Path, reader: CountingReader) -> None:
    cache.extract_cached(documents({"a": "one", "b": "two"}), tmp_path, reader=reader)
    assert set(cache.extract_cached(documents({"b": "two"}), tmp_path, reader=reader)["document_id"]) == {"b"}


def test_a_sidecar_that_changes_what_reading_uses_has_the_document_read_again(tmp_path: Path, reader: CountingReader) -> None:
    cache.extract_cached(documents({"a": "one"}), tmp_path, reader=reader)
    cache.extract_cached(documents({"a": "one"}, published_edtf="2012"), tmp_path, reader=reader)
    assert reader.read == ["a", "a"]


def test_older_versions_are_not_read(tmp_path: Path, reader: CountingReader) -> None:
    some = documents({"a": "one", "b": "two"}).assign(is_current=[True, False])
    assert set(cache.extract_cached(some, tmp_path, reader=reader)["document_id"]) == {"a"}
    assert reader.read == ["a"]


def test_changed_pack_has_only_its_language_read_again(tmp_path: Path, reader: CountingReader, monkeypatch: pytest.MonkeyPatch) -> None:
    some = pd.concat([documents({"a": "one", "b": "two"}), documents({"c": "three"}, language="ar")], ignore_index=True)
    first = cache.extract_cached(some, tmp_path, reader=reader)
    reader.read.clear()
    real = cache.extractor_fingerprint
    monkeypatch.setattr(cache, "extractor_fingerprint", lambda language: real(language) + ("x" if language == "ar" else ""))
    pd.testing.assert_frame_equal(cache.extract_cached(some, tmp_path, reader=reader), first)
    assert reader.read == ["c"]


def test_what_reads_a_language_is_named_by_its_pack_the_lists_and_the_code(tmp_path: Path) -> None:
    files = ("transforms/edtf.py", "transforms/reading/mentions/dates.py", "seeds/reference/cities.csv", "seeds/reference/accuracy.csv")
    for name in (*files, "seeds/languages/en/words.toml", "seeds/languages/bn/words.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")

    def changed_by(name: str) -> bool:
        before = cache._fingerprint("en", tmp_path)
        (tmp_path / name).write_text("2")
        return cache._fingerprint("en", tmp_path) != before

    assert changed_by("seeds/languages/en/words.toml")
    assert not changed_by("seeds/languages/bn/words.toml")
    assert [changed_by(name) for name in files] == [True, True, True, False]


def test_rejected_documents_are_not_read(tmp_path: Path, reader: CountingReader) -> None:
    rejected = documents({"a": "one"}, status="rejected")
    claims = cache.extract_cached(rejected, tmp_path, reader=reader)
    assert reader.read == []
    assert list(claims.columns) == list(CLAIM_TYPES)


def test_other_extractor_reads_anew_and_the_old_shelf_is_removed(
    tmp_path: Path, reader: CountingReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.extract_cached(documents({"a": "one"}), tmp_path, reader=reader)
    monkeypatch.setattr(cache, "extractor_fingerprint", lambda language: f"another-{language}")
    cache.extract_cached(documents({"a": "one"}), tmp_path, reader=reader)
    assert reader.read == ["a", "a"]
    assert [path.name for path in tmp_path.iterdir()] == ["another-en"]


@pytest.mark.parametrize("damage", [b"", b"PAR1 not really", "cut"])
def test_damaged_entry_is_thrown_away_and_read_again(tmp_path: Path, reader: CountingReader, damage: bytes | str) -> None:
    some = documents({"a": "one"})
    whole = cache.extract_cached(some, tmp_path, reader=reader)
    (shard,) = tmp_path.rglob("*.parquet")
    shard.write_bytes(shard.read_bytes()[:-20] if damage == "cut" else damage)
    pd.testing.assert_frame_equal(cache.extract_cached(some, tmp_path, reader=reader), whole)
    assert reader.read == ["a", "a"]


def test_small_shards_become_one_and_the_large_one_stays_as_it_is(tmp_path: Path, reader: CountingReader) -> None:
    texts = {f"a{number:03}": f"text {number}" for number in range(2 * cache.BATCH_DOCUMENTS)}
    cache.extract_cached(documents(texts), tmp_path, reader=reader)
    first = {path.name: path.stat().st_ino for path in tmp_path.rglob("*.parquet")}
    for number in range(2 * tiers.FAN):
        texts[f"d{number:03}"] = f"text {number}"
        claims = cache.extract_cached(documents(texts), tmp_path, reader=reader)
    shards = {path.name: path.stat().st_ino for path in tmp_path.rglob("*.parquet")}
    assert len(shards) == len(first) + 2
    assert first.items() <= shards.items()
    assert sorted(reader.read) == sorted(texts)
    pd.testing.assert_frame_equal(claims, CountingReader()(documents(texts)))


def test_compaction_that_was_cut_off_leaves_nothing_told_twice(tmp_path: Path, reader: CountingReader) -> None:
    texts = {f"d{number}": f"text {number}" for number in range(tiers.FAN)}
    for number in range(1, tiers.FAN):
        cache.extract_cached(documents(dict(list(texts.items())[:number])), tmp_path, reader=reader)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    cache.extract_cached(documents(texts), tmp_path, reader=reader)
    for path, content in before.items():
        path.write_bytes(content)
    claims = cache.extract_cached(documents(texts), tmp_path, reader=reader)
    pd.testing.assert_frame_equal(claims, CountingReader()(documents(texts)))
    assert sorted(reader.read) == sorted(texts)


def test_progress_is_told_after_every_batch(tmp_path: Path, reader: CountingReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "BATCH_DOCUMENTS", 2)
    told: list[tuple[int, int]] = []
    some = documents({f"d{n}": "x" for n in range(5)})
    cache.extract_cached(some, tmp_path, report=lambda done, total: told.append((done, total)), reader=reader)
    assert told == [(2, 5), (4, 5), (5, 5)]


def test_no_document_at_all(tmp_path: Path, reader: CountingReader) -> None:
    assert cache.extract_cached(documents({}), tmp_path, reader=reader).empty


@pytest.mark.full
def test_pool_of_processes_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "BATCH_DOCUMENTS", 2)
    texts = {f"d{n}": f"Peru opened an embassy in Chile in 19{n + 60}." for n in range(12)}
    some = documents(texts)
    pooled = cache.extract_cached(some, tmp_path)
    pd.testing.assert_frame_equal(pooled, cache.extract(some))


def test_documents_of_a_file_are_read_some_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some, reader = documents({f"d{number}": f"text {number}" for number in range(11)}), CountingReader()
    some.loc[3, "status"] = "rejected"
    file = tmp_path / "documents.parquet"
    some.to_parquet(file, index=False, row_group_size=4)
    monkeypatch.setattr(cache, "PART_DOCUMENTS", 3)
    known = cache.extract_cached(some.iloc[:2], tmp_path / "cache", reader=reader)
    found = cache.extract_cached(file, tmp_path / "cache", reader=reader)
    assert sorted(reader.read) == sorted(f"d{number}" for number in range(11) if number != 3)
    assert len(known) == 4
    pd.testing.assert_frame_equal(found, cache.extract_cached(some, tmp_path / "other", reader=CountingReader()))


def test_claims_written_portion_by_portion_are_those_that_are_made_in_memory(
    tmp_path: Path, reader: CountingReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = documents({f"d{number}": "silence" if number == 4 else f"text {number}" for number in (5, 3, 9, 1, 4, 7, 2)})
    some.to_parquet(tmp_path / "documents.parquet", index=False)
    kept = tmp_path / "cache"
    known = cache.extract_cached(some.iloc[3:5], kept, reader=reader)
    monkeypatch.setattr(ordered, "PORTION", 2)
    cache.extract_into(tmp_path / "claims.parquet", tmp_path / "documents.parquet", kept, reader=reader)
    whole = CountingReader()(some)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "claims.parquet"), whole)
    assert set(known["document_id"]) < set(whole["document_id"])
    assert not list(kept.glob(".tmp-*"))


def test_no_claim_at_all_is_a_file_with_its_columns(tmp_path: Path, reader: CountingReader) -> None:
    documents({"a": "silence"}).to_parquet(tmp_path / "documents.parquet", index=False)
    cache.extract_into(tmp_path / "claims.parquet", tmp_path / "documents.parquet", tmp_path / "cache", reader=reader)
    assert dict(pd.read_parquet(tmp_path / "claims.parquet").dtypes) == dict(CountingReader()(documents({})).dtypes)


def _edited(some: pd.DataFrame, edit: str) -> pd.DataFrame:
    if edit == "changed, added and removed":
        changed = some.assign(text=some["text"].mask(some["document_id"] == "d3", "another text"))
        return pd.concat([documents({"d00": "the first"}), changed.drop(index=[5, 7]), documents({"e": "the last"})], ignore_index=True)
    if edit == "in another order":
        return some.sort_values("document_id", ascending=False, ignore_index=True)
    return some.iloc[:0] if edit == "all removed" else some


@pytest.mark.parametrize("edit", ["nothing", "changed, added and removed", "in another order", "all removed"])
def test_claims_taken_over_from_the_earlier_file_are_those_of_a_file_made_from_nothing(
    tmp_path: Path, reader: CountingReader, monkeypatch: pytest.MonkeyPatch, edit: str
) -> None:
    monkeypatch.setattr(written, "ROWS_A_GROUP", 4)
    monkeypatch.setattr(ordered, "PORTION", 3)
    some = documents({f"d{number}": "silence" if number == 4 else f"text {number}" for number in range(10)})
    file, kept = tmp_path / "documents.parquet", tmp_path / "kept"
    for name, state in (("first", some), ("second", _edited(some, edit))):
        reader.read.clear()
        state.to_parquet(file, index=False, row_group_size=4)
        earlier = tmp_path / "first.parquet" if name == "second" else None
        cache.extract_into(tmp_path / f"{name}.parquet", file, kept, reader=reader, earlier=earlier)
    assert reader.read == (["d00", "d3", "e"] if edit.startswith("changed") else [])
    cache.extract_into(tmp_path / "whole.parquet", file, tmp_path / "nothing", reader=CountingReader())
    assert (tmp_path / "second.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "second.parquet"), CountingReader()(_edited(some, edit)))


@pytest.mark.parametrize("gone", ["the reader", "the shards", "what the file says of itself"])
def test_nothing_is_taken_over_that_another_reader_wrote_or_that_no_shard_has(
    tmp_path: Path, reader: CountingReader, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    documents({"a": "one", "b": "two"}).to_parquet(tmp_path / "documents.parquet", index=False)
    file, kept = tmp_path / "claims.parquet", tmp_path / "kept"
    cache.extract_into(file, tmp_path / "documents.parquet", kept, reader=reader)
    if gone == "the reader":
        monkeypatch.setattr(cache, "extractor_fingerprint", lambda language: f"another-{language}")
    elif gone == "the shards":
        shutil.rmtree(kept)
    else:
        pd.read_parquet(file).to_parquet(file, index=False)
    cache.extract_into(tmp_path / "again.parquet", tmp_path / "documents.parquet", kept, reader=reader, earlier=file)
    assert reader.read == (["a", "b"] if gone.startswith("what") else ["a", "b", "a", "b"])
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "again.parquet"), CountingReader()(documents({"a": "one", "b": "two"})))
    assert list(kept.rglob("*.parquet"))
