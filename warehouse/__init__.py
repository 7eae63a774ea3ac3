"""What is stored, described, checked and handed out.

Here belong the catalogue of tables and columns, the SQL models, the checks, the DuckDB build and the releases.
How a text is read or a fact is decided does not (that is `transforms`), nor does anything of Dagster.
"""
