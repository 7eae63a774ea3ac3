"""People: which written forms of a name are one person, across scripts and languages.

Here: how names sound and are held against each other, and the persons that they become. Not here: any list of known persons, and what
people say about two tellings being one happening (`joining.witnesses`).
"""
