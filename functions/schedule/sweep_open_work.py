"""Every minute: resume work that a crash, a lost message or a missing webhook left unfinished."""

from datetime import timedelta

from callbox.composition.services import Services
from callbox.workers import Run, timer

SAFE_TIME = timedelta(seconds=25)
"""Kept for the end of a run: five requests for one document, each answered just before its timeout."""


@timer("1 minute", uses=("sweeper",))
def sweep_open_work(run: Run, services: Services) -> dict[str, int]:
    swept = services.sweeper.run(deadline=services.now() + run.time_left - SAFE_TIME)
    return {"deposits": swept.deposits, "verifications": swept.verifications, "failed": swept.failed}
