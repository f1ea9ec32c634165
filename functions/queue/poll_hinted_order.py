"""Queue `hints`: poll the orders about which the supplier sent an event. Hints about one order are joined.

It has a queue of its own, so that a flood of texts to one customer's numbers delays no other order's polls.
"""

from datetime import datetime, timedelta

from callbox.composition.services import Services
from callbox.domain.errors import Unavailable
from callbox.workers import Batch, Failures, Message, consumer

SAFE_TIME = timedelta(seconds=30)
"""Time that must remain for the last poll: the requests that end one verification, each with its timeout."""


@consumer("hints", uses=("fulfilment",))
def poll_hinted_order(batch: Batch, services: Services) -> Failures:
    ask_until = services.now() + batch.time_left - SAFE_TIME
    polled = set[str]()

    def poll(hint: Message) -> None:
        order_id = hint["order_id"]
        if order_id in polled:
            return  # that poll began after the whole batch had come
        if services.now() >= ask_until:
            raise Unavailable("No time is left to ask the supplier.")
        services.fulfilment.fetch_code_of(order_id, hinted_at=datetime.fromisoformat(hint["hinted_at"]))
        polled.add(order_id)

    return batch.each(poll)
