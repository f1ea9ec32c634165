"""Queue `deposits`: ask Paystack what became of a reference and let the deposit follow, and the wallet."""

from collections.abc import Mapping
from typing import Any

from chalice import Blueprint

from callbox import wiring, wiring_oversight
from callbox.consuming import consume

routes = Blueprint(__name__)


def settle(message: Mapping[str, Any]) -> None:
    wiring.deposits().credit(message["reference"])
    if message.get("returned"):
        wiring_oversight.returns().take_back(message["reference"], dispute_lost=bool(message.get("dispute_lost")))


@routes.on_sqs_message(queue="deposits", batch_size=10, name="settle_deposit")
def settle_deposit(event: Any) -> dict[str, list[dict[str, str]]]:
    return consume(event, settle)
