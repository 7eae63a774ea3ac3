"""What assets are handed: the places of this run, and the store of frames between assets.

Belongs here: Dagster resources and the IO manager. Does not belong here: anything that looks into a frame.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pandas as pd

from orchestration.machine import locks
from orchestration.places import LOCK_WAIT_SECONDS, SEEDS, DataFolder, is_in_bucket, split_addresses
from orchestration.service.runs import living
from orchestration.sources.registry import Registry, load
from orchestration.steps import staging
from orchestration.steps.described import column_lineage
from orchestration.store import root as roots


class Workplace(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folders of documents, the data folder and its root; a run that uses it is the only one at work in both of these."""

    documents: str
    data: str
    root: str = ""
    sources: str = str(SEEDS / "sources.toml")
    lock_wait_seconds: float = LOCK_WAIT_SECONDS

    @property
    def folders(self) -> list[Path]:
        """The folders of documents that lie on this machine."""
        return [Path(each) for each in split_addresses(self.documents) if not is_in_bucket(each)]

    @property
    def buckets(self) -> list[str]:
        """The addresses of those that lie in a bucket."""
        return [each for each in split_addresses(self.documents) if is_in_bucket(each)]

    @property
    def registry(self) -> Registry:
        """The live sources as the file of them says now."""
        return load(Path(self.sources))

    @property
    def places(self) -> DataFolder:
        """The paths below the data folder."""
        return DataFolder(Path(self.data))

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Workplace"]:
        """Hold the data folder's lock, and its root, for as long as the run lasts."""
        self.places.root.mkdir(parents=True, exist_ok=True)
        log = context.log or dg.get_dagster_logger()
        run_id = context.run.run_id if context.run else "ephemeral"
        with (
            living(self.places, run_id, log.info),
            locks.hold(self.places.lock, f"run {run_id[:8]}", self.lock_wait_seconds, log.info),
            roots.held(self.root, self.places, f"run {run_id[:8]}", self.lock_wait_seconds, log.info),
        ):
            yield self


class ParquetStore(dg.ConfigurableIOManager):
    """Keeps every frame as staging/<asset>.parquet, written whole and then renamed."""

    workplace: dg.ResourceDependency[Workplace]

    def handle_output(self, context: dg.OutputContext, obj: pd.DataFrame) -> None:
        """Store the frame and tell its rows and size."""
        name = context.asset_key.path[-1]
        context.add_output_metadata({**staging.store_told(self.workplace.places, name, obj), **column_lineage(name)})

    def load_input(self, context: dg.InputContext) -> pd.DataFrame:
        """Load the frame that an upstream asset stored, in this run or an earlier one."""
        return staging.load(self.workplace.places, context.asset_key.path[-1])
