"""POST /deposits/{deposit_id}/verify: ask Paystack now. Safe to repeat."""

from chalice import Blueprint

from callbox import wiring
from callbox.domain.identity import DepositId
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import DepositAnswer, DepositShape

routes = Blueprint(__name__)


@endpoint(routes, "POST", "/deposits/{deposit_id}/verify", refuses=("payment_provider_unavailable", "rate_limited"))
def verify_deposit(request: Request) -> Answer[DepositAnswer]:
    user_id = request.user_id(wiring.access_tokens())
    deposit_id = DepositId(request.path_id("deposit_id"))
    wiring.count_payment_question(user_id)
    deposit = wiring.deposits().verify(user_id, deposit_id)
    return Answer(DepositAnswer(DepositShape.of(deposit)))
