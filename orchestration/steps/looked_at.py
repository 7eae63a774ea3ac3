"""What a person sees of every asset beside what the asset says of itself: when it is stale, and where its pages are.

Belongs here: freshness policies and links. Does not belong here: what an asset is or holds (assets, described).
"""

import dagster as dg

from orchestration.service.settings import Settings, chosen
from orchestration.steps.described import FETCHED, STANDING, frames, models

SEEDS = "seeds"
# Where a person reads the same, below the pages' address: of these assets more than what their columns mean.
PAGES = {
    "dim_document": "documents/index.html",
    "dim_person": "tables/people.html",
    "fact_event": "tables/events.html",
    "v_event": "tables/events.html",
    "fact_relation": "tables/relations.html",
    "v_relation": "tables/relations.html",
    "fact_trade": "tables/trade.html",
    "v_trade": "tables/trade.html",
    "fact_trade_product": "tables/products.html",
    "conflict": "tables/conflicts.html",
    "mart_conflict": "tables/conflicts.html",
    "mart_rejected": "tables/not-understood.html",
    "reading_issue": "tables/not-understood.html",
    "mart_timeline": "pairs/index.html",
    "warehouse": "downloads.html",
    "release": "downloads.html",
    "site": "index.html",
    FETCHED: "index.html#sources",
    STANDING: "index.html#sources",
}


def looked_at(spec: dg.AssetSpec) -> dg.AssetSpec:
    """Return the spec with its freshness policy and links; what a person keeps in a folder is fresh as it is."""
    if spec.group_name == SEEDS:
        return spec
    settings = chosen()
    metadata = {**spec.metadata, **links(spec.key.path[-1], settings.pages.url)}
    return spec.replace_attributes(freshness_policy=_policy(settings), metadata=metadata)


def _policy(settings: Settings) -> dg.FreshnessPolicy:
    return dg.FreshnessPolicy.time_window(fail_window=settings.freshness.fail_after, warn_window=settings.freshness.warn_after)


def links(asset: str, address: str) -> dict[str, dg.UrlMetadataValue]:
    """Return the links from an asset to the pages that show it and say what its columns mean; none without an address of the pages."""
    named = {"pages": PAGES.get(asset), "columns explained": f"codebook.html#{asset}" if asset in {*frames(), *models()} else None}
    base = address.rstrip("/")
    return {name: dg.MetadataValue.url(f"{base}/{path}") for name, path in named.items() if path and base}
