"""Everything that Dagster loads, put together.

Belongs here: the list of what there is, and the resources that bind it to this process's folders. Does not belong here:
any definition itself.
"""

import os

import dagster as dg

from orchestration import places
from orchestration.machine.terminal import lock_wait
from orchestration.service import jobs, sensors
from orchestration.steps import assets, checks
from orchestration.steps.looked_at import looked_at
from orchestration.steps.resources import ParquetStore, Workplace


def build_definitions(loggers: dict[str, dg.LoggerDefinition] | None = None) -> dg.Definitions:
    """Return the definitions for the folders that the environment names."""
    workplace = _workplace()
    return dg.Definitions(
        assets=dg.map_asset_specs(looked_at, _assets(workplace)),
        asset_checks=[*checks.frame_checks, checks.sources_are_fresh],
        jobs=[jobs.refresh],
        schedules=[jobs.daily_refresh],
        sensors=[jobs.seeds_changed, sensors.run_failed, sensors.data_stale],
        resources={"workplace": workplace, "io_manager": ParquetStore(workplace=workplace)},
        # One process for all steps: a process a step costs seconds each and gains nothing, as the work is one chain.
        executor=dg.in_process_executor,
        loggers=loggers,
    )


def _workplace() -> Workplace:
    return Workplace(
        documents=os.pathsep.join(places.chosen_documents()),
        data=str(places.chosen_data()),
        root=places.chosen_root(),
        sources=str(places.chosen_sources()),
        lock_wait_seconds=lock_wait(),
    )


def _assets(workplace: Workplace) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    looked_upon = [assets.document_files, assets.source_list, assets.language_packs, assets.reference_lists]
    fetched = [assets.fetch_sources, assets.tell_standing]
    made = [assets.read_documents, assets.read_claims, assets.resolve_facts, assets.build_tables, assets.release, assets.site]
    # Without a root there is nothing to bring anywhere, and no step that says so.
    return [*looked_upon, *fetched, *made, *([assets.bring_to_root] if workplace.root else [])]


@dg.definitions
def definitions() -> dg.Definitions:
    """Return what Dagster's own commands load."""
    return build_definitions()
