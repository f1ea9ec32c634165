"""GET /deposits/{deposit_id}: return a deposit."""

from callbox.composition.services import Services
from callbox.domain.identity import DepositId
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import DepositAnswer, DepositShape


@endpoint(
    "GET",
    "/deposits/{deposit_id}",
    caller=CUSTOMER,
    uses=("deposits",),
    throttle=(100, 200),
)
def get_deposit(request: Request[None], services: Services) -> Answer[DepositAnswer]:
    deposit = services.deposits.get(request.user_id, DepositId(request.path_id("deposit_id")))
    return Answer(DepositAnswer(DepositShape.of(deposit)))
