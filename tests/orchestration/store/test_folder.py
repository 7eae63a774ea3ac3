"""A root in a folder: the same as in a bucket, and without a root no step says anything of one."""

import shutil
import sys
from pathlib import Path

import pytest

from orchestration import places
from orchestration.commands.refresh import check_root
from orchestration.definitions import build_definitions
from orchestration.machine.terminal import UsageError
from orchestration.places import DataFolder
from orchestration.store.buckets import StoreError
from orchestration.store.root import ASSET, open_bucket
from tests.orchestration.store.machines import Machine


@pytest.mark.full
@pytest.mark.timeout(600)
def test_a_second_data_folder_goes_on_from_a_root_in_a_folder(documents: Path, tmp_path: Path) -> None:
    root, mine = tmp_path / "root", tmp_path / "documents"
    shutil.copytree(documents, mine)
    first, second = Machine(tmp_path / "first", mine, str(root)), Machine(tmp_path / "second", mine, str(root))
    ended = first.refresh()
    assert (ended.code, f"Root        {root}: brought " in ended.out) == (0, True), ended
    assert {path.name for path in root.iterdir()} >= {"claims", "documents", "facts", "warehouse", "languages", "exports", "holdings.json"}
    ended = second.refresh()
    assert (ended.code, "no new one" in ended.out, second.read_documents()) == (0, True, []), ended
    assert (root / "exports" / "latest.json").read_bytes() == (second.data.exports / "latest.json").read_bytes()


@pytest.mark.parametrize(
    ("root", "words"),
    [
        ("gs://bucket/x", "neither a folder nor s3://"),
        ("s3://", "no address of a bucket"),
        ("s3://b_$", "no address of a bucket"),
        ("{data}/inside", "lie in each other"),
        ("{documents}", "lie in each other"),
        ("/proc/root-of-tests", "cannot be written"),
    ],
)
def test_a_root_that_cannot_be_one_is_told(root: str, words: str, tmp_path: Path) -> None:
    documents, data = tmp_path / "documents", tmp_path / "data"
    with pytest.raises(UsageError, match=words):
        check_root(root.format(data=data, documents=documents), [str(documents)], DataFolder(data))


@pytest.mark.parametrize("root", ["", "  ", "{data}"])
def test_the_data_folder_itself_is_no_root(root: str, tmp_path: Path) -> None:
    assert check_root(root.format(data=tmp_path / "data"), [], DataFolder(tmp_path / "data")) == ""


def test_without_a_root_there_is_no_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def steps() -> set[str]:
        return {key.to_user_string() for key in build_definitions().resolve_asset_graph().get_all_asset_keys()}

    monkeypatch.delenv(places.ROOT_VARIABLE, raising=False)
    without = steps()
    monkeypatch.setenv(places.ROOT_VARIABLE, str(tmp_path / "root"))
    assert steps() - without == {ASSET}


def test_a_bucket_without_boto3_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "orchestration.store.s3", None)
    with pytest.raises(StoreError, match="needs boto3"):
        open_bucket("s3://bucket/prefix")


def test_addresses_and_folders_are_told_apart() -> None:
    named = places.split_addresses("/a:s3://bucket/b:c::s3://other")
    assert named == ["/a", "s3://bucket/b", str(Path("c").absolute()), "s3://other"]
    assert places.chosen_folders({places.DOCUMENTS_VARIABLE: "/a:s3://bucket/b"}) == [Path("/a")]
    assert DataFolder(Path("/d")).copies_of("s3://bucket/news/").name == "news"
    assert DataFolder(Path("/d")).copies_of("s3://bucket/news") != DataFolder(Path("/d")).copies_of("s3://other/news")
