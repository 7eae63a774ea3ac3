"""Folders in, the frame out: what is stored of each kind of file, and what is turned away."""

import hashlib
import importlib
import os
import socket
import stat
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from transforms.documents import content as content_module
from transforms.documents import folders as folders_module
from transforms.documents import ingest

ENGLISH = "Chile opened an embassy in Nairobi in May 2009.\n"
BENGALI = "২০০৯ সালের মে মাসে চিলি নাইরোবিতে দূতাবাস খোলে। দুই দেশের সম্পর্ক ভালো।\n"
ARABIC = "افتتحت تشيلي سفارتها في نيروبي في أيار سنة 2009، وزارها وزير الخارجية بعد ذلك بشهرين.\n"
DOCUMENTS = Path(__file__).resolve().parents[3] / "seeds" / "documents"
COLUMNS = [
    "document_id", "source_id", "file_name", "path", "title", "language", "publisher", "url", "licence", "published_edtf",
    "retrieved_at", "sha256", "bytes", "text", "is_current", "status", "status_reason",
]  # fmt: skip


def test_an_empty_folder_gives_an_empty_frame_of_the_same_types(folder):
    empty = folder.ingest()
    folder.write("a.txt", ENGLISH)
    filled = folder.ingest()
    assert list(empty.columns) == list(filled.columns) == COLUMNS
    assert list(empty.dtypes) == list(filled.dtypes)
    assert len(empty) == 0


def test_a_plain_text_is_loaded_whole(folder):
    row = folder.row("sub/a.txt", ENGLISH)
    content = ENGLISH.encode()
    assert row["status"] == "loaded"
    assert row["status_reason"] is None
    assert (row["file_name"], row["path"], row["language"]) == ("a.txt", "sub/a.txt", "en")
    assert (row["sha256"], row["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))
    assert row["document_id"] == "doc_" + row["sha256"][:20]
    assert row["text"] == ENGLISH
    assert row["title"] is None
    assert row["retrieved_at"] is None


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (BENGALI, "bn"), (ARABIC, "ar")])
def test_each_language_is_loaded(folder, text, language):
    row = folder.row("a.txt", text)
    assert (row["status"], row["language"], row["text"]) == ("loaded", language, text)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + ENGLISH.encode(),
        ENGLISH.replace("\n", "\r\n").encode() * 3,
        b"  \n\n" + ENGLISH.encode() + b"\t \r",
        ENGLISH.replace("e", "e\u0301").encode(),
        ("😀 " + BENGALI + "\u200d\u200c\u2067").encode(),
        ("---\ntitle: not a front matter in a plain text\n---\n" + ENGLISH).encode(),
        ("<p>" + ENGLISH + "</p> ''' [[x]]").encode(),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a", "a.TEXT", "a.unknown"])
def test_a_plain_text_is_stored_untouched(folder, name, content):
    assert folder.row(name, content)["text"].encode("utf-8") == content


def test_the_shipped_documents_are_read_in_their_own_language(folder):
    shipped = ingest([DOCUMENTS])
    assert len(shipped) >= 5
    assert set(shipped["status"]) == {"loaded"}
    assert shipped["status_reason"].isna().all()
    assert shipped[["title", "licence", "publisher"]].notna().all(axis=None)
    for name, text in zip(shipped["file_name"], shipped["text"], strict=True):
        folder.write(f"{name}.txt", text)  # without the front matter that tells the language
    told = folder.ingest()
    assert list(told["language"]) == list(shipped["language"])


def test_a_readable_text_in_which_nothing_can_be_found_is_loaded(folder):
    assert folder.row("a.txt", "Yes.")["status"] == "loaded"


# --- metadata


def test_a_front_matter_gives_the_metadata_and_the_text_is_what_follows(folder):
    row = folder.row(
        "a.md",
        "---\ntitle: 'চিলি ও কেনিয়া'\nlanguage: bn\npublisher: Nobody\nurl: https://example.org/a\nlicence: CC0-1.0\n"
        f"published: 2012\nretrieved: 2026-11-01T10:00:00+06:00\nbased_on: [x, y]\nother: 1\n---\n\n{BENGALI}",
    )
    assert row["text"] == "\n" + BENGALI
    assert row["title"] == "চিলি ও কেনিয়া"
    assert row["publisher"] == "Nobody"
    assert row["url"] == "https://example.org/a"
    assert row["licence"] == "CC0-1.0"
    assert row["published_edtf"] == "2012"
    assert row["retrieved_at"] == pd.Timestamp("2026-11-01T04:00:00")
    assert (row["status"], row["status_reason"]) == ("loaded", None)


