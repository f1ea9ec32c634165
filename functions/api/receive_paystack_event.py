"""POST /webhooks/paystack (signature): queue the payment to be asked about; answer 200 once it is safely queued.

The event is only a hint, that a payment came or went back: its amounts are not read, Paystack is asked what happened.
"""

from callbox.composition.services import Services
from callbox.http.endpoint import Answer, endpoint, signed_in
from callbox.http.requests import MAX_EVENT_BYTES, Request
from callbox.http.shapes import EventTaken

SIGNATURE = "x-paystack-signature"


@endpoint(
    "POST",
    "/webhooks/paystack",
    caller=signed_in(SIGNATURE),
    refuses=("invalid_signature",),
    uses=("paystack_events",),
    throttle=(100, 200),
    max_body_bytes=MAX_EVENT_BYTES,
)
def receive_paystack_event(request: Request[None], services: Services) -> Answer[EventTaken]:
    queued = services.paystack_events.take(request.raw_body, request.header(SIGNATURE))
    return Answer(EventTaken(queued=queued))
