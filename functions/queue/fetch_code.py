"""Queue `codes`: look once whether a code has come. A poll queues the next one; a webhook's hint does not."""

from collections.abc import Mapping
from typing import Any

from chalice import Blueprint

from callbox import wiring
from callbox.consuming import consume
from callbox.domain.identity import UserId, VerificationId

routes = Blueprint(__name__)


def look(message: Mapping[str, Any]) -> None:
    fulfilment = wiring.fulfilment()
    if "supplier_id" in message:
        fulfilment.fetch_code_of(message["supplier_id"])
    else:
        fulfilment.fetch_code(UserId(message["user_id"]), VerificationId(message["verification_id"]))


@routes.on_sqs_message(queue="codes", batch_size=10, name="fetch_code")
def fetch_code(event: Any) -> dict[str, list[dict[str, str]]]:
    return consume(event, look)
