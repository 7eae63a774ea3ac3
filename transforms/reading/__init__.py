"""Reading: a text's words to claims with their exact place.  No Dagster, no DuckDB, no network, no language in code."""

from transforms.reading.extract import extract

__all__ = ["extract"]
