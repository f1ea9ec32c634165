"""DELETE /sessions: sign out everywhere, including here."""

from callbox.composition.services import Services
from callbox.http.cookies import signed_out
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.network import origin_of
from callbox.http.requests import Request


@endpoint(
    "DELETE",
    "/sessions",
    caller=LIVE_CUSTOMER,
    status=204,
    headers=("Set-Cookie",),
    uses=("account_log", "sessions"),
    throttle=(20, 40),
)
def end_all_sessions(request: Request[None], services: Services) -> Answer[None]:
    services.sessions.end_all(request.user_id)
    services.account_log.note("all_sessions_ended", origin_of(request))
    return signed_out()
