"""POST /deposits (Idempotency-Key): record a payment intent and answer the address of Paystack's checkout."""

from chalice import Blueprint
from msgspec import Struct

from callbox import wiring
from callbox.http.endpoint import Answer, created, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import DepositAnswer, DepositShape

routes = Blueprint(__name__)


class CreateDeposit(Struct, forbid_unknown_fields=True):
    amount_minor: int


@endpoint(routes, "POST", "/deposits", status=201, refuses=("payment_provider_unavailable", "rate_limited"))
def create_deposit(request: Request) -> Answer[DepositAnswer]:
    user_id = request.user_id(wiring.access_tokens())
    body = request.json(CreateDeposit)
    key, request_hash = request.idempotency(body)
    wiring.count_payment_question(user_id)
    deposit, replayed = wiring.deposits().create(
        user_id, amount_minor=body.amount_minor, key=key, request_hash=request_hash
    )
    return created(DepositAnswer(DepositShape.of(deposit)), replayed=replayed)
