"""GET /second-factor: return whether sign-in asks for a code, and how many recovery codes are left."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import Timestamp, timestamp


class SecondFactorStatus(Struct):
    enabled: bool
    recovery_codes_left: int
    removed_at: Timestamp | None


@endpoint(
    "GET",
    "/second-factor",
    caller=CUSTOMER,
    uses=("second_factors",),
    throttle=(20, 40),
)
def get_second_factor(request: Request[None], services: Services) -> Answer[SecondFactorStatus]:
    status = services.second_factors.status(request.user_id)
    removed_at = timestamp(status.removed_at) if status.removed_at else None
    return Answer(SecondFactorStatus(status.is_on, status.recovery_codes_left, removed_at))
