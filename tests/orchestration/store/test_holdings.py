"""The list of a root is believed in what is ours, and in nothing else."""

import json
from pathlib import Path

import pytest

from orchestration.store import holdings
from orchestration.store.buckets import Bucket, StoreError, TakenError
from orchestration.store.holdings import Holdings, Memory, Sum

FILES = {"claims/abc/def.parquet": Sum(10, "0" * 64)}


def test_what_is_written_is_read(bucket: Bucket) -> None:
    assert holdings.read(bucket) == Holdings()
    etag = Holdings(FILES, {"2026.11.22": "1" * 64}, ("warehouse/x.duckdb",)).write(bucket)
    assert holdings.read(bucket) == Holdings(FILES, {"2026.11.22": "1" * 64}, ("warehouse/x.duckdb",), etag)


def test_a_list_that_is_no_longer_the_one_that_was_read_stays(bucket: Bucket) -> None:
    Holdings(FILES).write(bucket)
    with pytest.raises(TakenError):
        Holdings({}).write(bucket)
    assert holdings.read(bucket).files == FILES


@pytest.mark.parametrize("where", ["files", "releases", "before"])
@pytest.mark.parametrize("key", ["claims/../../../escaped", "/etc/passwd", "claims/.hidden", "exports/..", "a\\b", "", "a\n"])
def test_a_list_that_names_what_is_not_ours_is_refused(bucket: Bucket, where: str, key: str) -> None:
    told = {"format": 1, "files": {}, "releases": {}, "before": []}
    told[where] = {"files": {key: {"bytes": 1, "sha256": "0"}}, "releases": {key: "0"}, "before": [key]}[where]
    bucket.write(holdings.KEY, json.dumps(told).encode(), over=None)
    with pytest.raises(StoreError, match="none of our names"):
        holdings.read(bucket)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"format": 2}', b'{"format": 1, "files": []}', b'{"format": 1, "files": {"a": {}}}']
)
def test_a_list_in_another_form_is_one_line(bucket: Bucket, content: bytes) -> None:
    bucket.write(holdings.KEY, content, over=None)
    with pytest.raises(StoreError, match=r"holdings\.json"):
        holdings.read(bucket)


def test_a_file_is_summed_again_when_somebody_has_written_it(tmp_path: Path) -> None:
    memory, file = Memory(), tmp_path / "file"
    file.write_text("one")
    first = memory.sum_of(file)
    memory.keep(tmp_path / "memory")
    again = holdings.remembered(tmp_path / "memory")
    assert again.sums == memory.sums
    assert again.sum_of(file) == first
    file.write_text("another")
    assert again.sum_of(file) != first


@pytest.mark.parametrize("content", ["", "[]", '{"unknown": 1}', "null"])
def test_what_is_remembered_in_another_form_is_forgotten(tmp_path: Path, content: str) -> None:
    (tmp_path / "memory").write_text(content)
    assert holdings.remembered(tmp_path / "memory") == Memory()
