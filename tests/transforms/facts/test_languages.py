"""The shipped English versions tell what the Bengali and Arabic ones tell: their facts are the same rows."""

from pathlib import Path

import pandas as pd
import pytest

from transforms.documents import ingest
from transforms.facts import resolve
from transforms.reading import extract

SHIPPED = Path(__file__).parents[3] / "seeds" / "documents"
# Of the facts that the first tells so many are also told by the second. What is missing was not read in one of the two.
FLOORS = {
    ("az-ar.en.md", "az-ar.bn.md"): 0.9,
    ("az-kw.en.md", "az-kw.ar.md"): 0.9,
    ("az-ar.bn.md", "az-ar.en.md"): 0.9,
    ("az-kw.ar.md", "az-kw.en.md"): 0.9,
}


@pytest.fixture(scope="module")
def documents_of_facts() -> pd.Series:
    """The names of the files that each fact is told in."""
    documents = ingest([SHIPPED])
    evidence = resolve(extract(documents), documents, ())["evidence"]
    names = evidence["document_id"].map(dict(zip(documents["document_id"], documents["file_name"], strict=True)))
    return names.groupby(evidence["fact_id"]).agg(frozenset)


@pytest.mark.parametrize("pair", FLOORS, ids=" in ".join)
def test_facts_of_one_language_are_merged_with_the_other(pair: tuple[str, str], documents_of_facts: pd.Series):
    one, other = pair
    told = [files for files in documents_of_facts if one in files]
    share = sum(other in files for files in told) / len(told)
    print(f"{one}: {len(told)} facts, {share:.2f} of them also in {other}")
    assert share >= FLOORS[pair]
