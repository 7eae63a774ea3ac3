"""Passages of documents: a quote inside what stands around it, and a whole text with its marks.

Here belongs the cutting of texts by code points. How a mark looks is the templates'.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# How much of the paragraph is shown to either side of a quote.
AROUND = 240
SPACE = re.compile(r"\s")
# A heading as Markdown writes it: its marks, and how deep it lies.
HEADING = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t]+|$)")


@dataclass(frozen=True)
class Passage:
    """A quote with the part of its paragraph before and behind it (empty where the text may not be handed on)."""

    before: str
    quote: str
    behind: str


@dataclass(frozen=True)
class Piece:
    """A run of text to which the same facts point; the facts as numbers of the spans given."""

    text: str
    spans: tuple[int, ...]


def passage(text: str | None, start: int, end: int, quote: str) -> Passage:
    """The quote in its paragraph; the quote alone where there is no text, or another one than it was taken from."""
    if text is None or text[start:end] != quote:
        return Passage("", quote, "")
    before = text[text.rfind("\n", 0, start) + 1 : start]
    line_end = text.find("\n", end)
    behind = text[end : line_end if line_end >= 0 else len(text)]
    return Passage(_last_words(before), quote, _first_words(behind))


def _last_words(text: str) -> str:
    if len(text) <= AROUND:
        return text
    cut = text[-AROUND:]
    space = SPACE.search(cut)
    return "… " + (cut[space.end() :] if space else cut)


def _first_words(text: str) -> str:
    if len(text) <= AROUND:
        return text
    cut = text[:AROUND]
    words = SPACE.split(cut)
    return (cut[: -len(words[-1])].rstrip() if len(words) > 1 and words[-1] else cut.rstrip()) + " …"


def marked_paragraphs(text: str, spans: Sequence[tuple[int, int]]) -> list[list[Piece]]:
    """The text by lines, each cut where a span begins or ends; empty lines are left out."""
    edges = {0, len(text), *(edge for span in spans for edge in span if 0 <= edge <= len(text))}
    lines = list(_lines(text))
    edges |= {edge for line in lines for edge in line}
    cuts = sorted(edges)
    pieces = {start: Piece(text[start:end], ()) for start, end in pairwise(cuts)}
    for number, (start, end) in enumerate(spans):
        for inner in _between(cuts, start, min(end, len(text))):
            pieces[inner] = Piece(pieces[inner].text, (*pieces[inner].spans, number))
    return [[pieces[cut] for cut in _between(cuts, start, end)] for start, end in lines if text[start:end].strip()]


def heading(pieces: Sequence[Piece]) -> tuple[int, list[Piece]]:
    """How deep a heading a line is (0: none) and the line without its marks, for the eye alone: places are counted in the text."""
    found = HEADING.match(pieces[0].text)
    shown = [Piece(pieces[0].text[found.end() :], pieces[0].spans), *pieces[1:]] if found else []
    if found is None or not any(piece.text.strip() for piece in shown):
        return 0, list(pieces)
    return len(found[1]), [piece for piece in shown if piece.text]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _between(cuts: Sequence[int], start: int, end: int) -> Iterable[int]:
    return cuts[bisect_left(cuts, start) : bisect_left(cuts, end)]
