"""Following one source: what is new is fetched and kept.

Belongs here: the order of asking and keeping, for each kind. Does not belong here: how each of these is done, and what happens
to a source that fails (fetching).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from orchestration.sources import webpages
from orchestration.sources.mediawiki import Listed, Revision, Wiki
from orchestration.sources.problems import FetchError
from orchestration.sources.registry import MEDIAWIKI, WEBPAGE, Fetching, Source
from orchestration.sources.shelf import Page, Shelf
from orchestration.sources.web import Answer, Web

Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Seen:
    """What came of following a source: how many pages are new or changed, and what a person should know."""

    changed: int
    note: str | None = None


def follow(source: Source, web: Web, shelf: Shelf, fetching: Fetching, report: Report) -> Seen:
    """Fetch and keep what is new of a source; `report` is told how many of how many pages are read. Raises FetchError."""
    return _KINDS[source.kind](source, web, shelf, fetching, report)


def _follow_wiki(source: Source, web: Web, shelf: Shelf, fetching: Fetching, report: Report) -> Seen:
    """List the pages, then read those whose revision is not the kept one, some at once; each lot is kept before the next is read."""
    wiki = Wiki(web, source, fetching)
    listed = wiki.listing()
    known = {page.key: page for page in shelf.pages()}
    changed = [page for page in listed if page.key not in known or not _is_same(page, known[page.key])]
    allowed = [page for page in changed if web.may_read(wiki.at_home(page.url))]
    if not allowed and changed and not known:
        raise FetchError(f"robots.txt forbids {changed[0].url}")
    read = 0
    waiting = iter(allowed)
    while lot := list(islice(waiting, fetching.pages_at_once)):
        for answer, revisions in wiki.read(lot):
            read += _keep_revisions(shelf, answer, revisions, wiki.stated_licence)
        report(read, len(allowed))
    shelf.forget_others({page.key for page in listed})
    return Seen(read, _note(len(changed) - len(allowed), len(allowed) - read, len(listed) >= fetching.most_pages))


def _is_same(listed: Listed, known: Page) -> bool:
    return (listed.revision, listed.title, listed.url) == (known.version, known.title, known.url)


def _keep_revisions(shelf: Shelf, answer: Answer, revisions: list[Revision], licence: str) -> int:
    if revisions:
        name = shelf.keep(answer)
        for revision in revisions:
            shelf.record(_wiki_page(revision, answer, name, licence))
    return len(revisions)


def _wiki_page(revision: Revision, answer: Answer, name: str, licence: str) -> Page:
    return Page(
        key=revision.key,
        title=revision.title,
        url=revision.url,
        version=revision.revision,
        changed_at=revision.timestamp,
        retrieved_at=answer.retrieved_at.isoformat(),
        answer=name,
        sha256=hashlib.sha256(revision.content).hexdigest(),
        stated_licence=licence,
    )


def _note(forbidden: int, missing: int, is_full: bool) -> str | None:
    told = [
        f"pages that robots.txt forbids: {forbidden}" if forbidden else "",
        f"pages without wikitext: {missing}" if missing else "",
        "there are more pages than most_pages allows" if is_full else "",
    ]
    return "; ".join(filter(None, told)) or None


def _follow_webpage(source: Source, web: Web, shelf: Shelf, _: Fetching, report: Report) -> Seen:
    """Ask for the page unless it is still the kept version; a version that says the same is none."""
    known = next((page for page in shelf.pages() if shelf.asked(page.answer) == source.url), None)
    validators = {"etag": known.etag, "last-modified": known.last_modified} if known else {}
    answer = web.get(webpages.request(source.url, validators))
    report(1, 1)
    if answer.status == 304:
        return Seen(0)
    content = webpages.content(answer.body, answer.headers)
    if known and webpages.says_the_same(webpages.content(shelf.body(known.answer), shelf.headers(known.answer)), content):
        return Seen(0)
    shelf.record(_web_page(source, answer, content, shelf.keep(answer)))
    return Seen(1)


def _web_page(source: Source, answer: Answer, content: bytes, name: str) -> Page:
    digest = hashlib.sha256(content).hexdigest()
    return Page(
        key=webpages.KEY,
        title=webpages.title(content),
        url=webpages.canonical(answer, content),
        version=digest[:20],
        # The page's own word on when it was published is read with its text.
        changed_at="",
        retrieved_at=answer.retrieved_at.isoformat(),
        answer=name,
        sha256=digest,
        etag=webpages.validator(answer.headers, "etag"),
        last_modified=webpages.validator(answer.headers, "last-modified"),
    )


_KINDS = {MEDIAWIKI: _follow_wiki, WEBPAGE: _follow_webpage}
