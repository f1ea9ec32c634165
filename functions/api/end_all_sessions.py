"""DELETE /sessions: sign out everywhere, here too."""

from chalice import Blueprint

from callbox import wiring
from callbox.http.cookies import signed_out
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request

routes = Blueprint(__name__)


@endpoint(routes, "DELETE", "/sessions", status=204)
def end_all_sessions(request: Request) -> Answer[None]:
    wiring.sessions().end_all(request.user_id(wiring.access_tokens()))
    return signed_out()
