"""PATCH /me: set limits of one's own. A lower sum a day holds at once; a higher one needs proof and a day."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from callbox.composition.services import Services
from callbox.domain.spending import OwnLimitName
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.me import Limits, NextLevel, Usage
from callbox.http.problems import PROOF_REFUSALS
from callbox.http.requests import Request
from callbox.http.shapes import MAX_PRICE_MINOR, Proof, UserShape

Sum = Annotated[int, Meta(ge=1, le=MAX_PRICE_MINOR)]


class ChangeMe(Struct, forbid_unknown_fields=True):
    """What is left out stays as it is; null takes a limit away."""

    low_balance_minor: Sum | UnsetType | None = UNSET
    spend_a_day_minor: Sum | UnsetType | None = UNSET
    proof: Proof | None = None


class Changed(Struct):
    user: UserShape
    limits: Limits
    usage: Usage
    next_level: NextLevel | None


@endpoint(
    "PATCH",
    "/me",
    caller=LIVE_CUSTOMER,
    body=ChangeMe,
    refuses=(*PROOF_REFUSALS, "rate_limited"),
    uses=("own_limits", "wallets"),
    throttle=(20, 40),
)
def change_me(request: Request[ChangeMe], services: Services) -> Answer[Changed]:
    body, user = request.body, request.user
    named: dict[OwnLimitName, int | UnsetType | None] = {
        "low_balance_minor": body.low_balance_minor,
        "spend_a_day_minor": body.spend_a_day_minor,
    }
    proof = (body.proof.password, body.proof.code) if body.proof else None
    services.own_limits.change(
        user,
        request.session,
        {name: wanted for name, wanted in named.items() if not isinstance(wanted, UnsetType)},
        proof,
    )
    may = services.wallets.allowed(user.user_id)
    limits = Limits.of(may, services.deposit_bounds)
    next_level = NextLevel.of(may, currency=limits.currency)
    return Answer(Changed(UserShape.of(user), limits, Usage.of(may), next_level))
