"""Every hour: a twenty-fourth of the books against themselves, so that each wallet is recomputed once a day.

Nothing needs to be kept between the runs: the hour says which share is read. What differs is stored and alarmed.
"""

from datetime import datetime, timedelta
from typing import Any

from chalice import Blueprint, Rate

from callbox import telemetry, wiring, wiring_oversight
from callbox.services.auditing import Share

routes = Blueprint(__name__)

HOURS = 24
SEGMENTS = 4
"""Threads that read wallets: one waits for its table while another computes."""
SAFE_TIME = timedelta(seconds=60)
"""Left over at the end of a run, to note what was found."""


@routes.schedule(Rate(1, unit=Rate.HOURS), name="audit_books")
def audit_books(event: Any) -> dict[str, int]:
    telemetry.begin(event.context.aws_request_id)
    left = timedelta(milliseconds=event.context.get_remaining_time_in_millis())
    hour = datetime.fromisoformat(event.time).hour  # when it was due: a late start skips no share
    audited = wiring_oversight.audit().run(
        segments=SEGMENTS, share=Share(hour, HOURS), deadline=wiring.now() + left - SAFE_TIME
    )
    counted = {
        "wallets": audited.wallets,
        "moving": audited.moving,
        "frozen": audited.frozen,
        "entries": audited.entries,
        "deposits": audited.deposits,
        "balance_minor": audited.balance_minor,
        "differences": len(audited.differences),
        "new": wiring_oversight.notes().take(audited.differences),
    }
    telemetry.JsonLog().record("books_audited", hour=hour, **counted)
    if not audited.is_complete:
        telemetry.JsonLog().alarm("audit_incomplete", hour=hour, wallets=audited.wallets)
    return counted
