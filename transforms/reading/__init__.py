"""Reading: a text's words to claims with their exact place.  No Dagster, no DuckDB, no network, no language in code.

The way of a text: `text` cuts it into sentences, `mentions` finds what stands in them by the words of a pack (`packs`), `tellings` and
`trade` say what is told of it, `extract` leads it through all of them to claims, `cache` keeps these.
"""

from transforms.reading.extract import extract

__all__ = ["extract"]
