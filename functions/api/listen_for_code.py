"""POST /verifications/{verification_id}/listen: look for another code on a received number. Costs nothing."""

from callbox.composition.services import Services
from callbox.domain.identity import VerificationId
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import VerificationAnswer, VerificationShape, retry_after


@endpoint(
    "POST",
    "/verifications/{verification_id}/listen",
    caller=LIVE_CUSTOMER,
    headers=("Retry-After",),
    refuses=("not_listening", "rate_limited"),
    uses=("listening", "verifications"),
    throttle=(50, 100),
)
def listen_for_code(request: Request[None], services: Services) -> Answer[VerificationAnswer]:
    verification_id = VerificationId(request.path_id("verification_id"))
    services.listening.listen(request.user_id, verification_id)
    found = services.verifications.get(request.user_id, verification_id)
    shape = VerificationShape.of(found.verification, found.messages, now=services.now())
    return Answer(VerificationAnswer(shape), headers=retry_after([shape]))
