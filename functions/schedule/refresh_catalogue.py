"""Every hour: read the supplier's services and costs, at a limited request rate."""

from datetime import timedelta

from callbox.composition.services import Services
from callbox.workers import Run, timer

SAFE_TIME = timedelta(seconds=20)
"""Kept for the end of a run: one request and one write."""


@timer("1 hour", uses=("catalogue_refresh",))
def refresh_catalogue(run: Run, services: Services) -> dict[str, int]:
    return {"stored": services.catalogue_refresh.run(deadline=services.now() + run.time_left - SAFE_TIME)}
