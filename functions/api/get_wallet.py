"""GET /wallet: return the balance, and the money that open verifications hold."""

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import WalletShape


@endpoint(
    "GET",
    "/wallet",
    caller=CUSTOMER,
    uses=("wallets",),
    throttle=(100, 200),
)
def get_wallet(request: Request[None], services: Services) -> Answer[WalletShape]:
    return Answer(WalletShape.of(services.wallets.wallet(request.user_id)))
