"""Packs and corrections that somebody broke: they are refused in a line that names the file, or they read a text; nothing else happens."""

import random
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.transforms.facts.claiming import claim, claims, documents
from transforms.facts import CorrectionError
from transforms.facts.batches.sources import Claims, Documents
from transforms.facts.corrections import applying, written
from transforms.reading.extract import read_text
from transforms.reading.packs.pack import SEEDS, PackError, load_pack

SEED = 20261122
TRIES = 30
SECONDS_A_TRY = 10.0
TEXT = (
    "Relations of Peru and Chile\n\nPeru opened an embassy in Chile in 1994. On 4 May 1995 President Juan Perez of Peru visited Chile and"
    " signed an agreement on trade. Exports of Peru to Chile reached 12.6 million dollars in 2010, mainly oil."
)
COUNTRIES = """
[PER]
names = ["Peru"]
demonyms = ["Peruvian"]

[CHL]
names = ["Chile", "Republic of Chile"]
demonyms = ["Chilean"]
"""
# So many lines of each file are kept: a small pack is loaded often.
KEPT_LINES = {"countries": 40, "cities": 20, "organizations": 20, "products": 30, "dates": 90, "offices": 40, "currencies": 20, "rules": 20}
SPICES = [
    "1", "-1", "99999999999999999999", "1.5", "nan", "true", '""', '"x"', "[]", "[[]]", "{}", "[1, 2]", '["a", 1]', '{ a = "b" }',
    "2012-05-01", "'''", '"' + "(" * 60 + '"', '"(a+)+$"', '"{D}{D}"', '"{"', '"\\\\"', '"(?P<D>"', '"[z-a]"', '"a{99999999999}"', '"* *"',
    '" ... "', '"..."', '"(|)"', '"<<"', '">nom:"', "\x00", "\ud7ff", "]", "}", "=", "[a]", "[[a]]", "[[rule]]", "[[form]]", "#",
]  # fmt: skip


def mutate(text: str, chance: random.Random) -> str:
    """The text of a TOML file with values, keys and lines changed, moved, doubled or lost."""
    lines = text.split("\n")
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(lines))
        key, equals, value = lines[at].partition("=")
        change = chance.choice(("value", "value", "value", "key", "letter", "cut", "double", "move", "spice"))
        if change == "value" and equals:
            lines[at] = f"{key}= {chance.choice(SPICES)}"
        elif change == "key" and equals:
            lines[at] = f"{chance.choice(SPICES)} ={value}"
        elif change == "letter" and lines[at]:
            place = chance.randrange(len(lines[at]))
            lines[at] = lines[at][:place] + chance.choice("\"'[]{}=,.#\\(|*x1\u0995\u0627") + lines[at][place + 1 :]
        elif change == "cut":
            del lines[at : at + chance.choice((1, 1, 5))]
        elif change == "double":
            lines[at:at] = lines[at : at + 3]
        elif change == "move":
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        else:
            lines[at] += f" {chance.choice(SPICES)}"
        lines = lines or [""]
    return "\n".join(lines)


def shortened(text: str, most: int) -> str:
    """The first lines of a file, to the end of an entry."""
    lines = text.split("\n")
    end = next((n for n in range(most, len(lines)) if not lines[n].strip() or lines[n].startswith(("[", "#"))), len(lines))
    return "\n".join(lines[:end])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seeds with one language of which every file says a little."""
    seeds = tmp_path_factory.mktemp("small") / "seeds"
    shutil.copytree(SEEDS / "reference", seeds / "reference")
    for path in sorted((SEEDS / "languages" / "en").rglob("*.toml")):
        target = seeds / "languages" / "en" / path.relative_to(SEEDS / "languages" / "en")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            shortened(path.read_text("utf-8"), KEPT_LINES.get(path.parent.name if path.parent.name == "rules" else path.stem, 60)), "utf-8"
        )
    (seeds / "languages" / "en" / "generated" / "countries.toml").write_text(COUNTRIES, "utf-8")
    assert len(read_text(TEXT, load_pack.__wrapped__("en", seeds))) > 2
    return seeds


def try_packs(small: Path, tries: int) -> Counter[str]:
    """What became of so many packs, each with one broken file."""
    chance = random.Random(SEED)
    files = sorted((small / "languages" / "en").rglob("*.toml"))
    outcomes: Counter[str] = Counter()
    for _ in range(tries):
        path = chance.choice(files)
        whole = path.read_text("utf-8")
        broken = mutate(whole, chance)
        path.write_text(broken, "utf-8")
        begin = time.process_time()
        try:
            read_text(TEXT, load_pack.__wrapped__("en", small))
            outcomes["read"] += 1
        except PackError as error:
            assert path.name in str(error) or path.parent.name in str(error), error
            assert len(str(error).splitlines()) <= 2, error
            outcomes["refused"] += 1
        finally:
            path.write_text(whole, "utf-8")
        assert time.process_time() - begin < SECONDS_A_TRY, broken
    return outcomes


def test_broken_packs(small: Path) -> None:
    outcomes = try_packs(small, TRIES)
    assert outcomes["refused"] > TRIES // 20


@pytest.mark.full
@pytest.mark.timeout(900)
def test_a_thousand_broken_packs(small: Path) -> None:
    outcomes = try_packs(small, 1_000)
    print(f"packs {dict(outcomes)}")
    assert min(outcomes.values()) > 50


CORRECTIONS = """
[[correction]]
id = "one"
action = "drop"
reason = "misread"
who = "A. Reader"
when = 2026-11-21
document = "s1"
expects = "Peru opened"
where = { claim_type = "visit" }

[[correction]]
id = "two"
action = "override"
reason = "misread"
who = "A. Reader"
when = "2026-11-21"
expects = "Peru opened"
set = { date_edtf = "2009", holds = true }

[[correction]]
id = "three"
action = "add"
reason = "unread"
who = "A. Reader"
when = "2026-11-21"
document = "s1"
expects = "Peru opened"
fact = { table = "fact_event", claim_type = "visit", subject_country = "PER", object_country = "CHL", status = "occurred" }

[[correction]]
id = "four"
action = "merge"
reason = "one thing"
who = "A. Reader"
when = "2026-11-21"
expects = "Peru opened"

[correction.other]
expects = "Peru has"
where = { confidence = 0.5 }
"""


def test_broken_corrections(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    path = tmp_path / "corrections.toml"
    known = documents("d1", source_id=["s1"], file_name=["s1.txt"], text=["Peru opened an embassy."])
    some = claims(claim("event", "visit", "PER", "CHL", date="2012", level="minister"))
    outcomes: Counter[str] = Counter()
    for _ in range(600):
        path.write_text(mutate(CORRECTIONS, chance), "utf-8")
        try:
            applying.apply(Claims(some), Documents(known), written.load.__wrapped__(path))
            outcomes["read"] += 1
        except CorrectionError as error:
            assert "correction" in str(error), error
            outcomes["refused"] += 1
    print(f"corrections {dict(outcomes)}")
    assert min(outcomes.values()) > 30
