"""GET /sessions: the customer's sessions, newest first; at most 100, in one page."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import DeviceShape


class Devices(Struct):
    sessions: list[DeviceShape]


@endpoint(
    "GET",
    "/sessions",
    caller=CUSTOMER,
    uses=("sessions",),
    throttle=(20, 40),
)
def list_sessions(request: Request[None], services: Services) -> Answer[Devices]:
    claims = request.claims
    found, known = services.sessions.list(claims.user_id), services.sessions.known(claims.user_id)
    return Answer(
        Devices(
            [
                DeviceShape.of(one, current=one.family_id == claims.session, known=one.device_id in known)
                for one in found
            ]
        )
    )
