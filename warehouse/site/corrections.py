"""Corrections as they are pasted into seeds/corrections.toml, made of a fact and the passage that it rests on.

Here belongs their text; its form is told at the head of that file. Reason, name and day are left empty: a correction
without them is refused, so that nobody corrects without a word.
"""

import json
from collections.abc import Mapping
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
    lines = {
        "id": f"{action}-{passage['evidence_id']}",
        "action": action,
        "reason": "",
        "who": "",
        "when": "",
        "document": source,
        "expects": passage["quote"],
    }
    told = "".join(f"{key} = {_toml(value)}\n" for key, value in lines.items())
    return f"[[correction]]\n{told}where = {_inline(_where(table, kind, fact))}\n"


def _where(table: str, kind: str, fact: Row) -> dict[str, Any]:
    names = dict(zip(("subject_country", "object_country"), COUNTRIES[table], strict=True))
    countries = {claimed: fact[column] for claimed, column in names.items() if fact[column] is not None}
    return {"claim_table": table, "claim_type": kind, **countries}


def _inline(values: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{key} = {_toml(value)}" for key, value in values.items()) + " }"


def _plain(value: Any) -> Any:
    """A claim's values are text, but for yes and no."""
    return value if isinstance(value, bool) else format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)


def _toml(value: Any) -> str:
    """A TOML string is a JSON string, only that DEL has to be escaped too."""
    return _AS_JSON(value).replace("\x7f", "\\u007f")
