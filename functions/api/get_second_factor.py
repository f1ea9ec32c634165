"""GET /second-factor: whether sign-in asks for a code, and how many recovery codes are left."""

from chalice import Blueprint
from msgspec import Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request

routes = Blueprint(__name__)


class SecondFactorStatus(Struct):
    enabled: bool
    recovery_codes_left: int


@endpoint(routes, "GET", "/second-factor")
def get_second_factor(request: Request) -> Answer[SecondFactorStatus]:
    status = wiring.second_factors().status(request.user_id(wiring.access_tokens()))
    return Answer(SecondFactorStatus(status.is_on, status.recovery_codes_left))
