"""Increments: what an earlier run found about a pair of countries stands until something else is told about it.

Here: the print of what is told about a pair, and the files in which what was found is kept. Not here: resolving (`resolution`, `whole`).
"""
