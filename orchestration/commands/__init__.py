"""What a person calls through make: one module a command, and what it says at its end.

Belongs here: usage, exit codes, what is told on the terminal. Does not belong here: the work itself.
"""
