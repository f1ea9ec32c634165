"""POST /webhooks/textverified (signature): queue a look at the order; answer 200 once it is safely queued.

The event is only a hint: the message is read from the supplier, where it has an id.
"""

from chalice import Blueprint

from callbox import wiring
from callbox.domain.errors import Refused
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import MAX_EVENT_BYTES, Request
from callbox.http.shapes import EventTaken

routes = Blueprint(__name__)


@endpoint(routes, "POST", "/webhooks/textverified", refuses=("invalid_signature",), max_body_bytes=MAX_EVENT_BYTES)
def receive_textverified_event(request: Request) -> Answer[EventTaken]:
    event = wiring.textverified_event(request.raw_body, request.header("X-Webhook-Signature"))
    if not event.is_authentic:
        raise Refused("invalid_signature", "The signature does not match the body.")
    if event.subject is not None:
        wiring.queues().fetch_code_of(event.subject)
    return Answer(EventTaken(queued=event.subject is not None))
