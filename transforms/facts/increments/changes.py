"""Facts of pairs of countries about which nothing new is told: taken from what an earlier run found.

Here: which pairs something new is told about. Not here: resolving (`resolution`), what is told of all pairs together (`whole`),
and the files in which what was found is kept (`shelf`).
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from transforms.facts.batches.ledger import Ledger
from transforms.facts.batches.packed import unpack
from transforms.facts.batches.prints import Marks, stirred, sums
from transforms.facts.batches.sources import Claims, Documents
from transforms.facts.corrections.applying import apply as apply_corrections
from transforms.facts.corrections.written import Correction
from transforms.facts.corrections.written import load as load_corrections
from transforms.facts.increments.hearings import Hearings
from transforms.facts.increments.shelf import SAYINGS, Prints, Shelf
from transforms.facts.whole import Frames, resolved, whole
from transforms.fingerprints import NOT_READ, files_below, fingerprint_files

ROOT = Path(__file__).resolve().parents[3]
# As this process has loaded it: somebody may save another version while a run is at work.
OWN = [path for room in ("facts", "reading") for path in files_below(ROOT / "transforms" / room, "*.py")]
CODE = fingerprint_files(ROOT, [*OWN, *(ROOT / "transforms").glob("*.py")])
# What of a document its facts may depend on, beside its claims.
OF_DOCUMENT = ["document_id", "language", "published_edtf", "text"]
Report = Callable[[int, int], None]


def resolve_changed(
    claims: pd.DataFrame | Path,
    documents: pd.DataFrame | Path,
    folder: Path,
    corrections: Sequence[Correction] | None = None,
    report: Report | None = None,
) -> tuple[Frames, int]:
    """What `resolve` gives for the same claims, resolving only pairs about which something else is told than the last time.

    In: as `resolve`, or the Parquet files that hold the frames, of which some rows are in memory at a time; the folder where what
    was found is kept, batch by batch, so that a killed run loses little. `report` is told after every batch how many pairs have been
    resolved, of how many that had to be. Out: the frames of `resolve`, and how many pairs of countries were resolved anew. A pair at
    which a process died is not kept: it is tried again.
    """
    corrected, known = Claims(claims), Documents(documents)
    outcomes = apply_corrections(corrected, known, load_corrections() if corrections is None else corrections)
    shelf = Shelf(folder, resolver_fingerprint())
    ledger = Ledger(corrected, known.frame, shelf.folder)
    marks = _of_documents(ledger, known)
    prints = _prints(ledger, marks)
    new = prints.keys() - shelf.known(prints)
    hearings = Hearings(shelf.folder / SAYINGS, pd.Series(marks, ledger.known["row"]))
    dead = _resolve_onto(shelf, ledger, known, {pair: prints[pair] for pair in new}, hearings, report)
    issues = ledger.issues
    del ledger
    found = shelf.found(prints)
    for name, pieces in unpack(dead).items():
        found[name] += pieces
    frames = whole(found, issues, outcomes)
    shelf.compact(prints)
    return frames, len(new)


def _resolve_onto(
    shelf: Shelf, ledger: Ledger, documents: Documents, new: Prints, hearings: Hearings, report: Report | None
) -> list[pd.DataFrame]:
    """Resolve these pairs and keep what is found. Out, packed: what stands for pairs at which a process died."""
    dead, done = [], 0
    wanted = [pair for pair in np.unique(ledger.pairs).tolist() if ledger.name(pair) in new]
    for each in resolved(ledger, documents, wanted, hearings):
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


def _prints(ledger: Ledger, of_documents: Marks) -> dict[str, str]:
    """A print of each pair that differs where a claim about it, or anything in a document that has one, differs."""
    context: Marks = np.add(of_documents, sums(ledger.marks, ledger.order, len(ledger.known)), dtype=np.uint64)
    codes, numbers = pd.factorize(ledger.pairs)
    told: Marks = np.bitwise_xor(ledger.marks, stirred(context)[ledger.order], dtype=np.uint64)
    found = sums(stirred(told), codes, len(numbers))
    return {ledger.name(int(number)): f"{mark:016x}" for number, mark in zip(numbers, found, strict=True)}


def _of_documents(ledger: Ledger, documents: Documents) -> Marks:
    """A number for each document that counts, in the ledger's order, by what its facts may depend on beside its claims."""
    rows = ledger.known["row"].to_numpy()
    marks: Marks = np.zeros(len(documents.frame), dtype=np.uint64)
    for part in documents.parts(OF_DOCUMENT, np.sort(rows)):
        marks[part.index] = pd.util.hash_pandas_object(part, index=False).to_numpy()
    return marks.take(rows)
