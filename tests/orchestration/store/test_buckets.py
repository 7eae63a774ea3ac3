"""A folder and a bucket behave alike as roots: listed whole, written on conditions, and what fails is one line."""

import threading
from pathlib import Path

import pytest

from orchestration.store import buckets
from orchestration.store.buckets import Bucket, MissingError, StoreError, TakenError
from orchestration.store.root import open_bucket
from tests.orchestration.store.server import Door


def put(bucket: Bucket, key: str, content: bytes, folder: Path, *, new: bool = False) -> None:
    source = folder / "source"
    source.write_bytes(content)
    bucket.put(key, source, new=new)


def test_what_is_put_is_listed_and_got(bucket: Bucket, tmp_path: Path) -> None:
    for key in ("a/one", "a/b/two", "c/three"):
        put(bucket, key, key.encode(), tmp_path)
    assert [(entry.key, entry.bytes) for entry in bucket.list("a/")] == [("a/b/two", 7), ("a/one", 5)]
    assert list(bucket.folders("a/")) == ["b"]
    bucket.get("a/b/two", tmp_path / "got")
    assert (tmp_path / "got").read_bytes() == b"a/b/two"
    bucket.copy("a/b/two", "a/four")
    bucket.delete(["a/b/two", "a/one", "never/there"])
    assert [entry.key for entry in bucket.list("")] == ["a/four", "c/three"]
    assert bucket.read("a/four")[0] == b"a/b/two"
    assert 0 <= bucket.age("a/four") < 60


def test_what_is_not_there_is_missing(bucket: Bucket, tmp_path: Path) -> None:
    for ask in (lambda: bucket.read("no"), lambda: bucket.age("no"), lambda: bucket.get("no", tmp_path / "no")):
        with pytest.raises(MissingError):
            ask()
    assert list(bucket.list("no/")) == list(bucket.folders("no/")) == []


def test_a_condition_is_kept(bucket: Bucket) -> None:
    first = bucket.write("key", b"first", over=None)
    assert bucket.write("key", b"first", over=None) == first, "asked twice because an answer was lost"
    with pytest.raises(TakenError):
        bucket.write("key", b"other", over=None)
    second = bucket.write("key", b"second", over=first)
    with pytest.raises(TakenError):
        bucket.write("key", b"third", over=first)
    assert bucket.read("key") == (b"second", second)


def test_a_new_file_is_never_written_over_another(bucket: Bucket, tmp_path: Path) -> None:
    put(bucket, "key", b"first", tmp_path, new=True)
    put(bucket, "key", b"first", tmp_path, new=True)
    with pytest.raises(TakenError):
        put(bucket, "key", b"other", tmp_path, new=True)
    assert bucket.read("key")[0] == b"first"


def test_of_many_that_write_at_once_one_gets_it(bucket: Bucket) -> None:
    won: list[int] = []

    def write(number: int) -> None:
        try:
            bucket.write("key", f"{number}".encode(), over=None)
            won.append(number)
        except TakenError:
            pass

    threads = [threading.Thread(target=write, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [f"{number}".encode() for number in won] == [bucket.read("key")[0]]


def test_more_than_a_thousand_keys_are_listed_and_deleted(bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "one").write_text("x")
    names = [f"many/{number:04}/x" for number in range(1_203)]
    buckets.each(lambda name: bucket.put(name, tmp_path / "one", new=False), names)
    assert [entry.key for entry in bucket.list("many/")] == names
    assert len(list(bucket.folders("many/"))) == len(names)
    bucket.delete(names)
    assert list(bucket.list("")) == []


@pytest.mark.full
def test_a_server_that_fails_in_between_is_asked_again(address: str, door: Door, tmp_path: Path) -> None:
    bucket = open_bucket(address)
    failed: set[tuple[str, str]] = set()

    def once(method: str, key: str) -> bool:
        is_first = (method, key) not in failed
        failed.add((method, key))
        return is_first

    door.fails = once
    put(bucket, "file", b"file", tmp_path, new=True)
    etag = bucket.write("key", b"first", over=None)
    assert bucket.read("key") == (b"first", etag)
    assert [entry.key for entry in bucket.list("")] == ["file", "key"]
    bucket.get("file", tmp_path / "got")
    assert (tmp_path / "got").read_bytes() == b"file"


@pytest.mark.full
@pytest.mark.usefixtures("impatient")
def test_what_goes_on_failing_is_one_line(address: str, door: Door, tmp_path: Path) -> None:
    bucket = open_bucket(address)
    door.fails = lambda method, key: True
    with pytest.raises(StoreError, match=r"^s3://\S+: .*\(500\)$"):
        bucket.read("key")
    with pytest.raises(StoreError, match=r"^s3://"):
        put(bucket, "key", b"x", tmp_path)


@pytest.mark.full
@pytest.mark.usefixtures("impatient")
def test_nobody_listening_or_no_bucket_is_one_line(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match="NoSuchBucket"):
        list(open_bucket("s3://there-is-no-such-bucket/x").list(""))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(StoreError, match="cannot be used"):
        open_bucket(address).read("key")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(StoreError, match="redential"):
        open_bucket(address).read("key")


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="cannot be used"):
        open_bucket(str(tmp_path / "file"))


@pytest.mark.parametrize("name", ["claims/0a-f_1/b.parquet", "2026.11.22.1", "x"])
def test_our_names_may_become_paths(name: str) -> None:
    assert buckets.is_ours(name)


NOT_OURS = ["", "/etc/x", "a/../b", "..", "a//b", "a/.hidden", "a\\b", "a b", "a/\n", "a\x00", "a/", "é", 3, None, "a" * 400]


@pytest.mark.parametrize("name", NOT_OURS)
def test_no_other_name_may(name: object) -> None:
    assert not buckets.is_ours(name)
