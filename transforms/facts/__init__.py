"""Claims become facts: one row a thing, however many passages, documents and languages tell it.

Here: joining claims, evidence, contradictions, people, a person's corrections. Not here: reading text, and storing.
"""

from transforms.facts.corrections import Correction, load
from transforms.facts.decided import CorrectionError
from transforms.facts.whole import resolve

__all__ = ["Correction", "CorrectionError", "load", "resolve"]
