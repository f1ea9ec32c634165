"""POST /verifications (Idempotency-Key): hold the price, queue the order of a number, answer 202."""

from typing import Annotated, Literal

from chalice import Blueprint
from msgspec import Meta, Struct

from callbox import wiring
from callbox.domain.verifications import Selection
from callbox.http.endpoint import Answer, created, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import VerificationAnswer, VerificationShape

routes = Blueprint(__name__)

AreaCode = Annotated[str, Meta(pattern=r"^[2-9][0-9]{2}$")]  # North American Numbering Plan
Carrier = Literal["vz", "tmo", "att"]


class CreateVerification(Struct, forbid_unknown_fields=True):
    service: Annotated[str, Meta(min_length=1, max_length=100)]
    max_price_minor: Annotated[int, Meta(ge=1, le=10**12)]
    country: Literal["US"] = "US"
    capability: Literal["sms"] = "sms"
    area_codes: Annotated[list[AreaCode], Meta(max_length=10)] = []
    carriers: Annotated[list[Carrier], Meta(max_length=3)] = []


@endpoint(routes, "POST", "/verifications")
def create_verification(request: Request) -> Answer:
    user_id = request.user_id(wiring.access_tokens())
    body = request.json(CreateVerification)
    key, request_hash = request.idempotency(body)
    selection = Selection(body.service, body.country, body.capability, tuple(body.area_codes), tuple(body.carriers))
    verification, replayed = wiring.verifications().create(
        user_id, selection, max_price_minor=body.max_price_minor, key=key, request_hash=request_hash
    )
    shape = VerificationShape.of(verification, (), now=wiring.now())
    return created(VerificationAnswer(shape), status=202, replayed=replayed)
