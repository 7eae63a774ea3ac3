"""What the files of a pack may hold: of which kind each value has to be that the reading asks for.

Here: the kinds, and the one check.  Not here: loading files, and what a value means.  A key that is not listed may hold anything: a
pack may be ahead of the engine.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

_NUMBER = re.compile(r"-?\d{1,9}")


class Kind(NamedTuple):
    """A kind of value: in words, and how one is told."""

    words: str
    holds: Callable[[Any], bool]


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_names(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_texts(each) for each in value.values())


def _is_numbered(value: Any) -> bool:
    return _is_names(value) and all(_NUMBER.fullmatch(key) for key in value)


def _is_words(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


TEXT = Kind("a text", lambda value: isinstance(value, str))
WHOLE = Kind("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool))
NUMBER = Kind("a number", _is_number)
FLAG = Kind("true or false", lambda value: isinstance(value, bool))
TEXTS = Kind("a list of texts", _is_texts)
NAMES = Kind("a table of lists of texts", _is_names)
NUMBERED = Kind("a table of lists of texts by number", _is_numbered)
WORDS = Kind("a table of texts", _is_words)
ROWS = Kind("a list of tables", _is_rows)
PHRASES = Kind("a list of texts, or a table of such lists", lambda value: _is_texts(value) or _is_names(value))


def _each(kinds: Mapping[Kind, str]) -> dict[str, Kind]:
    return {key: kind for kind, keys in kinds.items() for key in keys.split()}


LANGUAGE = _each(
    {
        TEXT: "name script stops coordination article telling_marks",
        WHOLE: "owner_before owner_behind gap name_length longest_row",
        FLAG: "capitalised mood_before trade_words_bar verb_last titles_before case_at_end owner_beside owner_to",
        TEXTS: "owner_cases demonym_endings abbreviations skip row_words definite once_more subordinators clause_joints clause_openers "
        "other_time conjunctions honorifics name_stops name_particles name_endings common_names nameless nameless_words no_products "
        "given_titles regnal vowels surname_first plural_endings name_places person_endings "
        "closed clause_prefixes in_names whole_words titles no_subject about auxiliaries",
        NAMES: "before after after_dash",
        WORDS: "spellings",
        ROWS: "prefix suffix",
    }
)
AFFIX = _each({TEXT: "form rest case", WHOLE: "least"})
DATES = _each({TEXTS: "glued", WORDS: "macros", ROWS: "form"})
DATE_FORM = _each({TEXT: "pattern kind anchor unit", WHOLE: "shift", FLAG: "bound"})
RULE = _each(
    {
        TEXT: "id type status scope lead flow",
        TEXTS: "trigger source target via needs requires excludes near_misses",
        WHOLE: "gap",
        NUMBER: "confidence",
        FLAG: "weak begins",
        ROWS: "examples",
    }
)


def check(content: Mapping[str, Any], kinds: Mapping[str, Kind], lacking: str = "") -> None:
    """Raise ValueError where a value is not of its kind, or one of the keys of `lacking` is."""
    for key, value in content.items():
        if key in kinds and not kinds[key].holds(value):
            raise ValueError(f"{key} has to be {kinds[key].words}")
    if missing := [key for key in lacking.split() if key not in content]:
        raise ValueError(f"{missing[0]} is lacking")


def check_language(content: Mapping[str, Any]) -> None:
    """The values of language.toml. Raises ValueError."""
    check(content, LANGUAGE)
    for affix in (*content.get("prefix", ()), *content.get("suffix", ())):
        check(affix, AFFIX, "form")


def check_dates(content: Mapping[str, Any]) -> None:
    """The values of dates.toml. Raises ValueError."""
    check(content, DATES | {key: NUMBERED for key in content if key.startswith("name_")})
    for form in content.get("form", ()):
        check(form, DATE_FORM, "pattern")


def check_phrases(content: Mapping[str, Any]) -> None:
    """The values of a lexical file. Raises ValueError."""
    check(content, dict.fromkeys(content, PHRASES))
