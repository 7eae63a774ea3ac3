"""Sentences of a folded text, each with its kind, its paragraph and the headings that it stands under.

Here: where sentences, headings and list items begin and end.  Not here: what any of them means.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from transforms.reading.text.blocks import blocks
from transforms.reading.text.lines import (
    fills_line,
    heads_deeper_items,
    is_row,
    is_row_of_dated_titles,
    item_mark,
    line_end,
    numbered_title,
    opens_text,
    opens_with_date,
    written_lines,
)
from transforms.reading.text.tokens import Token, tokenise

# The depth of a heading that no mark makes one: under all marked ones.
UNMARKED = 9
# Unmarked headings that one may stand under: in a text of short lines each looks like one right under the last.
MOST_NESTED = 8
# Words and marks of a row.
LONGEST_ROW = 16
# A row of a chronicle that ends like no sentence may say more behind its date.
LONGEST_DATED_ROW = 40
# Words and marks of a heading, and of a text's first line.
LONGEST_HEADING = 12
LONGEST_TITLE_LINE = 30
# Words and marks of a sentence that announces a list.
LONGEST_LEAD = 25
# Words and marks of a sentence that is read as one; no writer needs more, and what has no stops at all must not cost more than its length.
LONGEST_SENTENCE = 250
# No abbreviation of any language is longer.
LONGEST_SHORT = 40

_NOTE = re.compile(r"\[\d{1,3}\](?!\s*$)|\^\s")
# The markup of a table: where it begins, a line between two rows or at its end, the marks that part cells.
_TABLE = re.compile(r"^[ \t]*\{\|.*$", re.M)
_BETWEEN_ROWS = re.compile(r"\s*\|[-}]")
_CAPTION = re.compile(r"\s*\|\+\s*(?=\S)")
_CELL_MARKS = "|!"


@dataclass(slots=True)
class Sentence:
    """A sentence, heading or list item: its tokens and the headings that it stands under."""

    start: int
    end: int
    tokens: list[Token]
    kind: str = "sentence"
    paragraph: int = 0
    headings: tuple["Sentence", ...] = field(default_factory=tuple)
    depth: int = UNMARKED


@dataclass(frozen=True)
class Segmenter:
    """Cuts folded text; `stops` are a language's sentence ends, `shorts` words whose full stop ends nothing, `units` those whose full
    stop before a number does not ("worth EUR. 852 million")."""

    stops: str
    shorts: frozenset[str]
    units: Collection[str] = frozenset()
    titles: Collection[str] = ()  # of sections, which pages stripped of their markup run together with the word behind

    def sentences(self, text: str) -> list[Sentence]:
        """Sentences in text order, each knowing its kind, paragraph and headings."""
        result: list[Sentence] = []
        headings: tuple[Sentence, ...] = ()
        for number, (start, end, depth) in enumerate(blocks(text)):
            for sentence in self._block(text, start, end, depth):
                if sentence.kind == "sentence" and text[sentence.start] not in _CELL_MARKS:
                    headings = tuple(h for h in headings if h.kind == "heading")
                sentence.paragraph, sentence.headings = number, headings
                if sentence.kind == "heading":
                    headings = _nested(headings, sentence, bool(result) and result[-1].kind == "heading")
                elif sentence.kind == "lead":
                    headings = (*[h for h in headings if h.kind == "heading"], sentence)
                result.append(sentence)
        return result

    def _block(self, text: str, start: int, end: int, depth: int) -> Iterator[Sentence]:
        """The heading that a mark opens, else prose and tables in turn."""
        if depth and not self._tells(text, start, end):
            tokens = tokenise(text, start, end)
            if tokens:  # a heading's mark before a bare carriage return heads nothing
                yield Sentence(start, end, tokens, "heading", depth=depth)
            return
        while start < end:
            table = _TABLE.search(text, start, end)
            yield from self._prose(text, start, table.start() if table else end)
            if table is None:
                return
            last = text.find("\n|}", table.end(), end)
            start = line_end(text, last + 1, end) if last >= 0 else end
            yield from _rows(text, table.end(), start)

    def _tells(self, text: str, start: int, end: int) -> bool:
        """What a heading's mark opens tells something where it is long and ends like a sentence: writers mark items so too."""
        full_stops = self.stops.translate({ord("?"): None, ord("!"): None}) + "."
        return text[start:end].rstrip()[-1:] in full_stops and len(tokenise(text, start, end)) > LONGEST_HEADING

    def _prose(self, text: str, start: int, end: int) -> Iterator[Sentence]:
        """Lines of sentences, which a numbered title may open."""
        first = line_end(text, start, end)
        title = numbered_title(text, start, end) or numbered_title(text, start, first)
        if title:
            first = line_end(text, title, end)
            yield Sentence(title, first, tokenise(text, title, first), "heading")
            start = first + 1
        for line_start, line_stop in written_lines(text, start, end):
            yield from self._line(text, line_start, line_stop)

    def _line(self, text: str, start: int, end: int) -> Iterator[Sentence]:
        body = item_mark(text, start, end)
        spans = list(self._cut(text, start, end, body))
        headline = body == start and self._is_headline(text, spans)
        for first, last in spans:
            title = self._run_in.match(text, first, last) if self._run_in else None
            if title:
                yield Sentence(*title.span("title"), tokenise(text, *title.span("title")), "heading")
            begin = title.end() if title else first
            tokens = tokenise(text, begin, last)
            if len(tokens) > LONGEST_SENTENCE:
                yield from _pieces(tokens)
            elif tokens:
                kind = "lead" if last == spans[-1][1] and _leads(text[begin:last], tokens) else "heading" if headline else None
                yield Sentence(begin, last, tokens, kind or self._kind(text, begin, last, len(spans), body > start, tokens))

    def _is_headline(self, text: str, spans: list[tuple[int, int]]) -> bool:
        """A line of a title's length that dots cut in parts and no full stop ends: "After 30 years.. Peru reopens its embassy"."""
        if len(spans) < 2 or any(not text[first:last].endswith("..") for first, last in spans[:-1]):
            return False
        start, end = spans[0][0], spans[-1][1]
        ended = text[start:end].rstrip()[-1:] in ".;,"
        return not ended and fills_line(text, start, end) and len(tokenise(text, start, end)) <= LONGEST_TITLE_LINE

    def _kind(self, text: str, start: int, end: int, of: int, is_item: bool, tokens: list[Token]) -> str:
        """What one of the `of` sentences of a line is."""
        if _NOTE.match(text[start:end].rstrip()) and fills_line(text, start, start):
            return "note"
        if of == 1 and self._is_heading(text, start, end, is_item, len(tokens)):
            return "heading"
        return "item" if is_item or (of == 1 and self._is_row(text, start, end, len(tokens))) else "sentence"

    def _is_row(self, text: str, start: int, end: int, size: int) -> bool:
        """A line of `size` tokens that is a row of a table or a chronicle."""
        body = text[start:end].rstrip()
        if size <= LONGEST_ROW and (is_row(body) or is_row_of_dated_titles(text, start, end)):
            return True
        return size <= LONGEST_DATED_ROW and body[-1:] not in self.stops + ".!?" and opens_with_date(body)

    def _is_heading(self, text: str, start: int, end: int, is_item: bool, size: int) -> bool:
        """A line of `size` tokens that stands alone, ends like no sentence and is no row; of items one that others stand under."""
        if is_item:
            return size <= LONGEST_HEADING and heads_deeper_items(text, start, end)
        longest = LONGEST_TITLE_LINE if opens_text(text, start, end) else LONGEST_HEADING
        ended = text[start:end].rstrip()[-1:] in self.stops + ".!?,;"
        return size <= longest and not ended and fills_line(text, start, end) and not self._is_row(text, start, end, size)

    @cached_property
    def _run_in(self) -> re.Pattern[str] | None:
        """A title at the beginning of a sentence, behind footnote marks, with a letter right behind it."""
        titles = "|".join(re.escape(t) for t in sorted(self.titles, key=len, reverse=True))
        return re.compile(rf"\s*(?:\[\d{{1,3}}\]\s*)*(?P<title>{titles})(?=[^\W\d_])") if titles else None

    @cached_property
    def _end(self) -> re.Pattern[str]:
        """What ends a sentence, with the footnote marks, quotation marks and brackets that belong to it."""
        closing = r"(?:[\"')\]]+(?!\w))?"
        full_stop = r"\.(?=[\s\"'\[<\u0590-\u0fff]|$)(?:\[\d+\])*"
        return re.compile(f"(?:[{re.escape(self.stops)}]+|{full_stop}){closing}")

    def _cut(self, text: str, start: int, end: int, body: int) -> Iterator[tuple[int, int]]:
        """Sentences of a line; the mark of an item, in front of its `body`, ends none."""
        first = start
        for match in self._end.finditer(text[start:end]):
            if start + match.start() < body or (match.group()[0] == "." and self._is_short(text, first, start + match.start())):
                continue
            yield first, start + match.end()
            first = start + match.end()
        if text[first:end].strip():
            yield first, end

    def _is_short(self, text: str, first: int, stop: int) -> bool:
        # Only the last word counts: looking at the whole sentence each time, a text of initials alone would take the square of its length.
        words = text[max(first, stop - LONGEST_SHORT) : stop].split()
        last = words[-1].strip("(") if words else ""
        return (
            last in self.shorts
            or (len(last) == 1 and last.isalpha())
            or (last in self.units and text[stop + 1 : stop + 3].strip().isdigit())
        )


