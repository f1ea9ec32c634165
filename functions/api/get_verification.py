"""GET /verifications/{verification_id}: where it stands; Retry-After says when to ask again."""

from chalice import Blueprint

from callbox import wiring
from callbox.domain.identity import VerificationId
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import VerificationAnswer, VerificationShape, retry_after

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/verifications/{verification_id}")
def get_verification(request: Request) -> Answer[VerificationAnswer]:
    user_id = request.user_id(wiring.access_tokens())
    found = wiring.verifications().get(user_id, VerificationId(request.path_id("verification_id")))
    shape = VerificationShape.of(found.verification, found.messages, now=wiring.now())
    return Answer(VerificationAnswer(shape), headers=retry_after([shape]))
