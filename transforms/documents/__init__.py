"""Documents: files in, one frame of texts out (`ingest`), or the file of that frame (`ingest_into`).

Belongs here: finding files, reading their bytes, their metadata, their markup and their language, and what became of them
(loaded, rejected, an older version). Does not belong here: what the texts say, and fetching anything from anywhere.
"""

from transforms.documents.ingest import Settings, ingest
from transforms.documents.stored import ingest_into
from transforms.documents.unchanged import SETTLING_SECONDS, Memory

__all__ = ["SETTLING_SECONDS", "Memory", "Settings", "ingest", "ingest_into"]
