"""GET /verifications?state=open | ?ids= | ?limit=&cursor=: the customer's verifications, newest first.

`state=open` answers all that are unfinished; `ids` those that are named, finished or not; both may be combined.
"""

from chalice import Blueprint
from msgspec import Struct

from callbox import wiring
from callbox.domain.identity import VerificationId
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import VerificationShape, retry_after

routes = Blueprint(__name__)


class Verifications(Struct):
    verifications: list[VerificationShape]
    next_cursor: str | None


@endpoint(routes, "GET", "/verifications")
def list_verifications(request: Request) -> Answer[Verifications]:
    user_id = request.user_id(wiring.access_tokens())
    verifications = wiring.verifications()
    state = request.choice("state", ("open",))
    ids = [VerificationId(i) for i in request.ids()]
    page = request.page()
    next_cursor = None
    if ids:
        found = verifications.get_many(user_id, ids)
        found = [f for f in found if f.verification.is_open or not state]
    elif state:
        found = verifications.open(user_id)
    else:
        found = verifications.page(user_id, before_id=page.after_id(), limit=page.limit + 1)
        if len(found) > page.limit:
            found = found[: page.limit]
            next_cursor = request.next_cursor(found[-1].verification.verification_id)
    now = wiring.now()
    shapes = [VerificationShape.of(f.verification, f.messages, now=now) for f in found]
    return Answer(Verifications(shapes, next_cursor), headers=retry_after(shapes))
