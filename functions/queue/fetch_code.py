"""Queue `codes`: look whether codes have come. A poll queues the next one; a webhook's hint does not.

Polls that come in one batch are answered with one question to the supplier.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalice import Blueprint

from callbox import wiring
from callbox.consuming import bodies, consume
from callbox.domain.errors import Unavailable
from callbox.domain.identity import UserId, VerificationId

routes = Blueprint(__name__)

SAFE_TIME = timedelta(seconds=30)
"""Left over when the supplier is asked last: the questions that end one verification, each with its timeout."""


def owned(message: Mapping[str, Any]) -> tuple[UserId, VerificationId]:
    return UserId(message["user_id"]), VerificationId(message["verification_id"])


@routes.on_sqs_message(queue="codes", batch_size=10, name="fetch_code")
def fetch_code(event: Any) -> dict[str, list[dict[str, str]]]:
    fulfilment = wiring.fulfilment()
    polled = fulfilment.poll_together([owned(poll) for poll in bodies(event, "user_id", "verification_id")])
    left = timedelta(milliseconds=event.context.get_remaining_time_in_millis())
    ask_until: datetime = wiring.now() + left - SAFE_TIME

    def look(message: Mapping[str, Any]) -> None:
        may_ask = wiring.now() < ask_until
        if "order_id" not in message:
            poll = owned(message)
            chain, found = message["chain"], polled.get(poll)
            fulfilment.fetch_code(*poll, chain=chain, polled=found, may_ask=may_ask)
        elif may_ask:
            fulfilment.fetch_code_of(message["order_id"])
        else:
            raise Unavailable("No time is left to ask the supplier.")

    return consume(event, look)
