"""Following sources from one fetch to the next: what is asked, what is kept, what a refresh would read."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from orchestration.places import DataFolder
from orchestration.sources import fetching as room
from orchestration.sources.fetching import Told, fetch_due, fetched_folders, look
from orchestration.sources.papers import file_stem
from orchestration.sources.registry import Fetching, Registry, Source
from orchestration.sources.state import Standing
from orchestration.sources.telling import figures, lines, summary, table
from tests.orchestration.sources.server import Server, redirect, response
from tests.orchestration.sources.wiki_api import JSON, WikiApi, as_json
from transforms.documents import ingest

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)
TEXT = "<html><head><title>Peru and Chile</title></head><body><p>Peru opened an embassy in Chile in 1994.</p></body></html>"


class Follower:
    """One source, fetched day after day into one data folder."""

    def __init__(self, source: Source, fetching: Fetching, root: Path) -> None:
        self.registry = Registry(fetching, (source,))
        self.source = source
        self.data = DataFolder(root)
        self.reported: list[tuple[int, int]] = []

    def fetch(self, day: int = 0) -> Told:
        """Fetch what is due on that day."""
        told = fetch_due(self.registry, self.data, NOW + timedelta(days=day), lambda _: lambda *seen: self.reported.append(seen))
        return told[0]

    def texts(self) -> dict[str, str]:
        """The documents that a refresh would read, by their titles."""
        documents = ingest(fetched_folders((self.source,), self.data))
        assert list(documents["status"]) == ["loaded"] * len(documents), list(documents["status_reason"])
        return dict(zip(documents["title"], documents["text"], strict=True))

    def kept(self) -> list[Path]:
        """The bodies of the answers that are kept."""
        return sorted((self.data.kept_of(self.source.id) / "answers").glob("*.body"))


@pytest.fixture
def follower(page: Source, quick: Fetching, folder: Path) -> Follower:
    return Follower(page, quick, folder)


@pytest.fixture
def reader(wiki: Source, quick: Fetching, folder: Path) -> Follower:
    return Follower(wiki, quick, folder)


@pytest.fixture
def api(server: Server) -> WikiApi:
    played = WikiApi(server)
    for number in range(1, 6):
        played.edit(number, f"Text of page {number}.")
    return played


# A page of the web


def test_page_is_kept_as_it_came_with_its_headers(follower: Follower, server: Server) -> None:
    server.tell("/page", response(TEXT, ETag='"1"'))
    assert follower.fetch().standing == Standing.FRESH
    [body] = follower.kept()
    assert body.read_text("utf-8") == TEXT
    told = json.loads(body.with_suffix(".json").read_text("utf-8"))
    assert told["headers"]["etag"] == '"1"'
    assert (told["status"], told["bytes"], told["url"]) == (200, len(TEXT), server.url("/page"))
    assert told["sha256"].startswith(body.stem.split("-")[1])


def test_page_enters_the_documents_with_what_is_known_of_it(follower: Follower, server: Server) -> None:
    published = TEXT.replace("<head>", '<head><meta property="article:published_time" content="2024-05-06T07:08:09Z">')
    server.tell("/page", response(published))
    follower.fetch()
    [row] = ingest(fetched_folders((follower.source,), follower.data)).to_dict("records")
    assert row["text"] == "Peru opened an embassy in Chile in 1994."
    assert (row["source_id"], row["language"], row["licence"], row["publisher"]) == ("page", "en", "CC0-1.0", "Test")
    assert (row["url"], row["published_edtf"], row["title"]) == (server.url("/page"), "2024-05-06", "Peru and Chile")
    assert row["retrieved_at"] is not None
    assert row["file_name"] == "page.html"


@pytest.mark.parametrize(("own", "taken"), [("/canonical", True), ("http://127.0.0.9/canonical", False)])
def test_own_address_of_a_page_is_taken_on_its_own_host(follower: Follower, server: Server, own: str, taken: bool) -> None:
    address = server.url(own) if taken else own
    server.tell("/page", response(TEXT.replace("<head>", f'<head><link rel="canonical" href="{address}">')))
    follower.fetch()
    [row] = ingest(fetched_folders((follower.source,), follower.data)).to_dict("records")
    assert row["url"] == (address if taken else server.url("/page"))


def test_page_that_did_not_change_is_not_sent_again(follower: Follower, server: Server) -> None:
    server.tell("/page", response(TEXT, ETag='"1"', Last_Modified="Sun, 01 Mar 2026 00:00:00 GMT"), response(b"", "304 Not Modified"))
    follower.fetch()
    told = follower.fetch(1)
    assert (told.standing, told.changed, len(follower.kept())) == (Standing.FRESH, 0, 1)
    asked = server.asked_for("/page")[1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"1"', "Sun, 01 Mar 2026 00:00:00 GMT")


def test_page_is_asked_no_more_often_than_wanted(follower: Follower, server: Server) -> None:
    server.tell("/page", response(TEXT))
    follower.fetch()
    assert follower.fetch().changed is None
    assert len(server.asked_for("/page")) == 1


def test_page_at_another_address_is_another_page(follower: Follower, server: Server) -> None:
    server.tell("/page", response(TEXT, ETag='"1"'))
    server.tell("/other", response(TEXT.replace("1994", "1996"), ETag='"1"'))
    follower.fetch()
    moved = dataclasses.replace(follower.source, url=server.url("/other"))
    follower.registry = Registry(follower.registry.fetching, (moved,))
    assert follower.fetch().changed == 1
    assert "if-none-match" not in server.asked_for("/other")[0].headers
    assert list(follower.texts().values()) == ["Peru opened an embassy in Chile in 1996."]


def test_source_that_is_named_is_asked_at_once(follower: Follower, server: Server) -> None:
    server.tell("/page", response(TEXT))
    follower.fetch()
    fetch_due(follower.registry, follower.data, NOW, lambda _: lambda *_: None, only=["page"])
    assert len(server.asked_for("/page")) == 2


def test_every_version_is_kept_and_the_newest_is_read(follower: Follower, server: Server) -> None:
    server.tell("/page", response(TEXT), response(TEXT.replace("1994", "1995")))
    follower.fetch()
    assert follower.fetch(1).changed == 1
    assert len(follower.kept()) == 2
    assert list(follower.texts().values()) == ["Peru opened an embassy in Chile in 1995."]


def test_what_is_no_text_of_a_page_makes_no_version(follower: Follower, server: Server) -> None:
    noisy = TEXT.replace("<body>", "<body><script>token = 1</script>")
    server.tell("/page", response(noisy), response(noisy.replace("token = 1", "token = 2")))
    follower.fetch()
    assert follower.fetch(1).changed == 0
    assert len(follower.kept()) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (TEXT.replace("Peru opened", "Perú opened").encode("windows-1252"), "text/html; charset=windows-1252"),
        (TEXT.replace("Peru opened", "Perú opened").encode(), "text/html; charset=windows-1252"),
        (TEXT.replace("Peru opened", "Perú opened").encode(), "text/html; charset=utf-16"),
        (TEXT.replace("Peru opened", "Perú opened").encode(), "text/html; charset=no-such"),
        (TEXT.replace("Peru opened", "Perú opened").encode("iso-8859-9"), "text/html; charset='iso-8859-9'"),
        (TEXT.replace("Peru opened", "Perú opened").replace("<head>", "<head><meta charset=latin-1>").encode(), "text/html"),
    ],
)
def test_wrong_charset_spoils_nothing(follower: Follower, server: Server, body: bytes, kind: str) -> None:
    server.tell("/page", response(body, kind=kind))
    follower.fetch()
    assert list(follower.texts().values()) == ["Perú opened an embassy in Chile in 1994."]
    assert follower.kept()[0].read_bytes() == body


@pytest.mark.parametrize("charset", ["windows-1259", "iso-8859-99", "rot13", "no-such"])
def test_charset_that_nobody_knows_is_told_by_the_reading(follower: Follower, server: Server, charset: str) -> None:
    server.tell("/page", response(TEXT.encode() + b"\xff\xfe\xfa", kind=f"text/html; charset={charset}"))
    assert follower.fetch().standing == Standing.FRESH
    [row] = ingest(fetched_folders((follower.source,), follower.data)).to_dict("records")
    assert row["status"] == "rejected"


def test_validator_that_cannot_be_sent_back_is_not_kept(follower: Follower, server: Server) -> None:
    server.tell("/page", response(TEXT, ETag='"ä"', Last_Modified="Sönntag"))
    follower.fetch()
    assert follower.fetch(1).standing == Standing.FRESH
    assert "if-none-match" not in server.asked_for("/page")[1].headers


def test_plain_text_is_read_as_such(follower: Follower, server: Server) -> None:
    server.tell("/page", response("Peru opened an embassy in Chile in 1994. <br>", kind="text/plain; charset=utf-8"))
    follower.fetch()
    assert list(follower.texts().values()) == ["Peru opened an embassy in Chile in 1994. <br>"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (response(b"", "500 Internal Server Error"), "HTTP 500"),
        (response(b"", "404 Not Found"), "not there any more"),
        (response(b"%PDF", kind="application/pdf"), "application/pdf"),
        (redirect("http://10.0.0.1/"), "no public address"),
        (redirect("/page"), "redirects"),
        (response(TEXT)[:-5], "Incomplete"),
    ],
)
def test_source_that_fails_keeps_its_last_good_version_and_is_stale(follower: Follower, server: Server, answer: bytes, told: str) -> None:
    server.tell("/page", response(TEXT), answer)
    follower.fetch()
    failed = follower.fetch(1)
    assert (failed.standing, failed.state.good_at) == (Standing.STALE, NOW)
    assert told in str(failed.state.error)
    assert list(follower.texts().values()) == ["Peru opened an embassy in Chile in 1994."]
    server.tell("/page", response(TEXT))
    assert follower.fetch(2).standing == Standing.FRESH


def test_source_that_never_came_has_no_documents(follower: Follower) -> None:
    told = follower.fetch()
    assert (told.standing, told.pages) == (Standing.NEW, 0)
    assert fetched_folders((follower.source,), follower.data) == []


def test_one_that_fails_leaves_the_others_alone(follower: Follower, server: Server) -> None:
    other = dataclasses.replace(follower.source, id="other", url=server.url("/other"))
    follower.registry = Registry(follower.registry.fetching, (other, follower.source))
    server.tell("/page", response(TEXT))
    told = fetch_due(follower.registry, follower.data, NOW, lambda _: lambda *_: None)
    assert [each.standing for each in told] == [Standing.NEW, Standing.FRESH]


def test_source_that_is_off_is_neither_asked_nor_read(follower: Follower, server: Server) -> None:
    server.tell("/page", response(TEXT))
    follower.fetch()
    off = Registry(follower.registry.fetching, (dataclasses.replace(follower.source, on=False),))
    assert fetch_due(off, follower.data, NOW + timedelta(days=9), lambda _: lambda *_: None) == []
    assert len(server.asked_for("/page")) == 1
    assert fetched_folders(off.followed, follower.data) == []


# Pages of a wiki


def test_wiki_is_read_to_the_end_of_its_listing(reader: Follower, api: WikiApi) -> None:
    told = reader.fetch()
    assert (told.standing, told.pages, told.changed) == (Standing.FRESH, 5, 5)
    assert reader.texts() == {f"Page {number}": f"Text of page {number}." for number in range(1, 6)}
    assert reader.reported[-1] == (5, 5)


def test_wiki_is_asked_as_it_wants_to_be(reader: Follower, api: WikiApi, server: Server) -> None:
    reader.fetch()
    queries = [asked.query for asked in server.asked_for("/api.php")]
    assert {(query["maxlag"], query["formatversion"]) for query in queries} == {("5", "2")}
    assert queries[0]["gcmtitle"] == "Category:Relations"


def test_revision_time_and_licence_are_kept(reader: Follower, api: WikiApi, server: Server) -> None:
    reader.fetch()
    told = yaml.safe_load((reader.data.fetched_of("wiki") / "Page_1.1.wiki.yml").read_text("utf-8"))
    assert (told["version"], told["published"]) == ("101", "2024-05-06T07:08:09Z")
    assert told["stated_licence"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert (told["url"], told["id"], told["licence"]) == (server.url("/wiki/1"), "wiki/1", "CC0-1.0")


def test_only_what_was_edited_is_read_again(reader: Follower, api: WikiApi) -> None:
    reader.fetch()
    before = len(api.read())
    api.edit(3, "Another text.")
    told = reader.fetch(1)
    assert api.read()[before:] == [3]
    assert (told.changed, told.pages) == (1, 5)
    assert reader.texts()["Page 3"] == "Another text."


def test_page_that_was_moved_keeps_its_source(reader: Follower, api: WikiApi) -> None:
    reader.fetch()
    api.edit(3, "Text of page 3.", title="Chile/Peru: relations?")
    reader.fetch(1)
    documents = ingest(fetched_folders((reader.source,), reader.data)).set_index("source_id")
    assert documents.loc["wiki/3", "title"] == "Chile/Peru: relations?"
    assert documents.loc["wiki/3", "file_name"] == "Chile_Peru_relations.3.wiki"
    assert len(documents) == 5


def test_page_that_is_listed_no_more_is_read_no_more_and_stays_kept(reader: Follower, api: WikiApi) -> None:
    reader.fetch()
    kept = reader.kept()
    api.delete(3)
    assert reader.fetch(1).pages == 4
    assert "Page 3" not in reader.texts()
    assert set(kept) <= set(reader.kept())


def test_wiki_that_suddenly_has_no_page_is_not_believed(reader: Follower, api: WikiApi) -> None:
    reader.fetch()
    api.texts.clear()
    told = reader.fetch(1)
    assert (told.standing, told.state.error) == (Standing.STALE, "the wiki has no such page")
    assert len(reader.texts()) == 5


def test_titles_may_be_chosen(reader: Follower, api: WikiApi) -> None:
    api.edit(2, "কানাডা", title="আজারবাইজান–কানাডা সম্পর্ক")
    api.edit(3, "সম্পর্ক", title="সম্পর্ক (নাটক)")
    chosen = dataclasses.replace(reader.source, titles="*–* সম্পর্ক", language="bn")
    reader.registry = Registry(reader.registry.fetching, (chosen,))
    assert reader.fetch().pages == 1
    assert list(reader.texts()) == ["আজারবাইজান–কানাডা সম্পর্ক"]


def test_search_and_title_ask_for_what_they_say(reader: Follower, api: WikiApi, server: Server) -> None:
    for change in ({"search": 'intitle:"relations"'}, {"title": "Page 1"}):
        source = dataclasses.replace(reader.source, id=next(iter(change)), category="", **change)
        fetch_due(Registry(reader.registry.fetching, (source,)), reader.data, NOW, lambda _: lambda *_: None)
    queries = [asked.query for asked in server.asked_for("/api.php")]
    assert 'intitle:"relations"' in {query.get("gsrsearch") for query in queries}
    assert ("Page 1", "1") in {(query.get("titles"), query.get("redirects")) for query in queries}


def test_wiki_that_lags_is_asked_later(reader: Follower, api: WikiApi, server: Server) -> None:
    lag = {"error": {"code": "maxlag", "info": "Waiting for a database server: 7 seconds lagged."}}
    server.tell("/api.php", as_json(lag, Retry_After="0"), api.answer)
    assert reader.fetch().standing == Standing.FRESH


def test_wiki_that_lags_for_long_is_left_alone(reader: Follower, server: Server) -> None:
    lag = {"error": {"code": "maxlag", "info": "Waiting for a database server: 700 seconds lagged."}}
    server.tell("/api.php", as_json(lag, Retry_After="7200"))
    told = reader.fetch()
    assert told.state.not_before == NOW + timedelta(hours=2)
    assert len(server.asked_for("/api.php")) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (as_json({"error": {"code": "badvalue", "info": "no such category"}}), "badvalue: no such category"),
        (as_json(["no", "wiki"]), "none of MediaWiki's"),
        (as_json({"query": {"pages": [{"lastrevid": 1}]}}), "none of MediaWiki's"),
        (as_json({"batchcomplete": True}), "no such page"),
        (response('{"query": {"pages": [', kind=JSON), "no JSON"),
        (response("<html>Login</html>"), "it is text/html"),
        (as_json({"continue": {"gcmcontinue": "1"}, "query": {"pages": []}}), "continues without end"),
        (as_json({"continue": "no mapping", "query": {"pages": []}}), "continues without end"),
        (as_json({"error": "in words"}), "in words"),
        (as_json({"query": ["no mapping"]}), "none of MediaWiki's"),
        (as_json({"query": {"pages": [{"pageid": 10**40, "title": "A", "lastrevid": 1, "canonicalurl": "x"}]}}), "none of MediaWiki's"),
        (
            as_json({"query": {"pages": [{"pageid": 1, "title": "A", "lastrevid": 1, "canonicalurl": "http://[::1"}]}}),
            "none of MediaWiki's",
        ),
        (response("[" * 100_000, kind=JSON), "no JSON"),
    ],
)
def test_wiki_that_says_something_else_is_told(reader: Follower, server: Server, answer: bytes, told: str) -> None:
    server.tell("/api.php", answer)
    assert told in str(reader.fetch().state.error)


def test_robots_are_asked_about_pages_and_not_about_the_api(reader: Follower, api: WikiApi, server: Server) -> None:
    server.tell("/robots.txt", response("User-agent: *\nDisallow: /api.php\nDisallow: /wiki/3\n", kind="text/plain"))
    told = reader.fetch()
    assert (told.standing, told.pages, told.state.note) == (Standing.FRESH, 4, "pages that robots.txt forbids: 1")
    assert 3 not in api.read()


def test_wiki_cannot_send_us_to_other_hosts(reader: Follower, api: WikiApi, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "url", lambda path: f"http://127.0.0.9{path}")
    server.tell("/robots.txt", response("User-agent: *\nDisallow: /wiki/3\n", kind="text/plain"))
    told = reader.fetch()
    assert (told.standing, told.pages) == (Standing.FRESH, 4)
    assert len(server.asked_for("/robots.txt")) == 1


def test_redirects_in_a_category_are_no_articles(reader: Follower, api: WikiApi) -> None:
    api.redirects.add(3)
    assert reader.fetch().pages == 4
    assert 3 not in api.read()


def test_halves_of_letters_spoil_nothing(reader: Follower, api: WikiApi) -> None:
    api.texts = {1: "Half a \ud800 letter."}
    api.titles[1] = "A \udfff title"
    assert reader.fetch().standing == Standing.FRESH
    assert reader.texts() == {"A ? title": "Half a ? letter."}


def test_page_without_wikitext_is_left_out(reader: Follower, api: WikiApi) -> None:
    api.more[2] = {"contentmodel": "json"}
    told = reader.fetch()
    assert (told.standing, told.pages, told.state.note) == (Standing.FRESH, 4, "pages without wikitext: 1")


def test_no_more_pages_than_wanted(reader: Follower, api: WikiApi) -> None:
    reader.registry = Registry(dataclasses.replace(reader.registry.fetching, most_pages=3), (reader.source,))
    told = reader.fetch()
    assert (told.pages, told.state.note) == (3, "there are more pages than most_pages allows")


def test_what_was_read_before_a_failure_is_kept_and_not_read_again(reader: Follower, api: WikiApi, server: Server) -> None:
    normal = api.answer
    server.tell("/api.php", *[normal] * 6, response(b"", "403 Forbidden"))
    failed = reader.fetch()
    assert (failed.standing, failed.pages) == (Standing.NEW, 3)
    server.tell("/api.php", normal)
    before = len(api.read())
    assert reader.fetch(1).pages == 5
    assert api.read()[before:] == [4, 5, 4, 5]  # asked for together, answered one by one


class Killed(BaseException):
    """The process dies."""


def test_fetch_that_was_killed_goes_on_where_it_was(reader: Follower, api: WikiApi, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*seen: int) -> None:
        if seen[0] >= 2:
            raise Killed

    with pytest.raises(Killed):
        fetch_due(reader.registry, reader.data, NOW, lambda _: die)
    before = len(api.read())
    assert reader.fetch().pages == 5
    assert not {1, 2} & set(api.read()[before:])
    assert len(reader.texts()) == 5


# What is laid out


@pytest.mark.parametrize("harm", ["removed", "changed", "metadata", "left over"])
def test_documents_are_made_again_from_what_is_kept(reader: Follower, api: WikiApi, harm: str, server: Server) -> None:
    reader.fetch()
    documents = reader.data.fetched_of("wiki")
    match harm:
        case "removed":
            (documents / "Page_1.1.wiki").unlink()
        case "changed":
            (documents / "Page_1.1.wiki").write_text("half a te", encoding="utf-8")
        case "metadata":
            (documents / "Page_1.1.wiki.yml").unlink()
        case "left over":
            (documents / "Page_9.9.wiki").write_text("of yore", encoding="utf-8")
    asked = len(server.asked)
    reader.fetch()
    assert len(server.asked) == asked
    assert reader.texts() == {f"Page {number}": f"Text of page {number}." for number in range(1, 6)}


def test_document_and_answer_that_are_both_damaged_are_fetched_anew(reader: Follower, api: WikiApi) -> None:
    reader.fetch()
    (reader.data.fetched_of("wiki") / "Page_1.1.wiki").unlink()
    for body in reader.kept():
        body.write_text("{", encoding="utf-8")
    assert reader.fetch().pages == 4
    assert reader.fetch(1).pages == 5
    assert len(reader.texts()) == 5


@pytest.mark.parametrize("harm", ["record", "answer", "state", "state of another form"])
def test_what_is_kept_and_damaged_is_fetched_anew(reader: Follower, api: WikiApi, harm: str) -> None:
    reader.fetch()
    kept = reader.data.kept_of("wiki")
    match harm:
        case "record":
            (kept / "pages" / "1.json").write_text('{"key": "1"', encoding="utf-8")
        case "answer":
            reader.kept()[0].unlink()
        case "state":
            (kept / "state.json").write_text("", encoding="utf-8")
        case "state of another form":
            (kept / "state.json").write_text('{"tried_at": 7, "good_at": "soon"}', encoding="utf-8")
    assert reader.fetch(1).standing == Standing.FRESH
    assert len(reader.texts()) == 5


def test_unchanged_documents_keep_their_identity(reader: Follower, api: WikiApi) -> None:
    reader.fetch()
    before = ingest(fetched_folders((reader.source,), reader.data))
    reader.fetch(1)
    after = ingest(fetched_folders((reader.source,), reader.data))
    assert before.equals(after)


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Chile–Peru relations", "Chile–Peru_relations.7"),
        ("../../etc/passwd", "etc_passwd.7"),
        (".hidden", "hidden.7"),
        ("a\x00b\nc", "a_b_c.7"),
        ("???", "7"),
        ("আজারবাইজান–কানাডা সম্পর্ক", "আজারবাইজান–কানাডা_সম্পর্ক.7"),
    ],
)
def test_names_of_files_are_readable_and_safe(title: str, stem: str) -> None:
    assert file_stem(title, "7") == stem


def test_long_titles_make_names_that_fit() -> None:
    assert len(file_stem("স" * 500, "123456789").encode()) < 150


# What is told


def test_what_people_are_told(follower: Follower, server: Server) -> None:
    assert summary(Registry(follower.registry.fetching, ()), follower.data, NOW) is None
    server.tell("/page", response(TEXT), response(b"", "500 Internal | Server Error"))
    follower.fetch()
    told = [follower.fetch(1)]
    assert figures(told) == {"sources": 1, "not_fresh": 1, "pages": 1, "changed": 0}
    assert list(lines(told)) == ["  page  stale  pages 1, new or changed 0, last good 2026-03-01 04:00; HTTP 500"]
    assert "| page | stale | 1 | last good 2026-03-01 04:00 | HTTP 500 |" in table(told)
    assert summary(follower.registry, follower.data, NOW + timedelta(days=1)) == "0 of 1 fresh; page is stale: HTTP 500"
    assert [each.standing for each in look(follower.registry, follower.data, NOW + timedelta(days=1))] == [Standing.STALE]


def test_nothing_is_asked_of_anybody_where_no_source_is_on(quick: Fetching, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "follow", lambda *_: pytest.fail("a source was asked"))
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a connection was opened"))
    assert fetch_due(Registry(quick, ()), DataFolder(folder), NOW, lambda _: lambda *_: None) == []
    assert not folder.exists()
