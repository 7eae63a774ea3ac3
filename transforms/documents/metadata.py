"""What a document says about itself: its front matter, or the metadata file beside it.

Belongs here: parsing that YAML within bounds and checking its values. Does not belong here: metadata that an HTML page
carries, and which file belongs to which.

Keys: title, language, publisher, url, licence, published (EDTF), retrieved, id, and based_on, which only people read.
Others are left alone. All values are taken as the text that is written: `language: no` is Norwegian, `2012` a year.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

import yaml

from transforms import edtf
from transforms.documents.problems import Rejected

MAX_CHARACTERS = 65_536
MAX_DEPTH = 20
LONGEST_VALUE = 1_000

# The same parser in C where PyYAML has it: thousands of front matters a second instead of hundreds.
_LOADER: type[yaml.BaseLoader] | type[yaml.CBaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_OPENING = re.compile(r"\ufeff?---[ \t]*(?:\r?\n|\Z)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_ISO_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*")
_NAMES = {"license": "licence", "published_edtf": "published", "retrieved_at": "retrieved", "source_id": "id"}
_NOTHING = {"", "~", "null"}


@dataclass
class Metadata:
    """The values by column (`id` is the document's own name for its source), and what was wrong with others."""

    title: str | None = None
    language: str | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None
    published_edtf: str | None = None
    retrieved_at: datetime | None = None
    id: str | None = None
    notes: list[str] = field(default_factory=list)


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The values of a front matter, and the text that follows it: all of it, where there is none.

    Rejected where it is opened and not closed, or is no YAML.
    """
    opening = _OPENING.match(text)
    if not opening:
        return {}, text
    closing = _CLOSING.search(text, opening.end(), opening.end() + MAX_CHARACTERS)
    if not closing:
        raise Rejected("broken front matter: no closing ---")
    try:
        return parse_yaml(text[opening.end() : closing.start()]), text[closing.end() :]
    except Rejected as problem:
        raise Rejected(f"broken front matter: {problem.reason}") from problem


def parse_yaml(text: str) -> dict[str, str]:
    """The `key: value` lines of a YAML text, keys in small letters; a value that is a list or a mapping is left out."""
    if len(text) > MAX_CHARACTERS:
        raise Rejected(f"longer than {MAX_CHARACTERS:,} characters")
    try:
        _check_bounds(text)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise Rejected(f"not valid YAML: {error.problem}{_line(error.problem_mark)}") from error
    except yaml.YAMLError as error:
        raise Rejected("not valid YAML: a character that YAML does not allow") from error
    if root is None or (isinstance(root, yaml.ScalarNode) and not _text_of(root)):
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise Rejected("not a list of `key: value`")
    return _values(root)


def check_values(values: Mapping[str, str]) -> Metadata:
    """The values that hold, by column; of one that does not hold there is a note instead."""
    metadata = Metadata()
    for key, text in values.items():
        name = _NAMES.get(key, key)
        if name not in _CHECKS or not (value := _tidy(text)):
            continue
        if (checked := _CHECKS[name](value)) is None:
            metadata.notes.append(f"{key} {value[:60]!r} is ignored: it is not {_WANTED[name]}")
        else:
            setattr(metadata, _COLUMNS.get(name, name), checked)
    return metadata


def edtf_day(value: str) -> str | None:
    """An EDTF date as it is, of an ISO time its day; None where it is neither."""
    time = _ISO_TIME.fullmatch(value)
    day = time[1] if time else value
    return day if edtf.is_valid(day) else None


def web_address(value: str) -> str | None:
    """The address where it leads to the web, else None: `javascript:` or a file must never become a link."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.netloc else None


def _check_bounds(text: str) -> None:
    # Aliases are what makes a small YAML text grow without bound, and no metadata needs them.
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise Rejected("aliases (*name) are not taken")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise Rejected(f"nested more than {MAX_DEPTH} deep")


def _values(root: yaml.MappingNode) -> dict[str, str]:
    values: dict[str, str] = {}
    for key_node, value_node in root.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise Rejected("a key is not a word")
        key = key_node.value.strip().lower()
        if key in values:
            raise Rejected(f"the key {key[:60]!r} is given twice")
        values[key] = _text_of(value_node)
    return values


def _text_of(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        return ""
    is_nothing = not node.style and node.value.lower() in _NOTHING  # no style: written without quotes
    return "" if is_nothing else str(node.value)


def _line(mark: yaml.Mark | None) -> str:
    return f" (line {mark.line + 1})" if mark else ""


def _tidy(value: str) -> str:
    """One line without control characters and halves of surrogate pairs, which no table and no page could hold."""
    kept = (c if unicodedata.category(c) not in ("Cc", "Cs") else " " for c in value[:LONGEST_VALUE])
    return " ".join("".join(kept).split())


def _language_tag(value: str) -> str | None:
    return value if _LANGUAGE_TAG.fullmatch(value) else None


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None


def _as_is(value: str) -> str:
    return value


_CHECKS: dict[str, Callable[[str], str | datetime | None]] = {
    "title": _as_is,
    "language": _language_tag,
    "publisher": _as_is,
    "url": web_address,
    "licence": _as_is,
    "published": edtf_day,
    "retrieved": _moment,
    "id": _as_is,
}
_COLUMNS = {"published": "published_edtf", "retrieved": "retrieved_at"}
_WANTED = {
    "language": "a language code as in BCP 47",
    "url": "an address of the web",
    "published": "a date in EDTF",
    "retrieved": "a date and time in ISO 8601",
}
