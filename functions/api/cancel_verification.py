"""POST /verifications/{verification_id}/cancel: give the number back and refund it. Repeats answer the same."""

from chalice import Blueprint

from callbox import wiring
from callbox.domain.identity import VerificationId
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import VerificationAnswer, VerificationShape

routes = Blueprint(__name__)


@endpoint(routes, "POST", "/verifications/{verification_id}/cancel", refuses=("not_cancellable", "rate_limited"))
def cancel_verification(request: Request) -> Answer[VerificationAnswer]:
    user_id = request.user_id(wiring.access_tokens())
    cancelled = wiring.fulfilment().cancel(user_id, VerificationId(request.path_id("verification_id")))
    return Answer(VerificationAnswer(VerificationShape.of(cancelled, (), now=wiring.now())))
