"""GET /me: return the signed-in customer and their limits."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import UserShape


class Limits(Struct):
    """Limits at once, per clock hour and per day in UTC. Requests above them get 429."""

    trust_level: str
    open_verifications: int
    purchases_an_hour: int
    purchases_a_day: int
    same_service_a_day: int
    cancels_an_hour: int
    batch_size: int
    top_up_a_day_minor: int
    deposit_min_minor: int
    deposit_max_minor: int
    currency: str


class Me(Struct):
    user: UserShape
    limits: Limits


@endpoint(
    "GET",
    "/me",
    caller=CUSTOMER,
    uses=("accounts", "wallets"),
    throttle=(100, 200),
)
def get_me(request: Request[None], services: Services) -> Answer[Me]:
    user = services.accounts.get(request.user_id)
    bounds = services.deposit_bounds
    level, allowed = services.wallets.trust(user.user_id)
    limits = Limits(
        trust_level=level,
        open_verifications=allowed.open_verifications,
        purchases_an_hour=allowed.purchases_an_hour,
        purchases_a_day=allowed.purchases_a_day,
        same_service_a_day=allowed.same_service_a_day,
        cancels_an_hour=allowed.cancels_an_hour,
        batch_size=allowed.batch_size,
        top_up_a_day_minor=allowed.top_up_a_day_minor,
        deposit_min_minor=bounds.smallest.minor,
        deposit_max_minor=bounds.largest.minor,
        currency=bounds.smallest.currency,
    )
    return Answer(Me(UserShape.of(user), limits))
