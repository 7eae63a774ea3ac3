"""TOML tables read into dataclasses: every value in the type of its field, and one line on what is wrong.

Belongs here: which types a person's settings may have, and how they are written. Does not belong here: any setting.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

_SPAN = re.compile(r"([1-9]\d{0,4}) ?(minutes?|hours?|days?|weeks?)")


def values_of(where: str, form: type, table: Any) -> dict[str, Any]:
    """The table's values in the form's types; ValueError where one is missing, unknown or of another type."""
    known = {field.name: field for field in fields(form)}
    table = table_of(where, table)
    if unknown := set(table) - set(known):
        raise ValueError(f"{where} does not know {min(unknown)!r}")
    missing = [name for name, field in known.items() if field.default is MISSING and name not in table]
    if missing:
        raise ValueError(f"{where} lacks {missing[0]!r}")
    return {name: _value(f"{where} {name}", known[name].type, value) for name, value in table.items()}


def table_of(where: str, table: Any) -> dict[str, Any]:
    """The table itself; ValueError where it is something else."""
    if not isinstance(table, dict):
        raise ValueError(f"{where} is no table")
    return table


def _value(where: str, wanted: Any, value: Any) -> Any:
    try:
        return _READERS[wanted](value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return value


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise ValueError(f"{value!r} is no number from 0 on")
    return value


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{value!r} is no whole number from 1 on")
    return value


def _span(value: Any) -> timedelta:
    match = _SPAN.fullmatch(_text(value).strip())
    if not match:
        raise ValueError(f"{value!r} is no span such as '12 hours' or '7 days'")
    return timedelta(**{match[2].rstrip("s") + "s": int(match[1])})


def _networks(value: Iterable[Any]) -> tuple[IPv4Network | IPv6Network, ...]:
    if isinstance(value, str):
        raise ValueError("it is a list of networks")
    return tuple(ip_network(_text(network)) for network in value)


_READERS: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    bool: _switch,
    float: _number,
    int: _count,
    timedelta: _span,
    tuple[IPv4Network | IPv6Network, ...]: _networks,
}
