"""POST /verification-batches/{batch_id}/cancel: cancel and refund the numbers that still wait. Safe to repeat."""

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import BatchAnswer, BatchShape


@endpoint(
    "POST",
    "/verification-batches/{batch_id}/cancel",
    caller=LIVE_CUSTOMER,
    refuses=("rate_limited",),
    uses=("batch_cancels",),
    throttle=(20, 40),
)
def cancel_batch(request: Request[None], services: Services) -> Answer[BatchAnswer]:
    batch = services.batch_cancels.cancel(request.user_id, request.path_id("batch_id"))
    return Answer(BatchAnswer(BatchShape.of(batch, now=services.now())))
