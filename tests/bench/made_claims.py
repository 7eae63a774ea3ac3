"""A made world of facts and the claims that tell it, any number of them, the same ones every time.

Here: the frames `claims` and `documents` as Parquet files. Not here: resolving or timing.
`python tests/bench/made_claims.py claims folder` writes them: a pair of states has about a hundred claims whatever the number, a
few pairs many times as many; a fact is told four times on average, in texts of about twenty claims, coarser, finer or undated.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.reading.claims import COLUMNS

Ints = npt.NDArray[np.int64]
CLAIMS_A_PAIR, CLAIMS_A_FACT, CLAIMS_A_DOCUMENT = 100, 4, 20
# Share, table, type. Reading issues are claims too: they must pass without becoming facts.
KINDS = (
    (0.14, "fact_event", "visit"), (0.10, "fact_event", "meeting"), (0.10, "fact_event", "agreement_signed"),
    (0.03, "fact_event", "consultation"), (0.03, "fact_event", "cultural_event"), (0.03, "fact_event", "aid_provided"),
    (0.03, "fact_event", "embassy_opened"), (0.01, "fact_event", "relations_established"),
    (0.06, "fact_relation", "diplomatic_relations"), (0.08, "fact_relation", "resident_embassy"),
    (0.10, "fact_relation", "shared_membership"), (0.08, "fact_trade", "export"), (0.06, "fact_trade", "import"),
    (0.05, "fact_trade", "total"), (0.06, "fact_trade_product", "product"), (0.04, "reading_issue", "unread_sentence"),
)  # fmt: skip
LEVELS = ("head_of_state", "head_of_government", "minister", "parliament", "official")
ROLES = dict(zip(LEVELS, ("president", "prime_minister", "foreign_minister", "speaker", "ambassador"), strict=True))
ORGANIZATIONS = ("UN", "WTO", "NAM", "OIC", "COMMONWEALTH", "ADB")
SUBJECTS = ("tourism", "air services", "double taxation", "customs", "visa waiver", "higher education", "standards", "fisheries")
INSTRUMENTS = ("agreement", "memorandum", "protocol")
GIVEN = ("Amina", "Bruno", "Carla", "Deniz", "Elena", "Farid", "Gita", "Hugo", "Irina", "Jorge", "Karin", "Laila")
FAMILY = ("Abara", "Bekele", "Castillo", "Demir", "Engel", "Fontaine", "Gupta", "Horvat", "Ivanova", "Jansen", "Kimura", "Lopez")
WORDS = "Told for the {number}th time in passage {place}: the two states did what states do, on a day that many remember."
LANGUAGES = ("bn", "ar", "en")


def countries() -> list[str]:
    """Codes of two hundred made states."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [f"{letters[i // 26]}{letters[i % 26]}Q" for i in range(200)]


def chosen(values: tuple[Any, ...], places: Ints) -> npt.NDArray[np.object_]:
    """The values at these places, which may be beyond the end."""
    return np.array(values, dtype=object)[places % len(values)]


def facts(count: int, pairs: Ints, chance: np.random.Generator) -> dict[str, npt.NDArray[Any]]:
    """What is true in the made world: a column a slot, some only used by some types."""
    number = np.arange(count)
    kind = chance.choice(len(KINDS), size=count, p=[share for share, _, _ in KINDS])
    place = (len(pairs) * chance.random(count) ** 1.5).astype(int)
    return {
        "kind": kind, "pair": place, "a": pairs[place, 0], "b": pairs[place, 1],
        "day": chance.integers(0, 27_000, count), "detail": chance.integers(0, 1_000_000, count), "number": number,
    }  # fmt: skip


def claims(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames claims and documents."""
    chance = np.random.default_rng(count)
    codes = countries()
    every = np.array([(a, b) for a in range(len(codes)) for b in range(a + 1, len(codes))])
    pairs = chance.permutation(every)[: max(count // CLAIMS_A_PAIR, 20)]
    made = facts(count // CLAIMS_A_FACT, pairs, chance)
    told = np.sort((len(made["number"]) * chance.random(count) ** 1.1).astype(int))
    world = {name: column[told] for name, column in made.items()}
    frame = pd.DataFrame(dict.fromkeys(COLUMNS), index=range(count))
    frame = frame.assign(**_slots(world, np.array(codes, dtype=object), chance), **_places(world, chance))
    frame = frame.sample(frac=1, random_state=count).reset_index(drop=True).astype(COLUMNS)
    return frame, _documents(frame)


def _slots(world: Mapping[str, Any], codes: npt.NDArray[np.object_], chance: np.random.Generator) -> dict[str, Any]:
    table = chosen(tuple(table for _, table, _ in KINDS), world["kind"])
    kind = chosen(tuple(kind for _, _, kind in KINDS), world["kind"])
    detail, count = world["detail"], len(table)
    level = chosen(LEVELS, detail)
    journey = np.isin(kind, ("visit", "meeting"))
    trade, relation, issue = table == "fact_trade", table == "fact_relation", table == "reading_issue"
    signed = kind == "agreement_signed"
    dates = _dates(world["day"], np.where(trade, 4, _fineness(chance.random(count), relation)))
    slots = {
        "claim_table": table, "claim_type": kind, "subject_country": codes[world["a"]], "object_country": codes[world["b"]],
        "date_edtf": np.where(table == "fact_trade_product", None, dates), "holds": np.where(relation, detail % 50 > 0, None),
        "organization_id": np.where(kind == "shared_membership", chosen(ORGANIZATIONS, detail), None),
        "status": np.where(table == "fact_event", "occurred", None), "level": np.where(journey, level, None),
        "persons": np.where(journey & (chance.random(count) < 0.4), _persons(level, detail, codes[world["a"]]), None),
        "instrument": np.where(signed, chosen(INSTRUMENTS, detail), None),
        "subject": np.where(signed & (chance.random(count) < 0.6), chosen(SUBJECTS, detail), None),
        "value": np.where(trade, (detail * 1000).astype(str).astype(object), None), "currency": np.where(trade, "USD", None),
        "bound": np.where(trade, "exact", None), "rank": np.where(table == "fact_trade_product", "principal", None),
        "product_id": np.where(table == "fact_trade_product", np.char.zfill((detail % 97 + 1).astype(str), 2).astype(object), None),
    }  # fmt: skip
    return {name: np.where(issue, None, column) if name not in ("claim_table", "claim_type") else column for name, column in slots.items()}


def _fineness(chance: npt.NDArray[np.float64], relation: npt.NDArray[np.bool_]) -> Ints:
    """How many characters of a date are told: a day, a month, a year, none. Relations have a date seldom."""
    lengths = np.select([chance < 0.5, chance < 0.7, chance < 0.9], [10, 7, 4], 0)
    return np.where(relation & (chance > 0.3), 0, lengths)


def _dates(days: Ints, length: Ints) -> npt.NDArray[np.object_]:
    written = (np.datetime64("1950-01-01") + days).astype(str)
    forms = {n: written.astype(f"U{n}").astype(object) for n in (10, 7, 4)}
    return np.select([length == n for n in forms], list(forms.values()), None)


def _persons(level: npt.NDArray[np.object_], detail: Ints, country: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """One of some thirty persons of a state in each office, as JSON."""
    given, family = chosen(GIVEN, detail), chosen(FAMILY, detail // 12 % 3 + detail // 7)
    rows = zip(given, family, level, country, strict=True)
    return np.array([json.dumps([{"name": f"{g} {f}", "role": ROLES[lv], "country": c}]) for g, f, lv, c in rows], dtype=object)


def _places(world: Mapping[str, Any], chance: np.random.Generator) -> dict[str, Any]:
    """Documents, positions and words. A document tells of one pair of states."""
    count = len(world["pair"])
    per_pair = np.bincount(world["pair"])
    number = (chance.random(count) * np.maximum(per_pair // CLAIMS_A_DOCUMENT, 1)[world["pair"]]).astype(int)
    start = chance.integers(0, 20_000, count)
    words = [WORDS.format(number=i, place=place) for i, place in enumerate(start)]
    return {
        "claim_id": [f"c{i:016x}" for i in range(count)],
        "document_id": [f"doc_{pair:06d}_{n:04d}" for pair, n in zip(world["pair"], number, strict=True)],
        "char_start": start, "char_end": start + np.array([len(w) for w in words]), "quote": words,
        "language": chosen(LANGUAGES, number), "rule_id": [f"made.rule.{k}" for k in world["kind"]], "confidence": 0.9,
    }  # fmt: skip


def _documents(frame: pd.DataFrame) -> pd.DataFrame:
    """The documents of the claims, each with a short text."""
    ids = sorted(set(frame["document_id"]))
    years = [str(1990 + i % 35) for i in range(len(ids))]
    text = "The two states have known each other for long. " * 4
    return pd.DataFrame(
        {
            "document_id": ids, "source_id": ids, "file_name": ids, "language": [LANGUAGES[i % 3] for i in range(len(ids))],
            "published_edtf": years, "text": text, "is_current": True, "status": "loaded",
        }
    )  # fmt: skip


def main(arguments: list[str]) -> None:
    """Write both frames into a folder."""
    count, folder = int(arguments[0]), Path(arguments[1])
    for name, frame in zip(("claims", "documents"), claims(count), strict=True):
        frame.to_parquet(folder / f"{name}.parquet", index=False)


if __name__ == "__main__":
    main(sys.argv[1:])
