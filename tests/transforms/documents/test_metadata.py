"""Front matter and metadata files: what is taken as it is written, and what is refused."""

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.documents.metadata import MAX_CHARACTERS, check_values, parse_yaml, split_front_matter
from transforms.documents.problems import Rejected


def test_values_are_taken_as_they_are_written():
    text = "language: no\npublished: 2012\nid: 007\nlicence: 1.0\ntitle: 'a: b'\nRetrieved: 2026-11-01\nurl: 12:30\n"
    assert parse_yaml(text) == {
        "language": "no", "published": "2012", "id": "007", "licence": "1.0", "title": "a: b", "retrieved": "2026-11-01", "url": "12:30",
    }  # fmt: skip


def test_what_is_empty_is_nothing():
    assert set(parse_yaml("a:\nb: ~\nc: null\nd: ''\ne: [x]\nf: {g: h}\n").values()) == {""}
    assert parse_yaml("a: 'null'") == {"a": "null"}
    assert parse_yaml("") == parse_yaml("# only a comment\n") == parse_yaml("---\n") == {}


def test_tags_make_no_objects():
    assert parse_yaml("a: !!python/object/apply:os.system ['x']\nb: !!python/name:os.system\nc: !!int x") == {"a": "", "b": "", "c": "x"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [", "not valid YAML"),
        ("a: b\n c: d: e", "not valid YAML"),
        ("\ta: b", "not valid YAML"),
        ("a: b\x00", "does not allow"),
        ("a: &x 1\nb: *x", "aliases"),
        ("a: &x [*x]", "aliases"),
        ("a\n", "not a list of"),
        ("[a, b]", "not a list of"),
        ("a: 1\nA: 2", "given twice"),
        ("[a]: 1", "a key is not a word"),
        ("? {a: b}\n: c", "a key is not a word"),
        ("a: " + "[" * 50_000, "deep"),
        ("a: " + "{a: " * 10_000, "deep"),
        ("- " * 30_000, "deep"),
        ("? " * 30_000, "deep"),
        ("a: b\n" + "c" * MAX_CHARACTERS, "longer than"),
        ("a: b\n---\nc: d\n", "not valid YAML"),
    ],
)  # fmt: skip
def test_what_is_refused(text, reason):
    begin = time.process_time()
    with pytest.raises(Rejected, match=reason):
        parse_yaml(text)
    assert time.process_time() - begin < 5


def test_a_reason_names_the_line():
    with pytest.raises(Rejected, match=r"\(line 2\)"):
        parse_yaml("a: b\nc: ]\n")


@pytest.mark.parametrize(
    ("text", "values", "rest"),
    [
        ("plain\n", {}, "plain\n"),
        ("", {}, ""),
        ("---\ntitle: T\n---\nrest", {"title": "T"}, "rest"),
        ("---\r\ntitle: T\r\n---\r\nrest\r\n", {"title": "T"}, "rest\r\n"),
        ("\ufeff---\ntitle: T\n---\n\ufeffrest", {"title": "T"}, "\ufeffrest"),
        ("\ufeffplain", {}, "\ufeffplain"),
        ("--- \ntitle: T\n--- \t\n\n rest", {"title": "T"}, "\n rest"),
        ("---\ntitle: T\n...\nrest", {"title": "T"}, "rest"),
        ("---\ntitle: T\n---", {"title": "T"}, ""),
        ("---\n---\nrest", {}, "rest"),
        ("---\na: b\n---\nrest\n---\nmore\n", {"a": "b"}, "rest\n---\nmore\n"),
        ("----\nrest", {}, "----\nrest"),
        ("--- title\nrest", {}, "--- title\nrest"),
        (" ---\nrest", {}, " ---\nrest"),
        ("---\na: |\n  x\n  ---\n---\nrest", {"a": "x\n---\n"}, "rest"),
    ],
)
def test_split_front_matter(text, values, rest):
    assert split_front_matter(text) == (values, rest)


@pytest.mark.parametrize("text", ["---", "---\n", "---\na: b\n", "---\na: b\n ---\n", "---\na: b\n----\n", "---\nprose\n---\n"])
def test_a_front_matter_that_is_opened_must_be_one(text):
    with pytest.raises(Rejected, match="broken front matter"):
        split_front_matter(text)


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("1996-10-22", "1996-10-22"),
        ("2012", "2012"),
        ("199X", "199X"),
        ("2020/2021", "2020/2021"),
        ("2009-05-06T10:00:00+06:00", "2009-05-06"),
        ("2009-05-06 10:00", "2009-05-06"),
    ],
)
def test_published(written, taken):
    metadata = check_values({"published": written})
    assert (metadata.published_edtf, metadata.notes) == (taken, [])


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("2026-11-01", datetime(2026, 11, 1)),
        ("2026-11-01T03:04:05Z", datetime(2026, 11, 1, 3, 4, 5)),
        ("2026-11-01T03:04:05+02:00", datetime(2026, 11, 1, 1, 4, 5)),
    ],
)
def test_retrieved_is_utc(written, taken):
    assert check_values({"retrieved": written}).retrieved_at == taken


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("published", "yesterday"),
        ("published", "2012-02-30"),
        ("published", "06/05/2009"),
        ("retrieved", "today"),
        ("retrieved", "0001-01-01T00:00:00+12:00"),
        ("language", "Bengali language"),
        ("language", "b"),
        ("url", "javascript:alert(1)"),
        ("url", "file:///etc/passwd"),
        ("url", "file://host/etc/passwd"),
        ("url", "ftp://example.org/a"),
        ("url", "//example.org"),
        ("url", "http://[broken"),
        ("url", "example.org"),
    ],
)
def test_a_value_that_does_not_hold_is_left_out_with_a_note(key, value):
    metadata = check_values({key: value, "title": "T"})
    column = {"published": "published_edtf", "retrieved": "retrieved_at"}.get(key, key)
    assert getattr(metadata, column) is None
    assert metadata.title == "T"
    assert len(metadata.notes) == 1
    assert key in metadata.notes[0]


def test_values_are_one_clean_line():
    metadata = check_values({"title": "  a\n b\x07\x00\t\ud800c ", "publisher": "\n", "licence": "x" * 5000})
    assert metadata.title == "a b c"
    assert metadata.publisher is None
    assert len(metadata.licence) == 1000


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"%@`#?, \n\t0~\\\u0985\u200d")) | st.text())
def test_any_text_is_parsed_or_refused(text):
    try:
        metadata = check_values(parse_yaml(text))
    except Rejected as problem:
        assert problem.reason
    else:
        assert all(not isinstance(v, str) or v.encode("utf-8") for v in vars(metadata).values())


@given(st.dictionaries(st.sampled_from(["title", "publisher", "licence", "id"]), st.text(min_size=1)), st.text())
def test_quoted_values_come_back_and_the_text_stays(values, text):
    quoted = {key: '"' + value.encode("unicode_escape").decode().replace('"', '\\"') + '"' for key, value in values.items()}
    front = "".join(f"{key}: {value}\n" for key, value in quoted.items())
    found, rest = split_front_matter(f"---\n{front}---\n{text}")
    assert found == values
    assert rest == text
