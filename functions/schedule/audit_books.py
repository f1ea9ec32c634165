"""Every hour: a twenty-fourth of the books against themselves, so that each wallet is recomputed once a day.

Nothing needs to be kept between the runs: the hour says which share is read. What differs is stored and alarmed.
"""

from datetime import timedelta

from callbox import telemetry
from callbox.composition.services import Services
from callbox.services.auditing import Share
from callbox.workers import Run, timer

HOURS = 24
SEGMENTS = 4
"""Threads that read wallets: one waits for its table while another computes."""
SAFE_TIME = timedelta(seconds=60)
"""Left over at the end of a run, to note what was found."""


@timer("1 hour", uses=("audit", "notes"))
def audit_books(run: Run, services: Services) -> dict[str, int]:
    hour = run.due_at.hour  # when it was due: a late start skips no share
    audited = services.audit.run(
        segments=SEGMENTS, share=Share(hour, HOURS), deadline=services.now() + run.time_left - SAFE_TIME
    )
    counted = {
        "wallets": audited.wallets,
        "moving": audited.moving,
        "frozen": audited.frozen,
        "entries": audited.entries,
        "deposits": audited.deposits,
        "balance_minor": audited.balance_minor,
        "differences": len(audited.differences),
        "new": services.notes.take(audited.differences),
    }
    telemetry.JsonLog().record("books_audited", hour=hour, **counted)
    if not audited.is_complete:
        telemetry.JsonLog().alarm("audit_incomplete", hour=hour, wallets=audited.wallets)
    return counted
