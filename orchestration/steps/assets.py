"""The assets, from the documents to the pages of the release.

Belongs here: what depends on what, and the one call that makes each. Does not belong here: any decision about data; what
an asset's table and columns mean stands in the catalogue (`described`).
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

import dagster as dg
import pandas as pd

from orchestration.machine.progress import ingesting_progress, reading_progress, resolving_progress, source_progress
from orchestration.machine.trying import trying_again
from orchestration.sources.fetching import fetch_due, fetched_folders, look
from orchestration.sources.standing import standing
from orchestration.steps import makings, staging
from orchestration.steps.checks import shown_of_sources
from orchestration.steps.described import (
    CLAIMS,
    DOCUMENTS,
    FETCHED,
    REFERENCE,
    STANDING,
    column_lineage,
    fact_frames,
    frames,
    models,
    shown,
)
from orchestration.steps.resources import Workplace
from orchestration.store import root as roots
from orchestration.store.copies import copied

FRAME_KINDS = {"python", "pandas", "parquet"}

document_files = dg.AssetSpec(
    "document_files",
    description="The folders of documents: plain text, Markdown, HTML and wikitext, with front matter or sidecars.",
    group_name="seeds",
    kinds={"file"},
    owners=["team:seeds"],
)
source_list = dg.AssetSpec(
    "source_list",
    description="The live sources: pages of wikis and of the web that are followed where they are on.",
    group_name="seeds",
    kinds={"file", "toml"},
    owners=["team:seeds"],
)
language_packs = dg.AssetSpec(
    "language_packs",
    description="One folder a language: names, dates, numbers, triggers and rules, as data.",
    group_name="seeds",
    kinds={"file", "toml"},
    owners=["team:seeds"],
)
reference_lists = dg.AssetSpec(
    REFERENCE,
    description="The closed lists: countries, organisations, products, currencies, event and relation types.",
    group_name="seeds",
    kinds={"file", "csv"},
    owners=["team:seeds"],
)


def today() -> date:
    """Return the day of this run, UTC."""
    return datetime.now(UTC).date()


def selected(context: dg.AssetExecutionContext, names: Iterable[str]) -> Iterator[str]:
    """Return those of the names that this run was asked to make, in their order."""
    return (name for name in names if dg.AssetKey(name) in context.selected_asset_keys)


@dg.asset(
    name=FETCHED,
    deps=[source_list],
    description="The newest version of every page of the live sources that are on; where none is on, nothing is asked of anybody.",
    group_name="reading",
    kinds={"http"},
    owners=["team:orchestration"],
)
def fetch_sources(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult:
    """Fetch the sources that are on and due; one that fails keeps its last good version and ends nothing."""
    with trying_again(context):
        told = fetch_due(workplace.registry, workplace.places, datetime.now(UTC), source_progress(context.log.info))
    return dg.MaterializeResult(metadata=shown_of_sources(told))


@dg.asset(name=STANDING, deps=[FETCHED], **shown(STANDING, FRAME_KINDS, "orchestration"))
def tell_standing(workplace: Workplace) -> pd.DataFrame:
    """Tell how each live source that is on stands."""
    return standing(look(workplace.registry, workplace.places, datetime.now(UTC)))


@dg.asset(name=DOCUMENTS, deps=[document_files, FETCHED], **shown(DOCUMENTS, FRAME_KINDS, "reading"))
def read_documents(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult:
    """Read every file of the documents folders, also those that have to be rejected."""
    with trying_again(context):
        fetched = fetched_folders(workplace.registry.followed, workplace.places)
        copies = [copied(address, workplace.places, context.log.info) for address in workplace.buckets]
        folders = [*workplace.folders, *copies, *fetched]
        makings.read_documents(workplace.places, folders, ingesting_progress(context.log.info))
    return dg.MaterializeResult(metadata={**staging.told(workplace.places, DOCUMENTS), **column_lineage(DOCUMENTS)})


@dg.asset(name=CLAIMS, deps=[DOCUMENTS, language_packs, reference_lists], **shown(CLAIMS, FRAME_KINDS, "reading"))
def read_claims(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult:
    """Read the claims of every document that is new or changed; the others' are known."""
    with trying_again(context):
        makings.read_claims(workplace.places, reading_progress(context.log.info))
    return dg.MaterializeResult(metadata={**staging.told(workplace.places, CLAIMS), **column_lineage(CLAIMS)})


