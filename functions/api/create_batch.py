"""POST /verification-batches (Idempotency-Key): hold the price of 2 to 10 numbers, queue their orders, answer 202."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, created, endpoint
from callbox.http.problems import PURCHASE_REFUSALS
from callbox.http.requests import Request
from callbox.http.shapes import MAX_PRICE_MINOR, BatchMoved, BatchShape, Reference, SelectionBody, WalletNowShape
from callbox.services.verifications import Purchase


class CreateBatch(SelectionBody, forbid_unknown_fields=True, kw_only=True):
    max_price_minor: Annotated[int, Meta(ge=1, le=MAX_PRICE_MINOR)]
    quantity: int
    reference: Reference | UnsetType | None = UNSET


@endpoint(
    "POST",
    "/verification-batches",
    caller=LIVE_CUSTOMER,
    status=202,
    body=CreateBatch,
    idempotent=True,
    refuses=("email_unverified", *PURCHASE_REFUSALS),
    uses=("batches",),
    throttle=(20, 40),
)
def create_batch(request: Request[CreateBatch], services: Services) -> Answer[BatchMoved]:
    body = request.body
    key, request_hash = request.idempotency
    batch, bought = services.batches.create(
        Purchase(
            request.user_id,
            body.selection(),
            max_price_minor=body.max_price_minor,
            key=key,
            request_hash=request_hash,
            quantity=body.quantity,
            account=request.user,
            reference=body.reference or None,
        )
    )
    answer = BatchMoved(BatchShape.of(batch, now=services.now()), WalletNowShape.of(bought.wallet))
    return created(answer, replayed=bought.replayed)
