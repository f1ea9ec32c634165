"""DELETE /sessions: sign out everywhere, including here."""

from callbox.composition.services import Services
from callbox.http.cookies import signed_out
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request


@endpoint(
    "DELETE",
    "/sessions",
    caller=CUSTOMER,
    status=204,
    headers=("Set-Cookie",),
    uses=("sessions",),
    throttle=(20, 40),
)
def end_all_sessions(request: Request[None], services: Services) -> Answer[None]:
    services.sessions.end_all(request.user_id)
    return signed_out()
