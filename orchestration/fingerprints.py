"""The names of what a run was made with: its code and its seeds.

Belongs here: which files count. Does not belong here: the hashing (transforms.fingerprints).
"""

from orchestration.places import ROOT, SEEDS
from transforms.fingerprints import files_below, fingerprint_files


def of_release() -> dict[str, str]:
    """Return the fingerprints that a release carries: of the code, and of everything in the seeds that is no document."""
    seeds = [path for path in files_below(SEEDS) if SEEDS / "documents" not in path.parents]
    code = [*_code("transforms"), *_code("warehouse")]
    return {"code": fingerprint_files(ROOT, code), "seeds": fingerprint_files(ROOT, seeds)}


def of_checker() -> str:
    """Return the fingerprint of what decides whether frames pass: the warehouse's code, its catalogue and the lists."""
    return fingerprint_files(ROOT, [*_code("warehouse"), *files_below(SEEDS / "reference")])


def _code(package: str) -> list:
    return [path for path in files_below(ROOT / package) if path.suffix != ".pyc"]
