"""Lines of a folded text: where they begin and end, what they look like, and what stands right above and below them.

Here: layout, whatever the language.  No question copies more than the lines that it is about: a page may be one line, or a million.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from transforms.reading.text.tokens import tokenise

# The longest heading that a number opens, in words and marks.
LONGEST_TITLE = 9
# Lines of so many characters that end inside a sentence were broken by an editor, not by the writer.
BROKEN = range(60, 131)
# No editor that breaks lines leaves one as long as this.
LONGEST_BROKEN = 250
# So many characters above an item the heading of its list is looked for.
FARTHEST_TITLE = 2000
# A text's title begins within so many characters.
FARTHEST_OPENING = 16

_ITEM = re.compile(r"\s*(?:[-*•▪■●·○◦#]|\(?\d{1,2}(?:[.)।]|\s?-)|\(?(?:[^\W\d_]|[ivx]{2,4})\))\s+")
# "2003: the prime minister", "2016 (21 November): ...": a row that begins with its date.
_DATED_ROW = re.compile(r"[^\n:|]{0,25}\b\d{4}\b[^\n:|]{0,14}?\s*(?:[:|]|-\s)\s*\w")
# A line of a table: something, a colon or bar, a figure.
_ROW = re.compile(r"\w\s*[:|\t]\s*[^\n]*\d")
# "4<tab>Agreement on trade<tab>under negotiation": a row that a number opens.
_NUMBERED_ROW = re.compile(r"\(?\d{1,3}[.)।]?[^\S\n]?[\t|]")
# "Agreement on trade (signed 3 May 1998)".
_DATED_BRACKET = re.compile(r"\([^()]*\d{4}\)$")
# "Main exports: rice, sugar": two such lines in a row are rows.
_LABELLED = re.compile(r"\s*[^\W\d][^\n:.,;]{2,60}: \w")
# What parts the cells of a row.
_CELLS = re.compile(r"\||\S / \S|\S(?: {3,}|\t)\S")
# "4. Exchange of visits": no figures, no mark that ends or parts anything.
_NUMBER = re.compile(r"\s*\(?(?P<number>\d{1,2})(?:[.)।]|\s?[-/])\s+")
_NUMBERED = re.compile(r"\s*(?P<number>\d{1,2})(?:[.)।]|\s?[-/])\s+(?P<title>[^\W\d][^\d\n.:;!?()\[\]|]{0,160})\s{0,40}$")
_BLANK_LINES = re.compile(r"\s*\n")


def line_end(text: str, start: int, end: int) -> int:
    """Where the line of `start` ends, at most `end`."""
    stop = text.find("\n", start, end)
    return end if stop < 0 else stop


def line_above(text: str, at: int) -> str:
    """The last line above the one of `at` that is not blank; "" without one."""
    stop = text.rfind("\n", 0, at) + 1
    while stop and text[stop - 1].isspace():
        stop -= 1
    return text[text.rfind("\n", 0, stop) + 1 : stop]


def line_below(text: str, at: int) -> str:
    """The next line below the one of `at` that is not blank, with its indentation; "" without one."""
    blank = _BLANK_LINES.match(text, line_end(text, at, len(text)))
    return text[blank.end() : line_end(text, blank.end(), len(text))] if blank else ""


def written_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lines as they were written, without their indentation: one that an editor broke for width goes on in the next one."""
    first = start
    while first < end:
        stop = line_end(text, first, end)
        while stop < end and _is_broken(text, first, stop, end):
            stop = line_end(text, stop + 1, end)
        if line := text[first:stop].lstrip():
            yield stop - len(line), stop
        first = stop + 1


def item_mark(text: str, start: int, end: int) -> int:
    """Where the mark of a list's item ends that opens a line; `start` where none does."""
    item = _ITEM.match(text, start, end)
    return item.end() if item else start


def is_row(line: str) -> bool:
    """A line that looks like a row of a table: a date or number that opens it, a label and a figure."""
    return bool(_ROW.search(line) or _DATED_ROW.match(line) or _NUMBERED_ROW.match(line))


def opens_with_date(line: str) -> bool:
    """ "2016 (21 November): …"."""
    return _DATED_ROW.match(line) is not None


