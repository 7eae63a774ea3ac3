"""Blocks of a folded text: what stands under a heading's mark, and the paragraphs between.

Not here: headings that no mark makes one (`lines`), and what a block says.
"""

import re
from collections.abc import Iterator

from transforms.reading.text.lines import line_above, line_end

# Blanks are bounded and a heading begins with none: "==" and a page of blanks would else cost the square of the page, and more.
_HEADING = re.compile(
    r"(?P<marks>={2,4})\s{0,9}(?P<wiki>[^=\s][^=\n]{0,119}?)\s{0,9}(?P=marks)|^[^\S\n]*(?P<hashes>#{1,4})[^\S\n]+(?P<md>[^\n]{1,160})$",
    re.M,
)


def blocks(text: str) -> Iterator[tuple[int, int, int]]:
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
    """A line that a "#" opens right beside another such line is an item of a numbered list and no heading."""
    mark = text[start : start + 2]
    above = line_above(text, start).lstrip().startswith(mark) and not text.endswith("\n\n", 0, start)
    below = text[end : line_end(text, end + 1, len(text))].strip().startswith(mark) and text[end : end + 2] != "\n\n"
    return not mark.endswith("#") and (above or below)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in re.finditer(r"\n\s*\n", text[start:end]):
        if text[first : start + match.start()].strip():
            yield first, start + match.start()
        first = start + match.end()
    if text[first:end].strip():
        yield first, end
