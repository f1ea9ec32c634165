"""Every hour: audit one twenty-fourth of the books, so that each wallet is recomputed once a day.

The hour determines the share, so no state is kept between runs. Differences are stored and alarmed. It also tells when
reconcile_books is overdue.
"""

from datetime import timedelta

from callbox import telemetry
from callbox.composition.services import Services
from callbox.services.auditing import Share
from callbox.workers import Run, timer

HOURS = 24
SEGMENTS = 4
"""Threads that read wallets: one waits for the table while another computes."""
SAFE_TIME = timedelta(seconds=60)
"""Kept for the end of a run, to store the differences."""


@timer("1 hour", uses=("audit", "notes", "overdue"))
def audit_books(run: Run, services: Services) -> dict[str, int]:
    hour = run.due_at.hour  # the scheduled hour: a late start skips no share
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
    services.overdue.check()
    if not audited.is_complete:
        telemetry.JsonLog().alarm("audit_incomplete", hour=hour, wallets=audited.wallets)
    return counted
