"""POST /verification-batches (Idempotency-Key): hold the price of 2 to 10 numbers, queue their orders, answer 202."""

from typing import Annotated

from chalice import Blueprint
from msgspec import Meta

from callbox import wiring
from callbox.http.endpoint import Answer, created, endpoint
from callbox.http.problems import PURCHASE_REFUSALS
from callbox.http.requests import Request
from callbox.http.shapes import MAX_PRICE_MINOR, BatchAnswer, BatchShape, SelectionBody
from callbox.services.verifications import Purchase

routes = Blueprint(__name__)


class CreateBatch(SelectionBody, forbid_unknown_fields=True, kw_only=True):
    max_price_minor: Annotated[int, Meta(ge=1, le=MAX_PRICE_MINOR)]
    quantity: int


@endpoint(routes, "POST", "/verification-batches", status=202, refuses=("email_unverified", *PURCHASE_REFUSALS))
def create_batch(request: Request) -> Answer[BatchAnswer]:
    user_id = request.user_id(wiring.access_tokens())
    body = request.json(CreateBatch)
    key, request_hash = request.idempotency(body)
    batch, replayed = wiring.batches().create(
        Purchase(
            user_id,
            body.selection(),
            max_price_minor=body.max_price_minor,
            key=key,
            request_hash=request_hash,
            quantity=body.quantity,
        )
    )
    return created(BatchAnswer(BatchShape.of(batch, now=wiring.now())), replayed=replayed)
