"""Dagster's side of the project, and the commands that make calls.

The rooms: `commands` (what a person calls), `steps` (the assets and what makes them), `sources` (live sources), `store` (the root
in a folder or bucket), `service` (schedules, sensors, alerts), `machine` (processes, files, locks, terminal).
Does not belong here: reading of texts or deciding of facts (transforms), tables and SQL (warehouse).
"""

import os

# Great Expectations no longer reports anything to anybody; older versions did unless they were told so.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
