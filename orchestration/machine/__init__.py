"""This machine: its processes, files, locks and terminal.

Belongs here: what any long program needs, whatever it is about. Does not belong here: documents, facts, releases.
"""
