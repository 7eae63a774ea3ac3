"""Tokens, sentences and blocks of a folded text.

Here: where words, sentences, headings and list items begin and end.  Not here: what any of them means.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

# `\w` leaves out vowel signs (categories Mc, Mn) of Bengali and its neighbours, so they are named; the danda is no letter.
# A word ends before a digit: in many scripts a conjunction or preposition is written in one with the number behind it.
_SIGNS = r"[\u0900-\u0963\u0970-\u0dff\u0e00-\u0eff]"
_LETTERS = rf"[^\W\d_](?:[^\W\d]+|{_SIGNS})*"
_TOKEN = re.compile(rf"(?P<number>\d+(?:[.,]\d+)*)|(?P<genitive>'s\b)|(?P<word>{_LETTERS})|(?P<mark>[^\w\s])")
_LETTER = re.compile(rf"[^\W\d]|{_SIGNS}")


def is_letter(character: str) -> bool:
    """The character goes on a word."""
    return _LETTER.match(character) is not None


class Token(NamedTuple):
    """A word, number or mark with its half-open place in the folded text."""

    text: str
    start: int
    end: int
    kind: str


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Tokens of `text[start:end]`, in order."""
    stop = len(text) if end is None else end
    return [Token(m[0], *m.span(), m.lastgroup or "mark") for m in _TOKEN.finditer(text, start, stop)]


# The depth of a heading that no mark makes one: under all marked ones.
UNMARKED = 9


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


