"""What two tellings must share to be tellings of one thing, whatever else they tell.

Here: that part of a telling, for each kind of fact. Not here: what tells things of one kin apart (`events`, `relations`, `trade`).
"""

from collections.abc import Hashable

from transforms.facts.corrections.marks import own_mark
from transforms.facts.joining.events import joined_organization
from transforms.facts.joining.trade import flow_key
from transforms.facts.tellings import Telling


def kin(telling: Telling) -> Hashable:
    """What the telling, with its countries in order, has in common with all that could be the same thing."""
    split = own_mark(telling)
    if telling.table == "fact_trade":
        return telling.table, flow_key(telling), split
    if telling.table == "fact_trade_product":
        return telling.table, telling.a, telling.b, telling.product, split
    if telling.table == "fact_relation":
        return telling.table, telling.type, telling.a, telling.b, telling.organization, telling.via, telling.holds, split
    return telling.table, telling.type, telling.a, telling.b, joined_organization(telling), split
