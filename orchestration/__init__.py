"""Dagster's side of the project, and the commands that make calls.

Belongs here: assets, checks, resources, jobs, schedules, sensors, and what a run needs around it (its lock, its home, its
messages). Does not belong here: reading of texts or deciding of facts (transforms), tables and SQL (warehouse).
"""

import os

# Great Expectations no longer reports anything to anybody; older versions did unless they were told so.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
