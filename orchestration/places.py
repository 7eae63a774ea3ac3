"""Where things lie: the project's own folders, and every path below a data folder.

Belongs here: paths, and the environment variables that choose them. Does not belong here: reading or writing any of them.
Only the standard library is imported, so that a command can say what is wrong before Dagster has been loaded.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"

DATA_VARIABLE = "DYADIC_DATA"
ROOT_VARIABLE = "DYADIC_ROOT"
DOCUMENTS_VARIABLE = "DYADIC_DOCUMENTS"
SOURCES_VARIABLE = "DYADIC_SOURCES"
LOCK_WAIT_VARIABLE = "DYADIC_LOCK_WAIT"
SERVICE_VARIABLE = "DYADIC_SERVICE"
SCHEDULE_VARIABLE = "DYADIC_SCHEDULE"
WEBHOOK_VARIABLE = "DYADIC_WEBHOOK"
PAGES_VARIABLE = "DYADIC_PAGES"
LOCK_WAIT_SECONDS = 600.0
BUCKET = "s3://"
ADDRESS = re.compile(r"s3://[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9](/[^\x00-\x1f]*)?")


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

    @property
    def files(self) -> Path:
        """What was found in each file of documents, as it lay there then."""
        return self.cache / "files"

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
    def memory_of_root(self) -> Path:
        """What was taken from a root by URL, and brought there."""
        return self.root / "root.json"

    def copies_of(self, address: str) -> Path:
        """The copies of a folder of documents that lies in a bucket; its name is that folder's."""
        place = hashlib.sha256(address.encode()).hexdigest()[:12]
        return self.root / "copies" / place / (address.rstrip("/").rpartition("/")[2] or "documents")

    @property
    def lock(self) -> Path:
        """Held by the one run at work."""
        return self.root / "run.lock"


def split_addresses(text: str) -> list[str]:
    """Return what is named in `a:s3://b/c:d`, in that order: folders, absolute, and addresses of buckets as they are."""
    named = [part.strip() for part in re.split(f"{re.escape(os.pathsep)}(?!//)", text) if part.strip()]
    return [each if is_in_bucket(each) else str(Path(each).expanduser().absolute()) for each in named]


def is_in_bucket(address: str) -> bool:
    """Say whether this names something in a bucket, and no folder."""
    return address.startswith(BUCKET)


def chosen_data(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the data folder of this process: the variable's, or `data` in the project."""
    return Path(environment.get(DATA_VARIABLE) or ROOT / "data").expanduser().absolute()


def chosen_documents(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the folders of documents of this process: the variable's, or the shipped ones; addresses of buckets too."""
    return split_addresses(environment.get(DOCUMENTS_VARIABLE) or str(SEEDS / "documents"))


def chosen_folders(environment: Mapping[str, str] = os.environ) -> list[Path]:
    """Return those of them that are folders of this machine."""
    return [Path(each) for each in chosen_documents(environment) if not is_in_bucket(each)]


def chosen_root(environment: Mapping[str, str] = os.environ) -> str:
    """Return the root by URL of this process: the variable's, or none."""
    return environment.get(ROOT_VARIABLE) or ""


def chosen_sources(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file of live sources of this process: the variable's, or the shipped one."""
    return Path(environment.get(SOURCES_VARIABLE) or SEEDS / "sources.toml").expanduser().absolute()


def chosen_service(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file that says how the pipeline runs by itself: the variable's, or the shipped one."""
    return Path(environment.get(SERVICE_VARIABLE) or SEEDS / "service.toml").expanduser().absolute()
