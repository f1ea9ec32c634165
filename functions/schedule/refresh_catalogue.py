"""Every hour: read the supplier's services, its costs, area codes and stock that are new or old, at a limited rate."""

from datetime import timedelta

from callbox.composition.services import Services
from callbox.workers import Run, timer

SAFE_TIME = timedelta(seconds=20)
"""Kept for the end of a run: one request and one write."""


@timer("1 hour", uses=("catalogue_refresh", "supply_refresh"))
def refresh_catalogue(run: Run, services: Services) -> dict[str, int]:
    deadline = services.now() + run.time_left - SAFE_TIME
    stored = services.catalogue_refresh.run(deadline=deadline)
    return {"stored": stored, "counted": services.supply_refresh.run(deadline=deadline)}
