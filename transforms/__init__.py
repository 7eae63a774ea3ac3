"""Text in, facts out: pure Python and pandas.

Belongs here: reading documents, languages, claims and facts. Does not belong here: Dagster, DuckDB, Great Expectations
or the network; what is stored, checked and published is the warehouse's.
"""
