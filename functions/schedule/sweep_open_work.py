"""Every minute: take up what a crash, a lost message or a silent webhook left behind."""

from datetime import timedelta

from callbox.composition.services import Services
from callbox.workers import Run, timer

SAFE_TIME = timedelta(seconds=25)
"""Left over at the end of a run: the five questions of one document, each answered at the last moment."""


@timer("1 minute", uses=("sweeper",))
def sweep_open_work(run: Run, services: Services) -> dict[str, int]:
    swept = services.sweeper.run(deadline=services.now() + run.time_left - SAFE_TIME)
    return {"deposits": swept.deposits, "verifications": swept.verifications, "failed": swept.failed}
