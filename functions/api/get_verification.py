"""GET /verifications/{verification_id}: return its state; Retry-After says when to ask again."""

from callbox.composition.services import Services
from callbox.domain.identity import VerificationId
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import VerificationAnswer, VerificationShape, retry_after


@endpoint(
    "GET",
    "/verifications/{verification_id}",
    caller=CUSTOMER,
    headers=("Retry-After",),
    uses=("verifications",),
    throttle=(200, 400),
)
def get_verification(request: Request[None], services: Services) -> Answer[VerificationAnswer]:
    found = services.verifications.get(request.user_id, VerificationId(request.path_id("verification_id")))
    shape = VerificationShape.of(found.verification, found.messages, now=services.now())
    return Answer(VerificationAnswer(shape), headers=retry_after([shape]))
