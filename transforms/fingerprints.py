"""One short name for the content of many files.

Belongs here: hashing files by name and content. Does not belong here: which files matter to whom.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

LENGTH = 16
# Lists below seeds/reference that no text is read by: what the reading measured of itself.
NOT_READ = ("accuracy.csv",)


def fingerprint_files(root: Path, paths: Iterable[Path]) -> str:
    """Return a hexadecimal name of these files' paths below `root` and their bytes; the order given does not matter."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:LENGTH]


def files_below(folder: Path, pattern: str = "*") -> list[Path]:
    """Return the files below `folder` whose names match, without what Python leaves there; none where it does not exist."""
    return sorted(path for path in folder.rglob(pattern) if path.is_file() and "__pycache__" not in path.parts)
