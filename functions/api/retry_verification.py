"""POST /verifications/{verification_id}/retry (Idempotency-Key): close and refund it, then buy the same again."""

from callbox.composition.services import Services
from callbox.domain.identity import VerificationId
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, created, endpoint
from callbox.http.problems import PURCHASE_REFUSALS
from callbox.http.requests import Request
from callbox.http.shapes import VerificationMoved, moved


@endpoint(
    "POST",
    "/verifications/{verification_id}/retry",
    caller=LIVE_CUSTOMER,
    status=202,
    idempotent=True,
    refuses=(*PURCHASE_REFUSALS, "not_retryable", "not_cancellable"),
    uses=("retries",),
    throttle=(50, 100),
)
def retry_verification(request: Request[None], services: Services) -> Answer[VerificationMoved]:
    verification_id = VerificationId(request.path_id("verification_id"))
    key, request_hash = request.idempotency
    bought = services.retries.retry(
        request.user_id, verification_id, key=key, request_hash=request_hash, account=request.user
    )
    [verification] = bought.verifications
    answer = moved(verification, bought.wallet, now=services.now())
    return created(answer, replayed=bought.replayed)
