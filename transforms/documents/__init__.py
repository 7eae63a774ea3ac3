"""Documents: files in, one frame of texts out (`ingest`).

Belongs here: finding files, reading their bytes, their metadata, their markup and their language, and what became of them
(loaded, rejected, an older version). Does not belong here: what the texts say, and fetching anything from anywhere.
"""

from transforms.documents.ingest import Settings, ingest

__all__ = ["Settings", "ingest"]
