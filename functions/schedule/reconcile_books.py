"""Every day: our books against Paystack and the supplier. What differs is stored and alarmed.

Payments are compared six days back, and on Sundays thirty. That the books agree with themselves is asked every hour,
by audit_books.
"""

from datetime import timedelta
from typing import Any

from chalice import Blueprint, Rate

from callbox import telemetry, wiring, wiring_oversight
from callbox.services.comparing_payments import window_of

routes = Blueprint(__name__)

SAFE_TIME = timedelta(seconds=120)
"""Left over when the last question is asked: for its answer, a supplier that is silent too, and the notes."""


@routes.schedule(Rate(1, unit=Rate.DAYS), name="reconcile_books")
def reconcile_books(event: Any) -> dict[str, int]:
    telemetry.begin(event.context.aws_request_id)
    now = wiring.now()
    left = timedelta(milliseconds=event.context.get_remaining_time_in_millis())
    report = wiring_oversight.reconciliation().run(since=now - window_of(now), deadline=now + left - SAFE_TIME)
    return {
        "differences": len(report.differences),
        "new": report.new,
        "made_good": len(report.made_good),
        "left_out": len(report.left_out),
    }
