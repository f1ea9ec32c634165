"""DELETE /sessions/{session_id}: end one of the customer's sessions. Safe to repeat."""

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.network import origin_of
from callbox.http.requests import Request


@endpoint(
    "DELETE",
    "/sessions/{session_id}",
    caller=LIVE_CUSTOMER,
    status=204,
    uses=("account_log", "sessions"),
    throttle=(20, 40),
)
def end_session(request: Request[None], services: Services) -> Answer[None]:
    session_id = request.path_id("session_id")
    services.sessions.end_one(request.user_id, session_id)
    services.account_log.note("session_ended", origin_of(request), subject_id=session_id)
    return Answer(None)
