"""One page of the web.

Belongs here: what is asked for, whether the page says something new, and its bytes as a file that can be read. Does not belong
here: getting the text out of HTML (transforms.documents.webpage).
"""

import codecs
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from orchestration.sources.web import Answer, Request
from transforms.documents.webpage import read_html

HTML = ("text/html", "application/xhtml+xml")
TEXT = ("text/plain",)
# The key of the only page of such a source.
KEY = "page"

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
# Only what a browser reads as text: Python knows codecs that unpack or compute.
_LEGACY = re.compile(r"(windows|cp)-?125\d|iso-?8859-\d+|latin-?\d|koi8-[ru]|gbk|gb18030|gb2312|big5|euc-(jp|kr)|shift_jis", re.IGNORECASE)
_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


def validator(headers: Mapping[str, str], name: str) -> str:
    """The header by which this version can be asked about, where it can be sent back as it is."""
    value = headers.get(name, "")
    return value if value.isascii() and value.isprintable() else ""


def request(url: str, validators: Mapping[str, str]) -> Request:
    """The request for a page of which this version (`etag`, `last-modified`) is known."""
    known = {_CONDITIONS[name]: value for name, value in validators.items() if value}
    return Request(url, (*HTML, *TEXT), known)


def content(body: bytes, headers: Mapping[str, str]) -> bytes:
    """The page as UTF-8: a charset that only the header names is lost in a file; one that is wrong changes nothing."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        if charset := _legacy_charset(headers):
            return body.decode(charset, "replace").encode("utf-8")
    return body


def _legacy_charset(headers: Mapping[str, str]) -> str | None:
    named = _CHARSET.search(headers.get("content-type", ""))
    try:
        return codecs.lookup(named[1]).name if named and _LEGACY.fullmatch(named[1]) else None
    except LookupError:
        return None


def ending(headers: Mapping[str, str]) -> str:
    """The ending of the file that such a page makes."""
    return ".txt" if headers.get("content-type", "").lower().startswith(TEXT) else ".html"


def says_the_same(old: bytes, new: bytes) -> bool:
    """Whether two versions of a page differ only in what is no text of it: advertisements, tokens, the time of day."""
    return old == new or _told(old) == _told(new)


def canonical(answer: Answer, page: bytes) -> str:
    """The address that the page calls its own, if it is one of the same host; else the one that it was found at."""
    own = _told(page)[0].get("url", "")
    return own if own and urlsplit(own).hostname == urlsplit(answer.url).hostname else answer.url


def title(page: bytes) -> str:
    """The title that the page gives itself."""
    return _told(page)[0].get("title", "")


def _told(page: bytes) -> tuple[dict[str, str], str]:
    return read_html(page.decode("utf-8", "replace"))
