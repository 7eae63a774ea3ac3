"""What people are told of the live sources.

Belongs here: words and figures on how they stand, for a person who looks on. Does not belong here: how they stand.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from orchestration.places import DataFolder
from orchestration.sources.fetching import Told, look
from orchestration.sources.registry import Registry
from orchestration.sources.state import Standing


def lines(told: Sequence[Told]) -> Iterator[str]:
    """A line a source: how it stands, what was new, and what is wrong."""
    width = max((len(each.source.id) for each in told), default=0)
    for each in told:
        asked = "not asked" if each.changed is None else f"new or changed {each.changed}"
        wrong = "".join(f"; {text}" for text in (each.state.error, each.state.note) if text)
        yield f"  {each.source.id:<{width}}  {each.standing:<5}  pages {each.pages}, {asked}, {_since(each.state.good_at)}{wrong}"


def figures(told: Sequence[Told]) -> dict[str, int]:
    """How many sources are on, how many of them are not fresh, and how many pages are kept and came new."""
    return {
        "sources": len(told),
        "not_fresh": len(not_fresh(told)),
        "pages": sum(each.pages for each in told),
        "changed": sum(each.changed or 0 for each in told),
    }


def not_fresh(told: Iterable[Told]) -> list[Told]:
    """The sources that a person should look at."""
    return [each for each in told if each.standing != Standing.FRESH]


def summary(registry: Registry, data: DataFolder, now: datetime) -> str | None:
    """One line on the live sources for the end of a refresh; None where none is on."""
    told = look(registry, data, now)
    if not told:
        return None
    wrong = [f"{each.source.id} is {each.standing}: {each.state.error or 'nobody has asked for long'}" for each in not_fresh(told)]
    return f"{len(told) - len(wrong)} of {len(told)} fresh" + "".join(f"; {text}" for text in wrong)


def table(told: Iterable[Told]) -> str:
    """How each source stands, as a table in Markdown."""
    rows = [
        (each.source.id, each.standing, each.pages, _since(each.state.good_at), each.state.error or each.state.note or "") for each in told
    ]
    cells = [[" ".join(str(cell).replace("|", "/").split()) for cell in row] for row in rows]
    return "\n".join(["| source | stands | pages | since | what is wrong |", "|---|---|---|---|---|", *map(_row, cells)])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _since(good_at: datetime | None) -> str:
    return f"last good {good_at:%Y-%m-%d %H:%M}" if good_at else "never fetched well"
