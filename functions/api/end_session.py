"""DELETE /sessions/{session_id}: end one of the customer's sessions. Safe to repeat."""

from chalice import Blueprint

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request

routes = Blueprint(__name__)


@endpoint(routes, "DELETE", "/sessions/{session_id}", status=204)
def end_session(request: Request) -> Answer[None]:
    user_id = request.user_id(wiring.access_tokens())
    wiring.sessions().end_one(user_id, request.path_id("session_id"))
    return Answer(None)
