"""Every two minutes: cancel orphan orders at the supplier.

If the supplier does not answer, the next run tries again; ten minutes of such runs raise an alarm (infra/alarms.yaml).
"""

from callbox import telemetry
from callbox.composition.services import Services
from callbox.domain.errors import Unavailable
from callbox.workers import Run, timer


@timer("2 minutes", uses=("orphans", "notes"))
def cancel_orphan_orders(_run: Run, services: Services) -> dict[str, int]:
    try:
        orphans = services.orphans.run()
    except Unavailable as unavailable:
        telemetry.JsonLog().record("orphans_not_looked_for", code=unavailable.code)
        return {"open": 0, "cancelled": 0, "left": 0}
    if orphans.unasked:
        telemetry.JsonLog().record("orphans_not_looked_for", code="supplier_silent", unasked=orphans.unasked)
    services.notes.take(orphans.left)
    return {"open": orphans.open_orders, "cancelled": len(orphans.cancelled), "left": len(orphans.left)}
