"""Every minute: take up what a crash, a lost message or a silent webhook left behind."""

from datetime import timedelta
from typing import Any

from chalice import Blueprint, Rate

from callbox import telemetry, wiring

routes = Blueprint(__name__)

SAFE_TIME = timedelta(seconds=25)
"""Left over at the end of a run: the five questions of one document, each answered at the last moment."""


@routes.schedule(Rate(1, unit=Rate.MINUTES), name="sweep_open_work")
def sweep_open_work(event: Any) -> dict[str, int]:
    telemetry.begin(event.context.aws_request_id)
    left = timedelta(milliseconds=event.context.get_remaining_time_in_millis())
    swept = wiring.sweeper().run(deadline=wiring.now() + left - SAFE_TIME)
    return {"deposits": swept.deposits, "verifications": swept.verifications, "failed": swept.failed}
