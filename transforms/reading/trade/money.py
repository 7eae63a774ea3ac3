"""Names of money that several states share ("rupee", "krona"): whose it is in this document.

Here: settling them once for a document.  Not here: amounts (amounts.py), the currency that a paragraph named before (figures.py).
"""

from collections.abc import Sequence
from functools import lru_cache

from transforms.reading.mentions.reading import Reading
from transforms.reading.packs.pack import reference


@lru_cache(maxsize=1)
def _states() -> dict[str, str]:
    """The first two letters of a currency's code are those of its state."""
    return {row["alpha2"]: row["country_id"] for row in reference("countries")}


def settle_money(readings: Sequence[Reading], pair: tuple[str, str] | None, own: str | None) -> None:
    """Give every shared name the code of the one state that the document's page, its pair or the words of its writer speak for."""
    for reading in readings:
        shared = {(w.first, w.last): w.value.split() for w in reading.of("shared_money")}
        if shared:
            codes = {span: _code(names, readings, pair, own) for span, names in shared.items()}
            bare = (w for w in reading.words if w.kind == "currency" and not w.value)
            settled = {w: w._replace(value=codes[w.first, w.last]) for w in bare if codes.get((w.first, w.last))}
            reading.words = [settled.get(w, w) for w in reading.words]


def _code(names: list[str], readings: Sequence[Reading], pair: tuple[str, str] | None, own: str | None) -> str:
    by_state = {_states()[name[:2]]: name for name in names if name[:2] in _states()}
    if own in by_state:
        return by_state[own]
    sides = [c for c in pair or () if c in by_state]
    if len(sides) == 1:
        return by_state[sides[0]]
    writers = {w.value for reading in readings for w in reading.of("written_in")} & set(sides or by_state)
    return by_state[writers.pop()] if len(writers) == 1 else ""
