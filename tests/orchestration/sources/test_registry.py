"""The file of sources: what is shipped, and what is said of one that cannot be used."""

from datetime import timedelta
from pathlib import Path

import pytest

from orchestration.places import SEEDS
from orchestration.sources.registry import SourcesError, load

SHIPPED = SEEDS / "sources.toml"
PAGE = """
[sources.page]
on = true
kind = "webpage"
url = "https://example.org/"
language = "en"
publisher = "Test"
licence = "CC0-1.0"
every = "12 hours"
"""


def changed(folder: Path, *replacements: tuple[str, str], more: str = "") -> Path:
    text = SHIPPED.read_text("utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "sources.toml"
    path.write_text(text + more, encoding="utf-8")
    return path


def test_shipped_sources_are_all_off() -> None:
    registry = load(SHIPPED)
    assert registry.followed == ()
    assert {source.language for source in registry.sources} == {"bn", "ar", "en"}
    assert {source.kind for source in registry.sources} == {"mediawiki", "webpage"}


def test_shipped_settings_reach_no_private_network_and_are_slow() -> None:
    fetching = load(SHIPPED).fetching
    assert fetching.private_networks == ()
    assert fetching.seconds_between_requests >= 1


def test_source_that_is_on_is_followed(tmp_path: Path) -> None:
    registry = load(changed(tmp_path, ('contact = ""', 'contact = "me@example.org"'), more=PAGE))
    assert [source.id for source in registry.followed] == ["page"]
    assert registry.followed[0].every == timedelta(hours=12)
    assert "me@example.org" in registry.fetching.agent
    assert registry.fetching.product == "Dyadic"


def test_nobody_is_asked_before_we_say_who_we_are(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="contact is empty and page is on"):
        load(changed(tmp_path, more=PAGE))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("maxlag = 5", "maxlag = 0", "maxlag: 0 is no whole number"),
        ("pages_at_once = 20", "pages_at_once = 51", "no more than 50 pages"),
        ("maxlag = 5", "", "lacks 'maxlag'"),
        ("maxlag = 5", "maxlag = 5\nmaxlagg = 5", "does not know 'maxlagg'"),
        ("tries = 4", "tries = true", "tries: True is no whole number"),
        ("seconds_between_requests = 2.0", "seconds_between_requests = -1", "seconds_between_requests: -1 is no number"),
        ('every = "7 days"', 'every = "now and then"', "every: 'now and then' is no span"),
        ("on = false", 'on = "no"', "on: 'no' is neither true nor false"),
        ('kind = "mediawiki"', 'kind = "feed"', "kind is 'feed'"),
        ('api = "https://', 'api = "file://', "api is no address of the web"),
        ("search = ", "title = 'A'\nsearch = ", "needs one of title, category, search"),
        ('publisher = "Wikipedia (Bengali)"', "", "lacks 'publisher'"),
        ("[sources.wikipedia_bn_azerbaijan]", "[sources.'../up']", "an id is made of"),
        ("[fetching]", "[fetching", "sources.toml"),
        ("private_networks = []", 'private_networks = ["10.0.0.1/8"]', "host bits"),
        ("private_networks = []", 'private_networks = "10.0.0.0/8"', "a list of networks"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(SourcesError) as caught:
        load(changed(tmp_path, (old, new)))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="No such file"):
        load(tmp_path / "nowhere.toml")
