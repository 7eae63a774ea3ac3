"""What is found depends neither on batches nor on the engine or the order of claims; a pair that kills its process is set aside alone."""

import os
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.facts.claiming import claim, claims, documents
from tests.transforms.facts.test_increment import assert_same, people
from tests.transforms.facts.test_properties import DOCUMENTS, told
from transforms.engines import local
from transforms.facts import resolution, resolve, whole
from transforms.facts.batches import ledger
from transforms.facts.batches.ledger import PAIR, Ledger
from transforms.facts.batches.sources import Claims
from transforms.facts.increments.changes import resolve_changed

SAYING = "In 2022 they celebrated 31 years of diplomatic relations. Exports fell to less than half, from 300 to 280 million, in 2012."


def batches(rows: list[dict[str, Any]], size: int, known: pd.DataFrame) -> list[list[str]]:
    """The pairs of each batch."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "BATCH", size)
        return [list(dict.fromkeys(batch[PAIR])) for batch in Ledger(Claims(claims(*rows)), known).batches({})]


@pytest.mark.full
@settings(max_examples=15)
@given(told, st.lists(people, max_size=4), st.sampled_from([1, 2, 5]), st.randoms())
def test_neither_batches_nor_the_order_of_claims_change_anything(rows: Any, more: Any, size: int, chance: Any) -> None:
    known = documents(*DOCUMENTS, text=SAYING)
    all_at_once = resolve(claims(*rows, *more), known)
    shuffled = [*rows, *more]
    chance.shuffle(shuffled)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "BATCH", size)
        patch.setattr(ledger, "AT_ONCE", 2)
        patch.setattr(local, "LEAST_FOR_POOL", 1000)
        assert_same(resolve(claims(*shuffled), known), all_at_once)


def many(pairs: int, each: int = 3) -> list[dict[str, Any]]:
    """Visits and talks between states of a made world, told in documents that tell of several pairs."""
    states = [f"{a}{b}Q" for a in "ABCDEFGH" for b in "ABCD"]
    told_of = list(combinations(states, 2))[:pairs]
    return [
        claim("event", "visit", a, b, doc=DOCUMENTS[number % 3], at=at, date=f"201{at}", level="minister")
        for number, (a, b) in enumerate(told_of)
        for at in range(each)
    ]


def test_a_batch_has_whole_pairs_and_a_large_one_is_alone_and_first() -> None:
    known = documents(*DOCUMENTS)
    rows = [*many(4), *(claim("event", "visit", "XXQ", "YYQ", at=at, date=f"20{at}") for at in range(10, 18))]
    found = batches(rows, 6, known)
    assert found == [["XXQ|YYQ"], ["AAQ|ABQ", "AAQ|ACQ"], ["AAQ|ADQ", "AAQ|BAQ"]]
    assert batches(rows, 1000, known) == [[pair for batch in (*found[1:], found[0]) for pair in batch]]


def test_a_batch_has_the_rows_of_a_pair_together() -> None:
    rows = many(9)
    np.random.default_rng(1).shuffle(rows)
    (batch,) = Ledger(Claims(claims(*rows)), documents(*DOCUMENTS)).batches({})
    assert (batch[PAIR] != batch[PAIR].shift()).sum() == 9


def dying(batch: pd.DataFrame) -> pd.DataFrame:
    """Resolves, but dies at one pair."""
    if "AAQ|ADQ" in set(batch[PAIR]):
        os._exit(139)
    return resolution.resolve_batch(batch)


@pytest.mark.full
@pytest.mark.timeout(240)
def test_a_pair_that_kills_its_process_is_set_aside_and_tried_again(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, known = many(30), documents(*DOCUMENTS)
    wanted = resolve(claims(*rows), known)
    monkeypatch.setattr(ledger, "BATCH", 12)
    monkeypatch.setattr(whole, "resolve_batch", dying)
    frames, count = resolve_changed(claims(*rows), known, tmp_path)
    assert count == 30
    events = wanted["fact_event"]
    lost = (events["source_country"] == "AAQ") & (events["target_country"] == "ADQ")
    pd.testing.assert_frame_equal(frames["fact_event"], events[~lost].reset_index(drop=True))
    assert len(frames["reading_issue"]) == 3
    assert set(frames["reading_issue"]["reason"]) == {"visit: the process at work on it died"}
    monkeypatch.setattr(whole, "resolve_batch", resolution.resolve_batch)
    frames, count = resolve_changed(claims(*rows), known, tmp_path)
    assert count == 1
    assert_same(frames, wanted)


@pytest.mark.full
@pytest.mark.timeout(300)
@pytest.mark.parametrize("function", [resolution.resolve_batch, dying])
def test_a_cluster_finds_the_same(cluster: str, monkeypatch: pytest.MonkeyPatch, function: Any) -> None:
    rows, known = many(60), documents(*DOCUMENTS, text=SAYING)
    wanted = resolve(claims(*rows), known)
    monkeypatch.setattr(ledger, "BATCH", 12)
    monkeypatch.setattr(whole, "resolve_batch", function)
    monkeypatch.setenv("ENGINE", "dask")
    monkeypatch.setenv("DASK_ADDRESS", cluster)
    found = resolve(claims(*rows), known)
    if function is dying:
        assert (len(found["fact_event"]), len(found["reading_issue"])) == (len(wanted["fact_event"]) - 3, 3)
    else:
        assert_same(found, wanted)
