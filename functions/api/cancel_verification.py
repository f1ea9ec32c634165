"""POST /verifications/{verification_id}/cancel: cancel the number and refund it. Safe to repeat."""

from callbox.composition.services import Services
from callbox.domain.identity import VerificationId
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import VerificationMoved, moved


@endpoint(
    "POST",
    "/verifications/{verification_id}/cancel",
    caller=LIVE_CUSTOMER,
    refuses=("not_cancellable", "rate_limited"),
    uses=("fulfilment", "wallets"),
    throttle=(50, 100),
)
def cancel_verification(request: Request[None], services: Services) -> Answer[VerificationMoved]:
    cancelled = services.fulfilment.cancel(request.user_id, VerificationId(request.path_id("verification_id")))
    wallet = services.wallets.with_held(cancelled.wallet)
    return Answer(moved(cancelled.verification, wallet, now=services.now()))
