"""GET /verification-batches/{batch_id}: return all numbers of a batch; Retry-After says when to ask again."""

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import BatchAnswer, BatchShape, retry_after


@endpoint(
    "GET",
    "/verification-batches/{batch_id}",
    caller=CUSTOMER,
    headers=("Retry-After",),
    uses=("batches",),
    throttle=(200, 400),
)
def get_batch(request: Request[None], services: Services) -> Answer[BatchAnswer]:
    shape = BatchShape.of(services.batches.get(request.user_id, request.path_id("batch_id")), now=services.now())
    return Answer(BatchAnswer(shape), headers=retry_after(shape.verifications))
