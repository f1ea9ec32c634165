"""DELETE /sessions/current: end the session of the access token, or of the cookie where that has run out."""

from chalice import Blueprint

from callbox import wiring
from callbox.domain.errors import Refused
from callbox.http.cookies import signed_out
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request

routes = Blueprint(__name__)


@endpoint(routes, "DELETE", "/sessions/current", status=204, refuses=("unauthenticated",))
def sign_out(request: Request) -> Answer[None]:
    request.must_be_same_site(wiring.site_url())
    sessions = wiring.sessions()
    try:
        session = request.claims(wiring.access_tokens()).session
    except Refused:
        session = sessions.session_of(request.refresh_token())
    sessions.end(session)
    return signed_out()
