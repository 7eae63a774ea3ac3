"""Where things lie: the project's own folders, and every path below a data folder.

Belongs here: paths, and the environment variables that choose them. Does not belong here: reading or writing any of them.
Only the standard library is imported, so that a command can say what is wrong before Dagster has been loaded.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"

DATA_VARIABLE = "DYADIC_DATA"
DOCUMENTS_VARIABLE = "DYADIC_DOCUMENTS"
SOURCES_VARIABLE = "DYADIC_SOURCES"
LOCK_WAIT_VARIABLE = "DYADIC_LOCK_WAIT"
SERVICE_VARIABLE = "DYADIC_SERVICE"
SCHEDULE_VARIABLE = "DYADIC_SCHEDULE"
WEBHOOK_VARIABLE = "DYADIC_WEBHOOK"
PAGES_VARIABLE = "DYADIC_PAGES"
LOCK_WAIT_SECONDS = 600.0


@dataclass(frozen=True)
class DataFolder:
    """Everything that a run writes lies below `root`."""

    root: Path

    @property
    def home(self) -> Path:
        """Dagster's home: its settings in force and its run history."""
        return self.root / "dagster"

    @property
    def alive(self) -> Path:
        """One locked file for every run whose process lives."""
        return self.home / "alive"

    @property
    def staging(self) -> Path:
        """One Parquet file for every frame between two assets."""
        return self.root / "staging"

    @property
    def cache(self) -> Path:
        """What was found before in what has not changed since."""
        return self.root / "cache"

    @property
    def read(self) -> Path:
        """Claims of documents that were read before."""
        return self.cache / "claims"

    @property
    def resolved(self) -> Path:
        """Facts of pairs of countries that were resolved before."""
        return self.cache / "facts"

    @property
    def languages(self) -> Path:
        """In which language each document was found to be."""
        return self.cache / "languages.json"

    def kept_of(self, source: str) -> Path:
        """Everything that was fetched of a live source, as it came, and how the source stands."""
        return self.root / "sources" / source

    def fetched_of(self, source: str) -> Path:
        """The documents made of what is kept of a live source: a folder of documents like any other."""
        return self.root / "fetched" / source

    @property
    def exports(self) -> Path:
        """The releases, and the pointer to the latest."""
        return self.root / "exports"

    @property
    def site(self) -> Path:
        """The pages of the newest release."""
        return self.root / "site"

    @property
    def logs(self) -> Path:
        """One text file for every run, with what the terminal leaves out."""
        return self.root / "logs"

    @property
    def alerts(self) -> Path:
        """A line for every alert."""
        return self.logs / "alerts.log"

    @property
    def warehouse(self) -> Path:
        """The database that people open."""
        return self.root / "warehouse.duckdb"

    @property
    def lock(self) -> Path:
        """Held by the one run at work."""
        return self.root / "run.lock"


def split_folders(text: str) -> list[Path]:
    """Return the folders named in `a:b`, absolute, in that order."""
    return [Path(part).expanduser().absolute() for part in text.split(os.pathsep) if part.strip()]


def chosen_data(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the data folder of this process: the variable's, or `data` in the project."""
    return Path(environment.get(DATA_VARIABLE) or ROOT / "data").expanduser().absolute()


def chosen_documents(environment: Mapping[str, str] = os.environ) -> list[Path]:
    """Return the folders of documents of this process: the variable's, or the shipped ones."""
    return split_folders(environment.get(DOCUMENTS_VARIABLE) or str(SEEDS / "documents"))


def chosen_sources(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file of live sources of this process: the variable's, or the shipped one."""
    return Path(environment.get(SOURCES_VARIABLE) or SEEDS / "sources.toml").expanduser().absolute()


def chosen_service(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file that says how the pipeline runs by itself: the variable's, or the shipped one."""
    return Path(environment.get(SERVICE_VARIABLE) or SEEDS / "service.toml").expanduser().absolute()
