"""Wikitext as MediaWiki stores it: the prose without its markup.

Belongs here: stripping wikitext in one pass. Does not belong here: expanding templates; what a template would show is not in
the file. Own code, because the parsers at hand take minutes for a hundred kilobytes of unclosed braces.

Kept: prose, link labels, captions, list items (`- `), headings (`== … ==`), the cells of tables. Dropped: templates but for
those that only wrap words, footnotes, categories and links to other languages, formulas, comments, HTML tags.
"""

import html
import re
from collections import Counter
from dataclasses import dataclass, field

MAX_DEPTH = 40

_DROPPED_TAGS = ("ref", "math", "gallery", "timeline", "score", "syntaxhighlight", "source", "templatestyles", "imagemap")
_OPENERS = {"{{": "template", "{|": "table", "[[": "link"}
_CLOSERS = {"}}": "template", "|}": "table", "]]": "link"}
# Templates that show one of their arguments as it is, and which: they mark a word as foreign, keep it on one line …
_WRAPPERS = {"lang": 2, "langx": 2, "transl": 2, "nowrap": 1, "nobr": 1, "nobold": 1, "small": 1, "big": 1, "flag": 1,
             "flagcountry": 1, "flagu": 1, "abbr": 1, "tooltip": 1, "formatnum": 1}  # fmt: skip

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NOWIKI = re.compile(r"<nowiki\s*/>", re.IGNORECASE)
_TOKEN = re.compile(
    r"\{\{|\}\}|^[ \t:*]*\{\||^[ \t]*\|\}(?!\})|\[\[|\]\]"
    rf"|<(?P<closing>/?)(?P<tag>{'|'.join(_DROPPED_TAGS)})\b[^<>]*?(?P<alone>/?)>",
    re.IGNORECASE | re.MULTILINE,
)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<(?:br|hr|p|/p|div|/div|li|tr|/tr)\b[^<>]*>", re.IGNORECASE)
_QUOTES = re.compile(r"'{2,}")
_SWITCH = re.compile(r"__[A-Z]+__")
_WEB_LINK = re.compile(r"\[(?:https?:)?//[^\s\[\]]+(?:[ \t]([^\[\]\n]*))?\]")
_LIST_ITEM = re.compile(r"^[*#:;]+[ \t]*(?=\S)", re.MULTILINE)
_MEDIA = re.compile(r"\.(?:jpe?g|png|svg|gif|tiff?|webp|webm|og[agv]|mp[34]|pdf|djvu)\s*$", re.IGNORECASE)
_NAMESPACE = re.compile(r"[^\s:|]+:\S")
_EMPTY_LINES = re.compile(r"\n\s*\n")


@dataclass
class _Frame:
    """Something opened and not yet closed: what it is, how it was written, and what stands in it so far."""

    kind: str
    opening: str
    pieces: list[str] = field(default_factory=list)


def strip_wikitext(source: str) -> str:
    """The prose of a wikitext page, in time that grows with its length."""
    source = _NOWIKI.sub("", _COMMENT.sub("", source.replace("\r\n", "\n")))
    return _tidy(_strip_nested(source))


def _strip_nested(source: str) -> str:
    stack = [_Frame("page", "")]
    opened: Counter[str] = Counter()
    position = 0
    for token in _TOKEN.finditer(source):
        stack[-1].pieces.append(source[position : token.start()])
        position = token.end()
        _take(stack, opened, token)
    stack[-1].pieces.append(source[position:])
    while len(stack) > 1:
        _unwind(stack)
    return "".join(stack[0].pieces)


def _take(stack: list[_Frame], opened: Counter[str], token: re.Match[str]) -> None:
    kind, is_closing = _kind_of(token)
    if kind is None:
        return
    if is_closing:
        _close(stack, opened, kind, token.group())
    elif len(stack) > MAX_DEPTH:
        stack[-1].pieces.append(token.group())
    else:
        stack.append(_Frame(kind, token.group()))
        opened[kind] += 1


def _kind_of(token: re.Match[str]) -> tuple[str | None, bool]:
    """What a token opens or closes; None for a tag that does both at once (`<ref name=a />`)."""
    if tag := token["tag"]:
        return (None if token["alone"] else tag.lower()), bool(token["closing"])
    bare = token.group().lstrip(" \t:*")
    return (_CLOSERS[bare], True) if bare in _CLOSERS else (_OPENERS[bare], False)


def _close(stack: list[_Frame], opened: Counter[str], kind: str, written: str) -> None:
    if not opened[kind]:
        stack[-1].pieces.append(written)
        return
    while stack[-1].kind != kind:
        opened[stack[-1].kind] -= 1
        _unwind(stack)
    frame = stack.pop()
    opened[kind] -= 1
    stack[-1].pieces.append(_render(kind, "".join(frame.pieces)))


def _unwind(stack: list[_Frame]) -> None:
    """What was never closed is text like any other."""
    frame = stack.pop()
    stack[-1].pieces += [frame.opening, *frame.pieces]


def _render(kind: str, content: str) -> str:
    if kind == "link":
        return _link(content)
    if kind == "template":
        return _template(content)
    return _table(content) if kind == "table" else ""


def _link(content: str) -> str:
    target, *labels = content.split("|")
    if _MEDIA.search(target):
        # A caption is a sentence; `thumb` and `200px`, in whatever language, are single words.
        caption = labels[-1].strip() if labels else ""
        return f"\n{caption}\n" if " " in caption else ""
    if not labels:
        return "" if _NAMESPACE.match(target) else target.removeprefix(":")
    return labels[-1] or target


def _template(content: str) -> str:
    name, *arguments = content.split("|")
    wanted = _WRAPPERS.get(name.strip().lower())
    unnamed = [argument for argument in arguments if "=" not in argument]
    return unnamed[wanted - 1].strip() if wanted and len(unnamed) >= wanted else ""


def _table(content: str) -> str:
    """A row a line, its cells with bars between them."""
    rows: list[list[str]] = [[]]
    for line in content.split("\n")[1:]:
        written = line.strip()
        if written.startswith(("|-", "|+")):
            rows.append([_cell(written[2:])] if written.startswith("|+") else [])
        elif written.startswith(("|", "!")):
            rows[-1] += [_cell(cell) for cell in re.split(r"\|\||!!", written[1:])]
        elif written:
            rows.append([written])
    lines = (" | ".join(cell for cell in row if cell) for row in rows)
    return "\n" + "\n".join(line for line in lines if line) + "\n"


def _cell(written: str) -> str:
    attributes, bar, content = written.partition("|")
    return (content if bar and "=" in attributes else written).strip()


def _tidy(text: str) -> str:
    text = _TAG.sub("", _LINE_BREAK.sub("\n", text))
    text = _WEB_LINK.sub(lambda link: (link[1] or "").strip(), text)
    text = _LIST_ITEM.sub(lambda item: "- " if item[0][0] in "*#" else "", _SWITCH.sub("", _QUOTES.sub("", text)))
    lines = (line.strip() for line in html.unescape(text).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
