"""The documents frame written as a file, group by group, is the frame that is made in memory."""

import pandas as pd
import pytest

from transforms.documents import ingest, ingest_into, stored

ENGLISH = "Peru opened an embassy in Kenya in 2009.\n"
ARABIC = "افتتحت مصر سفارة في الكويت في عام 1961.\n"


@pytest.fixture(autouse=True)
def small_groups(monkeypatch):
    """So that a handful of documents goes through several groups of rows."""
    monkeypatch.setattr(stored, "ROWS_A_GROUP", 2)


def written(folder, target, previous=None, **more):
    ingest_into(target, [folder.path], previous, folder.settings, **more)
    return pd.read_parquet(target)


def test_every_state_is_as_it_is_made_in_memory(folder, tmp_path):
    for number in range(5):
        folder.write(f"{number}.txt", f"{ENGLISH}{number}\n")
    folder.write("b/copy.txt", f"{ENGLISH}1\n")
    folder.write("lines.jsonl", "\n".join(f'{{"text": "{ENGLISH.strip()} {n}"}}' for n in range(12)))
    folder.write("broken.txt", b"\xff\xfe\xfd")
    first = written(folder, tmp_path / "first.parquet")
    pd.testing.assert_frame_equal(first, ingest([folder.path], None, folder.settings))
    folder.write("1.txt", ARABIC)
    (folder.path / "3.txt").unlink()
    second = written(folder, tmp_path / "second.parquet", tmp_path / "first.parquet")
    pd.testing.assert_frame_equal(second, ingest([folder.path], first, folder.settings))
    assert second.loc[second["path"] == "3.txt", "text"].tolist() == [f"{ENGLISH}3\n"]
    folder.write("3.txt", f"{ENGLISH}3\n")
    third = written(folder, tmp_path / "third.parquet", tmp_path / "second.parquet")
    pd.testing.assert_frame_equal(third, ingest([folder.path], second, folder.settings))


def test_no_document_at_all_is_a_frame_with_its_columns(folder, tmp_path):
    pd.testing.assert_frame_equal(written(folder, tmp_path / "none.parquet"), ingest([folder.path], None, folder.settings))


def test_no_older_version_is_kept_of_a_forgotten_source(folder, tmp_path):
    folder.write("a.txt", ENGLISH)
    first = written(folder, tmp_path / "first.parquet")
    folder.write("a.txt", ARABIC)
    second = written(folder, tmp_path / "second.parquet", tmp_path / "first.parquet", forgotten={first["source_id"][0]})
    assert second["text"].tolist() == [ARABIC]
