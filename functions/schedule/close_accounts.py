"""Every hour: delete the data of accounts that their customers closed seven days ago. The books stay.

audit_books tells when accounts wait longer than they should.
"""

from datetime import timedelta

from callbox.composition.services import Services
from callbox.workers import Run, timer

SAFE_TIME = timedelta(seconds=60)
"""Kept for the end of a run: a hundred rows, each deleted by a call of its own."""


@timer("1 hour", uses=("erasing",))
def close_accounts(run: Run, services: Services) -> dict[str, int]:
    done = services.erasing.run(deadline=services.now() + run.time_left - SAFE_TIME)
    return {"begun": done.begun, "over": done.over, "held": done.held, "rows": done.rows}
