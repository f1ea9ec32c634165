"""Every day: our books against Paystack and the supplier. What differs is stored and alarmed.

Payments are compared six days back, and on Sundays thirty. That the books agree with themselves is asked every hour,
by audit_books.
"""

from datetime import timedelta

from callbox.composition.services import Services
from callbox.services.comparing_payments import window_of
from callbox.workers import Run, timer

SAFE_TIME = timedelta(seconds=120)
"""Left over when the last question is asked: for its answer, a supplier that is silent too, and the notes."""


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
