"""HTML pages: their main text, and what they say about themselves.

Belongs here: getting text out of HTML. Does not belong here: fetching pages, or metadata files.
"""

import logging
import re
from collections.abc import Iterator

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]
import trafilatura

from transforms.documents.metadata import edtf_day, web_address

# It warns of each page in which it finds nothing; what became of a page is told in the table.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_TITLES = ("//meta[@property='og:title']/@content", "//head/title/text()", "//h1//text()")
_PUBLISHERS = ("//meta[@property='og:site_name']/@content", "//meta[@name='publisher' or @name='dc.publisher']/@content")
_ADDRESSES = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished']/@datetime",
    "//meta[@name='date' or @name='dc.date' or @name='DC.date' or @name='dcterms.issued']/@content",
)
_JSON_DATE = re.compile(r'"datePublished"\s{0,9}:\s{0,9}"([^"\\]{4,40})"')

# Beyond this, finding the main part takes trafilatura more than a few seconds.
_MOST_ELEMENTS = 60_000
_WITHOUT_TEXT = {"script", "style", "noscript", "template", "head", "nav", "footer", "aside", "button", "select"}
_WITHIN_LINES = {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span",
                 "strong", "sub", "sup", "time", "u"}  # fmt: skip


def read_html(page: str) -> tuple[dict[str, str], str]:
    """What the page says about itself (keys as in a metadata file), and its main text ('' where it has none)."""
    tree = _parse(page)
    if tree is None:
        return {}, ""
    values = {
        "title": _first(tree, _TITLES),
        "publisher": _first(tree, _PUBLISHERS),
        "url": web_address(_first(tree, _ADDRESSES)) or "",
        "published": _published(tree, page),
    }
    return {key: value for key, value in values.items() if value}, _main_text(tree)


def _parse(page: str) -> lxml.html.HtmlElement | None:
    # As bytes: lxml refuses a text that names its own charset, as XHTML does.
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(page.encode("utf-8"), parser=parser)
    except lxml.etree.LxmlError:
        return None


def _main_text(tree: lxml.html.HtmlElement) -> str:
    whole = _whole_text(tree)
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        return whole
    # fast: without it, trafilatura compares with a second extractor that needs word lists of the language
    # (it has none for most) and whose time grows with the square of the page.
    main = trafilatura.extract(tree, fast=True, include_comments=False, include_tables=True, favor_recall=True)
    # Where all is main text, trafilatura may put each bold word on a line of its own.
    return whole if not main or _letters(main) == _letters(whole) else main


def _letters(text: str) -> str:
    return "".join(text.split())


def _whole_text(tree: lxml.html.HtmlElement) -> str:
    """All that a reader would see, a block a line: for pages so short or so odd that no main part stands out."""
    lines = (" ".join(line.split()) for line in "".join(_pieces(tree)).split("\n"))
    return "\n".join(line for line in lines if line)


def _pieces(tree: lxml.html.HtmlElement) -> Iterator[str]:
    hidden = 0
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        is_block = element.tag not in _WITHIN_LINES
        if event == "start":
            hidden += element.tag in _WITHOUT_TEXT
            yield "\n" if is_block else ""
            yield _one_line(element.text) if not hidden else ""
        else:
            hidden -= element.tag in _WITHOUT_TEXT
            yield "\n" if is_block else ""
            yield _one_line(element.tail) if not hidden else ""


def _one_line(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _first(tree: lxml.html.HtmlElement, paths: tuple[str, ...]) -> str:
    found = (" ".join(str(value).split()) for path in paths for value in tree.xpath(path))
    return next((value for value in found if value), "")


def _published(tree: lxml.html.HtmlElement, page: str) -> str:
    """The date of publication where the page states it for machines; one read out of its prose would be a guess."""
    stated = [str(value).strip() for path in _DATES for value in tree.xpath(path)]
    stated += [match[1].strip() for match in _JSON_DATE.finditer(page)]
    return next((day for value in stated if (day := edtf_day(value))), "")
