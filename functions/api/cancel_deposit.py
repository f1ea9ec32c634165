"""POST /deposits/{deposit_id}/cancel: hide an open top-up. Safe to repeat; a late payment is credited all the same."""

from callbox.composition.services import Services
from callbox.domain.identity import DepositId
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import DepositAnswer, DepositShape


@endpoint(
    "POST",
    "/deposits/{deposit_id}/cancel",
    caller=LIVE_CUSTOMER,
    refuses=("not_cancellable",),
    uses=("deposits",),
    throttle=(50, 100),
)
def cancel_deposit(request: Request[None], services: Services) -> Answer[DepositAnswer]:
    deposit = services.deposits.cancel(request.user_id, DepositId(request.path_id("deposit_id")))
    return Answer(DepositAnswer(DepositShape.of(deposit)))
