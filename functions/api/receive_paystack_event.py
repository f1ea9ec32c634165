"""POST /webhooks/paystack (signature): queue a check of the payment; answer 200 once it is queued.

The event is only a hint that a payment came or went back. We do not read its amounts; we ask Paystack.
"""

from callbox.composition.services import Services
from callbox.http.endpoint import Answer, endpoint, webhook
from callbox.http.requests import MAX_EVENT_BYTES, Request
from callbox.http.shapes import EventTaken

SIGNATURE = "x-paystack-signature"


@endpoint(
    "POST",
    "/webhooks/paystack",
    caller=webhook(SIGNATURE),
    refuses=("invalid_signature",),
    uses=("paystack_events",),
    throttle=(100, 200),
    max_body_bytes=MAX_EVENT_BYTES,
)
def receive_paystack_event(request: Request[None], services: Services) -> Answer[EventTaken]:
    queued = services.paystack_events.take(request.raw_body, request.header(SIGNATURE))
    return Answer(EventTaken(queued=queued))
