"""Write the generated half of every language pack: the country names that data libraries hold.

Belongs here: what turns library data into `seeds/languages/<language>/generated/countries.toml`. Does not belong
here: anything that a person knows better (`seeds/languages/<language>/countries.toml`), and anything that runs when
documents are read; Babel and pycountry are development tools, never imported by the reading.

Run `python -m transforms.packs.generate` after adding a language folder or updating the libraries. The same versions
write the same bytes.

Sources and licences:
- CLDR territory names through Babel (Unicode-3.0 for the data, BSD-3-Clause for Babel);
- ISO 3166-1 and 3166-3 names and their translations, the iso-codes project's, through pycountry (LGPL-2.1-or-later).
The files that are written say so in their first lines and lie apart from our own data.
"""

from __future__ import annotations

import csv
import gettext
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pycountry
from babel import Locale

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
HEADER = """\
# Written by `python -m transforms.packs.generate`; do not edit: additions go to ../countries.toml.
# Territory names of CLDR (Unicode-3.0) and names and translations of iso-codes (LGPL-2.1-or-later).
# SPDX-License-Identifier: Unicode-3.0 AND LGPL-2.1-or-later
"""
_VOWEL_SIGNS = re.compile("[\u064b-\u0652\u0670]")
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_LONE_AND = re.compile(r" و ")
_COMMA = re.compile(r"\s*[,،]\s*")


def country_names(language: str) -> dict[str, list[str]]:
    """Map each country_id of `seeds/reference/countries.csv` to its names in one language.

    A name that two countries would share ("Congo", "Korea") is left out of both, as is one that the language's own
    countries.toml lists as ambiguous.
    """
    found = {code: _names_of(code, alpha2, language) for code, alpha2 in _countries()}
    owners: dict[str, set[str]] = {name: {"one", "another"} for name in _ambiguous(language)}
    for code, alpha2 in _countries():
        for name in found[code]:
            owner = owners.setdefault(name.casefold(), set())
            # A former state ("Yemen, Democratic") does not take its name away from the state of today.
            if alpha2 or not owner:
                owner.add(code)
    return {code: [n for n in names if owners[n.casefold()] == {code}] for code, names in found.items()}


def render(language: str) -> str:
    """Give the text of a language's `generated/countries.toml`."""
    blocks = [HEADER]
    for code, names in sorted(country_names(language).items()):
        if names:
            quoted = ", ".join(f'"{name}"' for name in names)
            blocks.append(f"[{code}]\nnames = [{quoted}]\n")
    return "\n".join(blocks)


def write_all(languages: Path = SEEDS / "languages") -> list[Path]:
    """Write the file of every language that has a folder; give the paths written."""
    written = []
    for folder in sorted(path for path in languages.iterdir() if path.is_dir()):
        target = folder / "generated" / "countries.toml"
        target.parent.mkdir(exist_ok=True)
        target.write_text(render(folder.name), encoding="utf-8")
        written.append(target)
    return written


def _ambiguous(language: str) -> set[str]:
    path = SEEDS / "languages" / language / "countries.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8")).get("ambiguous", {}) if path.exists() else {}
    return {_composed(name).casefold() for name in table}


def _countries() -> list[tuple[str, str]]:
    with (SEEDS / "reference" / "countries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # CLDR gives a former state's code to its successor: SU would be Russia.
    present = [(row["country_id"], row["alpha2"]) for row in rows if row["is_former"] == "false"]
    return present + [(row["country_id"], "") for row in rows if row["is_former"] == "true"]


def _names_of(code: str, alpha2: str, language: str) -> list[str]:
    wrong = _wrong_names(language, code)
    raw = [*_cldr_names(alpha2, language), *_iso_names(code, language)]
    clean = [name for text in raw if (name := _clean(text)) and name not in wrong]
    return list(dict.fromkeys(clean))


def _wrong_names(language: str, code: str) -> set[str]:
    listed = tomllib.loads((SEEDS / "reference" / "wrong_names.toml").read_text(encoding="utf-8"))
    return {_composed(name) for name in listed.get(language, {}).get(code, [])}


def _cldr_names(alpha2: str, language: str) -> list[str]:
    name = Locale(language).territories.get(alpha2)
    return [name] if name else []


def _iso_names(code: str, language: str) -> Iterator[str]:
    standard = "iso3166-1"
    entry = pycountry.countries.get(alpha_3=code)
    if entry is None:
        standard, entry = "iso3166-3", pycountry.historic_countries.get(alpha_3=code)
    names = (getattr(entry, field, None) for field in ("name", "common_name", "official_name"))
    translate = gettext.translation(standard, pycountry.LOCALES_DIR, languages=[language], fallback=True).gettext
    for english in filter(None, names):
        translated = translate(english)
        if language == "en" or translated != english:
            yield translated


def _composed(name: str) -> str:
    """One spelling of letters that can be written in two ways; the Bengali ones among them differ between the sources."""
    return unicodedata.normalize("NFC", name)


def _clean(name: str) -> str:
    """Bring a library's label to the form of running text: "Bolivia, Plurinational State of" is "Bolivia" there."""
    plain = _VOWEL_SIGNS.sub("", _BRACKETS.sub("", _composed(name))).replace("’", "'").replace("‘", "'")
    return _LONE_AND.sub(" و", _COMMA.split(plain)[0].replace(" & ", " and ")).removeprefix("the ").strip()


if __name__ == "__main__":
    write_all()
