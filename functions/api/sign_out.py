"""DELETE /sessions/current: end the session of the access token, or of the cookie if the token has expired."""

from callbox.composition.services import Services
from callbox.domain.errors import Refused
from callbox.http.cookies import REFRESH, signed_out
from callbox.http.endpoint import COOKIE_OR_TOKEN, Answer, endpoint
from callbox.http.requests import Request


@endpoint(
    "DELETE",
    "/sessions/current",
    caller=COOKIE_OR_TOKEN,
    status=204,
    headers=("Set-Cookie",),
    refuses=("unauthenticated",),
    uses=("sessions",),
    throttle=(50, 100),
)
def sign_out(request: Request[None], services: Services) -> Answer[None]:
    try:
        session = services.claims(request.bearer()).session
    except Refused:
        session = services.sessions.session_of(request.cookie(REFRESH.name))
    services.sessions.end(session)
    return signed_out()
