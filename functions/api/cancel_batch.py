"""POST /verification-batches/{batch_id}/cancel: give back and refund the numbers that still wait. Safe to repeat."""

from chalice import Blueprint

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import BatchAnswer, BatchShape

routes = Blueprint(__name__)


@endpoint(routes, "POST", "/verification-batches/{batch_id}/cancel", refuses=("rate_limited",))
def cancel_batch(request: Request) -> Answer[BatchAnswer]:
    user_id = request.user_id(wiring.access_tokens())
    batch = wiring.batches().cancel(user_id, request.path_id("batch_id"))
    return Answer(BatchAnswer(BatchShape.of(batch, now=wiring.now())))