# Blanks are bounded and a heading begins with none: "==" and a page of blanks would else cost the square of the page, and more.
_HEADING = re.compile(
    r"(?P<marks>={2,4})\s{0,9}(?P<wiki>[^=\s][^=\n]{0,119}?)\s{0,9}(?P=marks)|^[^\S\n]*(?P<hashes>#{1,4})[^\S\n]+(?P<md>[^\n]{1,160})$",
    re.M,
)
_NOTE = re.compile(r"\[\d{1,3}\](?!\s*$)|\^\s")
LONGEST_ROW = 16
# Words and marks of a heading, and of a text's first line.
LONGEST_HEADING = 12
LONGEST_TITLE_LINE = 30
# A row of a chronicle that ends like no sentence may say more behind its date.
LONGEST_DATED_ROW = 40
# Words and marks of a sentence that announces a list.
LONGEST_LEAD = 25
# Words and marks of a sentence that is read as one; no writer needs more, and what has no stops at all must not cost more than its length.
LONGEST_SENTENCE = 250
# A line of a table: something, a colon or bar, a figure.
# "2003: the prime minister", "2016 (21 November): ...": a row that begins with its date.
_DATED_ROW = re.compile(r"^[^\n:|]{0,25}\b\d{4}\b[^\n:|]{0,14}?\s*(?:[:|]|-\s)\s*\w")
_ROW = re.compile(r"\w\s*[:|\t]\s*[^\n]*\d")
# "4<tab>Agreement on trade<tab>under negotiation": a row that a number opens.
_NUMBERED_ROW = re.compile(r"^\(?\d{1,3}[.)।]?[^\S\n]?[\t|]")
# "Agreement on trade (signed 3 May 1998)".
_DATED_BRACKET = re.compile(r"\([^()]*\d{4}\)$")
# "Main exports: rice, sugar": two such lines in a row are rows.
_LABELLED = re.compile(r"\s*[^\W\d][^\n:.,;]{2,60}: \w")
# What parts the cells of a row.
_CELLS = re.compile(r"\||\S / \S|\S(?: {3,}|\t)\S")
# "4. Exchange of visits": no figures, no mark that ends or parts anything.
_NUMBER = re.compile(r"\s*\(?(?P<number>\d{1,2})(?:[.)।]|\s?[-/])\s+")
_NUMBERED = re.compile(r"\s*(?P<number>\d{1,2})(?:[.)।]|\s?[-/])\s+(?P<title>[^\W\d][^\d\n.:;!?()\[\]|]{0,160})\s{0,40}$")
LONGEST_TITLE = 9
# No editor that breaks lines leaves one as long as this.
LONGEST_BROKEN = 250
# So many characters above an item the heading of its list is looked for.
FARTHEST_TITLE = 2000
# Unmarked headings that one may stand under: in a text of short lines each looks like one right under the last.
MOST_NESTED = 8
# No abbreviation of any language is longer.
LONGEST_SHORT = 40
_ITEM = re.compile(r"^\s*(?:[-*•▪■●·○◦#]|\(?\d{1,2}(?:[.)।]|\s?-)|\(?(?:[^\W\d_]|[ivx]{2,4})\))\s+")
# The markup of a table: where it begins, a line between two rows or at its end, the marks that part cells.
_TABLE = re.compile(r"^[ \t]*\{\|.*$", re.M)
_BETWEEN_ROWS = re.compile(r"\s*\|[-}]")
_CAPTION = re.compile(r"\s*\|\+\s*(?=\S)")
_CELL_MARKS = "|!"


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
        for number, (start, end, depth) in enumerate(_blocks(text)):
            for sentence in self._block(text, start, end, depth):
                sentence.paragraph = number
                sentence.headings = headings
                if sentence.kind == "heading":
                    headings = _nested(headings, sentence, bool(result) and result[-1].kind == "heading")
                elif sentence.kind == "lead":
                    headings = (*[h for h in headings if h.kind == "heading"], sentence)
                elif sentence.kind == "sentence" and text[sentence.start] not in _CELL_MARKS and any(h.kind == "lead" for h in headings):
                    headings = tuple(h for h in headings if h.kind == "heading")
                    sentence.headings = headings
                result.append(sentence)
        return result

    def _block(self, text: str, start: int, end: int, depth: int) -> Iterator[Sentence]:
        if depth and not self._tells(text, start, end):
            tokens = tokenise(text, start, end)
            if tokens:  # a heading's mark before a bare carriage return heads nothing
                yield Sentence(start, end, tokens, "heading", depth=depth)
            return
        number = _numbered_heading(text, start, end)
        if number:
            yield Sentence(number, end, tokenise(text, number, end), "heading")
            return
        first = _line_end(text, start, end)
        number = _numbered_heading(text, start, first) if first < end else 0
        if number:
            yield Sentence(number, first, tokenise(text, number, first), "heading")
            start = first + 1
        table = _TABLE.search(text, start, end)
        for line_start, line_end in _lines(text, start, table.start() if table else end):
            yield from self._line(text, line_start, line_end)
        if table:
            last = text.find("\n|}", table.end(), end)
            rest = _line_end(text, last + 1, end) if last >= 0 else end
            yield from _rows(text, table.end(), rest)
            yield from self._block(text, rest, end, 0)

    def _tells(self, text: str, start: int, end: int) -> bool:
        """What a heading's mark opens tells something where it is long and ends like a sentence: writers mark items so too."""
        full_stops = self.stops.translate({ord("?"): None, ord("!"): None}) + "."
        return text[start:end].rstrip()[-1:] in full_stops and len(tokenise(text, start, end)) > LONGEST_HEADING

    def _line(self, text: str, start: int, end: int) -> Iterator[Sentence]:
        item = _ITEM.match(text[start:end])
        spans = list(self._cut(text, start, end, start + item.end() if item else start))
        for first, last in spans:
            title = self._run_in.match(text, first, last) if self._run_in else None
            if title:
                yield Sentence(*title.span("title"), tokenise(text, *title.span("title")), "heading")
            begin = title.end() if title else first
            tokens = tokenise(text, begin, last)
            if len(tokens) > LONGEST_SENTENCE:
                yield from _pieces(tokens)
            elif tokens:
                kind = "lead" if last == spans[-1][1] and _leads(text[begin:last], tokens) else None
                yield Sentence(begin, last, tokens, kind or self._kind(text, begin, last, len(spans), bool(item), tokens))

    def _kind(self, text: str, start: int, end: int, of: int, is_item: bool, tokens: list[Token]) -> str:
        body = text[start:end].rstrip()
        if _NOTE.match(body) and _alone(text, start, start):
            return "note"
        if is_item and of == 1 and len(tokens) <= LONGEST_HEADING and _heads_deeper(text, start, end):
            return "heading"
        if is_item or (of == 1 and len(tokens) <= LONGEST_ROW and any(r.search(body) for r in (_ROW, _DATED_ROW, _NUMBERED_ROW))):
            return "item"
        if of == 1 and body[-1:] not in self.stops + ".!?" and len(tokens) <= LONGEST_DATED_ROW and _DATED_ROW.match(body):
            return "item"
        if of == 1 and len(tokens) <= LONGEST_ROW and _is_dated_row(text, start, end):
            return "item"
        longest = LONGEST_TITLE_LINE if _opens(text, start, end) else LONGEST_HEADING
        if of == 1 and len(tokens) <= longest and body[-1:] not in self.stops + ".!?,;" and _alone(text, start, end):
            return "heading"
        return "sentence"

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


