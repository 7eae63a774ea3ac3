"""What a claim must bring to become a fact, and how its countries stand.

Here: completeness, direction, the order of two countries. Not here: joining.
"""

from decimal import Decimal, InvalidOperation
from functools import lru_cache

from transforms import edtf
from transforms.facts.reference import settings
from transforms.facts.tellings import Telling

NEEDS_ORGANIZATION = {"shared_membership", "organisation_joined"}
# What the column of amounts holds.
MOST_DIGITS = 21


def in_order(telling: Telling) -> Telling:
    """The telling with its countries in alphabetical order where its type gives neither the first place."""
    if telling.a is not None and telling.b is not None and telling.a > telling.b and is_symmetric(telling.type):
        telling.a, telling.b = telling.b, telling.a
    return telling


@lru_cache(maxsize=256)
def is_symmetric(kind: str) -> bool:
    """Whether a type of fact gives neither country the first place (`seeds/reference/frames.toml`)."""
    return kind == "total" or bool(settings("frames").get(kind, {}).get("roles") == "symmetric")


def missing(telling: Telling) -> str | None:
    """What a telling lacks to be a fact of its table, in words; None where it is whole."""
    if telling.a is None and (telling.table != "fact_event" or telling.organization is None):
        return "nobody acts"
    if telling.a is not None and telling.a == telling.b:
        return "one country in both places"
    if telling.type in NEEDS_ORGANIZATION and telling.organization is None:
        return "no organisation"
    if telling.table != "fact_event" and telling.b is None:
        return "no second country"
    return _missing_slot(telling) or _bad_date(telling.date, telling.until)


def _missing_slot(telling: Telling) -> str | None:
    if telling.table == "fact_relation" and telling.holds is None:
        return "neither said nor denied"
    if telling.table == "fact_trade_product" and telling.product is None:
        return "no product"
    if telling.table == "fact_trade":
        return _bad_amount(telling.value, telling.type) or (telling.restated and _bad_amount(telling.restated, telling.type))
    return None


@lru_cache(maxsize=16384)
def _bad_amount(value: str | None, flow: str) -> str | None:
    if value is None:
        return "no amount"
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return f"no amount: {value}"
    if not amount.is_finite() or amount.adjusted() >= MOST_DIGITS:
        return f"no amount of trade: {value}"
    return "an amount below zero" if amount < 0 and flow != "balance" else None


@lru_cache(maxsize=16384)
def _bad_date(*dates: str | None) -> str | None:
    return next((f"no date: {date}" for date in dates if date is not None and not edtf.is_valid(date)), None)


def direction(telling: Telling) -> tuple[str | None, str | None]:
    """Exporter and importer of a trade telling; (None, None) for totals and balances."""
    if telling.type == "export":
        return telling.a, telling.b
    if telling.type == "import":
        return telling.b, telling.a
    return None, None
