"""What a person may write into a claim: its columns, and the values that they can hold.

Here: refusing what no claim can hold, before anything is read. Not here: where a correction applies, and what it does.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from transforms import edtf
from transforms.facts import kinds
from transforms.facts.reference import names, settings
from transforms.facts.tellings import FACT_TABLES, telling_of
from transforms.reading.claims import COLUMNS

PAIR = ("claim_type", "subject_country", "object_country")
NEEDED = {
    "fact_relation": (*PAIR, "holds"),
    "fact_event": ("claim_type",),
    "fact_trade": (*PAIR, "value"),
    "fact_trade_product": (*PAIR, "product_id"),
}
FLOWS = ("export", "import", "total", "balance")
KINDS: dict[str, tuple[Any, str]] = {
    "string": (str, "a text"),
    "boolean": (bool, "true or false"),
    "Int64": (int, "a whole number"),
    "Float64": (int | float, "a number"),
}


class CorrectionError(ValueError):
    """A correction that cannot be understood; the message names it."""


def columns(name: str, given: Any, kinds: Mapping[str, str] = COLUMNS) -> Mapping[str, Any]:
    """Columns of the claims frame with values of their kind. Raises CorrectionError, which begins with `name`."""
    if not isinstance(given, dict):
        raise CorrectionError(f"{name}: columns are written as {{ column = value }}")
    if unknown := sorted(set(given) - set(kinds)):
        raise CorrectionError(f"{name}: no such columns: {', '.join(unknown)}")
    for column, value in given.items():
        kind, words = KINDS[kinds[column]]
        if not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
            raise CorrectionError(f"{name}: {column} is {words}, and not {value!r}")
    return given


def check_values(name: str, values: Mapping[str, Any]) -> None:
    """Raise CorrectionError where a claim with these values could be no fact: the correction would only lose it."""
    for column, value in values.items():
        is_good, words = CAN_HOLD.get(column, (None, ""))
        if is_good is not None and not is_good(value):
            raise CorrectionError(f"{name}: {column} is {words}, and not {value!r}")


def check_type(table: str, kind: str) -> str | None:
    """Why a claim of this type cannot be a row of this table; None where it can."""
    return None if kind in _types(table) else f"{table} has no claim_type {kind!r}"


def check_added(name: str, values: Mapping[str, Any]) -> None:
    """Raise CorrectionError where a claim of these values alone is not whole."""
    table = values.get("table", "")
    if table not in FACT_TABLES:
        raise CorrectionError(f"{name}: table is one of {', '.join(FACT_TABLES)}, and not {table!r}")
    if lacking := [column for column in NEEDED[table] if column not in values]:
        raise CorrectionError(f"{name}: a row of {table} lacks {', '.join(lacking)}")
    if why := check_type(table, values["claim_type"]) or kinds.missing(telling_of({**values, "claim_table": table})):
        raise CorrectionError(f"{name}: {why}")


def _types(table: str) -> Iterator[str]:
    if table == "fact_trade":
        yield from FLOWS
        return
    yield from (kind for kind, frame in settings("frames").items() if frame["table"] == table)


def _is_type(kind: str) -> bool:
    return any(kind in _types(table) for table in FACT_TABLES)


def _is_country(code: str) -> bool:
    return code in names("countries")


def _is_amount(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _one_of(*allowed: str) -> tuple[Callable[[Any], bool], str]:
    return allowed.__contains__, f"one of {', '.join(allowed)}"


def _listed(table: str) -> tuple[Callable[[Any], bool], str]:
    return (lambda value: value in names(table)), f"of seeds/reference/{table}.csv"


def _titled(kind: str) -> tuple[Callable[[Any], bool], str]:
    """What `seeds/reference/titles.toml` has words for."""
    return (lambda value: value != "none" and value in settings("titles")[kind]), f"one of the {kind} of seeds/reference/titles.toml"


def _is_list_of_persons(value: str) -> bool:
    try:
        persons = json.loads(value)
    except json.JSONDecodeError:
        return False
    return isinstance(persons, list) and all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in persons)


DATE: tuple[Callable[[Any], bool], str] = (edtf.is_valid, "a date such as 2012, 2012-03 or 2012-03-09")
COUNTRY: tuple[Callable[[Any], bool], str] = (_is_country, "a country of seeds/reference/countries.csv")
AMOUNT: tuple[Callable[[Any], bool], str] = (_is_amount, 'an amount such as "10600000"')
CAN_HOLD: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "claim_type": (_is_type, "a type of fact"),
    "organization_id": (lambda value: value in names("organizations"), "an organisation of seeds/reference/organizations.csv"),
    "persons": (_is_list_of_persons, 'a list of persons as JSON, such as [{"name": "…", "role": "president", "country": "PER"}]'),
    "status": _one_of("occurred", "planned", "cancelled"),
    "bound": _one_of("exact", "about", "at_least", "at_most"),
    "rank": _one_of("principal", "other"),
    "level": _titled("levels"),
    "instrument": _titled("instruments"),
    "currency": _listed("currencies"),
    "product_id": _listed("hs_chapters"),
    "confidence": (lambda value: 0 <= value <= 1, "a number from 0 to 1"),
    **dict.fromkeys(("date_edtf", "until_edtf", "as_of_edtf"), DATE),
    **dict.fromkeys(("subject_country", "object_country", "via_country", "location_country"), COUNTRY),
    **dict.fromkeys(("value", "restated_value"), AMOUNT),
}