def _is_dated_row(text: str, start: int, end: int) -> bool:
    """ "President A (1998, 2002)" right above or below another line that ends in a bracket with a year."""
    above = text[:start].rstrip("\n").rpartition("\n")[2]
    below = text[end : _line_end(text, end + 1, len(text))]
    one, *others = (_DATED_BRACKET.search(line.rstrip()) for line in (text[start:end], above, below))
    return one is not None and any(others)


def _numbered_heading(text: str, start: int, end: int) -> int:
    """Where the words of "4. Exchange of visits" begin, a numbered line alone in its paragraph; 0 where it is a row of a numbered list."""
    match = _NUMBERED.match(text, start, end)
    if not match or len(tokenise(match.group("title"))) > LONGEST_TITLE:
        return 0
    before = _NUMBER.match(text[:start].rstrip().rpartition("\n")[2])
    behind = _NUMBER.match(text[end:].lstrip().partition("\n")[0])
    own = int(match.group("number"))
    listed = (before and int(before.group("number")) == own - 1) or (behind and int(behind.group("number")) == own + 1)
    return 0 if listed else match.start("title")


def _rows(text: str, start: int, end: int) -> Iterator[Sentence]:
    """The rows of a table in markup, whether their cells stand on one line or on many; every cell begins with one bar."""
    lines = [(s, e) for s in _line_starts(text, start, end) if text[s : (e := _line_end(text, s, end))].strip()]
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
        start = _line_end(text, start, end) + 1


def _cell_tokens(tokens: list[Token]) -> list[Token]:
    """The tokens of a row; a doubled mark parts two cells once, and a heading's mark parts them like any other's."""
    marked = [Token("|", t.start, t.end, t.kind) if t.text in _CELL_MARKS else t for t in tokens]
    return [t for i, t in enumerate(marked) if not (i and t.text == marked[i - 1].text == "|")]


def _pieces(tokens: list[Token]) -> Iterator[Sentence]:
    """A sentence without end in pieces of the greatest length."""
    for at in range(0, len(tokens), LONGEST_SENTENCE):
        part = tokens[at : at + LONGEST_SENTENCE]
        yield Sentence(part[0].start, part[-1].end, part)


def _alone(text: str, start: int, end: int) -> bool:
    """The span fills its line (an empty span: it begins one)."""
    before = text.rfind("\n", 0, start)
    after = text.find("\n", end)
    return not text[before + 1 : start].strip() and (start == end or not text[end : after if after >= 0 else len(text)].strip())


def _heads_deeper(text: str, start: int, end: int) -> bool:
    """An item without a number or a mark at its end, where the next line is an item that stands farther in: "* Visits"."""
    own = text[text.rfind("\n", 0, start) + 1 : end]
    behind = text[end:].lstrip("\n")
    below = behind[: behind.find("\n")] if "\n" in behind else behind
    deeper = len(below) - len(below.lstrip()) > len(own) - len(own.lstrip())
    return deeper and _ITEM.match(below) is not None and own.rstrip()[-1:].isalpha() and not any(c.isdigit() for c in own)


def _opens(text: str, start: int, end: int) -> bool:
    """The line is the first of a text and a blank line follows it: its title."""
    return start < LONGEST_ROW and not text[:start].strip() and re.match(r"[^\S\n]*\n\s*\n\s*\S", text[end : end + 60]) is not None


def _nested(headings: tuple[Sentence, ...], new: Sentence, follows: bool) -> tuple[Sentence, ...]:
    """The headings that hold under a new one: those above its depth; of unmarked ones it stands under the one right before
    it, or beside the last of several."""
    marked = tuple(h for h in headings if h.kind == "heading" and h.depth < new.depth)
    unmarked = tuple(h for h in headings if h.kind == "heading" and h.depth == UNMARKED)
    if new.depth != UNMARKED:
        return (*marked, new)
    return (*marked, *(unmarked if follows else unmarked[:-1])[-MOST_NESTED:], new)