@dg.multi_asset(
    name="facts",
    specs=[dg.AssetSpec(name, deps=[DOCUMENTS, CLAIMS], **shown(name, FRAME_KINDS, "facts")) for name in fact_frames()],
    can_subset=True,
)
def resolve_facts(context: dg.AssetExecutionContext, workplace: Workplace) -> Iterator[dg.MaterializeResult]:
    """Join the claims about the same thing into facts that keep their evidence.

    Whichever of the frames is asked for, all are made and stored: one without the others would be a half state.
    """
    with trying_again(context):
        makings.resolve_facts(workplace.places, context.log.info, resolving_progress(context.log.info))
    told = {name: {**staging.told(workplace.places, name), **column_lineage(name)} for name in fact_frames()}
    yield from (dg.MaterializeResult(name, metadata=told[name]) for name in selected(context, fact_frames()))


@dg.multi_asset(
    name="warehouse",
    specs=[
        *(dg.AssetSpec(name, deps=frames(), **shown(name, {"duckdb", "sql"}, "warehouse")) for name in models()),
        dg.AssetSpec(
            "warehouse",
            deps=frames(),
            description="The DuckDB database that people open: built in private from checked frames, then swapped in.",
            group_name="warehouse",
            kinds={"duckdb"},
            owners=["team:warehouse"],
        ),
    ],
    can_subset=True,
)
def build_tables(context: dg.AssetExecutionContext, workplace: Workplace) -> Iterator[dg.MaterializeResult]:
    """Build the whole database anew from the frames that passed the checks, whichever of its tables is asked for."""
    places = workplace.places
    with trying_again(context):
        makings.build_tables(places, today())
    counts = makings.count_tables(places, models())
    told = {name: {"dagster/row_count": count, **column_lineage(name)} for name, count in counts.items()}
    told["warehouse"] = {"dagster/uri": str(places.warehouse)}
    yield from (dg.MaterializeResult(name, metadata=told[name]) for name in selected(context, told))


@dg.asset(
    deps=["warehouse"],
    description="An immutable folder of Parquet and CSV files with a manifest; the pointer to the latest moves last.",
    group_name="release",
    kinds={"parquet", "csv"},
    owners=["team:warehouse"],
)
def release(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult:
    """Publish the warehouse's public tables, unless the latest release says the same."""
    with trying_again(context):
        published = makings.publish_release(workplace.places, today())
    return dg.MaterializeResult(
        metadata={"version": published.version, "path": dg.MetadataValue.path(published.path), "new": published.created}
    )


@dg.asset(
    deps=["release"],
    description="Static pages of the newest release: a page a pair and a document, tables, downloads.",
    group_name="release",
    kinds={"html"},
    owners=["team:warehouse"],
)
def site(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult:
    """Make the pages of the newest release and swap them in."""
    with trying_again(context):
        pages = makings.build_pages(workplace.places, today())
    return dg.MaterializeResult(metadata={"pages": pages, "path": dg.MetadataValue.path(workplace.places.site / "index.html")})


@dg.asset(
    name=roots.ASSET,
    deps=["release"],
    description="What of this run lies under the root by URL: claims, facts, documents, the warehouse, and the release, announced last.",
    group_name="release",
    kinds={"s3", "parquet"},
    owners=["team:orchestration"],
)
def bring_to_root(context: dg.AssetExecutionContext, workplace: Workplace) -> dg.MaterializeResult:
    """Bring to the root what is new."""
    with trying_again(context):
        brought = roots.bring(roots.of(workplace.places))
    return dg.MaterializeResult(metadata=brought.shown())
