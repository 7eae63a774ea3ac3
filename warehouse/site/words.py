"""Codes, dates, amounts and addresses as a person reads them.

Here belongs the wording of single values. What stands on which page is `warehouse.site.pages`'.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
LANGUAGES = {"ar": "Arabic", "bn": "Bengali", "en": "English"}
# Primary language subtags that are written from right to left.
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
BOUNDS = {"about": "about ", "at_least": "at least ", "at_most": "at most "}
UNITS = ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"), (Decimal(10) ** 3, "k"))
# What HTML may hold, and what not; to see that there is nothing but the one takes half the time of looking for the other.
HOLDABLE = "\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff"
CLEAN, CONTROLS = re.compile(f"[{HOLDABLE}]*"), re.compile(f"[^{HOLDABLE}]")
EDTF_DAY = re.compile(r"(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)")
DECADE = re.compile(r"(\d{3})X([?~%]?)")
QUOTED = re.compile('"([^"]+)"')
# The languages that are read, by the letters that no other of them has.
SCRIPTS = {"ar": re.compile("[\u0600-\u06ff]"), "bn": re.compile("[\u0980-\u09ff]")}
DOUBTS = {"": "", "?": "perhaps ", "~": "about ", "%": "perhaps about "}


@lru_cache(maxsize=10_000)
def date_in_words(edtf: str | None) -> str:
    """An EDTF date in English: `1996-10` is October 1996; what is not understood stays as it is."""
    if not edtf:
        return ""
    if "/" in edtf:
        start, end = edtf.split("/", 1)
        return _span(start, end)
    if decade := DECADE.fullmatch(edtf):
        return f"{DOUBTS[decade[2]]}{decade[1]}0s"
    day = EDTF_DAY.fullmatch(edtf)
    return DOUBTS[day[4]] + _day(day[1], day[2], day[3]) if day else edtf


def _span(start: str, end: str) -> str:
    if end in ("", ".."):
        return f"from {date_in_words(start)}"
    if start in ("", ".."):
        return f"until {date_in_words(end)}"
    return f"{date_in_words(start)} to {date_in_words(end)}"


def _day(year: str, month: str | None, day: str | None) -> str:
    if month is None or not 1 <= int(month) <= 12:
        return year if month is None else f"{year}-{month}"
    return f"{f'{int(day)} ' if day else ''}{MONTHS[int(month) - 1]} {year}"


def amount(value: Any) -> str:
    """A number with its thousands set off, no digit lost."""
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    number = Decimal(str(value))
    return f"{number:,f}".rstrip("0").rstrip(".") if number != number.to_integral_value() else f"{number.to_integral_value():,f}"


def money(row: dict[str, Any]) -> str:
    """A trade row's amount: `about 1,200,000 USD`."""
    return f"{BOUNDS.get(row['bound'], '')}{amount(row['value'])} {row['currency'] or '(currency not stated)'}"


def short_amount(value: Decimal) -> str:
    """An amount as an axis shows it: 1.2 bn."""
    for unit, name in UNITS:
        if abs(value) >= unit:
            return f"{(value / unit).quantize(Decimal('0.1')):f}".removesuffix(".0") + f" {name}"
    return amount(value)


def share(value: float) -> str:
    """A number between nothing and one: 0.95."""
    return f"{value:.2f}"


def size(count: int) -> str:
    """Bytes as a person says them, in units of a thousand."""
    number = Decimal(count)
    for unit, name in ((Decimal(10) ** 9, "GB"), (Decimal(10) ** 6, "MB"), (Decimal(10) ** 3, "kB")):
        if number >= unit:
            return f"{(number / unit).quantize(Decimal('0.1')):f} {name}"
    return f"{count} bytes"


@lru_cache(maxsize=1_000)
def spoken(code: str | None) -> str:
    """A code as words: `head_of_state` is head of state."""
    return (code or "").replace("_", " ")


@lru_cache(maxsize=1_000)
def language_name(language: str | None) -> str:
    """A language's English name; its tag where we have none, and a word where nothing is known."""
    return LANGUAGES.get(primary(language), language or "") or "an unknown language"


def primary(language: str | None) -> str:
    """The first subtag of a language tag."""
    return (language or "").split("-")[0].lower()


@lru_cache(maxsize=1_000)
def direction(language: str | None) -> str:
    """What the dir attribute of text in this language says."""
    if not language:
        return "auto"
    return "rtl" if primary(language) in RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=10_000)
def written(text: str, language: str | None) -> Markup:
    """Words that a document wrote, told as such to the browser: their language, and that they run in its direction."""
    told = Markup(' lang="{}"').format(language) if language else ""
    return Markup('<bdi{} dir="{}">{}</bdi>').format(told, direction(language), text)


def safe_url(url: str | None) -> str | None:
    """The address where it is one of the web; None for anything that a click would run or that leads elsewhere."""
    return url if url and re.match(r"https?://[^\s/]", url, re.IGNORECASE) else None


def cleaned(text: str) -> str:
    """Text without the characters that HTML may not hold: each shows as a replacement character."""
    return text if CLEAN.fullmatch(text) else CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 passage`, `1,200 passages`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them: `a, b and c`."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def isolated(text: str | None) -> str:
    """An English text in which the words between quotation marks keep their own direction: figures behind Arabic stay in their place."""
    if not text or '"' not in text:
        return text or ""
    marked = [_quoted(part) if number % 2 else escape(part) for number, part in enumerate(QUOTED.split(text))]
    return Markup("").join(marked)


def _quoted(words: str) -> Markup:
    language = next((name for name, script in SCRIPTS.items() if script.search(words)), None)
    told = Markup(' lang="{}"').format(language) if language else ""
    return Markup('"<bdi{}>{}</bdi>"').format(told, words)
