"""A language pack, read from its folder: words, affixes, date and amount forms, rules.

Here: loading, checking and compiling.  Not here: any word of any language, and any use of a pack.
"""

import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from transforms.collector import lasting
from transforms.reading.packs.affixes import Affix, Affixes
from transforms.reading.packs.date_forms import DateForms
from transforms.reading.packs.lexicon import Lexicon
from transforms.reading.packs.rules import Rule, read_rules, spelled_out
from transforms.reading.packs.shapes import check_dates, check_language, check_phrases
from transforms.reading.text.fold import folded
from transforms.reading.text.sentences import Segmenter

SEEDS = Path(__file__).resolve().parents[3] / "seeds"

# The files of "value = [phrases]"; others hold forms of their own.
_LEXICAL = {"countries", "cities", "organizations", "offices", "products", "currencies", "words", "numbers"}


class PackError(ValueError):
    """A pack file says something that cannot be used; the message names the file."""


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Have whatever cannot be used told with the name of its file."""
    try:
        yield
    except (ValueError, OSError, OverflowError, RecursionError, re.error) as error:
        raise PackError(f"{'/'.join(path.parts[-3:])}: {error}") from error


def _toml(path: Path, check: Callable[[Mapping[str, Any]], None] | None = None) -> dict[str, Any]:
    with _told_of(path):
        content = tomllib.loads(path.read_text("utf-8"))
        if check:
            check(content)
        return content


@lru_cache(maxsize=8)
def reference(name: str, seeds: Path = SEEDS) -> tuple[Mapping[str, str], ...]:
    """The rows of `seeds/reference/<name>.csv`."""
    with (seeds / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@lru_cache(maxsize=8)
def regions(seeds: Path = SEEDS) -> dict[str, tuple[str, str]]:
    """Country -> the parts of the world in which it lies, the larger first."""
    return {row["country_id"]: (row["region"], row["subregion"]) for row in reference("countries", seeds)}


@lru_cache(maxsize=8)
def frames(seeds: Path = SEEDS) -> dict[str, dict[str, Any]]:
    """What each kind of fact needs: `seeds/reference/frames.toml`, type -> roles, implied facts, defaults."""
    return _toml(seeds / "reference" / "frames.toml")


@lru_cache(maxsize=8)
def limits(seeds: Path = SEEDS) -> dict[str, Any]:
    """What one document may cost: `seeds/reference/limits.toml`."""
    return _toml(seeds / "reference" / "limits.toml")


# "EUR", "Rs.": no short name of money is longer.
LONGEST_UNIT = 4


@dataclass
class Pack:
    """One language, ready to read with."""

    code: str
    folder: Path
    language: dict[str, Any]
    dates: dict[str, Any]
    entities: Lexicon
    words: Lexicon
    products: Lexicon
    rules: dict[str, Rule]
    capitals: dict[str, str] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    units: set[str] = field(default_factory=set)

    @cached_property
    def segmenter(self) -> Segmenter:
        shorts = frozenset(folded(w).rstrip(".") for w in self.language.get("abbreviations", ()))
        return Segmenter(self.language.get("stops", "!?"), shorts, self.units, self.folded_set("titles"))

    def _case_words(self, table: str) -> dict[str, str]:
        return {folded(w): case for case, words in self.language.get(table, {}).items() for w in words}

    @cached_property
    def before(self) -> dict[str, str]:
        """Prepositions: word -> case."""
        return self._case_words("before")

    @cached_property
    def after(self) -> dict[str, str]:
        """Postpositions and detached case endings: word -> case."""
        return self._case_words("after")

    @cached_property
    def after_dash(self) -> dict[str, str]:
        """Postpositions and the endings that stand detached only behind a dash or quotation mark: word -> case."""
        return self.after | self._case_words("after_dash")

    def folded_set(self, key: str) -> frozenset[str]:
        """A list of words of language.toml, folded."""
        if key not in self._sets:
            self._sets[key] = frozenset(folded(w) for w in self.language.get(key, ()))
        return self._sets[key]

    @cached_property
    def _sets(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def date_forms(self) -> DateForms:
        """The date expressions of dates.toml, ready to be looked for."""
        with _told_of(self.folder / "dates.toml"):
            return DateForms(self.dates)

    @cached_property
    def rule_order(self) -> dict[str, int]:
        """The place of every rule among all: of two that read the same words the earlier counts."""
        return {rule: place for place, rule in enumerate(self.rules)}

    def named(self, table: str) -> dict[str, int]:
        """A table of dates.toml: folded word -> number."""
        if table not in self._named:
            source = self.dates.get(f"name_{table}", {})
            self._named[table] = {folded(w): int(key) for key, words in source.items() for w in words}
        return self._named[table]

    @cached_property
    def _named(self) -> dict[str, dict[str, int]]:
        return {}


def _phrases(folder: Path) -> Iterator[tuple[Path, str, str, list[str]]]:
    """(file, table, key, phrases) of every lexical file, generated ones first."""
    for path in (*sorted((folder / "generated").glob("*.toml")), *sorted(folder.glob("*.toml"))):
        if path.stem not in _LEXICAL:
            continue
        for table, content in _toml(path, check_phrases).items():
            pairs = content.items() if isinstance(content, dict) else [(table, content)]
            for key, phrases in pairs:
                yield path, table, key, phrases


def _demonyms(phrases: list[str], endings: list[str]) -> list[str]:
    """Each demonym with every ending that the language's adjectives take; a star stands for the base without its last letter."""
    forms = [p + e for p in phrases for e in ["", *endings]]
    return list(dict.fromkeys(forms))


