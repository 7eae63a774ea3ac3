"""Corrections as they are pasted into seeds/corrections.toml, made of a fact and the passage that it rests on.

Here belongs their text; its form is told at the head of that file. Reason, name and day are left empty: a correction
without them is refused, so that nobody corrects without a word.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from warehouse.site.store import Row

# The two countries of a fact as its claims name them, and what an override may set: column of the fact, column of the claim.
COUNTRIES = {
    "fact_event": ("source_country", "target_country"),
    "fact_relation": ("subject_country", "object_country"),
    "fact_trade": ("reporter_country", "partner_country"),
    "fact_trade_product": ("exporter_country", "importer_country"),
}
SETTABLE = {
    "fact_event": {"date_edtf": "date_edtf", "status": "status", "instrument": "instrument", "level": "level"},
    "fact_relation": {"holds": "holds", "since_edtf": "date_edtf", "until_edtf": "until_edtf"},
    "fact_trade": {"period_edtf": "date_edtf", "value": "value", "currency": "currency", "bound": "bound"},
    "fact_trade_product": {"product_id": "product_id", "rank": "rank", "period_edtf": "date_edtf"},
}
# Made once: a page has thousands of values, and making it takes longer than writing one.
_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


def drop(table: str, kind: str, fact: Row, passage: Row, source: str) -> str:
    """A correction that takes out what the passage was read to say."""
    return _correction("drop", table, kind, fact, passage, source)


def override(table: str, kind: str, fact: Row, passage: Row, source: str) -> str:
    """A correction that puts other values in; those of now stand there to be changed."""
    values = {claimed: _plain(fact[column]) for column, claimed in SETTABLE[table].items() if fact[column] is not None}
    return _correction("override", table, kind, fact, passage, source) + f"set = {_inline(values)}\n"


def _correction(action: str, table: str, kind: str, fact: Row, passage: Row, source: str) -> str:
    """One text with gaps, and no row for it: pages have several hundred thousand of them."""
    where = _where(table, kind, *(fact[column] for column in COUNTRIES[table]))
    return (
        f'[[correction]]\nid = {_toml(action + "-" + passage["evidence_id"])}\naction = "{action}"\nreason = ""\nwho = ""\nwhen = ""\n'
        f"document = {_toml(source)}\nexpects = {_toml(passage['quote'])}\nwhere = {where}\n"
    )


@lru_cache(maxsize=10_000)
def _where(table: str, kind: str, subject: str | None, other: str | None) -> str:
    countries = {"subject_country": subject, "object_country": other}
    told = {name: country for name, country in countries.items() if country is not None}
    return _inline({"claim_table": table, "claim_type": kind, **told})


def _inline(values: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{key} = {_toml(value)}" for key, value in values.items()) + " }"


def _plain(value: Any) -> Any:
    """A claim's values are text, but for yes and no."""
    return value if isinstance(value, bool) else format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)


@lru_cache(maxsize=10_000)
def _toml(value: str | bool) -> str:
    """A TOML string is a JSON string, only that DEL has to be escaped too."""
    return _AS_JSON(value).replace("\x7f", "\\u007f")
