"""What need not be made again: nothing that it is made of differs from the last time, and it lies there as it was made.

Belongs here: the proof of that, a small file for each product. Does not belong here: what a product is made of (`makings`).
A proof that is lost or damaged costs a making and nothing else.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from orchestration.machine.temporary import replacing
from orchestration.places import DataFolder

State = Mapping[str, str]


def make_unless_made(places: DataFolder, product: str, of: State, found: Callable[[], State], make: Callable[[], object]) -> bool:
    """Make the product, unless it was made of the same before and is found as it was then; return whether it was made.

    `of` names all that the product is made of and by; `found` what of it lies there, asked again once it is made.
    """
    proof = _proof(places, product)
    if _read(proof) == {"of": dict(of), "found": dict(found())}:
        return False
    proof.unlink(missing_ok=True)
    make()
    with replacing(proof) as temporary:
        temporary.write_text(json.dumps({"of": dict(of), "found": dict(found())}, indent=1), encoding="utf-8")
    return True


def made_of(places: DataFolder, product: str, found: State) -> State | None:
    """Return what the product was made of; None where that is not known of what is found."""
    known = _read(_proof(places, product))
    is_it = isinstance(known, dict) and known.get("found") == dict(found)
    return dict(known["of"]) if is_it else None


def forget(places: DataFolder, product: str) -> None:
    """Have the product made the next time, whatever it was made of."""
    _proof(places, product).unlink(missing_ok=True)


def _proof(places: DataFolder, product: str) -> Path:
    return places.staging / f"made_{product}.json"


def _read(proof: Path) -> object:
    try:
        return json.loads(proof.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
