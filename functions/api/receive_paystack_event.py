"""POST /webhooks/paystack (signature): queue the payment to be asked about; answer 200 once it is safely queued.

The event is only a hint, that a payment came or went back: its amounts are not read, Paystack is asked what happened.
"""

from chalice import Blueprint

from callbox import telemetry, wiring
from callbox.domain.errors import Refused
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import MAX_EVENT_BYTES, Request
from callbox.http.shapes import EventTaken

routes = Blueprint(__name__)


@endpoint(routes, "POST", "/webhooks/paystack", refuses=("invalid_signature",), max_body_bytes=MAX_EVENT_BYTES)
def receive_paystack_event(request: Request) -> Answer[EventTaken]:
    event = wiring.paystack_event(request.raw_body, request.header("x-paystack-signature"))
    if not event.is_authentic:
        raise Refused("invalid_signature", "The signature does not match the body.")
    if event.unreadable_kind is not None:  # thanked for all the same: Paystack would repeat what we cannot read
        telemetry.JsonLog().alarm("webhook_unreadable", kind=event.unreadable_kind)
    if event.is_open_dispute:  # told before it is queued: when queueing fails, Paystack repeats both
        telemetry.JsonLog().alarm("payment_disputed", reference=event.subject)
    if event.subject is not None:
        wiring.queues().settle_deposit(event.subject, returned=event.is_return, dispute_lost=event.is_lost_dispute)
    return Answer(EventTaken(queued=event.subject is not None))
