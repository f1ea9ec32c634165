"""Every two minutes: give back numbers at the supplier that belong to no customer.

When the supplier does not answer, the next run asks again; ten minutes of such runs raise an alarm (infra/alarms.yaml).
"""

from typing import Any

from chalice import Blueprint, Rate

from callbox import telemetry, wiring_oversight
from callbox.domain.errors import Unavailable

routes = Blueprint(__name__)


@routes.schedule(Rate(2, unit=Rate.MINUTES), name="cancel_orphan_orders")
def cancel_orphan_orders(event: Any) -> dict[str, int]:
    telemetry.begin(event.context.aws_request_id)
    try:
        orphans = wiring_oversight.orphans().run()
    except Unavailable as unavailable:
        telemetry.JsonLog().record("orphans_not_looked_for", code=unavailable.code)
        return {"open": 0, "cancelled": 0, "left": 0}
    if orphans.unasked:
        telemetry.JsonLog().record("orphans_not_looked_for", code="supplier_silent", unasked=orphans.unasked)
    wiring_oversight.notes().take(orphans.left)
    return {"open": orphans.open_orders, "cancelled": len(orphans.cancelled), "left": len(orphans.left)}
