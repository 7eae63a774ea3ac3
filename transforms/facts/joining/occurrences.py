"""Undated tellings that one document gives several times: "the minister visited" thrice may be three ministers.

Here: setting such tellings apart, so that nothing takes them for one happening or for a dated one. Not here: the joining of
what differs (`events`).
"""

from collections import defaultdict
from collections.abc import Iterable

from transforms.facts.tellings import Passages, Telling, copy_of

# Happen again and again between the same two states. Of other types one text seldom tells two without a date.
REPEATED = {"visit", "meeting", "consultation", "agreement_signed"}


def set_apart(tellings: list[Telling], passages: Passages) -> Iterable[Telling]:
    """The tellings, where one document has an undated one in several sentences cut into one an occurrence.

    Documents that have it equally often tell the same, in the same order (a translation); what is told in others stands alone.
    """
    for telling in tellings:
        if telling.date is not None or telling.type not in REPEATED or len(telling.rows) == 1:
            yield telling
            continue
        yield from _cut(telling, passages)


def _cut(telling: Telling, passages: Passages) -> Iterable[Telling]:
    by_document = _places(telling.rows, passages)
    counts = {len(places) for places in by_document.values()}
    if counts == {1}:
        yield telling
        return
    for count in sorted(counts):
        alike = [places for places in by_document.values() if len(places) == count]
        for number in range(count):
            rows = [row for places in alike for row in places[number]]
            yield copy_of(telling, rows, f"{number + 1} of {count}")


def _places(rows: Iterable[int], passages: Passages) -> dict[str, list[list[int]]]:
    """Rows by document and passage, in text order."""
    found: dict[str, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[passages.document[row]][passages.start[row], passages.end[row]].append(row)
    return {document: [places[key] for key in sorted(places)] for document, places in found.items()}