def _leads(sentence: str, tokens: list[Token]) -> bool:
    """The last sentence of a line, short and ending in a colon, announces what stands below it."""
    return sentence.rstrip().endswith(":") and len(tokens) <= LONGEST_LEAD


def _rows(text: str, start: int, end: int) -> Iterator[Sentence]:
    """The rows of a table in markup, whether their cells stand on one line or on many; every cell begins with one bar."""
    lines = [(s, e) for s in _line_starts(text, start, end) if text[s : (e := line_end(text, s, end))].strip()]
    if lines and (caption := _CAPTION.match(text, *lines[0])):
        first, last = caption.end(), lines.pop(0)[1]
        yield Sentence(first, last, tokenise(text, first, last), "heading")
    row: list[tuple[int, int]] = []
    for first, last in [*lines, (end, end)]:
        if first < end and not _BETWEEN_ROWS.match(text, first, last):
            row.append((first, last))
        elif row:
            tokens = _cell_tokens(tokenise(text, row[0][0], row[-1][1]))
            row = []
            if 0 < len(tokens) <= LONGEST_SENTENCE:
                yield Sentence(tokens[0].start, tokens[-1].end, tokens, "item")


def _line_starts(text: str, start: int, end: int) -> Iterator[int]:
    while start < end:
        yield start
        start = line_end(text, start, end) + 1


