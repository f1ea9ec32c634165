"""Every hour: what the supplier offers and what it costs, at a bounded rate of questions."""

from datetime import timedelta
from typing import Any

from chalice import Blueprint, Rate

from callbox import telemetry, wiring

routes = Blueprint(__name__)

SAFE_TIME = timedelta(seconds=20)
"""Left over at the end of a run: one question and one write."""


@routes.schedule(Rate(1, unit=Rate.HOURS), name="refresh_catalogue")
def refresh_catalogue(event: Any) -> dict[str, int]:
    telemetry.begin(event.context.aws_request_id)
    left = timedelta(milliseconds=event.context.get_remaining_time_in_millis())
    return {"stored": wiring.catalogue_refresh().run(deadline=wiring.now() + left - SAFE_TIME)}
