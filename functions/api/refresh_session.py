"""POST /sessions/refresh (cookie): replace the refresh token and answer a new access token."""

from chalice import Blueprint

from callbox import wiring
from callbox.http.cookies import SessionShape, signed_in
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request

routes = Blueprint(__name__)


@endpoint(routes, "POST", "/sessions/refresh", refuses=("unauthenticated", "session_revoked"))
def refresh_session(request: Request) -> Answer[SessionShape]:
    request.must_be_same_site(wiring.site_url())
    return signed_in(wiring.sessions().refresh(request.refresh_token()))
