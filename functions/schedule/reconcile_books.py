"""Every day: our books against Paystack and the supplier. What differs is stored and alarmed.

That they agree with themselves is asked every hour, by audit_books.
"""

from datetime import timedelta
from typing import Any

from chalice import Blueprint, Rate

from callbox import telemetry, wiring, wiring_oversight

routes = Blueprint(__name__)

LOOK_BACK = timedelta(days=6)
"""A deposit is asked about for four days; what is paid right after them is seen by two runs at least."""
SAFE_TIME = timedelta(seconds=60)
"""Left over at the end of a run, to note what was found."""


@routes.schedule(Rate(1, unit=Rate.DAYS), name="reconcile_books")
def reconcile_books(event: Any) -> dict[str, int]:
    telemetry.begin(event.context.aws_request_id)
    now = wiring.now()
    left = timedelta(milliseconds=event.context.get_remaining_time_in_millis())
    report = wiring_oversight.reconciliation().run(since=now - LOOK_BACK, deadline=now + left - SAFE_TIME)
    return {
        "differences": len(report.differences),
        "new": report.new,
        "made_good": len(report.made_good),
        "left_out": len(report.left_out),
    }