@lru_cache(maxsize=16)
@lasting()
def load_pack(code: str, seeds: Path = SEEDS) -> Pack:
    """The pack of one language. Raises PackError with the file's name."""
    folder = seeds / "languages" / code
    language = _toml(folder / "language.toml", check_language)
    whole = frozenset(folded(word) for word in language.get("whole_words", ()))
    affixes = Affixes(_affixes(language, "prefix"), _affixes(language, "suffix"), whole)
    pack = Pack(
        code,
        folder,
        language,
        _toml(folder / "dates.toml", check_dates),
        entities=Lexicon(affixes),
        words=Lexicon(affixes),
        products=Lexicon(affixes),
        rules=_rules(folder / "rules", seeds),
        capitals={row["country_id"]: row["name_en"] for row in reference("cities", seeds) if row["is_capital"].lower() in ("true", "1")},
        levels={row["role"]: row["level"] for row in reference("offices", seeds)},
    )
    _fill(pack)
    _ = pack.date_forms  # a pattern that is none is told here, and not in the middle of a document
    return pack


def _affixes(language: Mapping[str, Any], name: str) -> tuple[Affix, ...]:
    rows = language.get(name, ())
    return tuple(Affix(folded(row["form"]), folded(row.get("rest", "")), row.get("case", ""), row.get("least", 2)) for row in rows)


def _rules(folder: Path, seeds: Path) -> dict[str, Rule]:
    with _told_of(folder):
        return read_rules(folder, frames(seeds), _toml)


def _fill(pack: Pack) -> None:
    cities = {row["name_en"]: row["country_id"] for row in reference("cities", pack.folder.parents[1])}
    for path, table, key, phrases in _phrases(pack.folder):
        article = pack.language.get("article", "") if path.stem in ("products", "offices") else ""
        with _told_of(path):
            _file(pack, cities, path.stem, table, key, _spelt(_definite(phrases, article), pack.language))
    with _told_of(pack.folder / "rules"):
        for rule in pack.rules.values():
            _file_triggers(pack, rule)


def _file_triggers(pack: Pack, rule: Rule) -> None:
    gap = rule.gap or int(pack.language.get("gap", 8))
    for number, trigger in enumerate(_spelt(rule.trigger, pack.language)):
        first, _, second = trigger.partition(" ... ")
        if second:
            pack.words.add_parted("trigger", f"{rule.id}#{number}", first, second, gap)
        else:
            pack.words.add("trigger", f"{rule.id}#{number}", [first])


def _spelt(phrases: Iterable[str], language: Mapping[str, Any]) -> list[str]:
    """Phrases also with the other spellings that the language has of parts of words."""
    known = list(phrases)
    further = [p.replace(one, other) for one, other in language.get("spellings", {}).items() for p in known if one in p]
    return list(dict.fromkeys([*known, *further]))


def _file(pack: Pack, cities: Mapping[str, str], stem: str, table: str, key: str, phrases: list[str]) -> None:
    """Put one line of one lexical file where it belongs."""
    if stem == "countries":
        _country(pack, table, key, phrases)
    elif stem == "cities":
        pack.entities.add("city", f"{cities.get(key, table)}:{key}", phrases, pack.language.get("telling_marks", ""))
    elif stem == "organizations":
        pack.entities.add("organization", key, phrases)
    elif stem == "offices":
        pack.entities.add("office", key, phrases)
    elif stem == "products":
        pack.products.add("product", "" if table == "unclear" else key, phrases)
    elif stem == "currencies":
        shared = table == "shared"
        pack.words.add("shared_money" if shared else "currency", "" if table == "ambiguous" else key, phrases)
        pack.units |= {folded(p).strip(". ") for p in phrases if len(p) <= LONGEST_UNIT and p.isascii()}
    elif stem in ("words", "numbers"):
        pack.words.add(table, key, spelled_out(phrases))


def _definite(phrases: list[str], article: str) -> list[str]:
    """Phrases of several words also with the article before every word but the first, whose own is a prefix."""
    if not article:
        return phrases
    return list(dict.fromkeys([*phrases, *(form for p in phrases for form in _with_article(p.split(), article))]))


def _with_article(words: list[str], article: str) -> Iterator[str]:
    if len(words) > 1 and not any(article in word[:4] for word in words):
        yield " ".join([words[0], *(article + w for w in words[1:])])
        yield " ".join([words[0], *(w[0] + article + w[1:] for w in words[1:])])


def _country(pack: Pack, table: str, key: str, phrases: list[str]) -> None:
    if table == "blockers":
        pack.entities.add("blocker", "", phrases)
    elif table == "territories":
        pack.entities.add("country", key, phrases)
    elif table == "ambiguous":
        pack.entities.add("ambiguous", "|".join(phrases), _demonyms([key], pack.language.get("demonym_endings", [])))
    elif key == "demonyms":
        pack.entities.add("demonym", table, _demonyms(phrases, pack.language.get("demonym_endings", [])))
    elif key == "names":
        pack.entities.add("country", table, phrases)


@lru_cache(maxsize=8)
def packs(seeds: Path = SEEDS) -> tuple[str, ...]:
    """The codes of the languages that can be read."""
    return tuple(sorted(p.parent.name for p in (seeds / "languages").glob("*/language.toml")))
