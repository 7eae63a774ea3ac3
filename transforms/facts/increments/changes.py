"""Facts of pairs of countries about which nothing new is told: taken from what an earlier run found.

Here: which pairs something new is told about. Not here: resolving (`resolution`), what is told of all pairs together (`whole`),
the files in which what was found is kept (`shelf`), and those of the frames (`standing`).
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from transforms.facts.batches.ledger import Ledger
from transforms.facts.batches.packed import Streams, opened, unpack
from transforms.facts.batches.prints import Marks, stirred, sums
from transforms.facts.batches.sources import Claims, Documents
from transforms.facts.corrections.applying import apply as apply_corrections
from transforms.facts.corrections.written import Correction
from transforms.facts.corrections.written import load as load_corrections
from transforms.facts.increments.hearings import Hearings
from transforms.facts.increments.shelf import SAYINGS, DamagedError, Prints, Shelf
from transforms.facts.increments.standing import Files, Last, beside
from transforms.facts.resolution import BY_PAIR
from transforms.facts.whole import Frames, gathered, of_all_pairs, resolved, whole
from transforms.fingerprints import NOT_READ, files_below, fingerprint_files

ROOT = Path(__file__).resolve().parents[3]
# As this process has loaded it: somebody may save another version while a run is at work.
OWN = [path for room in ("facts", "reading") for path in files_below(ROOT / "transforms" / room, "*.py")]
CODE = fingerprint_files(ROOT, [*OWN, *(ROOT / "transforms").glob("*.py")])
# What of a document its facts may depend on, beside its claims.
OF_DOCUMENT = ["document_id", "language", "published_edtf", "text"]
Report = Callable[[int, int], None]
Done = TypeVar("Done")


class Told(NamedTuple):
    """What is told: the files of what was found, the print of each pair, claims that are issues, what became of corrections, what
    stands for pairs at which a process died, and how many pairs were resolved anew.
    """

    shelf: Shelf
    prints: Prints
    issues: pd.DataFrame
    outcomes: list[tuple[Any, ...]]
    dead: list[pd.DataFrame]
    resolved: int


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
    decided = load_corrections() if corrections is None else corrections

    def once() -> tuple[Frames, int]:
        told = _told(claims, documents, folder, decided, report)
        frames = whole(_found(told, told.prints), told.issues, told.outcomes)
        told.shelf.compact(told.prints)
        return frames, told.resolved

    return _undamaged(once)


def resolve_into(files: Files, claims: Path, documents: Path, folder: Path, report: Report | None = None) -> int:
    """Write the frames of `resolve_changed` to their files, and return how many pairs of countries were resolved anew.

    Rows of pairs about which nothing else is told are taken over from these files, where they lie as this wrote them the last time.
    """

    def once() -> int:
        told = _told(claims, documents, folder, load_corrections(), report)
        last = files.last(resolver_fingerprint())
        before = last.prints if last else {}
        standing = {pair for pair, mark in before.items() if told.prints.get(pair) == mark}
        found = _found(told, {pair: mark for pair, mark in told.prints.items() if pair not in standing})
        _write_by_pair(files, found, files.facts_of(before.keys() - standing) if last else None)
        small = beside(last, found, standing)
        _write_others(files, small, told)
        kept = standing | told.shelf.known(told.prints)
        files.keep(resolver_fingerprint(), Last({pair: told.prints[pair] for pair in kept}, small))
        told.shelf.compact(told.prints)
        return told.resolved

    return _undamaged(once)


def _write_by_pair(files: Files, found: Streams, gone: set[str] | None) -> None:
    """Write what follows from single pairs: all that was found, or that beside the facts that are not gone."""
    for name in ("evidence", *BY_PAIR):
        rows = gathered(name, opened(found[name]))
        if gone is None:
            files.store(name, rows)
        else:
            files.take_over(name, gone, rows)


def _write_others(files: Files, small: Mapping[str, pa.Table], told: Told) -> None:
    """Write what can only be told of all pairs together, once what follows from single pairs is written."""
    merge_log = pd.read_parquet(files.frames["merge_log"])
    for name, frame in of_all_pairs([small["acts"]], [small["lacking"]], told.issues, told.outcomes, merge_log).items():
        files.store(name, frame)


def _undamaged(do: Callable[[], Done]) -> Done:
    """Do it; and again where a file of what was kept turns out to be damaged: it is gone then, and what it held is made anew."""
    while True:
        try:
            return do()
        except DamagedError:
            continue


def _told(
    claims: pd.DataFrame | Path, documents: pd.DataFrame | Path, folder: Path, corrections: Sequence[Correction], report: Report | None
) -> Told:
    """Find what is told about each pair, and resolve those of which no file has what follows from it."""
    corrected, known = Claims(claims), Documents(documents)
    outcomes = apply_corrections(corrected, known, corrections)
    shelf = Shelf(folder, resolver_fingerprint())
    ledger = Ledger(corrected, known.frame, shelf.folder)
    marks = _of_documents(ledger, known)
    prints = _prints(ledger, marks)
    new = prints.keys() - shelf.known(prints)
    hearings = Hearings(shelf.folder / SAYINGS, pd.Series(marks, ledger.known["row"]))
    dead = _resolve_onto(shelf, ledger, known, {pair: prints[pair] for pair in new}, hearings, report)
    return Told(shelf, prints, ledger.issues, outcomes, dead, len(new))


def _found(told: Told, prints: Prints) -> Streams:
    """What follows for these pairs, and what stands for those at which a process died."""
    found = told.shelf.found(prints)
    for name, pieces in unpack(told.dead).items():
        found[name] += pieces
    return found


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
