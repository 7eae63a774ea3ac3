"""What a claim must bring to become a fact, and how its countries stand.

Here: completeness and direction. Not here: joining.
"""

from transforms.facts.tellings import Telling

NEEDS_ORGANIZATION = {"shared_membership", "organisation_joined"}
ALONE = {"independence_declared", "state_dissolved", "organisation_joined"}
GOODS = ("export", "import")


def missing(telling: Telling) -> str | None:
    """What a telling lacks to be a fact of its table, in words; None where it is whole."""
    if telling.a is None and telling.organization is None and telling.b is None:
        return "no country"
    if telling.a is not None and telling.a == telling.b:
        return "one country in both places"
    if telling.type in NEEDS_ORGANIZATION and telling.organization is None:
        return "no organisation"
    if telling.table != "fact_event" and (telling.a is None or telling.b is None):
        return "no second country"
    return _missing_amount(telling)


def _missing_amount(telling: Telling) -> str | None:
    if telling.table == "fact_trade" and telling.value is None:
        return "no amount"
    if telling.table == "fact_trade_product" and telling.product is None:
        return "no product"
    return None


def direction(telling: Telling) -> tuple[str | None, str | None]:
    """Exporter and importer of a trade telling; (None, None) for totals and balances."""
    if telling.type == "export":
        return telling.a, telling.b
    if telling.type == "import":
        return telling.b, telling.a
    return None, None