def is_row_of_dated_titles(text: str, start: int, end: int) -> bool:
    """ "President A (1998, 2002)" right above or below another line that ends in a bracket with a year."""
    if not _DATED_BRACKET.search(text[start:end].rstrip()):
        return False
    return any(_DATED_BRACKET.search(line.rstrip()) for line in (line_above(text, start), line_below(text, end)))


def numbered_title(text: str, start: int, end: int) -> int:
    """Where the words of "4. Exchange of visits" begin, a numbered line alone in its paragraph; 0 where it is a row of a numbered list."""
    match = _NUMBERED.match(text, start, end)
    if not match or len(tokenise(match.group("title"))) > LONGEST_TITLE:
        return 0
    before, behind = _NUMBER.match(line_above(text, match.start("number"))), _NUMBER.match(line_below(text, match.end("title")))
    own = int(match.group("number"))
    listed = (before and int(before.group("number")) == own - 1) or (behind and int(behind.group("number")) == own + 1)
    return 0 if listed else match.start("title")


def fills_line(text: str, start: int, end: int) -> bool:
    """Nothing but blanks stands beside the span in its line (an empty span: in front of it)."""
    before = text.rfind("\n", 0, start)
    return not text[before + 1 : start].strip() and (start == end or not text[end : line_end(text, end, len(text))].strip())


def heads_deeper_items(text: str, start: int, end: int) -> bool:
    """An item without a number or a mark at its end, where the next line is an item that stands farther in: "* Visits"."""
    own, below = text[text.rfind("\n", 0, start) + 1 : end], line_below(text, end)
    deeper = len(below) - len(below.lstrip()) > len(own) - len(own.lstrip())
    return deeper and _ITEM.match(below) is not None and own.rstrip()[-1:].isalpha() and not any(c.isdigit() for c in own)


def opens_text(text: str, start: int, end: int) -> bool:
    """The line is the first of a text and a blank line follows it: its title."""
    return start < FARTHEST_OPENING and not text[:start].strip() and re.match(r"[^\S\n]*\n\s*\n\s*\S", text[end : end + 60]) is not None


def _is_broken(text: str, first: int, stop: int, end: int) -> bool:
    """A line, the last of those from `first` on, that an editor broke at `stop` and that goes on in the next one; he breaks all that are
    too long, or none."""
    line = text[max(first, text.rfind("\n", first, stop) + 1) : stop].rstrip()
    following = text[stop + 1 : line_end(text, stop + 1, end)]
    open_ended = len(line) in BROKEN and line[-1] not in '.!?:;।॥؟"' and not _CELLS.search(line)
    if not open_ended or not following.strip() or _ITEM.match(following) or _DATED_ROW.match(following) or _has_long_lines(text):
        return False
    if _LABELLED.match(text, first, stop) and _LABELLED.match(following):
        return False
    return not (_ends_row(line, following) or _ends_item(text, first, stop, end, line[-1]))


def _ends_row(line: str, following: str) -> bool:
    """Rows of titles, each with its date; "Exports: 5 (2019), 6 (2020)"."""
    titles = _DATED_BRACKET.search(line) and _DATED_BRACKET.search(following.rstrip())
    return bool(titles or (line.endswith(")") and _ROW.search(line)))


def _ends_item(text: str, first: int, stop: int, end: int, last: str) -> bool:
    """An item above a line without indentation that ends in its date, or is the last of its list."""
    if not _ITEM.match(text, first, stop) or text[stop + 1 : stop + 2].isspace():
        return False
    return last.isdecimal() or last == ")" or _heads_next_list(text, first, stop, end)


@lru_cache(maxsize=1)
def _has_long_lines(text: str) -> bool:
    """A text with lines of hundreds of characters was not broken by an editor."""
    return any(len(line) > LONGEST_BROKEN for line in text.split("\n"))


def _heads_next_list(text: str, first: int, stop: int, end: int) -> bool:
    """ "From Peru" between two lists of items, like the "From Chile" above the first: short, and it begins with the same word."""
    behind = line_end(text, stop + 1, end)
    title = text[stop + 1 : behind].split()
    if not 0 < len(title) <= LONGEST_TITLE or not _ITEM.match(text[behind + 1 : line_end(text, behind + 1, end)]):
        return False
    above = text[max(0, first - FARTHEST_TITLE) : first].split("\n")
    titles = [a.split() for a, b in pairwise(above) if not _ITEM.match(a) and _ITEM.match(b)]
    return any(0 < len(t) <= LONGEST_TITLE and t[0] == title[0] for t in titles)
