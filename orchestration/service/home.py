"""Dagster's home below the data folder: the project's dagster.yaml put in force, and a run history that can be read.

Belongs here: what has to be right before a Dagster instance is opened. Does not belong here: runs themselves.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from orchestration.machine.temporary import replacing
from orchestration.places import ROOT, DataFolder

SETTINGS = ROOT / "dagster.yaml"


def prepare_home(data: DataFolder) -> list[str]:
    """Make Dagster's home, put the project's settings in force there, and return what had to be mended.

    Dagster reads dagster.yaml from its home and not from the project's root; a copy that was edited by hand or comes from
    an older version is replaced.
    """
    data.alive.mkdir(parents=True, exist_ok=True)
    in_force = data.home / SETTINGS.name
    if not in_force.is_file() or in_force.read_bytes() != SETTINGS.read_bytes():
        with replacing(in_force) as temporary:
            shutil.copyfile(SETTINGS, temporary)
    os.environ["DAGSTER_HOME"] = str(data.home)
    return [_set_aside(path, data) for path in sorted(data.home.rglob("*.db")) if not _is_readable(path)]


def _is_readable(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.OperationalError:
        # Locked by a daemon or a UI that is at work on it: that is no damage.
        return True
    except sqlite3.DatabaseError:
        return False


def _set_aside(path: Path, data: DataFolder) -> str:
    """Move a run history that cannot be read out of Dagster's way, over the one set aside before."""
    path.replace(path.with_name(path.name + ".unreadable"))
    for companion in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + companion).unlink(missing_ok=True)
    return f"the run history {path.relative_to(data.root)} could not be read and was set aside"
