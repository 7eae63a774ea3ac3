"""Ten thousand documents and metadata files that somebody broke, and folders too large or too odd: slow, so `make test-full`."""

import itertools
import os
import random
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from transforms.documents import ingest

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]

DOCUMENTS = 10_000
BATCH = 500
SECONDS_A_DOCUMENT = 5.0
GROWTH_IN_MEGABYTES = 600
SEED = 20261101

PROSE = [
    "In May 2009 Chile opened an embassy in Nairobi. Trade with Kenya reached 12.6 million dollars (1.26 crore).\n",
    "২০০৯ সালের মে মাসে চিলি নাইরোবিতে দূতাবাস খোলে। দুই দেশের বাণিজ্য ১২.৬ মিলিয়ন ডলারে পৌঁছায়।\n",
    "افتتحت تشيلي سفارتها في نيروبي في أيار 2009، وبلغ حجم التجارة بين البلدين ١٢٫٦ مليون دولار.\n",
]
FRONT = "---\ntitle: A title\nlanguage: en\npublisher: Nobody\nurl: https://example.org/a\npublished: 2012-05\nbased_on: [a, b]\n---\n"
SIDECAR = "title: 'A title'\nlicence: CC0-1.0\npublished: 2020/2021\nretrieved: 2026-11-01T10:00:00Z\nid: a-source\n"
PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>T</title><meta name='date' content='2009-05'></head><body>"
    "<nav><a href='/'>x</a></nav><article><h1>H</h1>{}<table><tr><td>1</td></tr></table></article></body></html>"
)
WIKI = "{{{{Infobox|a=[[b]]}}}}\n'''X''' {} [[Nairobi|there]]<ref name='a'>b</ref>\n== H ==\n{{|\n|-\n| a || b\n|}}\n[[Category:C]]\n"
SPICES = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r\n", b"\r", b"---\n", b"---", b"...\n", b": ", b"- ",
    b"&a ", b"*a", b"!!python/object/apply:os.system [id]", b"{" * 50, b"[" * 50, b"'", b'"', b"|\n", b"%YAML 9\n", b"\t", b"\\ud800",
    b"<script>", b"</", b"<!--", b"<![CDATA[", b"<!ENTITY a SYSTEM 'file:///etc/passwd'>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;",
    b"&#0;",     b"<meta charset=utf-7>", b"<meta charset=windows-1256>",
    b"<div>" * 100, b"{{" * 100, b"[[a|" * 100, b"<ref>", b"{|\n|", b"|}", b"''" * 50,
    "\u202e\u200d\u0640\u2028".encode(), "\U0001f600".encode(), "ৰৱ".encode(), "پچگ".encode(), b"=cmd|' /C calc'!A0", b"../../etc/passwd",
]  # fmt: skip


def originals() -> list[tuple[str, bytes]]:
    """Whole documents of every kind in every language, by the ending of their names."""
    kinds = []
    for prose in PROSE:
        kinds += [
            (".txt", prose * 3),
            (".md", FRONT + prose * 3),
            (".html", PAGE.format(f"<p>{prose}</p>" * 5)),
            (".wiki", FRONT + WIKI.format(prose * 3)),
        ]
    return [(ending, text.encode()) for ending, text in kinds]


def mutate(content: bytes, chance: random.Random) -> bytes:
    """The content with some of its bytes changed, cut out, doubled, moved or seasoned."""
    broken = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 16))):
        start = chance.randrange(len(broken) + 1)
        end = min(len(broken), start + chance.choice((0, 1, 3, 40, 400)))
        change = chance.choice(("spice", "spice", "spice", "noise", "cut", "double", "end"))
        if change == "spice":
            broken[start:start] = chance.choice(SPICES) * chance.choice((1, 1, 1, 20))
        elif change == "noise":
            broken[start:end] = chance.randbytes(end - start)
        elif change == "cut":
            del broken[start:end]
        elif change == "double":
            broken[start:start] = broken[start:end] * chance.choice((1, 30))
        else:
            del broken[start:]
    return bytes(broken)


class Opened:
    """What the process opens while `within` is on: an audit hook sees every file, whoever opens it."""

    within = False
    paths: list[str] = []

    @classmethod
    def hear(cls, event, arguments):
        if cls.within and event == "open" and isinstance(arguments[0], str | bytes):
            cls.paths.append(os.fsdecode(arguments[0]))


sys.addaudithook(Opened.hear)


def ingest_watched(folder, told):
    """What `folder` gives, with the paths that were opened on the way."""
    Opened.paths, Opened.within = [], True
    try:
        return folder.ingest(progress=told), Opened.paths
    finally:
        Opened.within = False


