"""Files of many documents: every row is a document with its own text and metadata, and a bad row spoils no other."""

import gzip
import json
import os
import tracemalloc
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.documents.corpora import BATCH_ROWS, rows_of
from transforms.documents.folders import Found
from transforms.documents.problems import Rejected

ENGLISH = "Chile opened an embassy in Nairobi in May 2009."
BENGALI = "২০০৯ সালের মে মাসে চিলি নাইরোবিতে দূতাবাস খোলে। দুই দেশের সম্পর্ক ভালো।"
ARABIC = "افتتحت تشيلي سفارتها في نيروبي في أيار سنة 2009، وزارها وزير الخارجية بعد ذلك بشهرين."
ROWS = [
    {"text": ENGLISH, "title": "Chile–Kenya relations", "language": "en", "license": "CC BY-SA 4.0", "id": "a"},
    {"text": BENGALI, "published": "2019-05", "url": "https://example.org/b", "id": 17},
    {"text": ARABIC, "publisher": None, "tags": ["x"]},
]
LINES = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in ROWS).encode()


def zstd(content: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as packed:
        packed.write(content)
    return sink.getvalue().to_pybytes()


def parquet(folder, name, rows):
    file = folder.path / name
    pq.write_table(pa.Table.from_pylist(rows), file)
    return file


@pytest.mark.parametrize(("name", "content"), [("c.jsonl", LINES), ("c.ndjson.gz", gzip.compress(LINES)), ("c.jsonl.zst", zstd(LINES))])
def test_every_line_is_a_document(folder, name, content):
    folder.write(name, content)
    frame = folder.ingest()
    assert frame["path"].tolist() == [f"{name}#1", f"{name}#2", f"{name}#3"]
    assert frame["text"].tolist() == [ENGLISH, BENGALI, ARABIC]
    assert frame["language"].tolist() == ["en", "bn", "ar"]
    assert frame.loc[0, ["title", "licence", "source_id"]].tolist() == ["Chile–Kenya relations", "CC BY-SA 4.0", "a"]
    assert frame.loc[1, ["published_edtf", "url", "source_id"]].tolist() == ["2019-05", "https://example.org/b", "17"]
    assert set(frame["status"]) == {"loaded"}


def test_parquet_tells_the_same(folder):
    rows = [{**row, "tags": ["x"], "id": str(row.get("id", ""))} for row in ROWS]
    parquet(folder, "c.parquet", rows)
    frame = folder.ingest()
    assert frame["text"].tolist() == [ENGLISH, BENGALI, ARABIC]
    assert frame["language"].tolist() == ["en", "bn", "ar"]


def test_a_row_is_the_document_that_a_file_of_its_text_is(folder):
    folder.write("c.jsonl", LINES)
    as_row = folder.ingest().loc[0, "document_id"]
    (folder.path / "c.jsonl").unlink()
    folder.write("a.txt", ENGLISH)
    assert folder.ingest().loc[0, "document_id"] == as_row


def test_the_sidecar_says_what_a_row_leaves_open(folder):
    folder.write("c.jsonl", LINES)
    folder.write("c.yml", "publisher: A house\nlicence: CC0-1.0\n")
    frame = folder.ingest()
    assert set(frame["publisher"]) == {"A house"}
    assert frame["licence"].tolist() == ["CC BY-SA 4.0", "CC0-1.0", "CC0-1.0"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not a line of JSON"),
        ("[1, 2]", "not a JSON object"),
        ("[" * 100_000, "not a line of JSON"),
        ('{"title": "no text"}', "it has no 'text'; its columns: 'title'"),
        ("{}", "it has no 'text'; its columns: none"),
        ('{"text": 7}', "its 'text' is no text"),
        ('{"text": "  "}', "empty"),
        ('{"text": "a\\ud800b"}', "half of a surrogate pair"),
        ('{"text": "a\\u0000b"}', "binary"),
        (json.dumps({"text": "x" * 3_000}), "too large"),
    ],
)
def test_a_bad_line_is_told_and_spoils_no_other(folder, line, reason):
    folder.settings = replace(folder.settings, too_large=2_000 if len(line) < 50_000 else 200_000)
    folder.write("c.jsonl", f"{json.dumps(ROWS[0])}\n{line}\n\n{json.dumps(ROWS[1])}\n")
    frame = folder.ingest().set_index("path")
    assert frame.loc[["c.jsonl#1", "c.jsonl#4"], "status"].tolist() == ["loaded", "loaded"]
    assert frame.loc["c.jsonl#2", "status"] == "rejected"
    assert reason in frame.loc["c.jsonl#2", "status_reason"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("c.parquet", b"no parquet at all", "it cannot be read further"),
        ("c.jsonl.gz", b"no gzip at all", "it cannot be read further"),
        ("c.jsonl.zst", zstd(LINES * 2_000)[:-40], "it cannot be read further"),
    ],
)
def test_a_broken_file_is_told(folder, name, content, reason):
    folder.write(name, content)
    frame = folder.ingest().set_index("path")
    assert frame.loc[name, "status"] == "rejected"
    assert reason in frame.loc[name, "status_reason"]


def test_a_table_without_text_is_told(folder):
    parquet(folder, "c.parquet", [{"body": ENGLISH}])
    assert "it has no column 'text'" in folder.ingest().loc[0, "status_reason"]


def test_rows_are_streamed(folder):
    """A million rows in a small file that unpacks to a large one take no more memory than a batch of them."""
    packed = gzip.compress(b'{"text": "' + b"a" * 2_000 + b'"}\n', 1) * 40_000
    folder.write("c.jsonl.gz", packed)
    tracemalloc.start()
    count = sum(1 for _ in rows_of(Found(folder.path, "c.jsonl.gz", "c.jsonl.gz"), 20_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 40_000
    assert peak < 10_000_000, "the file unpacks to 80 MB"


def test_more_rows_than_a_batch(folder):
    parquet(folder, "c.parquet", [{"text": f"{ENGLISH} {number}"} for number in range(BATCH_ROWS + 1)])
    frame = folder.ingest()
    assert len(frame) == BATCH_ROWS + 1
    assert frame["document_id"].is_unique


@given(rows=st.lists(st.fixed_dictionaries({"text": st.text(min_size=1)}), min_size=1, max_size=5))
def test_any_text_comes_back_as_it_was_or_with_a_reason(tmp_path_factory, settings, rows):
    from transforms.documents import ingest

    folder = tmp_path_factory.mktemp("corpus")
    (folder / "c.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    frame = ingest([folder], settings=settings)
    told = {row["text"] for row in rows}
    assert set(frame["text"].dropna()) <= told
    assert frame["text"].notna().sum() + (frame["status"] == "rejected").sum() >= frame["document_id"].nunique()
    assert pd.notna(frame.loc[frame["status"] == "rejected", "status_reason"]).all()


def test_a_pipe_in_the_place_of_a_corpus_is_not_waited_for(folder):
    os.mkfifo(folder.path / "c.jsonl")
    assert "not a regular file" in folder.ingest().loc[0, "status_reason"]
    with pytest.raises(Rejected, match="not a regular file"):
        list(rows_of(Found(folder.path, "c.jsonl", "c.jsonl"), 20_000))