@pytest.mark.parametrize("sidecar", ["a.yml", "a.yaml", "a.txt.yml", "a.YML"])
def test_a_sidecar_gives_the_metadata_and_is_no_document(folder, sidecar):
    folder.write(sidecar, "title: From beside\npublished: 1996-10-22\nlicense: CC-BY-4.0\n")
    folder.write("a.txt", ENGLISH)
    rows = folder.rows()
    assert list(rows) == ["a.txt"]
    assert rows["a.txt"]["title"] == "From beside"
    assert rows["a.txt"]["published_edtf"] == "1996-10-22"
    assert rows["a.txt"]["licence"] == "CC-BY-4.0"
    assert rows["a.txt"]["text"] == ENGLISH


@pytest.mark.parametrize("step", [1, -1])
def test_of_two_sidecars_one_is_taken_and_the_other_told_of(folder, monkeypatch, step):
    real = folders_module._walk
    monkeypatch.setattr(folders_module, "_walk", lambda root: sorted(real(root), key=lambda each: each.name)[::step])
    folder.write("a.yml", "title: yml\n")
    folder.write("a.yaml", "title: yaml\n")
    folder.write("a.txt", ENGLISH)
    rows = folder.rows()
    assert rows["a.txt"]["title"] == "yaml"
    assert "without a document" in rows["a.yml"]["status_reason"]


def test_a_sidecar_belongs_to_the_file_beside_it_only(folder):
    folder.write("sub/a.yml", "title: T\n")
    folder.write("sub/a.txt", ENGLISH)
    folder.write("a.txt", ARABIC)
    rows = folder.rows()
    assert rows["a.txt"]["title"] is None
    assert rows["sub/a.txt"]["title"] == "T"


def test_front_matter_stands_above_the_sidecar_and_the_sidecar_above_the_page(folder):
    folder.write("a.md", f"---\ntitle: front\n---\n{ENGLISH}")
    folder.write("a.yml", "title: beside\npublisher: beside\n")
    folder.write("b.html", f"<html><head><title>page</title></head><body><p>{ARABIC}</p></body></html>")
    folder.write("b.yml", "title: beside\n")
    rows = folder.rows()
    assert (rows["a.md"]["title"], rows["a.md"]["publisher"]) == ("front", "beside")
    assert rows["b.html"]["title"] == "beside"


def test_metadata_without_a_document_are_told_of(folder):
    row = folder.row("lonely.yml", "title: T\n")
    assert (row["status"], row["text"]) == ("rejected", None)
    assert "without a document" in row["status_reason"]


def test_a_value_that_does_not_hold_is_told_of_and_the_document_read(folder):
    row = folder.row("a.md", f"---\npublished: 2012-13\nurl: javascript:alert(1)\ntitle: T\n---\n{ENGLISH}")
    assert (row["status"], row["title"], row["published_edtf"], row["url"]) == ("loaded", "T", None, None)
    assert "2012-13" in row["status_reason"]
    assert "javascript" in row["status_reason"]


# --- markup


def test_html_is_stored_as_its_main_text(folder):
    page = (
        "<html><head><title>Chile and Kenya</title><meta property='article:published_time' content='2009-05-06T10:00:00Z'>"
        "</head><body><nav><a href='/'>Home page</a></nav><article>"
        + "".join(f"<p>In 20{year} Chile and Kenya signed an agreement on trade in Nairobi.</p>" for year in range(10, 20))
        + "</article><footer>All rights reserved</footer></body></html>"
    )
    row = folder.row("a.html", page)
    assert row["title"] == "Chile and Kenya"
    assert row["published_edtf"] == "2009-05-06"
    assert row["text"].startswith("In 2010 Chile and Kenya signed")
    assert "2019" in row["text"]
    assert not {"<", "Home page", "rights reserved"} & {w for w in ("<", "Home page", "rights reserved") if w in row["text"]}
    assert row["sha256"] == hashlib.sha256(page.encode()).hexdigest()


