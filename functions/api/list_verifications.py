"""GET /verifications?state=open | ?ids= | ?limit=&cursor=: the customer's verifications, newest first.

`state=open` returns all unfinished ones; `ids` returns the named ones, finished or not. Both can be combined.
"""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.domain.identity import VerificationId
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.query import PAGE, Choice, Ids
from callbox.http.requests import Request
from callbox.http.shapes import VerificationShape, retry_after

STATE = Choice("state", ("open",))
IDS = Ids()


class Verifications(Struct):
    verifications: list[VerificationShape]
    next_cursor: str | None


@endpoint(
    "GET",
    "/verifications",
    caller=CUSTOMER,
    query=(STATE, IDS, PAGE),
    headers=("Retry-After",),
    uses=("verifications",),
    throttle=(200, 400),
)
def list_verifications(request: Request[None], services: Services) -> Answer[Verifications]:
    verifications = services.verifications
    state = request.query(STATE)
    ids = [VerificationId(i) for i in request.query(IDS)]
    page = request.query(PAGE)
    next_cursor = None
    if ids:
        found = verifications.get_many(request.user_id, ids)
        found = [f for f in found if f.verification.is_open or not state]
    elif state:
        found = verifications.open(request.user_id)
    else:
        found = verifications.page(request.user_id, before_id=page.after_id(), limit=page.limit + 1)
        if len(found) > page.limit:
            found = found[: page.limit]
            next_cursor = request.next_cursor(found[-1].verification.verification_id)
    now = services.now()
    shapes = [VerificationShape.of(f.verification, f.messages, now=now) for f in found]
    return Answer(Verifications(shapes, next_cursor), headers=retry_after(shapes))
