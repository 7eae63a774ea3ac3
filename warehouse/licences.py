"""Which licences let a release carry a document's whole text.

Here belongs the one list of them. What is not on it is treated as all rights reserved: its readers get short quotes,
positions and the hash. A quote needs no licence and is not decided here.
"""

import re

# Verbatim copying is all that a release does with a text, so every Creative Commons licence will do, -NC and -ND too.
OPEN = re.compile(
    r"""
    (cc0 | cc[ -]?(by|pdm|zero) | creative\ commons | public\ domain | pdm | pddl | odc-by
     | (uk[ -])?ogl | open\ government\ licen[cs]e | etalab | gfdl | gnu\ free\ documentation
     | (our[ ])?own\b | mit\b | apache[ -]2)
    .*
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def allows_text(licence: str | None) -> bool:
    """Whether a text under this licence may be handed on whole."""
    return licence is not None and OPEN.fullmatch(licence.strip()) is not None
