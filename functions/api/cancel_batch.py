"""POST /verification-batches/{batch_id}/cancel: cancel and refund the numbers that still wait. Safe to repeat."""

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import BatchMoved, BatchShape, WalletNowShape


@endpoint(
    "POST",
    "/verification-batches/{batch_id}/cancel",
    caller=LIVE_CUSTOMER,
    refuses=("rate_limited",),
    uses=("batch_cancels", "wallets"),
    throttle=(20, 40),
)
def cancel_batch(request: Request[None], services: Services) -> Answer[BatchMoved]:
    batch, moved = services.batch_cancels.cancel(request.user_id, request.path_id("batch_id"))
    wallet = services.wallets.with_held(moved) if moved else services.wallets.wallet(request.user_id)
    return Answer(BatchMoved(BatchShape.of(batch, now=services.now()), WalletNowShape.of(wallet)))