def _cell_tokens(tokens: list[Token]) -> list[Token]:
    """The tokens of a row; a doubled mark parts two cells once, and a heading's mark parts them like any other's."""
    marked = [Token("|", t.start, t.end, t.kind) if t.text in _CELL_MARKS else t for t in tokens]
    return [t for i, t in enumerate(marked) if not (i and t.text == marked[i - 1].text == "|")]


def _pieces(tokens: list[Token]) -> Iterator[Sentence]:
    """A sentence without end in pieces of the greatest length."""
    for at in range(0, len(tokens), LONGEST_SENTENCE):
        part = tokens[at : at + LONGEST_SENTENCE]
        yield Sentence(part[0].start, part[-1].end, part)


def _nested(headings: tuple[Sentence, ...], new: Sentence, follows: bool) -> tuple[Sentence, ...]:
    """The headings that hold under a new one: those above its depth; of unmarked ones it stands under the one right before
    it, or beside the last of several."""
    marked = tuple(h for h in headings if h.kind == "heading" and h.depth < new.depth)
    unmarked = tuple(h for h in headings if h.kind == "heading" and h.depth == UNMARKED)
    if new.depth != UNMARKED:
        return (*marked, new)
    return (*marked, *(unmarked if follows else unmarked[:-1])[-MOST_NESTED:], new)
