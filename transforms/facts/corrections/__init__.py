"""Corrections: what a person knows better, as written in `seeds/corrections.toml`.

Here: reading and checking that file, applying it to claims, and the marks by which a join is forced or forbidden. Not here: the joining
itself (`joining`), and the page that shows what was corrected.
"""
