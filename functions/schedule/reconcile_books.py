"""Every day: compare our books with Paystack and the supplier. Differences are stored and alarmed.

Payments are compared six days back, on Sundays thirty. audit_books checks every hour that the books are consistent.
"""

from datetime import timedelta

from callbox.composition.services import Services
from callbox.services.comparing_payments import window_of
from callbox.workers import Run, timer

SAFE_TIME = timedelta(seconds=120)
"""Kept after the last request to Paystack: for its answer, a silent supplier, and storing the differences."""


@timer("1 day", uses=("reconciliation",))
def reconcile_books(run: Run, services: Services) -> dict[str, int]:
    now = services.now()
    report = services.reconciliation.run(since=now - window_of(now), deadline=now + run.time_left - SAFE_TIME)
    return {
        "differences": len(report.differences),
        "new": report.new,
        "made_good": len(report.made_good),
        "left_out": len(report.left_out),
    }