def test_html_in_the_charset_that_it_names(folder):
    page = (
        f"<html><head><meta http-equiv='Content-Type' content='text/html; charset=windows-1256'></head><body><p>{ARABIC}</p></body></html>"
    )
    row = folder.row("a.htm", page.encode("cp1256"))
    assert (row["status"], row["language"]) == ("loaded", "ar")
    assert row["text"].strip() == ARABIC.strip()


def test_wikitext_is_stored_as_its_prose(folder):
    row = folder.row("a.wiki", "{{Infobox|a=b}}\n'''Chile''' opened an [[embassy|embassy]] in [[Nairobi]].<ref>x</ref>\n[[Category:Y]]\n")
    assert row["text"] == "Chile opened an embassy in Nairobi."


# --- what is turned away

BAD = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \r\n\t\n", "empty"),
    "bom.txt": (b"\xef\xbb\xbf", "empty"),
    "empty.md": (b"---\ntitle: T\n---\n  \n", "empty"),
    "empty.html": (b"<html><body><script>x</script></body></html>", "empty"),
    "empty.wiki": (b"{{only a template}}", "empty"),
    "picture.png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
    "one nul.txt": (ENGLISH.encode() * 50 + b"\0", "binary"),
    "nul.txt": (b"text\x00text", "binary"),
    "paper.pdf": (b"%PDF-1.4\n1 0 obj << >> endobj\n", "binary"),
    "controls.txt": (bytes(range(1, 32)) * 3, "binary"),
    "latin1.txt": ("Société à Bakou".encode("latin-1"), "not valid UTF-8"),
    "cut.txt": ("দেশ".encode()[:-1], "not valid UTF-8"),
    "surrogate.txt": (b"abc \xed\xa0\x80", "not valid UTF-8"),
    "utf16.txt": ("Chile".encode("utf-16"), "UTF-16"),
    "cp1256.txt": (ARABIC.encode("cp1256"), "not valid UTF-8"),
    "liar.html": (b"<meta charset=rot13><p>\xff\xfe\xfd", "not valid UTF-8"),
    "french.txt": ("La France et le Chili ont signé un accord de coopération à Santiago du Chili.".encode(), "no language pack for 'fr'"),
    "persian.txt": ("سفارت شیلی در نایروبی در سال ۲۰۰۹ گشایش یافت و روابط دو کشور گسترش پیدا کرد.".encode(), "no language pack for 'fa'"),
    "assamese.txt": ("ভাৰত আৰু কেনিয়াৰ মাজত কূটনৈতিক সম্পৰ্ক আছে আৰু চুক্তি হৈছে।".encode(), "no language pack for 'as'"),
    "declared.md": (b"---\nlanguage: fr\n---\nChile\n", "no language pack for 'fr'"),
    "digits.txt": (b"2012 - 13, 14", "no language can be told"),
    "unclosed.md": (b"---\ntitle: T\n\nChile opened an embassy.\n", "broken front matter"),
    "broken.md": (b"---\ntitle: [T\n---\nChile opened an embassy.\n", "broken front matter"),
    "prose.md": (b"---\nChile opened an embassy.\n---\nChile opened an embassy.\n", "broken front matter"),
    "twice.md": (b"---\ntitle: a\ntitle: b\n---\nChile opened an embassy.\n", "given twice"),
    "alias.md": (b"---\na: &a x\nb: *a\n---\nChile opened an embassy.\n", "aliases"),
    "deep.md": (b"---\na: " + b"[" * 5000 + b"\n---\nChile opened an embassy.\n", "deep"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_bad_is_rejected_with_its_reason(folder, name):
    content, reason = BAD[name]
    row = folder.row(name, content)
    assert row["status"] == "rejected"
    assert reason in row["status_reason"]
    assert (row["bytes"], row["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert row["is_current"] is True


def test_nothing_is_lost_among_the_bad(folder):
    for name, (content, _) in BAD.items():
        folder.write(name, content)
    folder.write("good.txt", ENGLISH)
    rows = folder.rows()
    assert set(rows) == {*BAD, "good.txt"}
    assert [name for name, row in rows.items() if row["status"] == "loaded"] == ["good.txt"]


def test_the_text_of_a_language_without_a_pack_is_kept(folder):
    content, _ = BAD["french.txt"]
    row = folder.row("french.txt", content)
    assert (row["language"], row["text"]) == ("fr", content.decode())


def test_a_file_that_is_too_large_is_not_read(folder, monkeypatch):
    folder.settings = replace(folder.settings, too_large=1000)
    folder.write("a.txt", b"a" * 999)
    folder.write("b.txt", b"a" * 1000)
    rows = folder.rows()
    assert rows["a.txt"]["status"] == "loaded"
    assert (rows["b.txt"]["status"], rows["b.txt"]["bytes"], rows["b.txt"]["sha256"]) == ("rejected", 1000, None)
    assert "1,000" in rows["b.txt"]["status_reason"]
    assert rows["b.txt"]["document_id"].startswith("path_")


def test_a_text_that_is_too_long_is_not_read(folder):
    folder.settings = replace(folder.settings, too_long=1000)
    folder.write("a.txt", "Peru and Chile " * 100)
    folder.write("b.html", "<p>Peru and Chile are neighbours and trade.</p>" + "<br>" * 1000)
    rows = folder.rows()
    assert (rows["a.txt"]["status"], rows["a.txt"]["text"]) == ("rejected", None)
    assert rows["a.txt"]["status_reason"] == "too long: 1,500 characters, the limit is 1,000"
    assert rows["b.html"]["status"] == "loaded"


def test_a_file_that_takes_too_long_is_turned_away_and_the_others_are_not(folder, monkeypatch):
    folder.settings = replace(folder.settings, seconds=0.2)
    module = importlib.import_module("transforms.documents.ingest")
    real = module.split_front_matter

    def endless_for_one(source):
        while "endless" in source:
            pass
        return real(source)

    monkeypatch.setattr(module, "split_front_matter", endless_for_one)
    folder.write("a.md", "Peru opened an embassy in Chile. It is endless.")
    folder.write("b.md", "Peru opened an embassy in Chile.")
    rows = folder.rows()
    assert rows["a.md"]["status_reason"] == "it took more than 0.2 s of processor time"
    assert (rows["a.md"]["status"], rows["b.md"]["status"]) == ("rejected", "loaded")


def test_twenty_megabytes_are_too_large(folder):
    with folder.write("a.txt", ENGLISH).open("ab") as file:
        file.truncate(20_000_000)
    row = folder.rows()["a.txt"]
    assert (row["status"], row["bytes"], row["text"]) == ("rejected", 20_000_000, None)
    assert "too large" in row["status_reason"]


@pytest.mark.parametrize(
    ("sidecar", "reason"),
    [
        (b"title: [", "not valid YAML"),
        (b"\xff\xfe", "UTF-16"),
        (b"title: \xff", "not valid UTF-8"),
        (b"title: a\x00b", "binary"),
        (b"just words", "not a list of"),
        (b"- a\n- b\n", "not a list of"),
        (b"a: " + b"x" * 200_000, "too large"),
        (b"a: &a [x]\nb: *a\n", "aliases"),
        (b"title: a\n---\ntitle: b\n", "not valid YAML"),
        (b"title: a\x07b\x07\n" * 2, "binary"),
        (b"title: a\x07" + b"b" * 2000, "a character that YAML does not allow"),
    ],
)
def test_a_broken_sidecar_is_told_of(folder, sidecar, reason):
    folder.write("a.yml", sidecar)
    row = folder.row("a.txt", ENGLISH)
    assert row["status"] == "rejected"
    assert row["status_reason"].startswith("broken metadata in a.yml")
    assert reason in row["status_reason"]
    assert row["sha256"] is not None


def test_an_empty_sidecar_is_no_harm(folder):
    folder.write("a.yml", b"")
    assert folder.row("a.txt", ENGLISH)["status"] == "loaded"


# --- links, pipes, permissions


def test_links_out_of_the_folder_are_not_followed(folder, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("A secret text that lies outside of the folder.")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "b.txt").write_text("Another secret text that lies outside.")
    folder.write("a.txt", ENGLISH)
    folder.write("c.txt", ARABIC)
    (folder.path / "file.txt").symlink_to(secret)
    (folder.path / "relative.txt").symlink_to("../secret.txt")
    (folder.path / "folder").symlink_to(tmp_path / "outside")
    (folder.path / "through.txt").symlink_to("folder/b.txt")
    (folder.path / "nowhere.txt").symlink_to("/nonexistent/file")
    (folder.path / "c.yml").symlink_to(secret)
    rows = folder.rows()
    for name in ("file.txt", "relative.txt", "folder", "through.txt", "nowhere.txt"):
        assert rows[name]["status"] == "rejected"
        assert rows[name]["status_reason"] == "a symbolic link out of the folder"
        assert rows[name]["sha256"] is None
    assert "a symbolic link out of the folder" in rows["c.txt"]["status_reason"]
    assert not folder.ingest()["text"].str.contains("secret").fillna(False).any()


def test_links_within_the_folder(folder):
    folder.write("sub/a.txt", ENGLISH)
    (folder.path / "copy.txt").symlink_to("sub/a.txt")
    (folder.path / "broken.txt").symlink_to("sub/none.txt")
    (folder.path / "ring").symlink_to(folder.path)
    (folder.path / "self.txt").symlink_to("self.txt")
    rows = folder.rows()
    assert set(rows) == {"copy.txt", "broken.txt", "ring", "self.txt"}
    assert rows["copy.txt"]["text"] == ENGLISH
    assert "the same bytes also at sub/a.txt" in rows["copy.txt"]["status_reason"]
    assert "broken" in rows["broken.txt"]["status_reason"]
    assert "broken" in rows["self.txt"]["status_reason"]
    assert "not followed" in rows["ring"]["status_reason"]


def test_a_folder_that_is_itself_a_link_is_read(folder, tmp_path):
    folder.write("a.txt", ENGLISH)
    (tmp_path / "link").symlink_to(folder.path)
    assert list(ingest([tmp_path / "link"], None, folder.settings)["path"]) == ["a.txt"]


def test_a_link_that_appears_after_the_walk_is_not_followed(folder, tmp_path, monkeypatch):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.txt").write_text("A secret text that lies outside of the folder.")
    folder.write("sub/a.txt", ENGLISH)
    opened = content_module.open_below

    def swap_then_open(found):
        (folder.path / "sub" / "a.txt").unlink()
        (folder.path / "sub").rmdir()
        (folder.path / "sub").symlink_to(tmp_path / "outside")
        return opened(found)

    monkeypatch.setattr(content_module, "open_below", swap_then_open)
    row = folder.rows()["sub/a.txt"]
    assert (row["status"], row["text"], row["sha256"]) == ("rejected", None, None)


def test_pipes_and_sockets_are_told_of_and_not_waited_for(folder):
    os.mkfifo(folder.path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.open(folder.path, os.O_RDONLY)
        try:
            listener.bind(f"/proc/self/fd/{here}/socket.txt")
        finally:
            os.close(here)
        rows = folder.rows()
    assert set(rows) == {"pipe.txt", "socket.txt"}
    assert all("not a regular file" in row["status_reason"] for row in rows.values())


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(folder, monkeypatch):
    path = folder.write("a.txt", ENGLISH)
    opened = content_module.open_below

    def swap_then_open(found):
        path.unlink()
        os.mkfifo(path)
        return opened(found)

    monkeypatch.setattr(content_module, "open_below", swap_then_open)
    assert "not a regular file" in folder.rows()["a.txt"]["status_reason"]


def test_a_file_without_permission_is_told_of(folder, monkeypatch):
    path = folder.write("a.txt", ENGLISH)
    path.chmod(0)
    if os.access(path, os.R_OK):  # root may read everything: let the system call say no
        real = os.open

        def refuse(name, *rest, **more):
            if str(name).endswith("a.txt"):
                raise PermissionError(13, "Permission denied")
            return real(name, *rest, **more)

        monkeypatch.setattr(os, "open", refuse)
    row = folder.rows()["a.txt"]
    path.chmod(stat.S_IRUSR)
    assert (row["status"], row["sha256"], row["bytes"]) == ("rejected", None, None)
    assert "Permission denied" in row["status_reason"]


def test_a_folder_without_permission_is_told_of(folder, monkeypatch):
    folder.write("open/a.txt", ENGLISH)
    folder.write("closed/b.txt", ARABIC)
    real = os.scandir

    def refuse(path):
        if str(path).rstrip("/").endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    rows = folder.rows()
    assert rows["open/a.txt"]["status"] == "loaded"
    assert rows["closed"]["status_reason"] == "the folder cannot be listed: Permission denied"


def test_a_file_that_vanishes_is_told_of(folder, monkeypatch):
    path = folder.write("a.txt", ENGLISH)
    opened = content_module.open_below

    def vanish_then_open(found):
        path.unlink(missing_ok=True)
        return opened(found)

    monkeypatch.setattr(content_module, "open_below", vanish_then_open)
    assert "vanished" in folder.rows()["a.txt"]["status_reason"]


def test_a_file_that_is_being_written_is_read_when_it_rests(folder, monkeypatch):
    path = folder.write("a.txt", ENGLISH)
    looks = []
    real = os.fstat

    def grow_once(handle):
        seen = real(handle)
        looks.append(1)
        if len(looks) == 1:
            with path.open("a") as file:
                file.write("More.\n")
        return seen

    monkeypatch.setattr(os, "fstat", grow_once)
    row = folder.rows()["a.txt"]
    assert (row["status"], row["text"]) == ("loaded", ENGLISH + "More.\n")
    assert len(looks) == 4


def test_a_file_that_never_rests_is_told_of(folder, monkeypatch):
    path = folder.write("a.txt", ENGLISH)
    looks = []
    real = os.fstat

    def grow(handle):
        seen = real(handle)
        looks.append(1)
        with path.open("a") as file:
            file.write("More.\n")
        return seen

    monkeypatch.setattr(os, "fstat", grow)
    row = folder.rows()["a.txt"]
    assert (row["status"], row["status_reason"]) == ("rejected", "it is being written to")
    assert len(looks) == 2 * content_module.ATTEMPTS


# --- names


def test_hidden_files_are_no_documents(folder):
    for name in (".hidden.txt", ".git/config", "sub/.DS_Store"):
        folder.write(name, ENGLISH)
    assert len(folder.ingest()) == 0


def test_odd_names(folder):
    for name in ("চিলি ও কেনিয়া.txt", "a\nb.txt", "with 'quotes\".txt", "x" * 200 + ".txt", "a.b.c", "=1+1.txt"):
        folder.write(name, ENGLISH + name)
    os.close(os.open(os.fsencode(folder.path) + b"/\xff\xfe.txt", os.O_CREAT | os.O_WRONLY))
    frame = folder.ingest()
    assert len(frame) == 7
    assert "\\xff\\xfe.txt" in set(frame["file_name"])
    frame["path"].str.encode("utf-8")


def test_names_composed_and_decomposed_are_two_files_of_two_sources(folder):
    folder.write("e\u0301.txt", ENGLISH)
    folder.write("\u00e9.txt", ARABIC)
    frame = folder.ingest()
    assert len(frame) == 2
    assert frame["source_id"].is_unique


@pytest.mark.parametrize("is_turned", [False, True])
def test_such_sources_are_the_same_in_whatever_order_a_folder_lists_them(folder, monkeypatch, is_turned):
    folder.write("e\u0301.txt", ENGLISH)
    folder.write("\u00e9.txt", ARABIC)
    real = os.scandir
    order = contextmanager(lambda path: iter([sorted(real(path), key=lambda entry: entry.name, reverse=is_turned)]))
    monkeypatch.setattr(os, "scandir", order)
    frame = folder.ingest()
    assert frame.loc[frame["source_id"].str.endswith("_2"), "language"].tolist() == ["ar"]


# --- several folders


def test_a_folder_that_does_not_exist_is_an_error(folder):
    with pytest.raises(FileNotFoundError):
        ingest([folder.path / "none"], None, folder.settings)
    with pytest.raises(NotADirectoryError):
        ingest([folder.write("a.txt", ENGLISH)], None, folder.settings)


def test_folders_named_twice_or_within_each_other_are_read_once(folder):
    folder.write("sub/a.txt", ENGLISH)
    twice = [folder.path / "sub", folder.path, folder.path, folder.path / "sub" / ".." / "sub"]
    frame = ingest(twice, None, folder.settings)
    assert list(frame["path"]) == ["sub/a.txt"]
    assert frame["status_reason"].isna().all()


def test_the_same_path_below_two_folders_is_two_sources(folder):
    folder.write("one/a.txt", ENGLISH)
    folder.write("two/a.txt", ARABIC)
    folder.write("two/b.txt", BENGALI)
    one, two = folder.path / "one", folder.path / "two"
    frame = ingest([one, two], None, folder.settings)
    turned = ingest([two, one], None, folder.settings)
    assert list(frame["path"]) == ["a.txt", "a.txt", "b.txt"]
    assert frame["source_id"].is_unique
    pd.testing.assert_frame_equal(frame, turned)
    alone = ingest([two], None, folder.settings)
    assert set(alone["source_id"]) & set(frame["source_id"]) == set(alone.loc[alone["path"] == "b.txt", "source_id"])


def test_the_order_in_which_folders_are_named_does_not_matter(folder):
    folder.write("one/a.md", f"---\nid: x\n---\n{ENGLISH}")
    folder.write("two/a.md", f"---\nid: x\n---\n{ARABIC}")
    one, two = folder.path / "one", folder.path / "two"
    pd.testing.assert_frame_equal(ingest([one, two], None, folder.settings), ingest([two, one], None, folder.settings))


def test_a_name_decomposed_by_another_system_is_the_same_source(folder):
    folder.write("one/e\u0301.txt", ENGLISH)
    folder.write("two/\u00e9.txt", ARABIC)
    one, two = (ingest([folder.path / name], None, folder.settings) for name in ("one", "two"))
    assert list(one["source_id"]) == list(two["source_id"])


# --- one document at two paths


def test_the_same_bytes_at_two_paths_are_one_document(folder):
    for name in ("b/copy.txt", "a.txt", "c.txt"):
        folder.write(name, ENGLISH)
    folder.write("c.yml", "title: Told beside the third\n")
    rows = folder.rows()
    assert list(rows) == ["a.txt"]
    assert rows["a.txt"]["status"] == "loaded"
    assert rows["a.txt"]["status_reason"] == "the same bytes also at b/copy.txt, c.txt"
    assert rows["a.txt"]["title"] == "Told beside the third"


def test_one_broken_sidecar_does_not_take_the_copy_along(folder):
    folder.write("a.txt", ENGLISH)
    folder.write("a.yml", "title: [")
    folder.write("b.txt", ENGLISH)
    rows = folder.rows()
    assert list(rows) == ["b.txt"]
    assert rows["b.txt"]["status"] == "loaded"
    assert "a.txt: broken metadata in a.yml" in rows["b.txt"]["status_reason"]


def test_many_copies_do_not_make_an_endless_reason(folder):
    for number in range(150):
        folder.write(f"{number:03}.txt", ENGLISH)
    reason = folder.rows()["000.txt"]["status_reason"]
    assert reason.endswith(" and 49 more")


# --- versions


def test_a_changed_source_gets_a_new_version_and_keeps_the_old_one(folder):
    first = folder.row("a.txt", ENGLISH)
    earlier = folder.ingest()
    folder.write("a.txt", ENGLISH + "Kenya followed in 2010.\n")
    frame = folder.ingest(earlier)
    assert list(frame["is_current"]) == [True, False]
    assert frame["source_id"].nunique() == 1
    assert frame["document_id"].nunique() == 2
    assert frame["document_id"].iloc[1] == first["document_id"]
    assert frame["text"].iloc[1] == ENGLISH
    folder.write("a.txt", ENGLISH)
    back = folder.ingest(frame)
    assert list(back["is_current"]) == [True, False]
    assert back["text"].iloc[0] == ENGLISH


def test_a_removed_document_is_kept_as_no_longer_current(folder):
    folder.write("b.txt", ARABIC)
    path = folder.write("a.txt", ENGLISH)
    earlier = folder.ingest()
    path.unlink()
    frame = folder.ingest(earlier)
    assert list(zip(frame["path"], frame["is_current"], strict=True)) == [("a.txt", False), ("b.txt", True)]
    folder.write("a.txt", ENGLISH)
    pd.testing.assert_frame_equal(folder.ingest(frame), earlier)


def test_a_renamed_document_is_the_same_document(folder):
    path = folder.write("a.txt", ENGLISH)
    earlier = folder.ingest()
    path.rename(folder.path / "b.txt")
    frame = folder.ingest(earlier)
    assert list(frame["path"]) == ["b.txt"]
    assert list(frame["document_id"]) == list(earlier["document_id"])
    assert frame["is_current"].all()


def test_new_metadata_of_the_same_bytes_replace_the_old(folder):
    folder.write("a.txt", ENGLISH)
    earlier = folder.ingest()
    folder.write("a.yml", "title: New\n")
    frame = folder.ingest(earlier)
    assert list(frame["title"]) == ["New"]


def test_what_could_not_be_read_leaves_nothing_behind_once_it_can(folder):
    folder.write("a.txt", ENGLISH)
    strict = ingest([folder.path], None, replace(folder.settings, too_large=10))
    assert list(strict["status"]) == ["rejected"]
    frame = folder.ingest(strict)
    assert list(frame["status"]) == ["loaded"]


def test_nothing_changed_gives_the_same_frame(folder, tmp_path):
    for name, (content, _) in BAD.items():
        folder.write(name, content)
    folder.write("a.txt", ENGLISH)
    folder.write("b.txt", ENGLISH)
    frame = folder.ingest()
    pd.testing.assert_frame_equal(folder.ingest(frame), frame)
    stored = tmp_path / "documents.parquet"
    frame.to_parquet(stored, index=False)
    loaded = pd.read_parquet(stored)
    pd.testing.assert_frame_equal(folder.ingest(loaded), frame)
    pd.testing.assert_frame_equal(loaded, frame)


def test_an_own_id_names_the_source_wherever_the_file_lies(folder):
    path = folder.write("a.md", f"---\nid: chile-kenya\n---\n{ENGLISH}")
    earlier = folder.ingest()
    assert list(earlier["source_id"]) == ["chile-kenya"]
    path.unlink()
    folder.write("elsewhere/b.md", f"---\nid: chile-kenya\n---\n{ENGLISH}More of it.\n")
    frame = folder.ingest(earlier)
    assert list(frame["source_id"]) == ["chile-kenya", "chile-kenya"]
    assert dict(zip(frame["path"], frame["is_current"], strict=True)) == {"a.md": False, "elsewhere/b.md": True}


def test_an_own_id_is_given_once(folder):
    folder.write("a.md", f"---\nid: x\n---\n{ENGLISH}")
    folder.write("b.md", f"---\nid: x\n---\n{ARABIC}")
    rows = folder.rows()
    assert rows["a.md"]["source_id"] == "x"
    assert rows["b.md"]["source_id"].startswith("src_")
    assert "is taken by another document" in rows["b.md"]["status_reason"]


def test_the_frame_does_not_depend_on_the_order_in_which_files_were_made(folder, tmp_path, settings):
    names = ["b.txt", "a.txt", "sub/c.txt", "d.txt"]
    for name in names:
        folder.write(name, ENGLISH + name)
    other = type(folder)(tmp_path / "other" / "documents", settings)
    for name in reversed(names):
        other.write(name, ENGLISH + name)
    pd.testing.assert_frame_equal(folder.ingest(), other.ingest())


def test_progress_is_told(folder):
    for name in ("a.txt", "b.txt", "b.yml", "c.txt"):
        folder.write(name, f"title: {ENGLISH + name}")
    told = []
    folder.ingest(progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_broken_pack_is_named(folder, tmp_path):
    (tmp_path / "packs" / "xx").mkdir(parents=True)
    (tmp_path / "packs" / "xx" / "language.toml").write_text("script = ")
    with pytest.raises(ValueError, match=r"xx/language\.toml"):
        ingest([folder.path], None, replace(folder.settings, packs=tmp_path / "packs"))


# --- any bytes at all


@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))),
    ending=st.sampled_from([".txt", ".md", ".html", ".wiki", ".bin", ""]),
    beside=st.none() | st.binary(max_size=60) | st.text(max_size=60).map(lambda t: t.encode("utf-8", "replace")),
    front=st.booleans(),
)
def test_any_bytes_give_one_row(folder, content, ending, beside, front):
    for path in folder.path.iterdir():
        path.unlink()
    folder.write(f"a{ending}", b"---\n" + content if front else content)
    if beside is not None:
        folder.write("a.yml", beside)
    frame = folder.ingest()
    assert len(frame) == 1
    row = frame.iloc[0]
    assert row["status"] in ("loaded", "rejected")
    assert (row["status"] == "loaded") == (
        isinstance(row["language"], str) and row["language"] in ("ar", "bn", "en") and isinstance(row["text"], str)
    )
    assert row["status"] == "loaded" or row["status_reason"]
    frame.to_parquet(folder.path.parent / "any.parquet")
    if row["status"] == "loaded" and ending in (".txt", ".bin", ""):
        assert row["text"].encode() == (folder.path / f"a{ending}").read_bytes()