def _blocks(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, depth) of headings, also of those that stand in the run of a line, and with depth 0 what lies between them."""
    last = 0
    for match in _HEADING.finditer(text):
        if match.group("hashes") and _counted_line(text, match.start("hashes"), match.end()):
            continue
        yield from ((s, e, 0) for s, e in _paragraphs(text, last, match.start()))
        group = "wiki" if match.group("wiki") is not None else "md"
        yield match.start(group), match.end(group), len(match.group("marks") or match.group("hashes"))
        last = match.end()
    yield from ((s, e, 0) for s, e in _paragraphs(text, last, len(text)))


def _counted_line(text: str, start: int, end: int) -> bool:
    """A line that a "#" opens beside another such line is an item of a numbered list and no heading."""
    before = text[:start].rstrip("\n \t").rpartition("\n")[2] if start else ""
    behind = text[end : _line_end(text, end + 1, len(text))].strip()
    mark = text[start : start + 2]
    return not mark.endswith("#") and (_beside(text[:start], before, mark) or (text[end : end + 2] != "\n\n" and behind.startswith(mark)))


def _beside(text: str, line: str, mark: str) -> bool:
    """The line stands right above, with no empty one between, and begins with the mark."""
    return line.lstrip().startswith(mark) and not text.endswith("\n\n")


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in re.finditer(r"\n\s*\n", text[start:end]):
        if text[first : start + match.start()].strip():
            yield first, start + match.start()
        first = start + match.end()
    if text[first:end].strip():
        yield first, end


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lines without their indentation; a line that was only wrapped for width goes on in the next one."""
    first = start
    while first < end:
        stop = _line_end(text, first, end)
        while stop < end and _is_wrapped(text, first, stop, end):
            stop = _line_end(text, stop + 1, end)
        if text[first:stop].strip():
            yield first + len(text[first:stop]) - len(text[first:stop].lstrip()), stop
        first = stop + 1


def _line_end(text: str, start: int, end: int) -> int:
    stop = text.find("\n", start, end)
    return end if stop < 0 else stop


def _is_wrapped(text: str, first: int, stop: int, end: int) -> bool:
    """Lines of 60 to 130 characters that end inside a sentence were broken by an editor, not by the writer."""
    line = text[max(first, text.rfind("\n", first, stop) + 1) : stop].rstrip()
    following = text[stop + 1 : _line_end(text, stop + 1, end)]
    open_ended = 60 <= len(line) <= 130 and line[-1] not in '.!?:;।॥؟"' and not _CELLS.search(line)
    labelled = _LABELLED.match(text[first:stop]) and _LABELLED.match(following)
    if _ITEM.match(text[first:stop]) and not following[:1].isspace():
        if line[-1].isdecimal() or line[-1] == ")":
            return False  # an item that ends in its date
        if _heads_next_list(text, first, stop, end) or _has_long_lines(text):
            return False
    if _DATED_BRACKET.search(line) and _DATED_BRACKET.search(following.rstrip()):
        return False  # rows of titles, each with its date
    if line.endswith(")") and _ROW.search(line):
        return False  # "Exports: 5 (2019), 6 (2020)"
    return open_ended and bool(following.strip()) and not (labelled or _ITEM.match(following) or _DATED_ROW.match(following))


@lru_cache(maxsize=1)
def _has_long_lines(text: str) -> bool:
    """A text with lines of hundreds of characters was not broken by an editor."""
    return any(len(line) > LONGEST_BROKEN for line in text.split("\n"))


def _heads_next_list(text: str, first: int, stop: int, end: int) -> bool:
    """ "From Peru" between two lists of items, like the "From Chile" above the first: short, and it begins with the same word."""
    behind = _line_end(text, stop + 1, end)
    title = text[stop + 1 : behind].split()
    if not 0 < len(title) <= LONGEST_TITLE or not _ITEM.match(text[behind + 1 : _line_end(text, behind + 1, end)]):
        return False
    above = text[max(0, first - FARTHEST_TITLE) : first].split("\n")
    titles = [a.split() for a, b in pairwise(above) if not _ITEM.match(a) and _ITEM.match(b)]
    return any(0 < len(t) <= LONGEST_TITLE and t[0] == title[0] for t in titles)
