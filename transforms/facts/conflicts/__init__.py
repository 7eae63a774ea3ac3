"""Conflicts: facts that contradict one another, or that their own text contradicts.

Here: rules that explain what they find with the arithmetic, and the words of a text that say something of its figures. Not here: any
settling, both sides stay; and what is one fact (`joining`).
"""
