"""Facts of pairs of countries about which nothing new is told: taken from what an earlier run found.

Here: which pairs something new is told about. Not here: resolving (`resolution`), what is told of all pairs together (`whole`),
and the files in which what was found is kept (`shelf`).
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.facts.batches.ledger import CODED, PAIR, PLACE, Column, Ints, Ledger, chosen
from transforms.facts.batches.packed import unpack
from transforms.facts.corrections.written import Correction
from transforms.facts.increments.shelf import Prints, Shelf
from transforms.facts.whole import Frames, corrected_claims, resolved, whole
from transforms.fingerprints import NOT_READ, files_below, fingerprint_files

ROOT = Path(__file__).resolve().parents[3]
# As this process has loaded it: somebody may save another version while a run is at work.
OWN = [path for room in ("facts", "reading") for path in files_below(ROOT / "transforms" / room, "*.py")]
CODE = fingerprint_files(ROOT, [*OWN, *(ROOT / "transforms").glob("*.py")])
# What of a document its facts may depend on, beside its claims.
OF_DOCUMENT = ["document_id", "language", "published_edtf", "text"]
Marks = npt.NDArray[np.uint64]
Report = Callable[[int, int], None]


def resolve_changed(
    claims: pd.DataFrame,
    documents: pd.DataFrame,
    folder: Path,
    corrections: Sequence[Correction] | None = None,
    report: Report | None = None,
) -> tuple[Frames, int]:
    """What `resolve` gives for the same claims, resolving only pairs about which something else is told than the last time.

    In: as `resolve`, and the folder where what was found is kept, batch by batch, so that a killed run loses little. `report`
    is told after every batch how many pairs have been resolved, of how many that had to be. Out: the frames of `resolve`, and
    how many pairs of countries were resolved anew. A pair at which a process died is not kept: it is tried again.
    """
    corrected, outcomes = corrected_claims(claims, documents, corrections)
    del claims
    ledger = Ledger(corrected, documents)
    issues = chosen(corrected, ledger.issues)
    del corrected
    prints = _prints(ledger, documents)
    shelf = Shelf(folder, resolver_fingerprint())
    new = prints.keys() - shelf.known(prints)
    dead = _resolve_onto(shelf, ledger, documents, {pair: prints[pair] for pair in new}, report)
    del ledger
    found = shelf.found(prints)
    for name, pieces in unpack(dead, PAIR).items():
        found[name] += pieces
    frames = whole(found, issues, outcomes)
    shelf.compact(prints)
    return frames, len(new)


def _resolve_onto(shelf: Shelf, ledger: Ledger, documents: pd.DataFrame, new: Prints, report: Report | None) -> list[pd.DataFrame]:
    """Resolve these pairs and keep what is found. Out, packed: what stands for pairs at which a process died."""
    dead, done = [], 0
    wanted = [pair for pair in np.unique(ledger.pairs[ledger.facts]).tolist() if ledger.name(pair) in new]
    for each in resolved(ledger, documents, wanted):
        if each.pairs:
            shelf.add({pair: new[pair] for pair in each.pairs}, each.packed)
        else:
            dead.append(each.packed)
        done += len(each.pairs)
        if report:
            report(done, len(new))
    return dead


def resolver_fingerprint() -> str:
    """The name of what makes facts of claims: the code, the lists, and the words of the languages (but not the rules)."""
    words = (ROOT / "seeds" / "languages").glob("*/*.toml")
    lists = [path for path in files_below(ROOT / "seeds" / "reference") if path.name not in NOT_READ]
    return f"{CODE}-{fingerprint_files(ROOT, [*lists, *words])}"


# --- what is told about each pair


def _prints(ledger: Ledger, documents: pd.DataFrame) -> dict[str, str]:
    """A print of each pair that differs where a claim about it, or anything in a document that has one, differs."""
    order, pairs = ledger.order[ledger.facts], ledger.pairs[ledger.facts]
    own = _marks_of_claims(ledger)
    beside = pd.util.hash_pandas_object(documents[OF_DOCUMENT], index=False).to_numpy()[ledger.known["row"]]
    context: Marks = np.add(beside, _sums(own, order, len(beside)), dtype=np.uint64)
    codes, numbers = pd.factorize(pairs)
    told: Marks = np.bitwise_xor(own, _stirred(context)[order], dtype=np.uint64)
    sums = _sums(_stirred(told), codes, len(numbers))
    return {ledger.name(int(number)): f"{mark:016x}" for number, mark in zip(numbers, sums, strict=True)}


def _marks_of_claims(ledger: Ledger) -> Marks:
    """A number for each claim that counts, by all that facts and evidence are made of (its words stand in the document)."""
    marks = np.zeros(len(ledger.facts), dtype=np.uint64)
    for column in (ledger.columns[name] for name in CODED):
        marks = _stirred(marks + _marks_of_values(column)[column.codes[ledger.facts]])
    for name in PLACE:
        marks = _stirred(marks + pd.util.hash_array(ledger.claims[name].array.take(ledger.facts)))
    return marks


def _marks_of_values(column: Column) -> Marks:
    """A number for each code of a column, the last for none."""
    return np.append(pd.util.hash_pandas_object(pd.Series(column.values), index=False).to_numpy(), np.uint64(1))


def _stirred(marks: Marks) -> Marks:
    """Numbers of which sums tell nothing any more about those that went in."""
    return np.asarray(pd.util.hash_array(marks), dtype=np.uint64)


def _sums(marks: Marks, codes: Ints, count: int) -> Marks:
    """The sum of numbers of 64 bits by code, without a care for what runs over."""
    sums = np.zeros(count, dtype=np.uint64)
    np.add.at(sums, codes, marks)
    return sums
