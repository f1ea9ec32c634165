"""GET /sessions: where the customer is signed in, the newest first; at most 100, so one page."""

from chalice import Blueprint
from msgspec import Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import DeviceShape

routes = Blueprint(__name__)


class Devices(Struct):
    sessions: list[DeviceShape]


@endpoint(routes, "GET", "/sessions")
def list_sessions(request: Request) -> Answer[Devices]:
    claims = request.claims(wiring.access_tokens())
    found = wiring.sessions().list(claims.user_id)
    return Answer(Devices([DeviceShape.of(one, current=one.family_id == claims.session) for one in found]))
