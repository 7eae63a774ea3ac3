"""The names of what a run was made with: its code and its seeds.

Belongs here: which files count. Does not belong here: the hashing (transforms.fingerprints).
"""

from functools import cache

from orchestration.places import ROOT, SEEDS
from transforms.documents.remembered import ingest_fingerprint
from transforms.fingerprints import files_below, fingerprint_files


def of_release() -> dict[str, str]:
    """Return the fingerprints that a release carries: of the code, and of everything in the seeds that is no document."""
    # When the pipeline runs and whom it tells makes no difference to what it finds.
    seeds = [path for path in files_below(SEEDS) if SEEDS / "documents" not in path.parents and path != SEEDS / "service.toml"]
    code = [*files_below(ROOT / "transforms"), *files_below(ROOT / "warehouse")]
    return {"code": fingerprint_files(ROOT, code), "seeds": fingerprint_files(ROOT, seeds)}


def of_corrections() -> dict[str, str]:
    """Return the fingerprint of what a person knows better."""
    return {"corrections": fingerprint_files(SEEDS, [SEEDS / "corrections.toml"])}


def of_ingest() -> str:
    """Return the fingerprint of what makes documents of files: the code, and what the packs say of their scripts."""
    return ingest_fingerprint(SEEDS / "languages")


@cache
def of_checker() -> str:
    """Return the fingerprint of the code that decides whether frames pass, as this process has loaded it."""
    return fingerprint_files(ROOT, files_below(ROOT / "warehouse"))


def of_lists() -> str:
    """Return the fingerprint of the lists as they are now: a person may save one while a run is at work."""
    return fingerprint_files(ROOT, files_below(SEEDS / "reference"))
