"""Whatever an API answers, it ends the fetching of its source at most: never the run."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.sources import mediawiki
from orchestration.sources.problems import FetchError
from orchestration.sources.web import _following

NAMES = [
    "query",
    "pages",
    "revisions",
    "slots",
    "main",
    "pageid",
    "title",
    "lastrevid",
    "canonicalurl",
    "revid",
    "content",
    "contentmodel",
    "rightsinfo",
    "url",
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from([*NAMES, "wikitext"])
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8), max_leaves=20
)
PAGES = st.lists(st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=8), max_size=3)
ANSWERS = ANYTHING | PAGES.map(lambda pages: {"query": {"pages": pages}})


@pytest.mark.parametrize("understand", [mediawiki.listed, mediawiki.revisions, mediawiki.licence])
@given(answer=ANSWERS)
def test_answer_of_any_form(understand: Callable[[dict[str, Any]], object], answer: Any) -> None:
    try:
        understand(mediawiki.parse(json.dumps(answer).encode()))
    except FetchError as error:
        assert str(error)


@given(st.binary(max_size=200))
def test_answer_of_any_bytes(body: bytes) -> None:
    with pytest.raises(FetchError):
        mediawiki.listed(mediawiki.parse(b"{" + body + b"\0"))


@given(st.text(max_size=50))
def test_redirect_to_anything(location: str) -> None:
    try:
        assert isinstance(_following("http://example.org/a/b", location), str)
    except FetchError as error:
        assert "redirect" in str(error)