def is_allowed(path, roots):
    # Below a documents folder only names are opened, each relative to a folder that is held open.
    return "/" not in path and path != ".." if not path.startswith("/") else any(Path(path).is_relative_to(root) for root in roots)


def test_ten_thousand_broken_documents(folder):
    chance = random.Random(SEED)
    whole = originals()
    # Python may load a codec.
    roots = [folder.path, folder.settings.packs, Path(sys.prefix), Path(sys.base_prefix)]
    outcomes = {"loaded": 0, "rejected": 0}
    slowest = 0.0
    folder.write("warm.txt", PROSE[0])
    folder.ingest()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(DOCUMENTS // BATCH):
        for path in folder.path.iterdir():
            path.unlink()
        written = set()
        for number in range(BATCH):
            ending, content = chance.choice(whole)
            folder.write(f"{number}{ending}", mutate(content, chance) + f"\n{number}".encode())
            written.add(f"{number}{ending}")
            if number % 2:
                folder.write(f"{number}.yml", mutate(SIDECAR.encode(), chance) if number % 4 == 1 else SIDECAR.encode())
        ticks = [time.perf_counter()]
        frame, opened = ingest_watched(folder, lambda done, total, ticks=ticks: ticks.append(time.perf_counter()))
        slowest = max(slowest, *(b - a for a, b in itertools.pairwise(ticks)))
        assert set(frame["path"]) == written
        assert frame.loc[frame["status"] == "rejected", "status_reason"].notna().all()
        assert frame.loc[frame["status"] == "loaded", "text"].notna().all()
        assert not frame["text"].str.contains("root:x:0:0", regex=False).fillna(False).any()
        assert [path for path in opened if not is_allowed(path, roots)] == []
        frame.to_parquet(folder.path.parent / "frame.parquet")
        for status, count in frame["status"].value_counts().items():
            outcomes[status] += int(count)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{outcomes}, slowest {slowest:.2f} s, memory +{grown:.0f} MB")
    assert slowest < SECONDS_A_DOCUMENT
    assert grown < GROWTH_IN_MEGABYTES
    assert min(outcomes.values()) > DOCUMENTS // 10  # else the mutations are too mild or too wild to say anything


def test_fifty_thousand_files(folder):
    for number in range(50_000):
        folder.write(f"{number % 250:03}/{number}.txt", f"{PROSE[number % 3]}{number}")
    begin = time.perf_counter()
    frame = folder.ingest()
    seconds = time.perf_counter() - begin
    print(f"50,000 files in {seconds:.0f} s")
    assert len(frame) == 50_000
    assert (frame["status"] == "loaded").all()
    assert seconds < 240
    begin = time.perf_counter()
    pd.testing.assert_frame_equal(folder.ingest(frame), frame)
    assert time.perf_counter() - begin < 240


def test_time_grows_with_the_number_of_files(folder, settings, tmp_path):
    def measure(count):
        path = tmp_path / str(count)
        path.mkdir()
        for number in range(count):
            (path / f"{number}.txt").write_text("the same bytes" if number % 2 else f"{PROSE[1]}{number}")
            (path / f"{number}.yml").write_text("id: the-same\n")
        begin = time.perf_counter()
        ingest([path], None, settings)
        return time.perf_counter() - begin

    measure(10)
    assert measure(8_000) < 12 * measure(1_000) + 2


def test_a_folder_as_deep_as_the_system_allows(folder):
    here = folder.path
    for _ in range(400):
        here = here / ("d" * 8)
        here.mkdir()
    (here / "a.txt").write_text(PROSE[0])
    rows = folder.rows()
    assert [row["status"] for row in rows.values()] == ["loaded"]


def test_files_just_below_the_limit(folder):
    folder.settings = replace(folder.settings, too_long=folder.settings.too_large)
    limit = folder.settings.too_large - 1
    kinds = {
        "a.txt": PROSE[1].encode(),
        "b.html": b"<div><p>" + PROSE[0].encode() + b"</p></div>",
        "c.wiki": b"{{a|[[b|c]] " + PROSE[2].encode(),
        "d.md": b"a: [b, *c] \n",
    }
    for name, unit in kinds.items():
        whole = (unit * (limit // len(unit) + 1))[:limit]
        folder.write(name, whole.decode("utf-8", "ignore"))
    folder.write("e.md", b"---\n" + b"a: b\n" * 3_000_000)
    begin = time.perf_counter()
    rows = folder.rows()
    print({name: (row["status"], row["status_reason"]) for name, row in rows.items()}, f"{time.perf_counter() - begin:.0f} s")
    assert len(rows) == 5
    assert [rows[name]["status"] for name in kinds] == ["loaded"] * 4
    assert "no closing" in rows["e.md"]["status_reason"]
    assert time.perf_counter() - begin < 120
