"""GET /verification-batches/{batch_id}: all numbers of a batch; Retry-After says when to ask again."""

from chalice import Blueprint

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import BatchAnswer, BatchShape, retry_after

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/verification-batches/{batch_id}")
def get_batch(request: Request) -> Answer[BatchAnswer]:
    user_id = request.user_id(wiring.access_tokens())
    shape = BatchShape.of(wiring.batches().get(user_id, request.path_id("batch_id")), now=wiring.now())
    return Answer(BatchAnswer(shape), headers=retry_after(shape.verifications))
