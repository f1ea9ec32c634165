"""POST /deposits (Idempotency-Key): record a payment intent and return the URL of Paystack's checkout."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, created, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import DepositAnswer, DepositShape


class CreateDeposit(Struct, forbid_unknown_fields=True):
    amount_minor: int


@endpoint(
    "POST",
    "/deposits",
    caller=LIVE_CUSTOMER,
    status=201,
    body=CreateDeposit,
    idempotent=True,
    refuses=("account_closing", "payment_provider_unavailable", "payment_refused", "rate_limited"),
    uses=("payment_questions", "deposits"),
    throttle=(50, 100),
)
def create_deposit(request: Request[CreateDeposit], services: Services) -> Answer[DepositAnswer]:
    body = request.body
    key, request_hash = request.idempotency
    services.payment_questions.count(request.user_id)
    deposit, replayed = services.deposits.create(
        request.user_id, amount_minor=body.amount_minor, key=key, request_hash=request_hash, account=request.user
    )
    return created(DepositAnswer(DepositShape.of(deposit)), replayed=replayed)
