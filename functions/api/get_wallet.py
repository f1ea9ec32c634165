"""GET /wallet: what can be spent now, and what open verifications hold."""

from chalice import Blueprint

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import WalletShape

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/wallet")
def get_wallet(request: Request) -> Answer[WalletShape]:
    wallet, held = wiring.wallets().wallet(request.user_id(wiring.access_tokens()))
    return Answer(WalletShape.of(wallet, held))
