"""Queue `mails`: write one mail to a customer and hand it to SES."""

from collections.abc import Mapping
from typing import Any

from chalice import Blueprint

from callbox import wiring
from callbox.consuming import consume

routes = Blueprint(__name__)


def send(message: Mapping[str, Any]) -> None:
    wiring.mails().send(message["kind"], message["recipient"])


@routes.on_sqs_message(queue="mails", batch_size=10, name="send_mail")
def send_mail(event: Any) -> dict[str, list[dict[str, str]]]:
    return consume(event, send)
