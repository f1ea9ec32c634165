"""DELETE /sessions/{session_id}: end one of the customer's sessions. Safe to repeat."""

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request


@endpoint(
    "DELETE",
    "/sessions/{session_id}",
    caller=CUSTOMER,
    status=204,
    uses=("sessions",),
    throttle=(20, 40),
)
def end_session(request: Request[None], services: Services) -> Answer[None]:
    services.sessions.end_one(request.user_id, request.path_id("session_id"))
    return Answer(None)
