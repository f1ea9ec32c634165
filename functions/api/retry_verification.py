"""POST /verifications/{verification_id}/retry (Idempotency-Key): close and refund it, then try the same once more."""

from chalice import Blueprint

from callbox import wiring
from callbox.domain.identity import VerificationId
from callbox.http.endpoint import Answer, created, endpoint
from callbox.http.problems import PURCHASE_REFUSALS
from callbox.http.requests import Request
from callbox.http.shapes import VerificationAnswer, VerificationShape

routes = Blueprint(__name__)


@endpoint(
    routes,
    "POST",
    "/verifications/{verification_id}/retry",
    status=202,
    refuses=(*PURCHASE_REFUSALS, "not_retryable", "not_cancellable"),
)
def retry_verification(request: Request) -> Answer[VerificationAnswer]:
    user_id = request.user_id(wiring.access_tokens())
    verification_id = VerificationId(request.path_id("verification_id"))
    key, request_hash = request.idempotency(None)
    verification, replayed = wiring.retries().retry(user_id, verification_id, key=key, request_hash=request_hash)
    shape = VerificationShape.of(verification, (), now=wiring.now())
    return created(VerificationAnswer(shape), replayed=replayed)
