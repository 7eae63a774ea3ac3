"""Which language a text is in.

Belongs here: telling languages by script, letters and a statistical model, and whether a pack reads them. Does not belong
here: any language. Scripts stand in each pack's `language.toml`; letters that tell a language from those it shares its script
with, in `neighbours.toml` beside it (`[fa] letters = "…"`; `labels`: what the model calls it, where that is not its code).
"""

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# A text that holds this share of letters unknown to a language is not in it: names and quotations make up less.
_MOST_FOREIGN = 0.02
_ONE_MAY_BE_FOREIGN = 15
# Below this the model has no opinion on a short text, and above it one language must still be this many times likelier.
_LEAST_LIKELY = 0.3
_CLEARLY = 3.0
_SAMPLE = 1_500


@dataclass(frozen=True)
class Neighbour:
    """A language as told from others of its script: the letters it is written with, and its names in the model."""

    script: str
    letters: frozenset[str]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Languages:
    """The packs with their scripts (None: not stated), and the languages that are told by their letters."""

    packs: Mapping[str, str | None]
    neighbours: Mapping[str, Neighbour]

    def pack_of(self, tag: str) -> str | None:
        """The pack that reads a language tag: `ar-DZ` is read by its own pack if there is one, else by `ar`."""
        parts = tag.lower().split("-")
        known = {code.lower(): code for code in self.packs}
        names = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
        return next((known[name] for name in names if name in known), None)


def load_languages(folder: Path) -> Languages:
    """The languages of a folder of packs; raises ValueError with the file's name where one is no TOML."""
    described = {path.parent.name: _read_toml(path) for path in sorted(folder.glob("*/language.toml"))}
    packs = {code: str(pack["script"]).upper() if "script" in pack else None for code, pack in described.items()}
    neighbours = {
        code: _neighbour(code, entry) for path in sorted(folder.glob("*/neighbours.toml")) for code, entry in _read_toml(path).items()
    }
    return Languages(packs, neighbours)


def _neighbour(code: str, entry: Mapping[str, Any]) -> Neighbour:
    letters = str(entry.get("letters", ""))
    return Neighbour(_script_of_counts(Counter(letters)) or "", frozenset(letters), tuple(entry.get("labels", [code])))


def choose_language(text: str, declared: str | None, languages: Languages) -> tuple[str | None, str | None]:
    """The language of a text (None: it has no letters to tell it by), and a note where the metadata say otherwise.

    What a person declares is taken, unless a pack would be asked to read letters that its language is not written in.
    """
    counts = Counter(text)
    script = _script_of_counts(counts)
    if declared:
        pack = languages.pack_of(declared)
        if pack is None or script is None or languages.packs[pack] in (script, None):
            return pack or declared, None
    found = _detect(text, counts, script, languages) if script else None
    return found, f"declared as {declared!r}, but written in {str(script).title()} letters" if declared else None


def _detect(text: str, counts: Mapping[str, int], script: str, languages: Languages) -> str:
    fitting = _fitting(counts, script, languages)
    if len(fitting) == 1:
        return fitting[0]
    ranking = _rank(_sample(text, counts, script), script, fitting, languages)
    best = max(ranking, key=lambda code: ranking[code])
    readable = [code for code, written in languages.packs.items() if written == script and (not fitting or code in fitting)]
    if best in languages.packs or not readable:
        return best
    # In doubt a text is read: a short or an odd one costs nothing, but one turned away is lost.
    likeliest = max(readable, key=lambda code: ranking.get(code, 0.0))
    is_clear = ranking[best] >= _LEAST_LIKELY and ranking[best] > _CLEARLY * ranking.get(likeliest, 0.0)
    return best if is_clear else likeliest


def _fitting(counts: Mapping[str, int], script: str, languages: Languages) -> list[str]:
    """The languages told by letters whose letters these are, but for a few."""
    letters = _plain_letters(counts, script)
    total = sum(letters.values())
    allowed = max(total * _MOST_FOREIGN, total >= _ONE_MAY_BE_FOREIGN)
    return [
        code
        for code, neighbour in languages.neighbours.items()
        if neighbour.script == script and sum(n for letter, n in letters.items() if letter not in neighbour.letters) <= allowed
    ]


def _plain_letters(counts: Mapping[str, int], script: str) -> Counter[str]:
    # Presentation forms count as the letters they show; marks and digits tell nothing, some are used by all.
    plain: Counter[str] = Counter()
    for character, number in counts.items():
        if script_of(character) == script:
            for letter in unicodedata.normalize("NFKC", character):
                if unicodedata.category(letter) == "Lo":
                    plain[letter] += number
    return plain


def _rank(sample: str, script: str, fitting: list[str], languages: Languages) -> dict[str, float]:
    """How likely each language of the script is, dialects added to theirs; only the fitting ones, where letters tell some."""
    names = {label: code for code, neighbour in languages.neighbours.items() for label in neighbour.labels}
    likely: dict[str, float] = {}
    for label, share in _model().rank(sample):
        code = names.get(label, label)
        likely[code] = likely.get(code, 0.0) + float(share)
    scripts = {**languages.packs, **{code: neighbour.script for code, neighbour in languages.neighbours.items()}}
    # zxx is the model's name for what is no language.
    possible = {code: share for code, share in likely.items() if code != "zxx" and scripts.get(code) in (script, None)}
    kept = {code: share for code, share in possible.items() if code in fitting} or possible
    total = sum(kept.values()) or 1.0
    return {code: share / total for code, share in sorted(kept.items())}


def _sample(text: str, counts: Mapping[str, int], script: str) -> str:
    """The text's beginning in its own script: an English letterhead says nothing about an Arabic page."""
    others = {ord(c): " " for c in counts if script_of(c) not in (script, None)}
    return " ".join(text.translate(others).split())[:_SAMPLE]


def _script_of_counts(counts: Mapping[str, int]) -> str | None:
    """The script that most letters and vowel signs are written in; None where there are none."""
    scripts: Counter[str] = Counter()
    for character, number in counts.items():
        if script := script_of(character):
            scripts[script] += number
    return min(scripts, key=lambda name: (-scripts[name], name), default=None)


@lru_cache(maxsize=65_536)
def script_of(character: str) -> str | None:
    """The script of a letter or vowel sign (BENGALI, ARABIC, LATIN …), None for everything else."""
    if unicodedata.category(character)[0] not in "LM":
        return None
    first = unicodedata.name(character, "").partition(" ")[0]
    return first if first not in ("", "COMBINING", "MODIFIER", "VARIATION") else None


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.parent.name}/{path.name}: {error}") from error


@cache
def _model() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
