"""The pipeline that runs by itself: its job, schedule, sensors, alerts, and Dagster at work for as long as it lasts.

Belongs here: when a run begins, who is told of it, and Dagster's own state. Does not belong here: what a run makes (orchestration.steps).
"""
