"""A release that the same code made: what it has of a table serves again where the table's rows are the same.

Here belongs finding it and taking over its files, none of which is trusted unless it is as it was written. What is made where
nothing can be taken over is the writers' (`export`, `spreadsheets`, `edition`).
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.export import sha256

CODE = "code"


@dataclass(frozen=True)
class Former:
    """A release's folder, with the sums of its files as its manifest tells them."""

    folder: Path
    sums: Mapping[str, str]

    def take_over(self, table: str, name: str, folder: Path) -> bool:
        """Copy a file that is made of a table below another folder, whose table has the same rows; False where that cannot be."""
        exported, known = f"parquet/{table}.parquet", self.folder / name
        if not self._is_like(exported, folder / exported) or not known.is_file():
            return False
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(known, copy)
        return self._is_like(name, copy)

    def _is_like(self, name: str, file: Path) -> bool:
        return sha256(file) == self.sums.get(name)


def former_release(exports: Path, manifest: Mapping[str, Any] | None, fingerprints: Mapping[str, str]) -> Former | None:
    """The release of this manifest, if the code of these fingerprints made it."""
    if manifest is None or CODE not in fingerprints or manifest["fingerprints"].get(CODE) != fingerprints[CODE]:
        return None
    return Former(exports / manifest["version"], {name: entry["sha256"] for name, entry in manifest["files"].items()})
