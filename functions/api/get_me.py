"""GET /me: who is signed in, and what they may do."""

from chalice import Blueprint
from msgspec import Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import UserShape

routes = Blueprint(__name__)


class Limits(Struct):
    open_verifications: int
    deposit_min_minor: int
    deposit_max_minor: int
    currency: str


class Me(Struct):
    user: UserShape
    limits: Limits


@endpoint(routes, "GET", "/me")
def get_me(request: Request) -> Answer[Me]:
    user = wiring.accounts().get(request.user_id(wiring.access_tokens()))
    bounds = wiring.deposit_bounds()
    limits = Limits(
        open_verifications=wiring.open_limit(),
        deposit_min_minor=bounds.smallest.minor,
        deposit_max_minor=bounds.largest.minor,
        currency=bounds.smallest.currency,
    )
    return Answer(Me(UserShape.of(user), limits))
