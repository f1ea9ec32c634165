"""POST /webhooks/textverified (signature): queue a poll of the order; answer 200 once it is queued.

The event is only a hint: we read the message from the supplier, where it has an id.
"""

from callbox.composition.services import Services
from callbox.http.endpoint import Answer, endpoint, webhook
from callbox.http.requests import MAX_EVENT_BYTES, Request
from callbox.http.shapes import EventTaken

SIGNATURE = "X-Webhook-Signature"


@endpoint(
    "POST",
    "/webhooks/textverified",
    caller=webhook(SIGNATURE),
    refuses=("invalid_signature",),
    uses=("supplier_events",),
    throttle=(200, 400),
    max_body_bytes=MAX_EVENT_BYTES,
)
def receive_textverified_event(request: Request[None], services: Services) -> Answer[EventTaken]:
    queued = services.supplier_events.take(request.raw_body, request.header(SIGNATURE))
    return Answer(EventTaken(queued=queued))
