"""POST /deposits/{deposit_id}/verify: ask Paystack now and return the deposit. Safe to repeat."""

from callbox.composition.services import Services
from callbox.domain.identity import DepositId
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import DepositAnswer, DepositShape


@endpoint(
    "POST",
    "/deposits/{deposit_id}/verify",
    caller=CUSTOMER,
    refuses=("payment_provider_unavailable", "rate_limited"),
    uses=("payment_questions", "deposits"),
    throttle=(50, 100),
)
def verify_deposit(request: Request[None], services: Services) -> Answer[DepositAnswer]:
    deposit_id = DepositId(request.path_id("deposit_id"))
    services.payment_questions.count(request.user_id)
    deposit = services.deposits.verify(request.user_id, deposit_id)
    return Answer(DepositAnswer(DepositShape.of(deposit)))
