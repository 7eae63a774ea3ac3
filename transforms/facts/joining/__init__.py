"""Joining: which tellings are one thing, and the row of a fact that they become.

Here: the rule of joining, what each kind of fact holds two tellings apart by, and a fact's slots, identifier and title. Not here: two
facts that contradict each other (`conflicts`), who is who (`people`), and what a person decided (`corrections`).
"""
