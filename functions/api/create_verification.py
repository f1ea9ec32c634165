"""POST /verifications (Idempotency-Key): hold the price, queue the order of a number, answer 202."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, created, endpoint
from callbox.http.problems import PURCHASE_REFUSALS
from callbox.http.requests import Request
from callbox.http.shapes import MAX_PRICE_MINOR, Reference, SelectionBody, VerificationMoved, moved


class CreateVerification(SelectionBody, forbid_unknown_fields=True, kw_only=True):
    max_price_minor: Annotated[int, Meta(ge=1, le=MAX_PRICE_MINOR)]
    reference: Reference | UnsetType | None = UNSET


@endpoint(
    "POST",
    "/verifications",
    caller=LIVE_CUSTOMER,
    status=202,
    body=CreateVerification,
    idempotent=True,
    refuses=("email_unverified", *PURCHASE_REFUSALS),
    uses=("verifications",),
    throttle=(50, 100),
)
def create_verification(request: Request[CreateVerification], services: Services) -> Answer[VerificationMoved]:
    body = request.body
    key, request_hash = request.idempotency
    bought = services.verifications.create(
        request.user_id,
        body.selection(),
        max_price_minor=body.max_price_minor,
        key=key,
        request_hash=request_hash,
        account=request.user,
        reference=body.reference or None,
    )
    [verification] = bought.verifications
    answer = moved(verification, bought.wallet, now=services.now())
    return created(answer, replayed=bought.replayed)
