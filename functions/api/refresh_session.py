"""POST /sessions/refresh (cookie): replace the refresh token and return a new access token."""

from callbox.composition.services import Services
from callbox.domain.errors import Refused
from callbox.http.cookies import REFRESH, SessionShape, ended, signed_in
from callbox.http.endpoint import COOKIE, Answer, endpoint
from callbox.http.requests import Request


@endpoint(
    "POST",
    "/sessions/refresh",
    caller=COOKIE,
    headers=("Set-Cookie",),
    refuses=("unauthenticated", "session_revoked"),
    uses=("sessions",),
    throttle=(100, 200),
)
def refresh_session(request: Request[None], services: Services) -> Answer[SessionShape]:
    try:
        return signed_in(services.sessions.refresh(request.cookie(REFRESH.name)))
    except Refused as refused:
        raise ended(refused) from None
