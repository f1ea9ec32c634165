"""Queue `numbers` (FIFO): order the number of a paid request from the supplier, once."""

from collections.abc import Mapping
from typing import Any

from chalice import Blueprint

from callbox import wiring
from callbox.consuming import consume
from callbox.domain.identity import UserId, VerificationId

routes = Blueprint(__name__)


def request(message: Mapping[str, Any]) -> None:
    wiring.fulfilment().request_number(UserId(message["user_id"]), VerificationId(message["verification_id"]))


@routes.on_sqs_message(queue="numbers", batch_size=1, name="request_number")
def request_number(event: Any) -> dict[str, list[dict[str, str]]]:
    return consume(event, request)
