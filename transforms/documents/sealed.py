"""Files of what is remembered: believed only where they are, to the byte, what this very code wrote.

Belongs here: writing such a file whole, and reading it again. Does not belong here: what is remembered. What is kept can always be
thrown away, so a file that is lost, damaged or of another writer is as good as none.
"""

import hashlib
from pathlib import Path

from transforms.replacing import replacing


def write_sealed(file: Path, writer: str, body: bytes) -> None:
    """Write what `writer` (one line that names all that it follows from) remembers, in place of what stood there."""
    with replacing(file) as temporary:
        temporary.write_bytes(_head(writer, body) + body)


def read_sealed(file: Path, writer: str) -> bytes | None:
    """What this writer remembers; None where there is nothing, it is another's, or not as it was written."""
    try:
        head, newline, body = file.read_bytes().partition(b"\n")
    except OSError:
        return None
    return body if head + newline == _head(writer, body) else None


def _head(writer: str, body: bytes) -> bytes:
    return f"{writer} {hashlib.sha256(body).hexdigest()}\n".encode()
