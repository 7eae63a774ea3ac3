"""Facts of pairs of countries about which nothing new is told: taken from what an earlier run found.

Here: which pairs something new is told about, and the keeping of what was found, by pair. Not here: resolving (`resolution`)
and what is told of all pairs together. What is kept can always be thrown away: without it every pair is resolved.
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.facts.corrections import Correction
from transforms.facts.corrections import apply as apply_corrections
from transforms.facts.corrections import load as load_corrections
from transforms.facts.ledger import Ledger, current_documents
from transforms.facts.resolution import BY_PAIR, find, found_frames, sayings, whole
from transforms.facts.tables import ID_COLUMN, ORDER
from transforms.facts.tellings import FACT_TABLES
from transforms.fingerprints import NOT_READ, files_below, fingerprint_files

ROOT = Path(__file__).resolve().parents[2]
# As this process has loaded it: somebody may save another version while a run is at work.
CODE = fingerprint_files(ROOT, [path for room in ("facts", "reading", ".") for path in (ROOT / "transforms" / room).glob("*.py")])
PRINTS = "pairs"
KEPT = (*BY_PAIR, "evidence", "taking_part", "lacking")
COUNTRIES = {
    "claims": ("subject_country", "object_country"),
    "fact_relation": ("subject_country", "object_country"),
    "fact_event": ("source_country", "target_country"),
    "fact_trade": ("reporter_country", "partner_country"),
    "fact_trade_product": ("exporter_country", "importer_country"),
}
# The column by which a row belongs to a fact, and with it to a pair.
FACT_OF = {"evidence": "fact_id", "conflict": "fact_id", "merge_log": "fact_id", "taking_part": "event_id"}
ORDER_OF_LACKING = ["document_id", "char_start", "char_end", "claim_type", "reason"]
SUM = "sum"
Frames = dict[str, pd.DataFrame]
Prints = dict[str, str]
Flags = npt.NDArray[np.bool_]
# What of a document its facts may depend on, beside its claims.
OF_DOCUMENT = ["document_id", "language", "published_edtf", "text"]
# The claims that lack something, as far as a reading issue is made of them.
OF_LACKING = [
    "document_id", "char_start", "char_end", "quote", "language", "claim_type", "reason", "rule_id", *COUNTRIES["claims"],
]  # fmt: skip


class Told(NamedTuple):
    """The claims that count, with the pair of each; a print of all that is told about each pair; and the other claims."""

    claims: pd.DataFrame
    pairs: pd.Series
    prints: Prints
    issues: pd.DataFrame


def resolve_changed(
    claims: pd.DataFrame, documents: pd.DataFrame, folder: Path, corrections: Sequence[Correction] | None = None
) -> tuple[Frames, int]:
    """What `resolve` gives for the same claims, resolving only pairs about which something else is told than the last time.

    In: as `resolve`, and the folder where what was found is kept. Out: the frames of `resolve`, and how many pairs of
    countries were resolved anew.
    """
    decided = load_corrections() if corrections is None else corrections
    corrected, report = apply_corrections(claims, documents, decided)
    told = _told(corrected, documents)
    name = resolver_fingerprint()
    known, frames = _load(folder, name)
    new = {pair for pair, mark in told.prints.items() if known.get(pair) != mark}
    gone = known.keys() - told.prints.keys()
    found = _joined(_without(frames, new | gone) if frames else {}, _resolved(told, documents, new))
    if new or gone or not frames:
        _store(folder, name, told.prints, found)
    return whole(found, told.issues, report), len(new)


def resolver_fingerprint() -> str:
    """The name of what makes facts of claims: the code, the lists, and the words of the languages (but not the rules)."""
    words = (ROOT / "seeds" / "languages").glob("*/*.toml")
    lists = [path for path in files_below(ROOT / "seeds" / "reference") if path.name not in NOT_READ]
    return f"{CODE}-{fingerprint_files(ROOT, [*lists, *words])}"


# --- what is told about each pair


def _told(claims: pd.DataFrame, documents: pd.DataFrame) -> Told:
    current = current_documents(documents).drop_duplicates("document_id")
    counts = claims["document_id"].isin(current["document_id"]).to_numpy(dtype=bool)
    is_fact = claims["claim_table"].isin(FACT_TABLES).to_numpy(dtype=bool)
    facts = _rows(claims, counts & is_fact)
    pairs = _pairs(facts, *COUNTRIES["claims"])
    return Told(facts, pairs, _prints(facts, pairs, current), claims[counts & ~is_fact])


def _pairs(frame: pd.DataFrame, one: str, other: str) -> pd.Series:
    """The pair of countries of each row, whichever comes first; what one state did alone is a pair with nobody."""
    a, b = (frame[column].astype("string").fillna("") for column in (one, other))
    return a.where(a <= b, b).str.cat(b.where(a <= b, a), sep="|")


def _prints(claims: pd.DataFrame, pairs: pd.Series, documents: pd.DataFrame) -> Prints:
    """A print of each pair that differs where a claim about it, or anything in a document that has one, differs."""
    own = pd.Series(pd.util.hash_pandas_object(claims, index=False).to_numpy(), index=claims.index)
    beside = pd.Series(pd.util.hash_pandas_object(documents[OF_DOCUMENT], index=False).to_numpy(), index=documents["document_id"])
    told_in = _sums(own, claims["document_id"])
    # Never through a float, as aligning two series of which one lacks a document would have it.
    context = claims["document_id"].map(beside + told_in.reindex(beside.index, fill_value=np.uint64(0))).astype("uint64")
    both = pd.util.hash_pandas_object(pd.DataFrame({"own": own, "context": context}), index=False)
    return {str(pair): f"{mark:016x}" for pair, mark in _sums(both, pairs).items()}


def _sums(marks: pd.Series, by: pd.Series) -> pd.Series:
    """The sum of numbers of 64 bits by key, without a care for what runs over."""
    codes, keys = pd.factorize(by)
    sums = np.zeros(len(keys), dtype=np.uint64)
    np.add.at(sums, codes, marks.to_numpy(dtype=np.uint64))
    return pd.Series(sums, index=keys)


# --- what was found, by pair


def _resolved(told: Told, documents: pd.DataFrame, wanted: set[str]) -> Frames:
    """What is found about these pairs: the frames of `found_frames`."""
    claims = _rows(told.claims, told.pairs.isin(wanted).to_numpy(dtype=bool))
    near = documents[documents["document_id"].isin(claims["document_id"])]
    # What a text says of itself counts where it speaks of one pair alone: all its claims are looked at.
    said = sayings(near, _rows(told.claims, told.claims["document_id"].isin(near["document_id"]).to_numpy(dtype=bool)))
    frames = found_frames(find(Ledger(claims, near), said), claims)
    return frames | {"lacking": frames["lacking"][OF_LACKING]}


def _rows(frame: pd.DataFrame, wanted: Flags) -> pd.DataFrame:
    """The rows wanted; where these are all, the frame itself: millions of claims are not copied for nothing."""
    return frame if wanted.all() else frame[wanted].reset_index(drop=True)


def _without(frames: Frames, pairs: set[str]) -> Frames:
    """The frames without what was found about these pairs."""
    facts = {name: frames[name][~_pairs(frames[name], *COUNTRIES[name]).isin(pairs)] for name in FACT_TABLES}
    kept = pd.concat([facts[name][ID_COLUMN[name]] for name in FACT_TABLES])
    others = {name: frames[name][frames[name][column].isin(kept)] for name, column in FACT_OF.items()}
    lacking = frames["lacking"]
    return facts | others | {"lacking": lacking[~_pairs(lacking, *COUNTRIES["claims"]).isin(pairs)]}


def _joined(old: Frames, new: Frames) -> Frames:
    """Both, each frame in the order and of the types that it has when all pairs are resolved at once."""
    if not old:
        return new
    both = {name: pd.concat([old[name].astype(frame.dtypes), frame], ignore_index=True) for name, frame in new.items()}
    return {name: frame.sort_values(_order(name, frame), ignore_index=True) for name, frame in both.items()}


def _order(name: str, frame: pd.DataFrame) -> list[str]:
    return ORDER_OF_LACKING if name == "lacking" else ORDER.get(name, [str(frame.columns[0])])


# --- the keeping: a folder, named by what made it, written whole and then renamed


def _load(folder: Path, name: str) -> tuple[Prints, Frames]:
    """The prints of the pairs and what was found about them; nothing where there is nothing as it was written."""
    for shelf in sorted(folder.glob(f"{name}-*")):
        if _is_whole(shelf):
            frames = {each: pd.read_parquet(shelf / f"{each}.parquet") for each in (*KEPT, PRINTS)}
            prints = frames.pop(PRINTS)
            return dict(zip(prints["pair"], prints["print"], strict=True)), frames
        shutil.rmtree(shelf)
    return {}, {}


def _store(folder: Path, name: str, prints: Prints, frames: Frames) -> None:
    """Keep this in place of all that was kept. Killed in between it leaves two shelves, each whole."""
    listed = pd.DataFrame({"pair": list(prints), "print": list(prints.values())}, dtype="str")
    private = folder / f".tmp-{os.getpid()}"
    shutil.rmtree(private, ignore_errors=True)
    private.mkdir(parents=True)
    try:
        for each, frame in (frames | {PRINTS: listed}).items():
            frame.to_parquet(private / f"{each}.parquet", index=False)
        contents = _contents(private)
        (private / SUM).write_text(contents)
        _put(private, folder / f"{name}-{contents}")
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _contents(shelf: Path) -> str:
    return fingerprint_files(shelf, shelf.glob("*.parquet"))


def _is_whole(shelf: Path) -> bool:
    return (shelf / SUM).is_file() and (shelf / SUM).read_text() == _contents(shelf)


def _put(private: Path, shelf: Path) -> None:
    others = [path for path in shelf.parent.iterdir() if path != private]
    if shelf not in others:
        private.rename(shelf)
    for path in others:
        if path != shelf:
            shutil.rmtree(path)
