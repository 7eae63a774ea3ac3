"""Claims become facts: one row a thing, however many passages, documents and languages tell it.

The way of a claim: a person may correct it (`corrections`), it is sent with all others about its pair of countries (`batches`), joined
with those that tell the same (`joining`) and held against those that tell otherwise (`conflicts`); who took part is put together over all
pairs (`people`). `resolution` leads a batch through this, `whole` all of them, and `increments` spares what has not changed.
Not here: reading text, and storing.
"""

from transforms.facts.corrections.values import CorrectionError
from transforms.facts.corrections.written import Correction, load
from transforms.facts.whole import resolve

__all__ = ["Correction", "CorrectionError", "load", "resolve"]
