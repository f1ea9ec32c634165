"""POST /verifications (Idempotency-Key): hold the price, queue the order of a number, answer 202."""

from typing import Annotated

from chalice import Blueprint
from msgspec import Meta

from callbox import wiring
from callbox.http.endpoint import Answer, created, endpoint
from callbox.http.problems import PURCHASE_REFUSALS
from callbox.http.requests import Request
from callbox.http.shapes import MAX_PRICE_MINOR, SelectionBody, VerificationAnswer, VerificationShape

routes = Blueprint(__name__)


class CreateVerification(SelectionBody, forbid_unknown_fields=True, kw_only=True):
    max_price_minor: Annotated[int, Meta(ge=1, le=MAX_PRICE_MINOR)]


@endpoint(routes, "POST", "/verifications", status=202, refuses=("email_unverified", *PURCHASE_REFUSALS))
def create_verification(request: Request) -> Answer[VerificationAnswer]:
    user_id = request.user_id(wiring.access_tokens())
    body = request.json(CreateVerification)
    key, request_hash = request.idempotency(body)
    verification, replayed = wiring.verifications().create(
        user_id, body.selection(), max_price_minor=body.max_price_minor, key=key, request_hash=request_hash
    )
    shape = VerificationShape.of(verification, (), now=wiring.now())
    return created(VerificationAnswer(shape), replayed=replayed)
