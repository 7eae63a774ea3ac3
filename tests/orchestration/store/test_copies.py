"""Documents in a bucket: whatever their keys are, copies lie below their folder, and what did not change is not taken again."""

from pathlib import Path

import pytest

from orchestration.places import DataFolder
from orchestration.store import copies
from orchestration.store.buckets import Bucket, Entry, StoreError
from orchestration.store.root import open_bucket
from tests.orchestration.store.machines import Shared
from tests.orchestration.store.server import Door

HOSTILE = [
    "../../escaped.txt", "/etc/escaped.txt", "a//b.txt", "./c.txt", "a/../../d.txt", "..", "e\\f.txt", "g\th.txt", "100%.txt",
    "100%25.txt", "n" * 300 + ".txt", "n" * 301 + ".txt", "both", "both/x.txt", "বাংলা/দলিল.txt",
]  # fmt: skip


def entries(*keys: str) -> list[Entry]:
    return [Entry(key, 5, "tag") for key in keys]


def test_every_key_has_a_name_of_its_own_below_the_folder(tmp_path: Path) -> None:
    named = copies.local_names(entries(*HOSTILE))
    assert sorted(entry.key for entry in named.values()) == sorted(HOSTILE)
    for name in named:
        path = tmp_path / name
        assert path.resolve().is_relative_to(tmp_path.resolve())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("can be written")
    assert "বাংলা/দলিল.txt" in named


def test_what_is_no_document_in_a_folder_is_none_in_a_bucket() -> None:
    assert copies.local_names([*entries(".hidden", "a/.git/config", "b.txt"), Entry("folder/", 0, "tag")]).keys() == {"b.txt"}


@pytest.fixture
def places(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def put(bucket: Bucket, tmp_path: Path, **contents: str) -> None:
    for name, content in contents.items():
        (tmp_path / "source").write_text(content)
        bucket.put(f"{name}.txt", tmp_path / "source", new=False)


@pytest.mark.full
def test_only_what_changed_is_taken_again(address: str, door: Door, places: DataFolder, tmp_path: Path) -> None:
    bucket = open_bucket(address)
    put(bucket, tmp_path, one="one", two="two", three="three")
    said: list[str] = []
    folder = copies.copied(address, places, said.append)
    assert folder.name == address.rpartition("/")[2]
    put(bucket, tmp_path, two="TWO", four="four")
    bucket.delete(["three.txt"])
    door.forget()
    assert copies.copied(address, places, said.append) == folder
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"one.txt": "one", "two.txt": "TWO", "four.txt": "four"}
    assert {key.rpartition("/")[2] for method, key in door.asked if method == "GET"} - {"tests-of-dyadic"} == {"two.txt", "four.txt"}
    assert said[-1].startswith(f"{address}: 2 of 3 objects are new or changed, 7 bytes")


@pytest.mark.full
def test_hostile_keys_and_more_than_a_thousand_objects(address: str, client: object, places: DataFolder) -> None:
    shared = Shared(client, address)
    for key in (*HOSTILE, *(f"many/{number:04}.txt" for number in range(1_050))):
        shared.write(key, b"words")
    folder = copies.copied(address, places, lambda line: None)
    assert sum(path.is_file() for path in folder.rglob("*")) == len(HOSTILE) + 1_050
    outside = {path for path in places.root.parent.rglob("*") if path.is_file() and not path.is_relative_to(folder)}
    assert outside == {folder.parent / copies.LISTING}


@pytest.mark.full
def test_an_empty_folder_of_a_bucket_is_a_mistake_and_takes_nothing_away(address: str, places: DataFolder, tmp_path: Path) -> None:
    put(open_bucket(address), tmp_path, one="one")
    folder = copies.copied(address, places, lambda line: None)
    open_bucket(address).delete(["one.txt"])
    with pytest.raises(StoreError, match="nothing to read in s3://"):
        copies.copied(address, places, lambda line: None)
    assert (folder / "one.txt").read_text() == "one"
